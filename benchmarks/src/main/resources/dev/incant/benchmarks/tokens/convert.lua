-- search: find files by name
-- search: convert csv to json
-- describe: file_search.find
-- describe: data_converter.convert
local files = tools.file_search.find{pattern = "*.csv", type = "file"}.entries
for _, file in ipairs(files) do
  tools.data_converter{input_file = file.name, output_file = (file.name:gsub("%.csv$", ".json"))}
end
return #files
