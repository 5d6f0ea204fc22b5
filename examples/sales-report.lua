-- Turns a CSV of orders into a Markdown report and a JSON summary, all amounts in euros.
--
-- Run: incant run examples/sales-report.lua --allow-read=examples/data --allow-write=out
-- Arguments: the CSV (examples/data/orders.csv) and the folder to write to (out).

local source = ARGS[1] or "examples/data/orders.csv"
local folder = ARGS[2] or "out"
-- Units of each currency for one euro.
local rates = {EUR = "1", GBP = "0.85", CHF = "0.95", USD = "1.08", CAD = "1.47", JPY = "165", SGD = "1.45"}

-- Read: every row, typed; what is irregular is reported, not dropped.
local table_of_orders = tools.csv_analyzer.convert{path = source, format = "json"}
local orders, bad = {}, {}
for i, row in ipairs(table_of_orders.data) do
  progress(i, table_of_orders.row_count, "orders")
  local quantity, price = math.tointeger(row.quantity), tonumber(row.unit_price)
  local rate = rates[row.currency]
  if not quantity or not price or not rate then
    bad[#bad + 1] = {
      order = row.order_id,
      reason = not quantity and "the quantity is no whole number: " .. tostring(row.quantity)
        or not price and "there is no unit price"
        or "the currency is not known: " .. tostring(row.currency),
    }
  else
    -- The calculator is exact where decimals allow it, as sums of money should be.
    local total = tools.calculator{
      expression = "round(quantity * price / rate, 2)",
      variables = {quantity = quantity, price = price, rate = tonumber(rate)},
    }.result
    orders[#orders + 1] = {
      region = row.region ~= JSON.null and row.region ~= "" and row.region or "unknown",
      product = row.product,
      month = tostring(row.date):sub(1, 7),
      total = total,
    }
  end
end

-- Aggregate.
local function totals(field)
  local sums, names = {}, {}
  for _, order in ipairs(orders) do
    local name = order[field]
    if not sums[name] then
      sums[name] = {name = name, orders = 0, cents = 0}
      names[#names + 1] = name
    end
    sums[name].orders = sums[name].orders + 1
    sums[name].cents = sums[name].cents + math.floor(order.total * 100 + 0.5)
  end
  table.sort(names)
  local list = {}
  for _, name in ipairs(names) do
    local sum = sums[name]
    list[#list + 1] = {name = name, orders = sum.orders, total = sum.cents / 100}
  end
  return JSON.array(list)
end

local regions, products, months = totals("region"), totals("product"), totals("month")
table.sort(products, function(a, b) return a.total > b.total end)
local cents = 0
for _, region in ipairs(regions) do cents = cents + math.floor(region.total * 100 + 0.5) end

local summary = {
  source = source,
  sha256 = tools.hash_calculator.hash{file = source}.hash,
  orders = #orders,
  refused = JSON.array(bad),
  total_eur = cents / 100,
  regions = regions,
  products = products,
  months = months,
}

-- Write: a report for people, a summary for programs.
local report = tools.template_engine{
  escape = "none",
  context = summary,
  input = [[
# Sales report

{{ orders }} orders from `{{ source }}` (SHA-256 `{{ sha256 | truncate(length=12, end="…") }}`), in all {{ total_eur }} EUR.

| region | orders | EUR |
|---|---:|---:|
{% for region in regions -%}
| {{ region.name }} | {{ region.orders }} | {{ region.total }} |
{% endfor %}
| month | orders | EUR |
|---|---:|---:|
{% for month in months -%}
| {{ month.name }} | {{ month.orders }} | {{ month.total }} |
{% endfor %}
## Best products

{% for product in products -%}
{% if loop.index <= 5 -%}
{{ loop.index }}. {{ product.name }}: {{ product.total }} EUR in {{ product.orders }} orders
{% endif -%}
{% endfor %}
## Rows left out

{% for row in refused -%}
- {{ row.order }}: {{ row.reason }}
{% endfor -%}
]],
}.rendered

tools.file_operations.create_dir{path = folder}
tools.file_operations.write{path = folder .. "/sales-report.md", input = report}
tools.file_operations.write{path = folder .. "/sales-summary.json", input = JSON.stringify(summary, {pretty = true})}

-- Show.
print(("%-10s %8s %14s"):format("region", "orders", "EUR"))
for _, region in ipairs(regions) do
  print(("%-10s %8d %14.2f"):format(region.name, region.orders, region.total))
end
print(("%-10s %8d %14.2f"):format("total", #orders, cents / 100))
print(#bad .. " rows left out; the report is in " .. folder .. "/sales-report.md")
