-- Finds the errors in a folder of logs and says which part of the system has how many, with the last of each.
--
-- Run: incant run examples/log-search.lua --allow-read=examples/data
-- Arguments: the folder (examples/data/logs).

local folder = ARGS[1] or "examples/data/logs"
local found = tools.file_search.search{
  pattern = [=[ERROR\s+\[(\w+)\]]=],
  path = folder,
  use_regex = true,
  recursive = true,
  include_extensions = {"log"},
  context_lines = 1,
}

local parts, names = {}, {}
for _, match in ipairs(found.matches) do
  local time, part, text = match.line_content:match("^(%S+) ERROR%s+%[(%w+)%] (.*)$")
  if part then
    if not parts[part] then
      parts[part] = {count = 0, last = ""}
      names[#names + 1] = part
    end
    local entry = parts[part]
    entry.count = entry.count + 1
    if time > entry.last then
      entry.last, entry.text = time, text
      -- A stack trace begins on the line after.
      entry.where = (match.context_after[1] or ""):match("^%s+at (.*)$")
    end
  end
end
table.sort(names)

for _, name in ipairs(names) do
  local entry = parts[name]
  print(("%-5s %3d errors, the last at %s: %s%s"):format(
    name, entry.count, entry.last, entry.text, entry.where and " (" .. entry.where .. ")" or ""))
end
print(found.summary.total_matches .. " errors in " .. found.summary.files_searched .. " files")
