-- Heap sort of floats, in plain Lua.
local function heapsort(a, n)
  local i, j
  local start, size = math.floor(n / 2) + 1, n
  while true do
    local value
    if start > 1 then
      start = start - 1
      value = a[start]
    else
      value = a[size]
      a[size] = a[1]
      size = size - 1
      if size == 1 then
        a[1] = value
        return
      end
    end
    i, j = start, start * 2
    while j <= size do
      if j < size and a[j] < a[j + 1] then j = j + 1 end
      if value < a[j] then
        a[i] = a[j]
        i, j = j, j * 2
      else
        j = size + 1
      end
    end
    a[i] = value
  end
end

local function run()
  local seed, a, n = 42, {}, 130000
  for i = 1, n do
    seed = (seed * 3877 + 29573) % 139968
    a[i] = seed / 139968
  end
  heapsort(a, n)
  for i = 2, n do if a[i - 1] > a[i] then return "not sorted" end end
  return string.format("%.9f %.9f", a[1], a[n - 1])
end

return { name = "heapsort", run = run, expect = "0.000000000 0.999985711" }
