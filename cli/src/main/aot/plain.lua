-- What the launcher runs while the JVM records what to keep in its AOT caches of scripts: what nearly every script does,
-- and no tool. `train.lua` of the engine has all of the language.
local total = 0
-- Long enough for the loop to be compiled while it runs.
for i = 1, 4000 do total = total + i % 7 * 2 end
local words = {}
for word in ("the quick brown fox"):gmatch("%a+") do words[#words + 1] = word:upper() end
table.sort(words)
print(table.concat(words, " "), string.format("%d %.2f", total, total / 3))
local function first(list)
  for _, word in ipairs(list) do
    if #word > 3 then return word elseif word == "" then break end
  end
end
assert(first(words) == "BROWN")
local n = 10
while n > 5 do n = n - 1 end
repeat n = n + 1 until n == 8
local halves = {n // 2, n / 2, n % 3, n ^ 2, -n, n & 1, #"text" .. "s"}
for key, value in pairs({a = 1, b = math.max(2, 3), c = tostring(nil), d = tonumber("0x10")}) do halves[key] = value end
assert(#table.pack(table.unpack(halves)) == 7 and select("#", 1, 2) == 2 and not math.tointeger(1.5))
assert(("key=value"):match("(%w+)=(%w+)") == "key" and ("a,b"):gsub(",", ";") == "a;b" and ("abc"):find("c", 1, true) == 3)
local account = setmetatable({balance = 0}, {__index = {add = function(self, n) self.balance = self.balance + n end}})
account:add(5)
local other = coroutine.wrap(function() coroutine.yield(1) end)
assert(other() == 1)

-- What every script has.
progress(1, 2, "half")
Log.info("half")
display({total})

return {total = total, words = words}
