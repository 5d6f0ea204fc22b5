package dev.incant.script;

import dev.incant.lua.FunctionValue;
import dev.incant.lua.LuaString;
import dev.incant.lua.LuaTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The names of a session's globals and of the fields of those that are tables, as they were after a script, for
/// completion while another one runs. Immutable.
///
/// @param kinds type by name
/// @param members field names by name of the table, each sorted
record UserGlobals(Map<String, String> kinds, Map<String, List<String>> members) {
    static final UserGlobals NONE = new UserGlobals(Map.of(), Map.of());

    private static final int MOST_MEMBERS = 500;

    static UserGlobals of(LuaTable globals) {
        Map<String, String> kinds = new TreeMap<>();
        Map<String, List<String>> members = new TreeMap<>();
        globals.forEach((key, value) -> {
            if (!(key instanceof LuaString name)) {
                return;
            }
            kinds.put(name.toString(), kind(value));
            if (value instanceof LuaTable table && table != globals) {
                members.put(name.toString(), fields(table));
            }
        });
        return new UserGlobals(Collections.unmodifiableMap(kinds), Collections.unmodifiableMap(members));
    }

    private static List<String> fields(LuaTable table) {
        List<String> fields = new ArrayList<>();
        int[] seen = {0};
        try {
            table.forEach((key, value) -> {
                if (++seen[0] > MOST_MEMBERS) {
                    throw Enough.STOP;
                }
                if (key instanceof LuaString name) {
                    fields.add(name.toString());
                }
            });
        } catch (Enough e) {
            // The rest of a large table is left out.
        }
        Collections.sort(fields);
        return fields;
    }

    private static String kind(Object value) {
        if (value instanceof FunctionValue) {
            return "function";
        }
        if (value instanceof LuaString) {
            return "string";
        }
        if (value instanceof Long || value instanceof Double) {
            return "number";
        }
        return value instanceof Boolean ? "boolean" : LuaValues.typeName(value);
    }

    /// Ends the walk through a table, which has no other end.
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;

        static final Enough STOP = new Enough();

        private Enough() {
            super(null, null, false, false);
        }
    }
}
