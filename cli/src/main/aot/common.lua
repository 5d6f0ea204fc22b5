-- What the launcher runs while the JVM records what to keep in its AOT caches for scripts that use common tools: a little of
-- what such scripts do. ARGS[1] is an empty folder that may be read and written.
local folder = ARGS[1]

-- Tools: values, failures, files.
local ok, failure = pcall(Tool.invoke, "calculator", {expresion = "2"})
assert(not ok and failure.code == "invalid_params")
ok, failure = pcall(function() return tools.csv_analyzer.filtr{path = "x"} end)
assert(not ok)
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

return {rows = rows}
