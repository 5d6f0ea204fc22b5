-- Runs one benchmark program, one iteration at a time, as asked on standard input. `run` beside this file
-- starts it in each engine and takes the time outside, by a wall clock that is the same for all.
--
--   ENGINE harness.lua PROGRAM.lua
--   "run"  ->  "done VALUE", or "wrong VALUE" when it is not the expected one
--   "quit" or the end of input ends it

local program = dofile(arg[1])
io.write("ready ", program.name, "\n")
io.stdout:flush()

for request in io.lines() do
  if request == "quit" then break end
  local value = program.run()
  io.write(value == program.expect and "done " or "wrong ", tostring(value), "\n")
  io.stdout:flush()
end
