-- JSON written in Lua: encoding a document, decoding it, encoding again.
local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t" }
local unescapes = { n = "\n", t = "\t", ['"'] = '"', ["\\"] = "\\", ["/"] = "/" }

local encode
local function encodeInto(value, out)
  local kind = type(value)
  if kind == "table" then
    if value[1] ~= nil then
      out[#out + 1] = "["
      for i = 1, #value do
        if i > 1 then out[#out + 1] = "," end
        encodeInto(value[i], out)
      end
      out[#out + 1] = "]"
    else
      local keys = {}
      for k in pairs(value) do keys[#keys + 1] = k end
      table.sort(keys)
      out[#out + 1] = "{"
      for i = 1, #keys do
        if i > 1 then out[#out + 1] = "," end
        encodeInto(keys[i], out)
        out[#out + 1] = ":"
        encodeInto(value[keys[i]], out)
      end
      out[#out + 1] = "}"
    end
  elseif kind == "string" then
    out[#out + 1] = '"' .. value:gsub('[%c"\\]', escapes) .. '"'
  elseif kind == "number" then
    out[#out + 1] = string.format("%.10g", value)
  else
    out[#out + 1] = tostring(value)
  end
end
encode = function(value)
  local out = {}
  encodeInto(value, out)
  return table.concat(out)
end

local decodeValue
local function skip(s, i) return s:find("%S", i) or #s + 1 end

local function decodeString(s, i)
  local parts, from = {}, i + 1
  while true do
    local at = s:find('["\\]', from)
    if not at then error("unfinished string at " .. i) end
    parts[#parts + 1] = s:sub(from, at - 1)
    if s:byte(at) == 34 then return table.concat(parts), at + 1 end
    parts[#parts + 1] = unescapes[s:sub(at + 1, at + 1)]
    from = at + 2
  end
end

local function decodeArray(s, i)
  local result, n = {}, 0
  i = skip(s, i + 1)
  if s:byte(i) == 93 then return result, i + 1 end
  while true do
    n = n + 1
    result[n], i = decodeValue(s, i)
    i = skip(s, i)
    local c = s:byte(i)
    if c == 93 then return result, i + 1 end
    if c ~= 44 then error("expected , at " .. i) end
    i = skip(s, i + 1)
  end
end

local function decodeObject(s, i)
  local result = {}
  i = skip(s, i + 1)
  if s:byte(i) == 125 then return result, i + 1 end
  while true do
    local key
    key, i = decodeString(s, i)
    i = skip(s, i)
    if s:byte(i) ~= 58 then error("expected : at " .. i) end
    result[key], i = decodeValue(s, skip(s, i + 1))
    i = skip(s, i)
    local c = s:byte(i)
    if c == 125 then return result, i + 1 end
    if c ~= 44 then error("expected , at " .. i) end
    i = skip(s, i + 1)
  end
end

decodeValue = function(s, i)
  local c = s:sub(i, i)
  if c == "{" then return decodeObject(s, i) end
  if c == "[" then return decodeArray(s, i) end
  if c == '"' then return decodeString(s, i) end
  if c == "t" then return true, i + 4 end
  if c == "f" then return false, i + 5 end
  local _, last = s:find("^-?%d+%.?%d*[eE]?[+-]?%d*", i)
  return tonumber(s:sub(i, last)), last + 1
end

local function run()
  local people = {}
  for i = 1, 1200 do
    people[i] = {
      id = i,
      name = "Person " .. i,
      quote = 'say "hi"\n\tto \\' .. i,
      score = i / 4,
      active = i % 2 == 0,
      tags = { "a" .. i % 7, "b", "c" },
      address = { street = "Main street " .. i, zip = 10000 + i, geo = { lat = i * 0.5, lon = -i * 0.25 } },
    }
  end
  local text = encode({ people = people, count = #people })
  local again
  for _ = 1, 2 do again = encode((decodeValue(text, 1))) end
  if again ~= text then return "a round trip changed the text" end
  return #text
end

return { name = "json", run = run, expect = 236303 }
