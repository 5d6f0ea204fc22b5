-- Tables as maps: string and number keys, counting, deleting, walking with pairs and next.
local function run()
  local words, count, seed = {}, {}, 42
  for i = 1, 4000 do words[i] = "word" .. i % 1371 end
  for _ = 1, 240 do
    for i = 1, #words do
      local w = words[i]
      count[w] = (count[w] or 0) + 1
    end
  end
  local total, kinds = 0, 0
  for _, n in pairs(count) do total, kinds = total + n, kinds + 1 end
  local sparse = {}
  for _ = 1, 360000 do
    seed = (seed * 16807) % 2147483647
    local k = seed % 300000 + 100000
    sparse[k] = (sparse[k] or 0) + 1
  end
  local keys, hits = 0, 0
  for _, v in pairs(sparse) do keys, hits = keys + 1, hits + v end
  for k in pairs(sparse) do
    if k % 2 == 0 then sparse[k] = nil end
  end
  local left, k = 0, next(sparse)
  while k do left, k = left + 1, next(sparse, k) end
  return string.format("%d %d %d %d %d", total, kinds, keys, hits, left)
end

return { name = "map", run = run, expect = "960000 1371 209886 360000 104861" }
