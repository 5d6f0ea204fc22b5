-- Lua 5.4 only: integers of 64 bits, floor division, bit operators (xorshift, CRC-32).
local function run()
  local x, bits = 88172645463325252, 0
  for _ = 1, 1600000 do
    x = x ~ (x << 13)
    x = x ~ (x >> 7)
    x = x ~ (x << 17)
    bits = bits + (x & 1) + ((x >> 33) & 3)
  end
  local table32 = {}
  for i = 0, 255 do
    local c = i
    for _ = 1, 8 do
      if c & 1 == 1 then c = 0xEDB88320 ~ (c >> 1) else c = c >> 1 end
    end
    table32[i] = c
  end
  local text, crc = ("incantation "):rep(40000), 0xFFFFFFFF
  for i = 1, #text do crc = table32[(crc ~ text:byte(i)) & 0xFF] ~ (crc >> 8) end
  local q = 0
  for i = 1, 2400000 do q = q + (i * 7919 // 13) % 5 + (i | 3 ~ i) // 7 end
  return string.format("%d %d %d %d", x, bits, ~crc & 0xFFFFFFFF, q)
end
return { name = "bits", run = run, expect = "-1311700566136449995 3199994 709745746 411433028573", only = "5.4" }
