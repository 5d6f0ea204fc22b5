-- Recursive calls: the naive Fibonacci numbers.
local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

return { name = "fib", run = function() return fib(31) end, expect = 1346269 }
