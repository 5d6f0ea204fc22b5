-- Cleans an export of users with jq: trims names, drops who has no address, keeps one of each, adds a count of tags.
--
-- Run: incant run examples/json-cleanup.lua --allow-read=examples/data --allow-write=out
-- Arguments: the export (examples/data/users.json) and the file to write (out/users.json).

local source = ARGS[1] or "examples/data/users.json"
local target = ARGS[2] or "out/users.json"

local users = tools.json_processor.query{
  input_file = source,
  query = [[
    [ .users[]
      | select(.email != null)
      | .name |= gsub("^\\s+|\\s+$"; "")
      | {id, name, email, tags: (.tags | sort), tag_count: (.tags | length)} ]
    | unique_by(.id)
    | sort_by(.name, .id)
  ]],
}.result

-- What was cleaned has to fit what readers of the file expect.
local check = tools.json_processor.validate{
  input = users,
  schema = {
    type = "array",
    items = {
      type = "object",
      required = {"id", "name", "email", "tags"},
      properties = {
        id = {type = "integer", minimum = 1},
        name = {type = "string", pattern = "^\\S.*\\S$"},
        email = {type = "string", pattern = "@example\\.org$"},
      },
    },
  },
}
assert(check.is_valid, "the result does not fit its schema")

tools.file_operations.create_dir{path = target:match("^(.*)/[^/]*$") or "."}
tools.file_operations.write{path = target, input = tools.json_processor.format{input = users}.result}
print(#users .. " users written to " .. target)
return {count = #users, first = users[1]}
