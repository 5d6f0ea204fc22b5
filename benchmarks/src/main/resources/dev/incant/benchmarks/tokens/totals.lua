-- search: sum of a csv column by group
-- describe: csv_analyzer.aggregate
local found = tools.csv_analyzer.aggregate{path = "orders.csv", group_by = "region", aggregations = {amount = "sum"}, filter = "paid"}
local totals = {}
for _, group in ipairs(found.groups) do totals[group.region] = math.tointeger(group.amount_sum) end
return totals
