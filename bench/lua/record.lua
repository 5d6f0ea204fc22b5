-- Tables as records: constructors with fixed fields, field reads and writes, nested records, a linked list.
local function run()
  local list, n = nil, 60000
  for i = 1, n do
    list = { id = i, x = i * 0.5, y = i * 0.25, tag = { color = "red", weight = i % 10 }, next = list }
  end
  local sum = 0
  for _ = 1, 5 do
    local node = list
    while node do
      node.x = node.x + node.y
      node.y = node.y - 0.125
      node.tag.weight = node.tag.weight + 1
      if node.tag.color == "red" and node.id % 2 == 0 then sum = sum + node.tag.weight end
      node = node.next
    end
  end
  local node, x = list, 0
  while node do x, node = x + node.x, node.next end
  return string.format("%d %.3f", sum, x)
end

return { name = "record", run = run, expect = "1050000 3149977500.000" }
