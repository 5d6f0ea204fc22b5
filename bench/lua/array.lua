-- Tables as arrays: fill, sum, reverse, append, insert and remove, two dimensions.
local function run()
  local n, a = 300000, {}
  for i = 1, n do a[i] = i end
  local i, j = 1, n
  while i < j do
    a[i], a[j] = a[j], a[i]
    i, j = i + 1, j - 1
  end
  local sum = 0
  for k = 1, #a do sum = (sum * 3 + a[k]) % 1000003 end
  for _, v in ipairs(a) do sum = (sum + v) % 1000003 end
  local b = {}
  for k = 1, n do b[#b + 1] = a[k] * 2 end
  while #b > 100 do b[#b] = nil end
  for k = 1, 2000 do
    table.insert(b, 1, k)
    sum = sum + table.remove(b)
  end
  local grid = {}
  for y = 1, 200 do
    local row = {}
    for x = 1, 200 do row[x] = x * y end
    grid[y] = row
  end
  for y = 2, 199 do
    for x = 2, 199 do sum = sum + grid[y - 1][x] - grid[y + 1][x] + grid[y][x - 1] - grid[y][x + 1] + 1 end
  end
  return sum
end

return { name = "array", run = run, expect = 46806376 }
