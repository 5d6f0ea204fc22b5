-- search: find files by name
-- search: compare json files
-- describe: file_search.find
-- describe: diff_calculator.json
local changed = {}
for _, file in ipairs(tools.file_search.find{pattern = "*.old.json", type = "file"}.entries) do
  local diff = tools.diff_calculator.json{old_file = file.name, new_file = (file.name:gsub("%.old", ".new"))}.diff
  for name in pairs(diff.modified) do changed[#changed + 1] = file.name:gsub("%.old%.json", "") .. ":" .. name end
end
table.sort(changed)
return changed
