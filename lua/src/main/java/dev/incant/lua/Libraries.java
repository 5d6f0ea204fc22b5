package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Opens libraries in a new state. The tables are filled once per process; a state gets copies that share
/// their contents until it changes them.
@NullUnmarked // templates are made on first use
final class Libraries {
    private static final LuaLibrary[] ALL = LuaLibrary.values();
    private static final String[] NAMES = {
        "_G", "coroutine", "string", "utf8", "table", "math", "debug", "io", "os", "package"
    };
    private static final LuaString[] KEYS = keys();
    private static final Table[] TEMPLATES = new Table[ALL.length];
    private static Table stringMetaTemplate;

    private Libraries() {}

    private static LuaString[] keys() {
        LuaString[] keys = new LuaString[NAMES.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = LuaString.constant(NAMES[i]);
        }
        return keys;
    }

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
                template = new Table(Heap.unlimited());
                fill(library, template);
                TEMPLATES[library.ordinal()] = template;
            }
            return template.copyOnWrite(state.heap);
        }
    }

    private static Table stringMeta(LuaState state, Table strings) {
        synchronized (TEMPLATES) {
            if (stringMetaTemplate == null) {
                Table meta = new Table(Heap.unlimited());
                StringLib.openMetatable(meta, TEMPLATES[LuaLibrary.STRING.ordinal()]);
                stringMetaTemplate = meta;
            }
            Table meta = stringMetaTemplate.copyOnWrite(state.heap);
            meta.setStr(Meta.KEYS[Meta.INDEX], strings, 0);
            return meta;
        }
    }

    private static void fill(LuaLibrary library, Table table) {
        switch (library) {
            case BASE -> BaseLib.open(table);
            case COROUTINE -> CoroutineLib.open(table);
            case STRING -> StringLib.open(table);
            case UTF8 -> Utf8Lib.open(table);
            case TABLE -> TableLib.open(table);
            case MATH -> MathLib.open(table);
            case DEBUG -> DebugLib.open(table);
            case OS -> OsLib.open(table);
            case IO, PACKAGE -> {
                // Hold state of their own: opened in each.
            }
        }
    }
}
