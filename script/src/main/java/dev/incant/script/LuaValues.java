package dev.incant.script;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.lua.Coroutine;
import dev.incant.lua.FunctionValue;
import dev.incant.lua.LuaState;
import dev.incant.lua.LuaString;
import dev.incant.lua.LuaTable;
import dev.incant.lua.LuaUserdata;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Takes values of the contract to Lua and back without losing any.
///
/// | contract | Lua |
/// |---|---|
/// | null | `nil`; `JSON.null` inside of lists and maps |
/// | boolean, integer, number | boolean, integer, float |
/// | string | string, as UTF-8 |
/// | bytes | string; one that is no UTF-8 comes back as bytes, one that happens to be as a string |
/// | list | table with the keys 1 to n and the metatable of arrays |
/// | map | table with string keys |
///
/// An empty table is an empty map unless it is marked as an array. Tables that are neither lists nor maps are
/// refused, and so are functions, coroutines, tables that hold themselves, and what is deeper than
/// [Values#MAX_DEPTH] or takes more than the session's memory. Maps come out sorted by name. Used by the state's
/// thread.
final class LuaValues {
    private static final int MOST_NAMES = 1024;
    private static final int LONGEST_NAME = 64;
    private static final int BYTES_PER_VALUE = 48;
    private static final int CHECK_EVERY = 4096;

    private final LuaState lua;
    private final long memory;
    private final LuaUserdata nothing;
    private final LuaTable arrays;
    private final LuaTable objects;
    private final Map<String, LuaString> keys = new HashMap<>();
    private final Map<LuaString, String> names = new HashMap<>();
    private Cancellation cancellation = new Cancellation();
    private int converted;

    /// @param memory bytes that a value from Lua may take
    LuaValues(LuaState lua, long memory) {
        this.lua = lua;
        this.memory = memory;
        this.arrays = marker("array");
        this.objects = marker("object");
        LuaTable meta = lua.newTable();
        meta.set("__name", "JSON.null");
        meta.set("__tostring", lua.function("tostring", call -> call.give(LuaString.of("null"))));
        meta.set("__metatable", false);
        this.nothing = lua.newUserdata("null", meta);
        LuaTable kept = lua.registry();
        kept.set("incant.null", nothing);
        kept.set("incant.arrays", arrays);
        kept.set("incant.objects", objects);
    }

    private LuaTable marker(String kind) {
        LuaTable meta = lua.newTable();
        meta.set("__name", kind);
        return meta;
    }

    /// Says what stops conversions from now on.
    void stoppedBy(Cancellation value) {
        cancellation = value;
    }

    /// Looks now and then whether a long conversion has to stop.
    private void count() {
        if ((++converted & CHECK_EVERY - 1) == 0) {
            cancellation.check();
        }
    }

    /// `JSON.null`.
    LuaUserdata nothing() {
        return nothing;
    }

    /// Marks a table as an array, or as an object.
    void mark(LuaTable table, boolean array) {
        table.setMetatable(array ? arrays : objects);
    }

    // ---- to Lua

    /// A value for Lua; null is nil.
    @Nullable Object toLua(@Nullable Object value) {
        if (value instanceof String text) {
            return string(text);
        }
        if (value instanceof Map<?, ?> map) {
            LuaTable table = lua.newTable();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                table.set(key((String) entry.getKey()), inside(entry.getValue()));
            }
            return table;
        }
        if (value instanceof List<?> list) {
            LuaTable table = lua.newTable();
            table.setMetatable(arrays);
            for (int i = 0; i < list.size(); i++) {
                table.set((long) i + 1, inside(list.get(i)));
            }
            return table;
        }
        return lua.toLua(value);
    }

    private Object inside(@Nullable Object value) {
        count();
        Object made = toLua(value);
        return made == null ? nothing : made;
    }

    private Object string(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                checkPairs(text, i);
                break;
            }
        }
        return Objects.requireNonNull(lua.toLua(text));
    }

    /// A half of a surrogate pair has no UTF-8 and would arrive as a question mark.
    private static void checkPairs(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                throw ToolException.failed("a string holds half of a surrogate pair at " + i
                        + ", which is no character and cannot be a Lua string");
            }
        }
    }

    private Object key(String name) {
        LuaString known = keys.get(name);
        if (known != null) {
            return known;
        }
        Object made = string(name);
        if (made instanceof LuaString key && name.length() <= LONGEST_NAME && keys.size() < MOST_NAMES) {
            keys.put(name, key);
        }
        return made;
    }

    // ---- from Lua

    /// A Lua value as a plain one.
    ///
    /// @param what names the value in messages
    /// @throws ToolException `invalid_params` when it has no plain form
    @Nullable Object toJava(@Nullable Object value, String what) {
        if (value instanceof LuaTable table) {
            return new Reading(what).table(table);
        }
        return new Reading(what).value(value);
    }

    /// A table as a map, for parameters and options; null is an empty one.
    ///
    /// @throws ToolException `invalid_params` when it is something else
    Map<String, @Nullable Object> toMap(@Nullable Object value, String what) {
        if (value == null) {
            return Map.of();
        }
        Object made = toJava(value, what);
        if (made instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // made by us with strings as keys
            Map<String, @Nullable Object> typed = (Map<String, @Nullable Object>) map;
            return typed;
        }
        if (made instanceof List<?> list && list.isEmpty()) {
            return Map.of();
        }
        throw ToolException.invalidParams(
                what + ": must be a table of names and values, not a " + Values.typeName(made));
    }

    /// A Lua string as text, or null when it is not UTF-8.
    static @Nullable String text(LuaString string) {
        String text = string.toString();
        if (text.indexOf('\uFFFD') < 0 || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), string.toBytes())) {
            return text;
        }
        return null;
    }

    /// A function's name for people.
    static String typeName(@Nullable Object value) {
        if (value instanceof FunctionValue) {
            return "function";
        }
        if (value instanceof Coroutine) {
            return "coroutine";
        }
        return value instanceof LuaUserdata ? "userdata" : "table";
    }

    /// Reads one value: knows where it is, and how much it has read.
    private final class Reading {
        private final String what;
        private LuaTable[] tables = new LuaTable[8];
        private Object[] path = new Object[8];
        private int depth;
        private long bytes;

        Reading(String what) {
            this.what = what;
        }

        @Nullable Object value(@Nullable Object value) {
            count();
            if ((bytes += BYTES_PER_VALUE) > memory) {
                throw ToolException.limitExceeded(
                        what + ": takes more than " + memory + " bytes; --memory allows more");
            }
            if (value instanceof LuaString string) {
                bytes += string.length();
                String text = text(string);
                return text == null ? string.toBytes() : text;
            }
            if (value instanceof LuaTable table) {
                return table(table);
            }
            if (value == nothing) {
                return null;
            }
            if (value == null || value instanceof Long || value instanceof Double || value instanceof Boolean) {
                return value;
            }
            throw refused("a " + typeName(value) + " is no plain value");
        }

        Object table(LuaTable table) {
            if (depth == tables.length) {
                tables = Arrays.copyOf(tables, depth * 2);
                path = Arrays.copyOf(path, depth * 2);
            }
            if (depth >= Values.MAX_DEPTH) {
                throw tooDeep(table);
            }
            tables[depth] = table;
            depth++;
            Entries entries = new Entries(this, table.getMetatable() == arrays);
            table.forEach(entries);
            depth--;
            return entries.whole();
        }

        @Nullable Object at(Object key, @Nullable Object value) {
            path[depth - 1] = key;
            return value(value);
        }

        private ToolException tooDeep(LuaTable table) {
            for (int i = 0; i < depth; i++) {
                if (tables[i] == table) {
                    depth = i;
                    return refused("the table holds itself");
                }
            }
            depth = 0;
            return refused("tables are nested deeper than " + Values.MAX_DEPTH);
        }

        ToolException refused(String why) {
            return new ToolException(
                    ErrorCode.INVALID_PARAMS, place() + ": " + why, Values.map("value", place()), null);
        }

        private String place() {
            StringBuilder place = new StringBuilder(what);
            for (int i = 0; i < depth; i++) {
                if (path[i] instanceof String name) {
                    place.append('.').append(name);
                } else if (path[i] != null) {
                    place.append('[').append(path[i]).append(']');
                }
            }
            return place.toString();
        }
    }

    /// Takes the entries of one table and finds out what it is.
    private final class Entries implements BiConsumer<Object, Object> {
        private final Reading reading;
        private final boolean array;
        private @Nullable List<@Nullable Object> list;
        private @Nullable Map<String, @Nullable Object> map;

        Entries(Reading reading, boolean array) {
            this.reading = reading;
            this.array = array;
        }

        @Override
        public void accept(Object key, Object value) {
            if (key instanceof LuaString name && !array && list == null) {
                if (map == null) {
                    map = new TreeMap<>();
                }
                String text = name(name);
                map.put(text, reading.at(text, value));
            } else if (key instanceof Long index && map == null) {
                if (list == null) {
                    list = new ArrayList<>();
                }
                if (index != list.size() + 1) {
                    throw unfit("has the key " + index + " but not " + (list.size() + 1)
                            + ": a list has the keys 1 to n; JSON.null holds a place");
                }
                list.add(reading.at(index, value));
            } else if (key instanceof LuaString || key instanceof Long) {
                throw unfit((array ? "is marked as an array but " : "")
                        + "has the key " + (key instanceof Long ? key : "'" + key + "'")
                        + (array
                                ? ""
                                : " beside keys of the other kind: a list has the keys 1 to n, a map has strings"));
            } else {
                throw unfit("has a key that is "
                        + (key instanceof Double
                                ? "the float " + key
                                : key instanceof Boolean ? "the boolean " + key : "a " + typeName(key))
                        + ": a list has the keys 1 to n, a map has strings");
            }
        }

        private ToolException unfit(String why) {
            reading.depth--;
            return reading.refused("the table " + why);
        }

        private String name(LuaString key) {
            String known = names.get(key);
            if (known != null) {
                return known;
            }
            String text = text(key);
            if (text == null) {
                throw unfit("has a key that is not UTF-8: '" + key + "'");
            }
            if (key.length() <= LONGEST_NAME && names.size() < MOST_NAMES) {
                names.put(key, text);
            }
            return text;
        }

        Object whole() {
            if (list != null) {
                return list;
            }
            if (map != null) {
                return map;
            }
            return array ? new ArrayList<>(0) : new TreeMap<>();
        }
    }
}
