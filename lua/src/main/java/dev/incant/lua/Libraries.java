package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Opens libraries in a new state. The tables are filled once per process; a state gets copies that share
/// their contents until it changes them.
@NullUnmarked // templates are made on first use
final class Libraries {
    private static final LuaLibrary[] ALL = LuaLibrary.values();
    private static final LuaString[] KEYS = LuaString.names("_G coroutine string utf8 table math debug io os package");

    /// How many fields the templates get, so that they need not grow. That of the globals has room for the libraries
    /// and for what a script adds, those of `io` and `package` are filled in each state.
    private static final int[] SIZES = {40, 8, 17, 6, 7, 35, 17, 14, 11, 8};

    private static final Table[] TEMPLATES = new Table[ALL.length];
    private static Table stringMetaTemplate;

    private Libraries() {}

    /// Fills `state` with the libraries of its options and returns the table of globals.
    static Table open(LuaState state) {
        Table globals = copy(LuaLibrary.BASE, state);
        for (LuaLibrary library : ALL) {
            if (!state.options.libraries().contains(library)) {
                continue;
            }
            Table table = globals;
            if (library != LuaLibrary.BASE) {
                table = copy(library, state);
                globals.setStr(KEYS[library.ordinal()], table, 0);
            } else {
                globals.setField("_G", globals);
            }
            state.loaded.setStr(KEYS[library.ordinal()], table, 0);
            if (library == LuaLibrary.STRING) {
                state.stringMeta = stringMeta(state, table);
            } else if (library == LuaLibrary.IO) {
                IoLib.open(state, table);
            } else if (library == LuaLibrary.PACKAGE) {
                PackageLib.open(state, table, globals);
            }
        }
        state.registry.setField("_LOADED", state.loaded);
        return globals;
    }

    private static Table copy(LuaLibrary library, LuaState state) {
        if (library == LuaLibrary.BASE && !state.options.libraries().contains(library)) {
            return new Table(state.heap);
        }
        synchronized (TEMPLATES) {
            Table template = TEMPLATES[library.ordinal()];
            if (template == null) {
                template = new Table(Heap.unlimited(), 0, SIZES[library.ordinal()]);
                fill(library, template);
                TEMPLATES[library.ordinal()] = template;
            }
            return template.copyOnWrite(state.heap);
        }
    }

    private static Table stringMeta(LuaState state, Table strings) {
        synchronized (TEMPLATES) {
            if (stringMetaTemplate == null) {
                Table meta = new Table(Heap.unlimited(), 0, 9);
                StringLib.openMetatable(meta, TEMPLATES[LuaLibrary.STRING.ordinal()]);
                stringMetaTemplate = meta;
            }
            Table meta = stringMetaTemplate.copyOnWrite(state.heap);
            meta.setStr(Meta.KEYS[Meta.INDEX], strings, 0);
            return meta;
        }
    }

    private static void fill(LuaLibrary library, Table table) {
        // No switch: its first use makes a map of the constants, which shows at start-up.
        if (library == LuaLibrary.BASE) {
            BaseLib.open(table);
        } else if (library == LuaLibrary.COROUTINE) {
            CoroutineLib.open(table);
        } else if (library == LuaLibrary.STRING) {
            StringLib.open(table);
        } else if (library == LuaLibrary.UTF8) {
            Utf8Lib.open(table);
        } else if (library == LuaLibrary.TABLE) {
            TableLib.open(table);
        } else if (library == LuaLibrary.MATH) {
            MathLib.open(table);
        } else if (library == LuaLibrary.DEBUG) {
            DebugLib.open(table);
        } else if (library == LuaLibrary.OS) {
            OsLib.open(table);
        }
        // The others hold state of their own: opened in each.
    }

    /// The name under which a function is found in the loaded libraries of a state, or null.
    static String nameOf(FunctionValue fn, LuaState state) {
        Table loaded = state.loaded;
        for (int c = loaded.seek(0); c != Integer.MIN_VALUE; c = loaded.seek(c >= 0 ? c + 1 : c - 1)) {
            if (c < 0 && loaded.hk[~c] instanceof LuaString library && loaded.hv[~c] instanceof Table t) {
                for (int d = t.seek(0); d != Integer.MIN_VALUE; d = t.seek(d >= 0 ? d + 1 : d - 1)) {
                    if (d < 0 && t.hv[~d] == fn && t.hk[~d] instanceof LuaString name) {
                        String prefix = library.toLatin1();
                        return prefix.equals("_G") ? name.toLatin1() : prefix + "." + name.toLatin1();
                    }
                }
            }
        }
        return null;
    }
}
