-- Lists every file of a folder with its size and SHA-256, and names those that are there twice.
--
-- Run: incant run examples/inventory.lua --allow-read=examples
-- Arguments: the folder (examples).

local folder = ARGS[1] or "examples"
local files = tools.file_search.find{pattern = "**", path = folder, type = "file"}.entries

-- Eight files at a time.
local hashes = Tool.map(files, 8, function(file)
  return tools.hash_calculator.hash{file = file.path}.hash
end)

local by_hash, bytes = {}, 0
for i, file in ipairs(files) do
  bytes = bytes + file.size
  print(("%8d  %s  %s"):format(file.size, hashes[i]:sub(1, 16), file.path))
  by_hash[hashes[i]] = by_hash[hashes[i]] or {}
  table.insert(by_hash[hashes[i]], file.path)
end

print(#files .. " files, " .. bytes .. " bytes")
for _, paths in pairs(by_hash) do
  if #paths > 1 then print("the same: " .. table.concat(paths, ", ")) end
end
