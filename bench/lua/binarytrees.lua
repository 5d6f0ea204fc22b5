-- Binary trees: allocating and walking many small tables.
local function bottomUp(depth)
  if depth > 0 then
    depth = depth - 1
    return { bottomUp(depth), bottomUp(depth) }
  end
  return {}
end

local function check(tree)
  if tree[1] then return 1 + check(tree[1]) + check(tree[2]) end
  return 1
end

local function run()
  local total = check(bottomUp(15))
  local long = bottomUp(13)
  for depth = 4, 13, 3 do
    local times = 2 ^ (13 - depth + 2)
    for _ = 1, times do total = total + check(bottomUp(depth)) end
  end
  return total + check(long)
end

return { name = "binarytrees", run = run, expect = 341722 }
