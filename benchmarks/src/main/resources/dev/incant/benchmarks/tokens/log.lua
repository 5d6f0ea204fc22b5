-- search: search text in files
-- describe: file_search.search
local counts = {}
for _, match in ipairs(tools.file_search.search{pattern = "ERROR", path = ".", context_lines = 0}.matches) do
  local message = match.line_content:match("ERROR (.*)")
  counts[message] = (counts[message] or 0) + 1
end
return counts
