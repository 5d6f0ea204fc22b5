-- search: find files by name
-- search: hash a file
-- describe: file_search.find
-- describe: hash_calculator.hash
local byHash = {}
for _, file in ipairs(tools.file_search.find{pattern = "*.bin", type = "file"}.entries) do
  local hash = tools.hash_calculator.hash{file = file.name}.hash
  byHash[hash] = byHash[hash] or {}
  table.insert(byHash[hash], file.name)
end
local same = {}
for _, paths in pairs(byHash) do
  if #paths > 1 then table.sort(paths) same[#same + 1] = table.concat(paths, " ") end
end
table.sort(same)
return same
