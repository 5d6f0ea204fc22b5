-- The Mandelbrot set: float arithmetic in locals.
local function run()
  local size, limit, inside, total = 420, 50, 0, 0
  for py = 0, size - 1 do
    local ci = 2.0 * py / size - 1.0
    for px = 0, size - 1 do
      local cr = 2.0 * px / size - 1.5
      local zr, zi, zr2, zi2, n = 0.0, 0.0, 0.0, 0.0, 0
      while n < limit and zr2 + zi2 <= 4.0 do
        zi = 2.0 * zr * zi + ci
        zr = zr2 - zi2 + cr
        zr2, zi2 = zr * zr, zi * zi
        n = n + 1
      end
      if n == limit then inside = inside + 1 end
      total = total + n
    end
  end
  return string.format("%d %d", inside, total)
end

return { name = "mandelbrot", run = run, expect = "70068 4304186" }
