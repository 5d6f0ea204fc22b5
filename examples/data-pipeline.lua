-- Cleans a CSV from Windows, checks every row, computes figures and writes a YAML summary; says what changed in it.
--
-- Run: incant run examples/data-pipeline.lua --allow-read=examples/data,out --allow-write=out
-- Arguments: the CSV (examples/data/readings.csv), the TOML with rules and network (examples/data/stations.toml),
-- and the folder to write to (out).

local source = ARGS[1] or "examples/data/readings.csv"
local settings_file = ARGS[2] or "examples/data/stations.toml"
local folder = ARGS[3] or "out"

tools.file_operations.create_dir{path = folder}

-- Clean: from whatever encoding and line ends it has to UTF-8 and LF.
local clean = folder .. "/readings.csv"
local from = tools.file_converter.encoding{path = source, from_encoding = "windows-1252", target_path = clean}
local ends = tools.file_converter.line_endings{path = clean}
print(("%s: from %s, %d line ends changed"):format(source, from.from_encoding, ends.changes))

-- Check: every row against the rules, which stand in a file of their own.
local settings = tools.data_converter{input_file = settings_file, to = "value"}.value
local rows = tools.data_converter{input_file = clean, to = "value"}.value
local good, bad = {}, {}
for i, row in ipairs(rows) do
  local check = tools.data_validation{input = row, rules = settings.rules}
  if check.valid then
    good[#good + 1] = row
  else
    local first = check.errors[1]
    bad[#bad + 1] = {row = i, field = first.field, problem = first.message}
  end
end
for _, each in ipairs(bad) do print(("row %d left out: %s %s"):format(each.row, each.field, each.problem)) end

-- Compute: how temperature falls with altitude, and the mean of each station.
local altitude, temperature, stations, names = {}, {}, {}, {}
for i, row in ipairs(good) do
  altitude[i], temperature[i] = row.altitude, row.temperature
  if not stations[row.station] then
    stations[row.station] = {}
    names[#names + 1] = row.station
  end
  table.insert(stations[row.station], row.temperature)
end
local line = tools.statistics.regress{x = {altitude = altitude}, y = temperature}
local slope = line.coefficients[2].value
local function rounded(number, digits) return tonumber(("%." .. digits .. "f"):format(number)) end

local means = {}
for i, name in ipairs(names) do
  means[i] = {station = name, mean = rounded(tools.statistics.describe{data = stations[name]}.mean, 2)}
end
local route = tools.graph_builder.shortest_path{graph = settings.network, from = "Genève", to = "Samedan"}

local summary = {
  readings = #good,
  left_out = JSON.array(bad),
  degrees_per_100_m = rounded(slope * 100, 3),
  r_squared = rounded(line.r_squared, 3),
  means = JSON.array(means),
  route = {stations = route.path, kilometres = route.weight},
}

-- Write, and compare with the summary of the last run.
local target = folder .. "/summary.yaml"
local before = tools.file_operations.exists{path = target} and tools.file_operations.read{path = target}.content or ""
local text = tools.data_converter{input = summary, to = "yaml"}.output
tools.file_operations.write{path = target, input = text}
local diff = tools.diff_calculator.text{old_text = before, new_text = text}

print(("%.2f degrees for each 100 m, r² = %.3f"):format(slope * 100, line.r_squared))
print(table.concat(route.path, " - ") .. (": %d km"):format(route.weight))
print(("%s: %d lines added, %d removed"):format(target, diff.stats.added, diff.stats.removed))
