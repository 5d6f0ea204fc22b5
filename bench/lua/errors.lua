-- pcall and error: calls that succeed, string and table errors, errors through many frames, runtime errors.
local function deep(n) if n == 0 then error("bottom", 0) end return deep(n - 1) + 1 end

local function run()
  local sum = 0
  for i = 1, 600000 do
    local ok, v = pcall(math.floor, i + 0.5)
    if ok then sum = sum + v % 10 end
  end
  for i = 1, 100000 do
    local ok, e = pcall(error, { code = i })
    if not ok then sum = sum + e.code % 10 end
  end
  for i = 1, 10000 do
    local _, e = pcall(deep, 20)
    sum = sum + #e
  end
  for i = 1, 75000 do
    local ok, e = pcall(function() local t = nil; return t.x end)
    if not ok and e:find("index") then sum = sum + 1 end
  end
  return sum
end

return { name = "errors", run = run, expect = 3285000 }
