-- Objects by metatables: methods, three levels of inheritance, overriding, super calls, operators.
local function class(base)
  local c = setmetatable({}, { __index = base })
  c.__index = c
  return c
end

local Animal = class()
function Animal.new(class, weight) return setmetatable({ weight = weight, meals = 0 }, class) end
function Animal:eat(n) self.weight = self.weight + n; self.meals = self.meals + 1 end
function Animal:cost() return self.weight * 2 end
function Animal:describe() return self:cost() + self.meals end

local Dog = class(Animal)
function Dog:cost() return Animal.cost(self) + 1 end

local Puppy = class(Dog)
function Puppy:eat(n) Dog.eat(self, n * 2) end

local Vector = {}
Vector.__index = Vector
local function vector(x, y) return setmetatable({ x = x, y = y }, Vector) end
Vector.__add = function(a, b) return vector(a.x + b.x, a.y + b.y) end
Vector.__mul = function(a, k) return vector(a.x * k, a.y * k) end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end

local function run()
  local zoo = {}
  for i = 1, 300 do
    local kind = i % 3 == 0 and Animal or i % 3 == 1 and Dog or Puppy
    zoo[i] = kind:new(i % 10)
  end
  local sum = 0
  for _ = 1, 800 do
    for i = 1, #zoo do
      local a = zoo[i]
      a:eat(1)
      sum = (sum + a:describe()) % 1000003
    end
  end
  local p, same = vector(0, 0), 0
  for i = 1, 120000 do
    p = p + vector(i, -i) * 2
    if p == vector(6, -6) then same = same + 1 end
  end
  return string.format("%d %d %d %d", sum, p.x, p.y, same)
end

return { name = "oop", run = run, expect = "758938 14400120000 -14400120000 1" }
