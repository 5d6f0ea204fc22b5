-- search: read csv rows as values
-- search: render a template
-- search: write a file
-- describe: csv_analyzer.convert
-- describe: template_engine.render
-- describe: file_operations.write
local customers = tools.csv_analyzer.convert{path = "customers.csv"}.data
for _, customer in ipairs(customers) do
  local letter = tools.template_engine{template_file = "letter.txt", context = customer}.rendered
  tools.file_operations.write{path = "letter-" .. customer.id .. ".txt", input = letter}
end
return #customers
