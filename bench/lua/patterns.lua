-- Pattern matching: find, match, gmatch and gsub over text.
local words = { "alpha", "beta42", "gamma", "delta_7", "epsilon", "zeta", "eta99x", "theta" }
local lines, seed = {}, 7
for i = 1, 300 do
  local parts = {}
  for k = 1, 8 do
    seed = (seed * 16807) % 2147483647
    parts[k] = words[seed % #words + 1]
  end
  lines[i] = "key" .. i .. " = " .. table.concat(parts, " ") .. " (" .. i * 37 .. ") ; 2024-" .. 10 + i % 3 .. "-1" .. i % 10
end
local text = table.concat(lines, "\n")

local function run()
  local sum = 0
  for _ = 1, 20 do
    for line in text:gmatch("[^\n]+") do
      local key, value = line:match("^(%w+)%s*=%s*(.-)%s*;")
      sum = sum + #key + #value
      local y, m, d = line:match("(%d%d%d%d)%-(%d%d)%-(%d%d)$")
      sum = sum + y + m + d
      local inner = line:match("%b()")
      sum = sum + #inner
    end
    for w, n in text:gmatch("(%a+)(%d+)") do sum = sum + #w + n % 10 end
    local swapped, n = text:gsub("(%w+) (%w+)", "%2 %1")
    sum = sum + n + #swapped
    local upper, m = text:gsub("%f[%a]%l+", string.upper)
    sum = sum + m + upper:byte(100)
    local mapped, k = text:gsub("%a+", { alpha = "A", gamma = "G", eta = false })
    sum = sum + k + #mapped
    local at, found = 1, 0
    while true do
      local _, e = text:find("theta", at, true)
      if not e then break end
      found, at = found + 1, e + 1
    end
    sum = sum + found
    sum = sum + (text:find("zeta.-epsilon nothing", #text - 2000) or 0)
  end
  return string.format("%d", sum)
end

return { name = "patterns", run = run, expect = "13956760" }
