-- What the launcher runs while the JVM records what to keep in its AOT caches of scripts: a little of what people's
-- scripts do. ARGS[1] is an empty folder that may be read and written.
local folder = ARGS[1]

-- The language.
local total = 0
for i = 1, 2000 do total = total + i % 7 * 2 end
local words = {}
for word in ("the quick brown fox"):gmatch("%a+") do words[#words + 1] = word:upper() end
table.sort(words)
print(table.concat(words, " "), string.format("%d %.2f", total, total / 3))
local function first(list)
  for _, word in ipairs(list) do
    if #word > 3 then return word elseif word == "" then break end
  end
end
assert(first(words) == "BROWN")
local n = 10
while n > 5 do n = n - 1 end
repeat n = n + 1 until n == 8
local halves = {n // 2, n / 2, n % 3, n ^ 2, -n, n & 1, #"text" .. "s"}
for key, value in pairs({a = 1, b = math.max(2, 3), c = tostring(nil), d = tonumber("0x10")}) do halves[key] = value end
assert(#table.pack(table.unpack(halves)) == 7 and select("#", 1, 2) == 2 and not math.tointeger(1.5))
assert(("key=value"):match("(%w+)=(%w+)") == "key" and ("a,b"):gsub(",", ";") == "a;b" and ("abc"):find("c", 1, true) == 3)
local account = setmetatable({balance = 0}, {__index = {add = function(self, n) self.balance = self.balance + n end}})
account:add(5)
local other = coroutine.wrap(function() coroutine.yield(1) end)
assert(other() == 1)

-- What every script has.
assert(JSON.parse(JSON.stringify({1, "two", {three = 3}}))[3].three == 3)
assert(Tool.exists("calculator"))
State.set("seen", {1, 2})
assert(#State.get("seen") == 2)
progress(1, 2, "half")
Log.info("half")

-- Tools: values, failures, files.
assert(tools.calculator{expression = "2 + 2 * 3"}.result == 8)
local ok, failure = pcall(Tool.invoke, "calculator", {expression = "2 +"})
assert(not ok and failure.code == "invalid_params")
ok, failure = pcall(Tool.invoke, "calculator", {expresion = "2"})
assert(not ok and failure.code == "invalid_params")
ok, failure = pcall(function() return tools.csv_analyzer.filtr{path = "x"} end)
assert(not ok)
ok, failure = pcall(tools.file_operations.read, {path = folder .. "/none.txt"})
assert(not ok and failure.code == "not_found")
local orders = folder .. "/orders.csv"
tools.file_operations.write{
  path = orders,
  content = 'id,region,amount,day\n1,"EMEA, north",10.5,2026-01-05\n2,APAC,4,2026-02-11\n3,EMEA,,2026-02-28\n',
}
local rows = tools.csv_analyzer.convert{path = orders, format = "json"}.data
assert(#rows == 3)
tools.csv_analyzer.analyze{path = orders}
tools.csv_analyzer.filter{path = orders, filter = "amount > 4"}
tools.csv_analyzer.aggregate{path = orders, group_by = {"region"}, aggregations = {amount = {"sum", "mean"}}}
local text = tools.template_engine.render{
  template = "{% for row in rows %}{{ row.region | upper }}: {{ row.amount }}\n{% endfor %}",
  context = {rows = rows},
}
tools.file_operations.write{path = folder .. "/report.md", content = JSON.stringify(text)}
tools.file_operations.append{path = folder .. "/report.md", content = "end\n"}
tools.file_operations.list_dir{path = folder}
tools.file_search.search{path = folder, pattern = "EMEA"}
tools.file_search.find{path = folder, pattern = "*.csv"}
tools.hash_calculator.hash{file = orders}
tools.json_processor.query{input = rows, query = "map(.amount // 0) | add"}
Tool.parallel{{"calculator", {expression = "1 + 1"}}, {"uuid_generator", {}}}
display(rows)

tools.text_manipulator.uppercase{input = "straße"}

return {total = total, rows = rows}
