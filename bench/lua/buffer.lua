-- Building strings: appending to one string, table.concat of many parts, joining with separators.
local function run()
  local s = ""
  for i = 1, 4000 do s = s .. i .. "," end
  local total = #s
  for round = 1, 50 do
    local parts = {}
    for i = 1, 10000 do
      parts[#parts + 1] = "line "
      parts[#parts + 1] = i + round
      parts[#parts + 1] = "\n"
    end
    local text = table.concat(parts)
    total = total + #text + #table.concat(parts, "; ", 1, 3000) + text:byte(-5)
  end
  return total
end

return { name = "buffer", run = run, expect = 5717746 }
