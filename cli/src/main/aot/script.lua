-- What the launcher runs while the JVM records what to keep in its AOT cache of scripts with tools: no tool but the
-- smallest, because the JVM loads all that is in a cache at each start. ARGS[1] is an empty folder that may be read and
-- written.
local folder = ARGS[1]

assert(JSON.parse(JSON.stringify({1, "two", {three = 3}}))[3].three == 3)
assert(Tool.exists("calculator"))
State.set("seen", {1, 2})
assert(#State.get("seen") == 2)

-- Tools: values, failures, files.
assert(tools.calculator{expression = "2 + 2 * 3"}.result == 8)
local ok, failure = pcall(Tool.invoke, "calculator", {expression = "2 +"})
assert(not ok and failure.code == "invalid_params")
ok, failure = pcall(tools.file_operations.read, {path = folder .. "/none.txt"})
assert(not ok and failure.code == "not_found")
local file = folder .. "/notes.txt"
tools.file_operations.write{path = file, content = "one\ntwo\n"}
tools.file_operations.append{path = file, content = "three\n"}
assert(#tools.file_operations.read{path = file}.content > 10)
tools.file_operations.list_dir{path = folder}

return {seen = State.get("seen")}
