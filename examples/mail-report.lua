-- Mails the orders of a month as a report with a file, to a mail server that the script starts itself.
--
-- Run: incant run examples/mail-report.lua --allow-read=examples/data --allow-run=python3 --allow-net=127.0.0.1:8767
-- Arguments: the port (8767).

local port = tonumber(ARGS[1] or "8767")

-- Asks until the server listens; waits for an event that never comes in between.
local function await_server()
  local pause = Event.subscribe("mail-report.never")
  for _ = 1, 100 do
    local check = tools.service_checker.tcp{target = "127.0.0.1:" .. port}
    if check.available then return end
    Event.receive(pause, 50)
  end
  error("the server did not start")
end

local function report()
  local found = tools.sql_query.query{
    sql = [[select region, count(*) as orders from 'examples/data/orders.csv' group by 1 order by 2 desc, 1 limit 3]],
  }
  return tools.template_engine.render{
    template = "{% for row in rows %}{{ row.region }}: {{ row.orders }} orders\n{% endfor %}",
    context = {rows = found.rows},
    escape = "none",
  }.rendered
end

local function send()
  await_server()
  local sent = tools.email_sender.send{
    host = "127.0.0.1",
    port = port,
    tls = "none",
    from = "Reports <reports@example.com>",
    to = {"Ada <ada@example.org>", "grace@example.org"},
    subject = "Orders by region – top 3",
    body = report(),
    attachments = {{path = "examples/data/orders.csv"}},
  }
  print("sent      " .. sent.status .. " to " .. table.concat(sent.accepted, ", "))
end

local function serve()
  local server = tools.process_executor{
    executable = "python3",
    arguments = {"examples/data/mail-server.py", tostring(port)},
    timeout_ms = 60000,
  }
  local got = JSON.parse(server.stdout)
  print("received  " .. got.subject)
  print(got.text)
  print(("attached  %s, %d bytes"):format(got.attachments[1][1], got.attachments[1][2]))
end

-- Both at once: the server runs until it has a message.
Tool.map({serve, send}, 2, function(work) work() end)
