-- Matrix multiplication of floats in tables of tables.
local function make(n)
  local m, t = {}, 1.0 / n / n
  for i = 1, n do
    local row = {}
    for j = 1, n do row[j] = t * (i - j) * (i + j - 2) end
    m[i] = row
  end
  return m
end

local function multiply(a, b, n)
  local columns = {}
  for j = 1, n do
    local column = {}
    for i = 1, n do column[i] = b[i][j] end
    columns[j] = column
  end
  local result = {}
  for i = 1, n do
    local row, ai = {}, a[i]
    for j = 1, n do
      local sum, bj = 0.0, columns[j]
      for k = 1, n do sum = sum + ai[k] * bj[k] end
      row[j] = sum
    end
    result[i] = row
  end
  return result
end

local function run()
  local n = 200
  local c = multiply(make(n), make(n), n)
  return string.format("%.9f %.9f", c[n / 2 + 1][n / 2 + 1], c[1][n])
end

return { name = "matrix", run = run, expect = "-18.917916663 26.005812525" }
