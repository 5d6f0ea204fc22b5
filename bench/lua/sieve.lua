-- The sieve of Eratosthenes over a table of booleans.
local function run()
  local n, count = 2000000, 0
  local composite = {}
  for i = 1, n do composite[i] = false end
  for i = 2, n do
    if not composite[i] then
      count = count + 1
      for j = i * 2, n, i do composite[j] = true end
    end
  end
  return count
end

return { name = "sieve", run = run, expect = 148933 }
