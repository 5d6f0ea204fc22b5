-- search: query a json file
-- search: add days to a date
-- describe: json_processor.query
-- describe: date_time_handler.add
local due = {}
for _, invoice in ipairs(tools.json_processor.query{input_file = "invoices.json"}.result) do
  due[invoice.id] = tools.date_time_handler.add{input = invoice.date, amount = invoice.days, unit = "days"}.result:sub(1, 10)
end
return due
