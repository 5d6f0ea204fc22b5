-- Variable arguments, select, multiple results, table.unpack.
local unpack = table.unpack or unpack

local function sum(...)
  local s = 0
  for i = 1, select("#", ...) do s = s + (select(i, ...)) end
  return s
end
local function pass(...) return ... end
local function pack(...) return { n = select("#", ...), ... } end
local function three(a, b) return b, a, a + b end

local function run()
  local total = 0
  for i = 1, 160000 do
    total = total + sum(i, 2, 3, 4, 5)
    local t = pack(pass(i, i + 1, i + 2))
    total = total + t.n + t[3]
    total = total + sum(unpack(t, 1, t.n))
    local a, b, c = three(three(i, 1))
    total = total + a + b + c + math.max(pass(i, 3, 5)) % 7
  end
  return total
end

return { name = "varargs", run = run, expect = 89604880008 }
