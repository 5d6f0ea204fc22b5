-- Counting loops over integers and floats, with while, repeat and a little branching.
local function run()
  local sum, odd = 0, 0
  for i = 1, 12500000 do
    sum = sum + i % 7
    if i % 2 == 1 then odd = odd + 1 end
  end
  local x = 0.0
  for f = 0.5, 21250000.0, 1.5 do x = x + f * 0.25 - 1.0 end
  local n, steps = 837799, 0
  for _ = 1, 1250 do
    local k = n
    repeat
      if k % 2 == 0 then k = k / 2 else k = k * 3 + 1 end
      steps = steps + 1
    until k == 1
  end
  local i = 0
  while i < 1250000 do i = i + 1 end
  return string.format("%d %d %.3f %d %d", sum, odd, x, steps, i)
end

return { name = "loop", run = run, expect = "37499997 6250000 37630195052083.000 655000 1250000" }
