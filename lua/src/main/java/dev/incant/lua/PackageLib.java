package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// `require` and the `package` library (Lua 5.4 manual, §6.3). Files are the state's [LuaHost]'s; there are no
/// C libraries, though they are looked for, as PUC without dynamic linking does.
@NullUnmarked // raw protocol: null is nil
final class PackageLib extends Builtin {
    private static final int REQUIRE = 0;
    private static final int LOADLIB = 1;
    private static final int SEARCHPATH = 2;
    private static final int PRELOAD_SEARCHER = 3;
    private static final int LUA_SEARCHER = 4;
    private static final int C_SEARCHER = 5;
    private static final int ROOT_SEARCHER = 6;

    private static final String PATH = "/usr/local/share/lua/5.4/?.lua;/usr/local/share/lua/5.4/?/init.lua;"
            + "/usr/local/lib/lua/5.4/?.lua;/usr/local/lib/lua/5.4/?/init.lua;./?.lua;./?/init.lua";
    private static final String C_PATH = "/usr/local/lib/lua/5.4/?.so;/usr/local/lib/lua/5.4/loadall.so;./?.so";

    private static final String NO_DYNAMIC_LIBRARIES = "dynamic libraries not enabled; check your Lua installation";

    /// Where the registry has the library's own tables.
    private static final LuaString PACKAGE = LuaString.constant("_PACKAGE");

    private static final LuaString PRELOAD = LuaString.constant("_PRELOAD");

    private PackageLib(String name, int op) {
        super(name, op);
    }

    static void open(LuaState state, Table lib, Table globals) {
        Table preload = new Table(state.heap);
        state.registry.set(PRELOAD, preload);
        state.registry.set(PACKAGE, lib);
        Table searchers = new Table(state.heap, 4, 0);
        searchers.set(1L, new PackageLib("preload_searcher", PRELOAD_SEARCHER));
        searchers.set(2L, new PackageLib("lua_searcher", LUA_SEARCHER));
        searchers.set(3L, new PackageLib("c_searcher", C_SEARCHER));
        searchers.set(4L, new PackageLib("root_searcher", ROOT_SEARCHER));
        lib.setField("searchers", searchers);
        lib.setField("path", path(state, "LUA_PATH", PATH));
        lib.setField("cpath", path(state, "LUA_CPATH", C_PATH));
        lib.setField("config", LuaString.constant("/\n;\n?\n!\n-\n"));
        lib.setField("loaded", state.loaded);
        lib.setField("preload", preload);
        lib.setField("loadlib", new PackageLib("package.loadlib", LOADLIB));
        lib.setField("searchpath", new PackageLib("package.searchpath", SEARCHPATH));
        globals.setField("require", new PackageLib("require", REQUIRE));
    }

    /// The path of the environment, in which `;;` stands for the default one.
    private static LuaString path(LuaState state, String variable, String otherwise) {
        Object ignored = state.registry.getField("LUA_NOENV");
        String path = state.host.environment(variable + "_5_4");
        if (path == null) {
            path = state.host.environment(variable);
        }
        if (path == null || ignored != null && ignored != Boolean.FALSE) {
            return LuaString.latin1(otherwise);
        }
        int mark = path.indexOf(";;");
        if (mark >= 0) {
            String before = path.substring(0, mark);
            String after = path.substring(mark + 2);
            path = (before.isEmpty() ? "" : before + ";") + otherwise + (after.isEmpty() ? "" : ";" + after);
        }
        return state.string(LuaString.of(path));
    }

    @Override
    Object invoke(Frame f) {
        return switch (op) {
            case REQUIRE -> require(f);
            case LOADLIB -> loadlib(f);
            case SEARCHPATH -> searchPath(f);
            case PRELOAD_SEARCHER -> searchPreload(f);
            case LUA_SEARCHER -> searchLua(f);
            case C_SEARCHER -> searchC(f, f.string(1));
            case ROOT_SEARCHER -> searchRoot(f);
            default -> throw new AssertionError(op);
        };
    }

    // ---- require

    private static Object require(Frame f) {
        LuaString name = f.string(1);
        Table loaded = f.state.loaded;
        Object known = Access.get(f, loaded, name);
        if (known != null && known != Boolean.FALSE) {
            return f.give(known);
        }
        Object[] found = findLoader(f, name);
        Object data = found.length > 1 ? found[1] : null;
        Object value = f.call(found[0], name, data);
        if (value != null) {
            Access.set(f, loaded, name, value);
        } else {
            value = Access.get(f, loaded, name);
            if (value == null) {
                value = Boolean.TRUE;
                Access.set(f, loaded, name, value);
            }
        }
        return f.giveAll(value, data);
    }

    /// What the first searcher returned that found a loader.
    private static Object[] findLoader(Frame f, LuaString name) {
        if (!(Access.get(f, f.state.registry.get(PACKAGE), LuaString.constant("searchers"))
                instanceof Table searchers)) {
            throw f.error("'package.searchers' must be a table");
        }
        StringBuilder tried = new StringBuilder();
        for (long i = 1; ; i++) {
            Object searcher = searchers.get(i);
            if (searcher == null) {
                throw f.error("module '" + name.toLatin1() + "' not found:" + tried);
            }
            f.state.tick(16);
            Object[] found = f.callAll(searcher, name);
            Object first = found.length == 0 ? null : found[0];
            if (first instanceof FunctionValue) {
                return found;
            }
            if (first instanceof LuaString || Types.isNumber(first)) {
                f.state.heap.charge(tried.length());
                tried.append("\n\t").append(Conversions.tostring(f, first).toLatin1());
            }
        }
    }

    // ---- searchers

    private static Object searchPreload(Frame f) {
        LuaString name = f.string(1);
        Object loader = Access.get(f, f.state.registry.get(PRELOAD), name);
        if (loader == null) {
            return latin1(f, "no field package.preload['" + name.toLatin1() + "']");
        }
        return f.giveAll(loader, LuaString.constant(":preload:"));
    }

    private static Object searchLua(Frame f) {
        LuaString name = f.string(1);
        String path = field(f, "path");
        LuaString file = find(f, name.toLatin1(), path, ".", "/");
        if (file == null) {
            return notFound(f, name.toLatin1(), path, ".", "/");
        }
        try {
            return f.giveAll(SourceFiles.load(f, file, "bt", f.state.globals), file);
        } catch (LuaError e) {
            String why = e.value() instanceof LuaString s ? s.toLatin1() : e.getMessage();
            throw cannotLoad(f, name, file, why);
        }
    }

    private static LuaError cannotLoad(Frame f, LuaString name, LuaString file, String why) {
        return f.error("error loading module '" + name.toLatin1() + "' from file '" + file.toLatin1() + "':\n\t" + why);
    }

    private static Object searchC(Frame f, LuaString root) {
        String path = field(f, "cpath");
        LuaString file = find(f, root.toLatin1(), path, ".", "/");
        if (file == null) {
            return notFound(f, root.toLatin1(), path, ".", "/");
        }
        throw cannotLoad(f, f.string(1), file, NO_DYNAMIC_LIBRARIES);
    }

    /// A C library with submodules would be under the name's first part.
    private static Object searchRoot(Frame f) {
        String name = f.string(1).toLatin1();
        int dot = name.indexOf('.');
        return dot < 0 ? f.none() : searchC(f, LuaString.latin1(name.substring(0, dot)));
    }

    private static String field(Frame f, String name) {
        Object path = Access.get(f, f.state.registry.get(PACKAGE), LuaString.constant(name));
        if (path instanceof LuaString || Types.isNumber(path)) {
            return Conversions.tostring(f, path).toLatin1();
        }
        throw f.error("'package." + name + "' must be a string");
    }

    private static Object loadlib(Frame f) {
        f.string(1);
        f.string(2);
        return f.giveAll(null, LuaString.constant(NO_DYNAMIC_LIBRARIES), LuaString.constant("absent"));
    }

    // ---- searchpath

    private static Object searchPath(Frame f) {
        String name = f.string(1).toLatin1();
        String path = f.string(2).toLatin1();
        String separator = f.isNoneOrNil(3) ? "." : f.string(3).toLatin1();
        String replacement = f.isNoneOrNil(4) ? "/" : f.string(4).toLatin1();
        LuaString file = find(f, name, path, separator, replacement);
        return file != null ? file : f.giveAll(null, notFound(f, name, path, separator, replacement));
    }

    /// The first file of a path that can be read, or null. All texts are Latin-1.
    private static LuaString find(Frame f, String name, String path, String separator, String replacement) {
        String files = files(f, name, path, separator, replacement);
        int from = 0;
        while (from <= files.length()) {
            f.state.tick(64);
            int end = files.indexOf(';', from);
            if (end < 0) {
                end = files.length();
            }
            LuaString file = LuaString.latin1(files.substring(from, end));
            if (f.state.host.isReadable(file.toString())) {
                return f.state.string(file);
            }
            from = end + 1;
        }
        return null;
    }

    private static LuaString notFound(Frame f, String name, String path, String separator, String replacement) {
        String files = files(f, name, path, separator, replacement);
        return latin1(f, "no file '" + replace(f, files, ";", "'\n\tno file '") + "'");
    }

    private static String files(Frame f, String name, String path, String separator, String replacement) {
        String file = separator.isEmpty() ? name : replace(f, name, separator, replacement);
        return replace(f, path, "?", file);
    }

    /// As [String#replace], with its memory charged and its size limited.
    private static String replace(Frame f, String text, String what, String by) {
        long length = text.length();
        for (int i = text.indexOf(what); i >= 0; i = text.indexOf(what, i + what.length())) {
            length += by.length() - what.length();
        }
        if (length > Integer.MAX_VALUE - 16) {
            throw f.error("resulting string too large");
        }
        f.state.heap.charge(2 * length);
        f.state.tick((int) (length >> 4));
        return text.replace(what, by);
    }

    private static LuaString latin1(Frame f, String text) {
        return f.state.string(LuaString.latin1(text));
    }
}
