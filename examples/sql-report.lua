-- Asks a CSV file several questions in SQL and prints the answers.
--
-- Run: incant run examples/sql-report.lua --allow-read=examples/data
-- Arguments: the CSV (examples/data/orders.csv).

local source = ARGS[1] or "examples/data/orders.csv"

-- Irregular cells become null instead of ending the query.
local orders = string.format([[
  with rates(currency, per_euro) as (
    values ('EUR', 1.0), ('GBP', 0.85), ('CHF', 0.95), ('USD', 1.08), ('CAD', 1.47), ('JPY', 165), ('SGD', 1.45)),
  orders as (
    select product, coalesce(region, 'unknown') as region,
           round(try_cast(quantity as integer) * try_cast(unit_price as double) / per_euro, 2) as euros
    from '%s' join rates using (currency))]], source)

local file = tools.sql_query.describe{path = source}
print(string.format("%d rows of %d columns", file.row_count, #file.columns))

local regions = tools.sql_query{sql = orders .. [[
  select region, count(*) as orders, round(sum(euros), 2) as euros
  from orders where euros is not null group by region order by euros desc]]}
for _, row in ipairs(regions.rows) do
  print(string.format("%-8s %4d %12.2f", row.region, row.orders, row.euros))
end

-- Values stand apart from the query, so nothing has to be escaped.
local best = tools.sql_query{
  sql = orders .. " select product from orders where region = ? group by product order by sum(euros) desc limit 1",
  parameters = {regions.rows[1].region},
}
print("best in " .. regions.rows[1].region .. ": " .. best.rows[1].product)
