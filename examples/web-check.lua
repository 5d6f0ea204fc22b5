-- Looks after a small web site that the script starts itself: its sitemap, its pages, its API, and what changed.
--
-- Run: incant run examples/web-check.lua --allow-read=examples/data --allow-run=python3 --allow-net=127.0.0.1:8766
-- Arguments: the port (8766).

local port = ARGS[1] or "8766"
local base = "http://127.0.0.1:" .. port

-- Asks until the server answers; waits for an event that never comes in between.
local function await_server()
  local pause = Event.subscribe("web-check.never")
  for _ = 1, 100 do
    if Tool.try("http_request", {input = base .. "/"}) then return end
    Event.receive(pause, 50)
  end
  error("the server did not start")
end

local function pages()
  local found = tools.sitemap_crawler.crawl{url = base .. "/", min_priority = 0.5}
  for _, page in ipairs(found.urls) do
    local scraped = tools.web_scraper.scrape{
      url = page.url,
      selectors = {prices = "td.price"},
      extract_links = true,
    }
    local content = scraped.content
    print(("%-8s %-12s %d links, prices %s"):format(
      tools.url_analyzer.parse{url = page.url}.path, content.title, #content.links,
      table.concat(content.selected_content.prices, " ")))
  end
end

local function api()
  local report = tools.api_tester.suite{
    variables = {base = base},
    steps = {
      {name = "order", url = "${base}/api/orders", method = "POST", body = {tea = "green"},
       expect = {status = 201}, capture = {id = ".body.id"}},
      {name = "read", url = "${base}/api/orders/${id}", expect = {json = {[".tea"] = "green"}}},
      {name = "absent", url = "${base}/api/orders/0", expect = {status = 200}},
    },
  }
  for _, step in ipairs(report.steps) do
    print(("api      %-12s %s"):format(step.name, step.passed and "passed" or "failed"))
  end
end

local function changes()
  tools.webpage_monitor.check{url = base .. "/black", selector = "td.price"}
  tools.webhook_caller.call{
    url = base .. "/hook",
    payload = {black = "5 €"},
    signature = {secret = "example", format = "github"},
  }
  local now = tools.webpage_monitor.check{url = base .. "/black", selector = "td.price"}
  print("changed  " .. now.changes[1].old .. " -> " .. now.changes[1].new)
end

local function check()
  await_server()
  pages()
  api()
  changes()
  tools.http_request{input = base .. "/stop"}
end

local function serve()
  tools.process_executor{
    executable = "python3",
    arguments = {"examples/data/tea-server.py", port},
    timeout_ms = 60000,
  }
end

-- Both at once: the server runs until the check is through.
Tool.map({serve, check}, 2, function(work) work() end)
