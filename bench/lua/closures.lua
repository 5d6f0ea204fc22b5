-- Making and calling closures: counters, composition, upvalues shared by two functions, currying.
local function counter()
  local n = 0
  return function() n = n + 1; return n end, function() return n end
end

local function compose(f, g) return function(x) return f(g(x)) end end
local function add(a) return function(b) return a + b end end

local function run()
  local total = 0
  for i = 1, 1240000 do
    local step, value = counter()
    step(); step(); step()
    total = total + value()
  end
  local chain = function(x) return x end
  for i = 1, 50 do chain = compose(add(i), chain) end
  for i = 1, 24000 do total = total + chain(i) end
  for i = 1, 450000 do total = total + add(i)(1) end
  local function map(t, f)
    local r = {}
    for i = 1, #t do r[i] = f(t[i]) end
    return r
  end
  local list = {}
  for i = 1, 100 do list[i] = i end
  for i = 1, 3000 do
    list = map(list, function(v) return (v + i) % 1000 end)
  end
  for i = 1, #list do total = total + list[i] end
  return total
end

return { name = "closures", run = run, expect = 101573062050 }
