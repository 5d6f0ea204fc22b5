-- Checks many addresses at once against a small web server that the script starts itself.
--
-- Run: incant run examples/http-check.lua --allow-read=examples/data --allow-run=python3 --allow-net=127.0.0.1:8765
-- Arguments: the port (8765).

local port = ARGS[1] or "8765"
local base = "http://127.0.0.1:" .. port
local paths = {"/", "/fast", "/slow", "/gone", "/broken", "/missing"}
local rows = {}

-- Asks until the server answers; waits for an event that never comes in between.
local function await_server()
  local pause = Event.subscribe("http-check.never")
  for _ = 1, 100 do
    if Tool.try("http_request", {input = base .. "/"}) then return end
    Event.receive(pause, 50)
  end
  error("the server did not start")
end

local function check()
  await_server()
  local calls = {continue = true}
  for _, path in ipairs(paths) do
    calls[#calls + 1] = {"http_request", {input = base .. path, retry = {max_attempts = 1}}}
  end
  for i, answer in ipairs(Tool.parallel(calls)) do
    rows[i] = {path = paths[i], status = answer.ok and answer.value.status_code or answer.error.code}
  end
  tools.http_request{input = base .. "/stop"}
end

local function serve()
  tools.process_executor{
    executable = "python3",
    arguments = {"examples/data/check-server.py", port},
    timeout_ms = 20000,
  }
end

-- Both at once: the server runs until the check is through.
Tool.map({serve, check}, 2, function(work) work() end)

for _, row in ipairs(rows) do
  print(("%-10s %s"):format(row.path, row.status))
end
