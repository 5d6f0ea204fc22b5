-- Work for the AOT cache's training run: a little of everything that scripts do, so that its classes are in the cache.
-- Plain Lua 5.4, prints nothing, takes well under a second. Its argument is a file that it may write. `incant train` runs
-- it, too, in the sandbox of scripts.

local function arithmetic(n)
  local i, f = 0, 0.5
  for k = 1, n do
    i = i + k * 3 - k // 2 + k % 7
    f = f * 1.0001 + k / 3 - k ^ 0.5
    i = (i ~ (k << 3)) & 0xffffffff | 1
    if k % 3 == 0 and i > k or f < 0 then i = i >> 1 end
  end
  for x = 1.0, 10.0, 0.25 do f = f + math.sin(x) * math.floor(x) end
  return i + math.tointeger(f // 1)
end

local function strings(n)
  local parts = {}
  for k = 1, n do
    local s = "item " .. k .. ": " .. k / 4
    parts[#parts + 1] = string.format("%5d|%-8s|%.3f|%x|%q", k, s:sub(1, 6), k / 7, k, s):upper()
  end
  local text = table.concat(parts, "\n")
  local words = 0
  for word, number in text:gmatch("(%a+)%s*(%d+)") do words = words + #word + tonumber(number) end
  text = text:gsub("%d+", function(d) return "<" .. d .. ">" end)
  text = text:gsub("%s+", " "):lower():rep(2, "-"):reverse()
  local first, last = text:find("item", 1, true)
  local byte = text:byte(first or 1, last or 3)
  return words + byte + #text + utf8.len("grüße") + #string.char(72, 105)
end

local function tables(n)
  local list, map = {}, {}
  for k = 1, n do
    list[k] = (k * 7919) % n
    map["key" .. k] = { id = k, name = "n" .. k, tags = { k, k + 1 } }
  end
  table.sort(list)
  table.sort(list, function(a, b) return a > b end)
  local names = {}
  for k = 1, n do names[k] = "n" .. k * 7 % n end
  table.sort(names)
  local numbers, seed = {}, n
  for k = 1, 300 do
    seed = seed * 1103515245 + 12345 & 0x7fffffff
    numbers[k] = seed
  end
  table.sort(numbers)
  table.insert(list, 1, 5)
  table.insert(list, 6)
  table.remove(list)
  table.remove(list, 1)
  local sum = #list + select("#", table.unpack(list, 1, 10))
  for _, v in ipairs(list) do sum = sum + v end
  for key, record in pairs(map) do
    sum = sum + #key + record.id + record.tags[2]
    map[key] = nil
  end
  return sum + #table.pack(table.unpack(table.move(list, 1, 5, 2), 1, 5)) + (next(map) == nil and 1 or 0)
end

local function closures(n)
  local function counter()
    local count = 0
    return function(step)
      count = count + (step or 1)
      return count
    end
  end
  local total, c = 0, counter()
  for k = 1, n do total = total + (c(k)) end
  local function fib(k) return k < 2 and k or fib(k - 1) + fib(k - 2) end
  -- A variable that passes through one function to another.
  local function outer()
    return function()
      return function()
        total = total + 1
        return c
      end
    end
  end
  c = outer()()()
  local function variadic(...)
    local a, b = ...
    return select("#", ...) + (a or 0) + (b or 0)
  end
  return total + fib(15) + variadic(1, 2, 3) + variadic()
end

local Shape = {}
Shape.__index = Shape
function Shape.new(w, h) return setmetatable({ w = w, h = h }, Shape) end
function Shape:area() return self.w * self.h end
Shape.__add = function(a, b) return Shape.new(a.w + b.w, a.h + b.h) end
Shape.__eq = function(a, b) return a.w == b.w and a.h == b.h end
Shape.__lt = function(a, b) return a:area() < b:area() end
Shape.__tostring = function(s) return "shape " .. s.w .. "x" .. s.h end
Shape.__call = function(s, k) return s.w * k end
Shape.__len = function(s) return s.w end
Shape.__concat = function(a, b) return tostring(a) .. tostring(b) end

local function objects(n)
  local Square = setmetatable({}, { __index = Shape })
  Square.__index = Square
  local total = 0
  for k = 1, n do
    local s = setmetatable({ w = k, h = k }, Square) + Shape.new(1, 2)
    total = total + s:area() + s(2) + #s + #(s .. "!")
    if s == Shape.new(2, 3) or s < Shape.new(1, 1) then total = total + 1 end
  end
  local log = setmetatable({}, { __newindex = function(t, k, v) rawset(t, k, v * 2) end })
  log.x = 4
  return total + log.x
end

local function failures(n)
  local caught = 0
  for k = 1, n do
    local ok, problem = pcall(error, { code = k })
    if not ok then caught = caught + problem.code end
    local _, message = pcall(function() return nil + k end)
    caught = caught + #message
    local _, trace = xpcall(function() error("bad " .. k, 2) end, debug.traceback)
    caught = caught + #trace
  end
  do
    local closed <close> = setmetatable({}, { __close = function() caught = caught + 1 end })
    local fixed <const> = 3
    caught = caught + fixed
  end
  for k = 1, 3 do
    if k == 2 then goto continue end
    caught = caught + k
    ::continue::
  end
  return caught
end

local function coroutines(n)
  local generator = coroutine.wrap(function()
    for k = 1, n do coroutine.yield(k) end
  end)
  local total = 0
  for value in generator do total = total + value end
  local co = coroutine.create(function(a)
    while a do a = coroutine.yield(a * 2) end
    return "end"
  end)
  for k = 1, n do
    local _, doubled = coroutine.resume(co, k)
    total = total + doubled
  end
  coroutine.resume(co)
  local unfinished = coroutine.create(coroutine.yield)
  coroutine.resume(unfinished)
  coroutine.close(unfinished)
  return total + #coroutine.status(co)
end

-- Statements that are made for the expression in them.
local function fused(n)
  local t, x, a, b = { n = 1, 2 }, 0, 1, 2
  for k = 1, n do
    x = t.n
    x = t[1]
    if k <= 2 then x = x + 1 end
    if a < b then a = a + x end
    if a == b then a = a - k end
    if a ~= b then b = b * 2 % 100 end
    if a == 7 then b = 1 end
  end
  return x + a + b
end

-- A collection, random numbers, packed ones.
local function libraries()
  math.randomseed(42)
  setmetatable({}, { __mode = "k" })
  collectgarbage()
  return math.random(1, 6) + #string.pack("<i4", 7) + string.unpack("<i4", "abcd")
end

-- Reads and writes the file that the launcher names. Nothing that java.io cannot do: what the JDK's new files need takes
-- a millisecond of each start, once it is in the cache.
local function files()
  local name = arg and arg[1]
  if not name then return 0 end
  local file = assert(io.open(name, "w"))
  file:write("one\n", 2, "\nthree"):close()
  assert(io.open(name, "a")):close()
  local count = 0
  for line in io.lines(name) do count = count + #line end
  file = io.open(name)
  count = count + #file:read("l") + file:read("n") + #file:read("a")
  file:close()
  os.rename(name, name .. ".new")
  assert(os.remove(name .. ".new"))
  assert(not io.open(name))
  return count + (os.getenv("HOME") and 1 or 0) + os.clock()
end

local function chunks()
  local compiled = assert(load("local a, b = ... ; return function(x) return a * x + b end", "=train"))
  local _, message = load("x = = 1")
  return compiled(2, 3)(4) + #message + (tonumber("0x1F") or 0) + #tostring(1e100) + #tostring(true) + os.time() * 0
end

-- What the compiler compiles: functions, loops that run already, coroutines that run flat. Most of it is waited for.
local function hot()
  local function mixed(t, a, b, ...)
    local x, y = a + b, a * 2.5
    if a < b and t.name ~= "x" or not t.flag then x = x - 1 elseif a == b then return -x, y end
    t.count, t[a] = (t.count or 0) + 1, y
    for i = 1, #t do x = x + (t[i] or 0) // 1 end
    for _, v in ipairs(t) do x = x + v % 3 end
    for k in pairs(t) do if k == "none" then break end end
    while x > 100 do x = x // 2 end
    repeat y = y - 1 until y < 5
    local s = t.name .. x .. ":" .. #t.name
    return x & 7 | 1, s:sub(1, 3), select("#", ...), { x, y, name = s, ... }
  end
  local t = { name = "n" }
  for i = 1, 500 do mixed(t, i % 4 + 1, 3, i) end
  local sum, up = 0, 0
  for i = 1, 4000 do
    sum = sum + i % 3
    up = up + (i & 1)
  end
  local n = 0
  while n < 4000 do n = n + 1 end
  local co = coroutine.wrap(function()
    local k = 0
    while true do
      k = k + 1
      coroutine.yield(k)
    end
  end)
  for _ = 1, 500 do sum = sum + co() end
  return sum + up
end

for round = 1, 4 do
  local n = round * 20
  local sum = arithmetic(n * 20) + strings(n) + tables(n) + closures(n) + objects(n) + failures(round) + coroutines(n)
    + chunks() + fused(n) + libraries() + files() + (round == 1 and hot() or 0)
  assert(sum ~= 0 and math.type(sum))
end
io.write("")
-- What there is outside of a sandbox.
if os.exit then
  assert(debug.getinfo(1, "Sl").currentline)
  os.exit(0, true)
end
