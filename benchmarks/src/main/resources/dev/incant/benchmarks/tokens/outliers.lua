-- search: query a json file
-- search: mean and standard deviation
-- describe: json_processor.query
-- describe: statistics.describe
local values = tools.json_processor.query{input_file = "measurements.json", query = "[.series[].points[].value]"}.result
local s = tools.statistics{data = values}
local far = {}
for _, value in ipairs(values) do
  if math.abs(value - s.mean) > 2 * s.std_dev.sample then far[#far + 1] = value end
end
return far
