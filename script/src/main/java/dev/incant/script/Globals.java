package dev.incant.script;

import dev.incant.kernel.error.ToolException;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaFunction;
import dev.incant.lua.LuaTable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// All globals that Incant adds to Lua's own. The tables are made at once, as only names are needed for it; the class
/// behind a global is loaded when one of its functions is first called.
final class Globals {
    /// The functions of each global that is a table: first its own name, then theirs. Completion reads them too.
    static final String[][] TABLES = {
        {"Tool", "categories", "discover", "exists", "get", "invoke", "list", "map", "parallel", "search", "try"},
        {
            "State",
            "compare_and_swap",
            "delete",
            "exists",
            "get",
            "get_with_version",
            "keys",
            "list",
            "list_keys",
            "load",
            "save",
            "set"
        },
        {"Event", "list_subscriptions", "publish", "receive", "subscribe", "unsubscribe"},
        {"JSON", "array", "object", "parse", "stringify"},
        {"Log", "debug", "error", "info", "trace", "warn"},
        {"Debug", "debug", "error", "info", "log", "memory", "timer", "trace", "warn"},
    };

    /// The functions that stand alone.
    static final String[] FUNCTIONS = {"display", "input", "progress", "require"};

    /// What of Lua's `os` would reach outside.
    private static final String[] NO_OS = {"execute", "exit", "remove", "rename", "setlocale", "tmpname"};

    private final Bridge bridge;
    private final Library[] libraries = new Library[TABLES.length];
    private @Nullable Library output;
    private @Nullable Modules modules;
    private @Nullable LuaTable packages;

    Globals(Bridge bridge) {
        this.bridge = bridge;
    }

    void open() {
        LuaTable globals = bridge.lua.globals();
        for (int i = 0; i < TABLES.length; i++) {
            String[] names = TABLES[i];
            LuaTable table = bridge.lua.newTable();
            String prefix = names[0].concat(".");
            for (int k = 1; k < names.length; k++) {
                table.set(names[k], bridge.lua.function(prefix.concat(names[k]), new Function(i, names[k])));
            }
            globals.set(names[0], table);
        }
        for (String name : FUNCTIONS) {
            globals.set(name, bridge.lua.function(name, new Function(-1, name)));
        }
        globals.set("Logger", globals.get("Log"));
        member(globals, "JSON").set("null", bridge.values.nothing());
        LuaTable io = bridge.lua.newTable();
        io.set("write", bridge.lua.function("io.write", new Function(-1, "write")));
        globals.set("io", io);
        LuaTable os = member(globals, "os");
        for (String name : NO_OS) {
            os.set(name, null);
        }
        LuaTable debug = bridge.lua.newTable();
        debug.set("traceback", member(globals, "debug").get("traceback"));
        globals.set("debug", debug);
        packages = bridge.lua.newTable();
        LuaTable loaded = member(bridge.lua.registry(), "_LOADED");
        loaded.set("debug", debug);
        loaded.set("io", io);
        loaded.set("package", packages);
        packages.set("loaded", loaded);
        packages.set("preload", bridge.lua.newTable());
        packages.set("path", "?.lua;?/init.lua");
        packages.set("config", "/\n;\n?\n!\n-\n");
        globals.set("package", packages);
        ToolProxies.open(bridge);
    }

    static LuaTable member(LuaTable table, String name) {
        return (LuaTable) Objects.requireNonNull(table.get(name), name);
    }

    private Library library(int table) {
        Library library = libraries[table];
        if (library == null) {
            library = switch (TABLES[table][0]) {
                case "Tool" -> new ToolLibrary(bridge);
                case "State" -> new StateLibrary(bridge);
                case "Event" -> new EventLibrary(bridge);
                case "JSON" -> new JsonLibrary(bridge);
                case "Log" -> new LogLibrary(bridge);
                case "Debug" -> new DebugLibrary(bridge);
                default -> throw new IllegalStateException(TABLES[table][0]);
            };
            libraries[table] = library;
        }
        return library;
    }

    private Library alone(String name) {
        if (name.equals("require")) {
            if (modules == null) {
                modules = new Modules(bridge, Objects.requireNonNull(packages));
            }
            return modules;
        }
        if (output == null) {
            output = new OutputLibrary(bridge);
        }
        return output;
    }

    /// Ends what the globals hold.
    void close() {
        for (Library library : libraries) {
            if (library instanceof EventLibrary events) {
                events.close();
            }
        }
    }

    /// One function, whose library is found at its first call.
    private final class Function implements LuaFunction {
        private final int table;
        private final String name;
        private @Nullable Library library;

        Function(int table, String name) {
            this.table = table;
            this.name = name;
        }

        @Override
        public @Nullable Object call(LuaCall call) throws Exception {
            Library found = library;
            if (found == null) {
                found = table < 0 ? alone(name) : library(table);
                library = found;
            }
            try {
                return found.call(name, call);
            } catch (ToolException e) {
                throw bridge.errors.raised(e, null);
            }
        }
    }
}
