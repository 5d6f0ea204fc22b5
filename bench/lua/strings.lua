-- String functions: concat, rep, sub, upper, byte, char, format, reverse, comparison and hashing by hand.
local function run()
  local sum = 0
  for i = 1, 70000 do
    local s = "item-" .. i .. ":" .. (i % 17)
    local u = s:upper():lower():reverse()
    sum = (sum + #u + s:byte(1 + i % #s) + u:byte(-1)) % 1000003
    if s:sub(1, 5) == "item-" and s < "item-5" then sum = sum + 1 end
    local f = string.format("%05d|%-10s|%8.3f|%x|%s", i, s, i / 3, i, u)
    sum = (sum + #f + f:byte(3)) % 1000003
  end
  local hash = 5381
  local text = ("the quick brown fox jumps over the lazy dog "):rep(200)
  for _ = 1, 24 do
    for i = 1, #text do hash = (hash * 33 + text:byte(i)) % 4294967291 end
  end
  local letters = {}
  for i = 1, #text do letters[i] = string.char((text:byte(i) + 1) % 128) end
  return string.format("%d %.0f %d", sum, hash, #table.concat(letters))
end

return { name = "strings", run = run, expect = "67463 3921736926 8800" }
