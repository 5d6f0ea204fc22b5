-- table.sort of numbers, of strings, and of records with a comparator.
local function run()
  local seed = 12345
  local function random()
    seed = (seed * 16807) % 2147483647
    return seed
  end
  local a = {}
  for i = 1, 100000 do a[i] = random() end
  table.sort(a)
  local b = {}
  for i = 1, 50000 do b[i] = random() % 1000 end
  table.sort(b, function(x, y) return x > y end)
  local c = {}
  for i = 1, 20000 do c[i] = "s" .. random() % 100000 end
  table.sort(c)
  local d = {}
  for i = 1, 20000 do d[i] = { key = random() % 500, id = i } end
  table.sort(d, function(x, y)
    if x.key ~= y.key then return x.key < y.key end
    return x.id < y.id
  end)
  for i = 2, #a do if a[i - 1] > a[i] then return "a is not sorted" end end
  for i = 2, #b do if b[i - 1] < b[i] then return "b is not sorted" end end
  for i = 2, #c do if c[i - 1] > c[i] then return "c is not sorted" end end
  return string.format("%d %d %s %d %d", a[100], b[100], c[100], d[100].key, d[3000].id)
end

return { name = "sort", run = run, expect = "2003145 997 s1047 2 5014" }
