-- search: find files by name
-- search: query a json file
-- describe: file_search.find
-- describe: json_processor.query
local failed = 0
for _, file in ipairs(tools.file_search.find{pattern = "*.json", type = "file"}.entries) do
  failed = failed + tools.json_processor.query{input_file = file.name, query = '[.jobs[] | select(.status == "failed")] | length'}.result
end
return failed
