-- Coroutines: a generator, ping-pong between two, a pipeline of filters, many short-lived ones.
local yield, wrap = coroutine.yield, coroutine.wrap

local function range(n)
  return wrap(function()
    for i = 1, n do yield(i) end
  end)
end

local function filter(p, source)
  return wrap(function()
    for v in source do
      if v % p ~= 0 then yield(v) end
    end
  end)
end

local function tree(depth)
  if depth > 0 then
    tree(depth - 1)
    yield(depth)
    tree(depth - 1)
  end
end

local function run()
  local sum = 0
  for v in range(480000) do sum = sum + v end
  local ping = coroutine.create(function(x)
    while true do x = yield(x + 1) end
  end)
  local x = 0
  for _ = 1, 240000 do
    local _, y = coroutine.resume(ping, x)
    x = y
  end
  local primes, source = 0, range(6000)
  source()
  for _ = 1, 12 do
    local p = source()
    primes = primes + p
    source = filter(p, source)
  end
  for p in source do primes = primes + p end
  for v in wrap(function() tree(15) end) do sum = sum + v end
  for i = 1, 40000 do
    local one = wrap(function(a) yield(a) end)
    sum = sum + one(i)
  end
  return string.format("%d %d %d", sum, x, primes)
end

return { name = "coroutines", run = run, expect = "116000325519 240000 2617385" }
