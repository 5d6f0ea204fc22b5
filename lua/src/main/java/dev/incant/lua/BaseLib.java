package dev.incant.lua;

import dev.incant.lua.syntax.Charsets;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;

/// The basic functions (Lua 5.4 manual, §6.1).
@NullUnmarked // raw protocol: null is nil
final class BaseLib extends Builtin {
    static final int NEXT = 0;
    static final int IPAIRS_STEP = 1;
    private static final int ASSERT = 2;
    private static final int COLLECTGARBAGE = 3;
    private static final int DOFILE = 4;
    private static final int ERROR = 5;
    private static final int GETMETATABLE = 6;
    private static final int IPAIRS = 7;
    private static final int LOAD = 8;
    private static final int LOADFILE = 9;
    private static final int PAIRS = 10;
    private static final int PCALL = 11;
    private static final int PRINT = 12;
    private static final int RAWEQUAL = 13;
    private static final int RAWLEN = 14;
    private static final int RAWGET = 15;
    private static final int RAWSET = 16;
    static final int SELECT = 17;
    private static final int SETMETATABLE = 18;
    private static final int TONUMBER = 19;
    private static final int TOSTRING = 20;
    private static final int TYPE = 21;
    private static final int WARN = 22;
    private static final int XPCALL = 23;

    private static final String NAMES =
            "next ipairs_iterator assert collectgarbage dofile error getmetatable ipairs load loadfile pairs pcall "
                    + "print rawequal rawlen rawget rawset select setmetatable tonumber tostring type warn xpcall";

    private static final BaseLib NEXT_FUNCTION = new BaseLib("next", NEXT);
    private static final BaseLib IPAIRS_FUNCTION = new BaseLib("ipairs_iterator", IPAIRS_STEP);

    BaseLib(String name, int op) {
        super(name, op);
    }

    private BaseLib(LuaString name, int op) {
        super("", name, op);
    }

    static void open(Table lib) {
        LuaString[] names = LuaString.names(NAMES);
        for (int op = 0; op < names.length; op++) {
            if (op != IPAIRS_STEP) {
                lib.add(names[op], op == NEXT ? NEXT_FUNCTION : new BaseLib(names[op], op));
            }
        }
        lib.setField("_VERSION", LuaString.constant("Lua 5.4"));
    }

    @Override
    Object invoke(Frame f) {
        switch (op) {
            case NEXT:
                return next(f);
            case IPAIRS_STEP:
                return ipairsStep(f);
            case ASSERT:
                return assertion(f);
            case COLLECTGARBAGE:
                return Garbage.collectgarbage(f);
            case DOFILE:
                return dofile(f);
            case ERROR:
                return error(f);
            case GETMETATABLE:
                return getmetatable(f);
            case IPAIRS:
                f.any(1);
                return give3(f, IPAIRS_FUNCTION, f.s[0], f.n[0], Tag.INT, 0);
            case LOAD:
                return load(f);
            case LOADFILE:
                return loadfile(f);
            case PAIRS:
                return pairs(f);
            case PCALL:
                return Protected.pcall(f);
            case PRINT:
                return print(f);
            case RAWEQUAL:
                f.any(1);
                f.any(2);
                return f.give(Compare.rawEqual(f.s[0], f.n[0], f.s[1], f.n[1]));
            case RAWLEN:
                return rawlen(f);
            case RAWGET:
                f.table(1);
                f.any(2);
                return f.table(1).get(f, f.s[1], f.n[1]);
            case RAWSET:
                return rawset(f);
            case SELECT:
                return select(f);
            case SETMETATABLE:
                return setmetatable(f);
            case TONUMBER:
                return tonumber(f);
            case TOSTRING:
                return Conversions.tostring(f, f.any(1));
            case TYPE:
                f.any(1);
                return LuaString.constant(Types.name(f.s[0]));
            case WARN:
                return warn(f);
            case XPCALL:
                return Protected.xpcall(f);
            default:
                return f.none();
        }
    }

    @Override
    int flatness(Frame frame) {
        if (op == PCALL || op == XPCALL || op == DOFILE) {
            return Compiled.LEAVES;
        }
        // Without a metatable there is no `__pairs` either.
        boolean calls = op == PAIRS && !(frame.argc > 0 && frame.s[0] instanceof Table t && t.meta == null);
        return calls ? Compiled.LEAVES : Compiled.PINS;
    }

    private static Object give3(Frame f, Object a, Object b, long y, Object c, long z) {
        f.s[0] = a;
        f.s[1] = b;
        f.n[1] = y;
        f.s[2] = c;
        f.n[2] = z;
        f.argc = 3;
        return Tag.MULTI;
    }

    private static Object next(Frame f) {
        Table t = f.table(1);
        Object key = f.argc > 1 ? f.s[1] : null;
        int cursor = t.cursorAfter(key, f.n[1]);
        if (cursor == Integer.MIN_VALUE) {
            throw Errors.runtime(f, "invalid key to 'next'");
        }
        cursor = t.seek(cursor);
        if (cursor == Integer.MIN_VALUE) {
            return null;
        }
        f.s[0] = t.keyAt(f, cursor);
        f.n[0] = f.bits;
        f.s[1] = t.valueAtCursor(f, cursor);
        f.n[1] = f.bits;
        f.argc = 2;
        return Tag.MULTI;
    }

    private static Object ipairsStep(Frame f) {
        long i = f.integer(2) + 1;
        Object v;
        if (f.s[0] instanceof Table t && t.meta == null) {
            v = t.getInt(f, i);
        } else {
            v = Access.index(f, f.s[0], f.n[0], Tag.INT, i, null);
        }
        if (v == null) {
            return null;
        }
        f.s[1] = v;
        f.n[1] = f.bits;
        f.s[0] = Tag.INT;
        f.n[0] = i;
        f.argc = 2;
        return Tag.MULTI;
    }

    private static Object pairs(Frame f) {
        f.any(1);
        Object handler = Meta.of(f.state.metaOfRaw(f.s[0]), Meta.PAIRS);
        if (handler == null) {
            return give3(f, NEXT_FUNCTION, f.s[0], f.n[0], null, 0);
        }
        Frame nf = f.push(null, 1);
        nf.s[0] = f.s[0];
        nf.n[0] = f.n[0];
        Object r = Calls.callYieldable(f, handler, nf);
        Object[] results = r == Tag.MULTI ? nf.values() : new Object[] {Tag.box(r, nf.bits)};
        return f.giveAll(Arrays.copyOf(results, 3));
    }

    private static Object assertion(Frame f) {
        if (f.truth(1)) {
            return Tag.MULTI;
        }
        f.any(1);
        Object message = f.argc > 1 ? f.arg(2) : LuaString.of("assertion failed!");
        throw raise(f, positioned(f, message, 1));
    }

    private static LuaError raise(Frame f, Object value) {
        LuaError e = LuaError.ofValue(value);
        e.origin = f;
        return e;
    }

    private static Object error(Frame f) {
        long level = f.integer(2, 1);
        throw raise(f, positioned(f, f.arg(1), level));
    }

    /// A message with the position of the function at `level` in front; any other value as it is.
    private static Object positioned(Frame f, Object value, long level) {
        if (!(value instanceof LuaString s) || level <= 0) {
            return value;
        }
        Frame at = f;
        for (long i = 0; i < level && at != null; i++) {
            at = at.prev;
        }
        byte[] position = Errors.position(at).getBytes(Charsets.LATIN1);
        if (position.length == 0) {
            return value;
        }
        byte[] whole = Strings.allocate(f, (long) position.length + s.bytes.length);
        Strings.copy(f, position, whole, 0);
        Strings.copy(f, s.bytes, whole, position.length);
        return LuaString.wrap(whole);
    }

    private static Object getmetatable(Frame f) {
        f.any(1);
        Table meta = f.state.metaOfRaw(f.s[0]);
        if (meta == null) {
            return null;
        }
        Object guard = Meta.of(meta, Meta.METATABLE);
        return guard != null ? f.give(guard) : meta;
    }

    private static Object setmetatable(Frame f) {
        Table t = f.table(1);
        if (f.argc < 2 || f.s[1] != null && !(f.s[1] instanceof Table)) {
            throw f.typeError(2, "nil or table");
        }
        if (Meta.of(t.meta, Meta.METATABLE) != null) {
            throw f.error("cannot change a protected metatable");
        }
        f.state.setMeta(t, (Table) f.s[1]);
        return t;
    }

    private static Object rawlen(Frame f) {
        Object v = f.argc > 0 ? f.s[0] : null;
        if (v instanceof Table t) {
            return f.give(t.rawLength());
        }
        if (v instanceof LuaString s) {
            return f.give((long) s.bytes.length);
        }
        throw f.typeError(1, "table or string");
    }

    private static Object rawset(Frame f) {
        Table t = f.table(1);
        f.any(2);
        f.any(3);
        Access.checkKey(f, f.s[1], f.n[1]);
        t.set(f.s[1], f.n[1], f.s[2], f.n[2]);
        return t;
    }

    private static Object select(Frame f) {
        if (f.argc > 0 && f.s[0] instanceof LuaString s && s.bytes.length > 0 && s.bytes[0] == '#') {
            return f.give(f.argc - 1L);
        }
        long i = f.integer(1);
        int n = f.argc;
        if (i < 0) {
            i = n + i;
        } else if (i > n) {
            i = n;
        }
        if (i < 1) {
            throw f.argError(1, "index out of range");
        }
        int from = (int) i;
        System.arraycopy(f.s, from, f.s, 0, n - from);
        System.arraycopy(f.n, from, f.n, 0, n - from);
        f.argc = n - from;
        return Tag.MULTI;
    }

    private static Object tonumber(Frame f) {
        if (f.isNoneOrNil(2)) {
            Object v = f.argc > 0 ? f.s[0] : null;
            if (v == Tag.INT || v == Tag.FLT) {
                f.bits = f.n[0];
                return v;
            }
            if (v instanceof LuaString s) {
                return f.give(Numbers.parse(f.state, s));
            }
            f.any(1);
            return null;
        }
        long base = f.integer(2);
        if (!(f.argc > 0 && f.s[0] instanceof LuaString s)) {
            throw f.typeError(1, "string");
        }
        if (base < 2 || base > 36) {
            throw f.argError(2, "base out of range");
        }
        return f.give(Numbers.fromBase(f.state, s.bytes, (int) base));
    }

    private static Object print(Frame f) {
        FileHandle out = Streams.of(f.state).out;
        int n = f.argc;
        try {
            for (int i = 1; i <= n; i++) {
                LuaString s = Conversions.tostring(f, f.arg(i));
                if (i > 1) {
                    out.write(TAB, 0, 1);
                }
                out.write(s.bytes, 0, s.bytes.length);
            }
            out.write(NEWLINE, 0, 1);
        } catch (IOException e) {
            throw f.error(String.valueOf(e.getMessage()));
        }
        return f.none();
    }

    private static final byte[] TAB = {'\t'};
    private static final byte[] NEWLINE = {'\n'};

    private static Object warn(Frame f) {
        f.string(1);
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= f.argc; i++) {
            text.append(f.string(i).toLatin1());
        }
        if (f.argc == 1 && text.length() > 0 && text.charAt(0) == '@') {
            String control = text.toString();
            if (control.equals("@on")) {
                f.state.warnings = true;
            } else if (control.equals("@off")) {
                f.state.warnings = false;
            }
        } else {
            Warnings.warn(f.state, text.toString());
        }
        return f.none();
    }

    // ---- loading

    private static Object load(Frame f) {
        Object what = f.argc > 0 ? f.s[0] : null;
        String mode = f.isNoneOrNil(3) ? "bt" : f.string(3).toLatin1();
        Object env = f.argc >= 4 ? f.arg(4) : f.state.globals;
        byte[] source;
        LuaString name;
        try {
            if (what instanceof LuaString || Types.isNumber(what)) {
                LuaString text = f.string(1);
                source = text.bytes;
                name = f.string(2, text);
            } else {
                name = f.string(2, LuaString.of("=(load)"));
                f.function(1);
                source = readAll(f, what);
            }
            return Chunks.load(f, source, name, mode, env);
        } catch (LuaError e) {
            if (e.origin == f) {
                throw e;
            }
            return f.giveAll(null, e.value());
        }
    }

    private static byte[] readAll(Frame f, Object reader) {
        byte[] all = new byte[1024];
        int length = 0;
        Coroutine thread = f.thread;
        int depth = f.state.javaDepth;
        int pinned = thread.pinned;
        while (true) {
            Object piece;
            try {
                piece = f.call(reader);
            } catch (LuaError e) {
                f.state.javaDepth = depth;
                thread.pinned = pinned;
                thread.top = f;
                throw LuaError.ofValue(e.value());
            }
            if (piece == null || piece instanceof LuaString s && s.bytes.length == 0) {
                return Arrays.copyOf(all, length);
            }
            if (!(piece instanceof LuaString s)) {
                throw LuaError.of("reader function must return a string");
            }
            byte[] bytes = s.bytes;
            if (length + bytes.length > all.length) {
                f.state.heap.charge(2L * (length + bytes.length));
                all = Arrays.copyOf(all, 2 * (length + bytes.length));
            }
            System.arraycopy(bytes, 0, all, length, bytes.length);
            length += bytes.length;
        }
    }

    private static Object loadfile(Frame f) {
        String mode = f.isNoneOrNil(2) ? "bt" : f.string(2).toLatin1();
        Object env = f.argc >= 3 ? f.arg(3) : f.state.globals;
        LuaString file = f.isNoneOrNil(1) ? null : f.string(1);
        try {
            return SourceFiles.load(f, file, mode, env);
        } catch (LuaError e) {
            return f.giveAll(null, e.value());
        }
    }

    private static Object dofile(Frame f) {
        LuaString file = f.isNoneOrNil(1) ? null : f.string(1);
        FunctionValue chunk = SourceFiles.load(f, file, "bt", f.state.globals);
        Frame nf = f.push(chunk, 0);
        Object r = Calls.callYieldable(f, chunk, nf);
        if (r == Tag.MULTI) {
            return f.giveAll(nf.values());
        }
        f.bits = nf.bits;
        return r;
    }
}
