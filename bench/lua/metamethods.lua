-- Tables that behave: __index and __newindex functions, proxies, __call, __len, __concat, __lt, __unm.
local function run()
  local log = 0
  local store = {}
  local proxy = setmetatable({}, {
    __index = function(_, k) return store[k] or k end,
    __newindex = function(_, k, v) log = log + 1; store[k] = v end,
    __len = function() return 42 end,
    __call = function(_, a, b) return a * b end,
    __unm = function() return -1 end,
    __concat = function(a, b) return (type(a) == "table" and "p" or a) .. (type(b) == "table" and "p" or b) end,
  })
  local mt = { __lt = function(a, b) return a.v < b.v end, __le = function(a, b) return a.v <= b.v end }
  local sum = 0
  local lo, hi = setmetatable({ v = 1 }, mt), setmetatable({ v = 2 }, mt)
  for i = 1, 300000 do
    proxy[i % 100] = i
    sum = sum + proxy[i % 100] + proxy[i % 100 + 1000] + proxy(i, 2) + -proxy
    if lo < hi and not (hi <= lo) then sum = sum + 1 end
    if i % 10 == 0 then sum = sum + #(proxy .. "x") end
  end
  local defaults = setmetatable({}, { __index = setmetatable({ a = 1 }, { __index = { b = 2 } }) })
  for _ = 1, 1000000 do sum = sum + defaults.a + defaults.b end
  return sum + log
end

return { name = "metamethods", run = run, expect = 135318660000 }
