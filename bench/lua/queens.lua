-- The queens problem on boards of 6 to 10 by backtracking over small arrays.
local function run()
  local n, solutions, checks = 8, 0, 0
  local column = {}
  local function free(row, c)
    for r = 1, row - 1 do
      checks = checks + 1
      local other = column[r]
      if other == c or other - r == c - row or other + r == c + row then return false end
    end
    return true
  end
  local function place(row)
    if row > n then
      solutions = solutions + 1
      return
    end
    for c = 1, n do
      if free(row, c) then
        column[row] = c
        place(row + 1)
      end
    end
  end
  for size = 6, 10 do
    n = size
    place(1)
  end
  return string.format("%d %d", solutions, checks)
end

return { name = "queens", run = run, expect = "1212 1598632" }
