-- search: read a file
-- search: parse a url
-- describe: file_operations.read
-- describe: url_analyzer.parse
local counts = {}
for link in tools.file_operations.read{path = "links.txt"}.content:gmatch("[^\n]+") do
  local host = tools.url_analyzer{url = link}.host
  counts[host] = (counts[host] or 0) + 1
end
return counts
