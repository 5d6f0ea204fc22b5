package dev.incant.lua;

import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;

/// The `string` library (Lua 5.4 manual, §6.4) and the arithmetic metamethods of strings.
@NullUnmarked // raw protocol: null is nil
final class StringLib extends Builtin {
    private static final int BYTE = 0;
    private static final int CHAR = 1;
    private static final int DUMP = 2;
    private static final int FIND = 3;
    private static final int FORMAT = 4;
    private static final int GMATCH = 5;
    private static final int GSUB = 6;
    private static final int LEN = 7;
    private static final int LOWER = 8;
    private static final int MATCH = 9;
    private static final int PACK = 10;
    private static final int PACKSIZE = 11;
    private static final int REP = 12;
    private static final int REVERSE = 13;
    private static final int SUB = 14;
    private static final int UNPACK = 15;
    private static final int UPPER = 16;

    private static final String NAMES =
            "byte char dump find format gmatch gsub len lower match pack packsize rep reverse sub " + "unpack upper";

    /// Operations from here on are metamethods: this plus the event.
    private static final int ARITHMETIC = 32;

    private static final int[] EVENTS = {Meta.ADD, Meta.SUB, Meta.MUL, Meta.MOD, Meta.POW, Meta.DIV, Meta.IDIV, Meta.UNM
    };

    /// Elementary steps between two ticks.
    private static final int CHUNK = 4096;

    /// Steps charged for that many bytes that a plain loop goes over.
    private static final int CHUNK_STEPS = 256;

    private StringLib(String name, int op) {
        super(name, op);
    }

    private StringLib(LuaString name, int op) {
        super("string.", name, op);
    }

    static void open(Table lib) {
        LuaString[] names = LuaString.names(NAMES);
        for (int op = 0; op < names.length; op++) {
            lib.add(names[op], new StringLib(names[op], op));
        }
    }

    /// Fills the metatable of strings.
    static void openMetatable(Table meta, Table lib) {
        for (int event : EVENTS) {
            String name = "__".concat(Meta.event(event));
            meta.setField(name, new StringLib(name, ARITHMETIC + event));
        }
        meta.setField("__index", lib);
    }

    @Override
    Object invoke(Frame f) {
        switch (op) {
            case BYTE:
                return bytes(f);
            case CHAR:
                return chars(f);
            case DUMP:
                return dump(f);
            case FIND:
                return StringSearch.find(f);
            case FORMAT:
                return StringFormat.format(f);
            case GMATCH:
                return StringSearch.gmatch(f);
            case GSUB:
                return StringSubstitution.gsub(f);
            case LEN:
                return f.give((long) f.string(1).bytes.length);
            case LOWER:
                return changeCase(f, 'A', 'Z');
            case MATCH:
                return StringSearch.match(f);
            case PACK:
                return StringPack.pack(f);
            case PACKSIZE:
                return StringPack.packsize(f);
            case REP:
                return rep(f);
            case REVERSE:
                return reverse(f);
            case SUB:
                return sub(f);
            case UNPACK:
                return StringPack.unpack(f);
            case UPPER:
                return changeCase(f, 'a', 'z');
            default:
                return arithmetic(f, op - ARITHMETIC);
        }
    }

    // ---- positions

    /// A start position as an index from 1; negative ones count from the end, those before it give 1.
    static long startPosition(long position, int length) {
        if (position > 0) {
            return position;
        }
        return position == 0 || position < -(long) length ? 1 : length + position + 1;
    }

    /// An end position as an index from 1, at most the length; those before the start give 0.
    static long endPosition(long position, int length) {
        if (position > length) {
            return length;
        }
        if (position >= 0) {
            return position;
        }
        return position < -(long) length ? 0 : length + position + 1;
    }

    // ---- functions

    private static Object sub(Frame f) {
        LuaString text = f.string(1);
        byte[] b = text.bytes;
        long start = startPosition(f.integer(2), b.length);
        long end = endPosition(f.integer(3, -1), b.length);
        long n = end - start + 1;
        if (n <= 1) {
            return n <= 0 ? LuaString.EMPTY : LuaString.ofByte(b[(int) start - 1]);
        }
        if (n == b.length) {
            return text;
        }
        return LuaString.wrap(ByteBuilder.copyOfRange(f, b, (int) start - 1, (int) end));
    }

    private static Object bytes(Frame f) {
        byte[] b = f.string(1).bytes;
        long position = f.integer(2, 1);
        long start = startPosition(position, b.length);
        long end = endPosition(f.integer(3, position), b.length);
        if (start > end) {
            return f.none();
        }
        if (start == end) {
            return f.give((long) (b[(int) start - 1] & 0xff));
        }
        int n = (int) (end - start + 1);
        ensureResults(f, n);
        f.state.tick(1 + n / 16);
        int from = (int) start - 1;
        for (int i = 0; i < n; i++) {
            f.s[i] = Tag.INT;
            f.n[i] = b[from + i] & 0xff;
        }
        f.argc = n;
        return Tag.MULTI;
    }

    /// Makes room for the results that a part of a string gives.
    static void ensureResults(Frame f, long n) {
        if (n > f.state.maxSlots) {
            throw f.error("stack overflow (string slice too long)");
        }
        f.ensure((int) n);
    }

    private static Object chars(Frame f) {
        int n = f.argc;
        if (n == 1) {
            return LuaString.ofByte(charCode(f, 1));
        }
        f.state.heap.charge(40L + n);
        f.state.tick(1 + n / 16);
        byte[] b = new byte[n];
        for (int i = 0; i < n; i++) {
            b[i] = (byte) charCode(f, i + 1);
        }
        return LuaString.wrap(b);
    }

    private static int charCode(Frame f, int i) {
        long c = f.integer(i);
        if (c < 0 || c > 255) {
            throw f.argError(i, "value out of range");
        }
        return (int) c;
    }

    private static Object dump(Frame f) {
        FunctionValue fn = f.function(1);
        boolean strip = f.truth(2);
        if (!(fn instanceof Closure)) {
            throw f.error("unable to dump given function");
        }
        return LuaString.wrap(Chunks.dump(f, fn, strip));
    }

    /// Lower case where given `A` and `Z`, upper case where given `a` and `z`; ASCII only.
    private static Object changeCase(Frame f, int first, int last) {
        byte[] b = f.string(1).bytes;
        int n = b.length;
        f.state.heap.charge(40L + n);
        byte[] changed = new byte[n];
        int i = 0;
        while (i < n) {
            int stop = n - i > CHUNK ? i + CHUNK : n;
            for (; i < stop; i++) {
                int c = b[i];
                changed[i] = (byte) (c >= first && c <= last ? c ^ 0x20 : c);
            }
            f.state.tick(CHUNK_STEPS);
        }
        return LuaString.wrap(changed);
    }

    private static Object reverse(Frame f) {
        byte[] b = f.string(1).bytes;
        int n = b.length;
        f.state.heap.charge(40L + n);
        byte[] reversed = new byte[n];
        int i = 0;
        while (i < n) {
            int stop = n - i > CHUNK ? i + CHUNK : n;
            for (; i < stop; i++) {
                reversed[n - 1 - i] = b[i];
            }
            f.state.tick(CHUNK_STEPS);
        }
        return LuaString.wrap(reversed);
    }

    private static Object rep(Frame f) {
        LuaString text = f.string(1);
        long n = f.integer(2);
        byte[] separator = f.string(3, LuaString.EMPTY).bytes;
        if (n <= 0) {
            return LuaString.EMPTY;
        }
        if (n == 1) {
            return text;
        }
        byte[] b = text.bytes;
        long unit = (long) b.length + separator.length;
        if (unit == 0) {
            return LuaString.EMPTY;
        }
        if (unit > ByteBuilder.MAX_LENGTH / n) {
            throw f.error("resulting string too large");
        }
        int total = (int) (n * unit - separator.length);
        f.state.heap.charge(40L + total);
        byte[] all = new byte[total];
        if (unit == 1 && total <= CHUNK) {
            Arrays.fill(all, b.length == 1 ? b[0] : separator[0]);
            return LuaString.wrap(all);
        }
        ByteBuilder.copy(f.state, b, 0, all, 0, b.length);
        ByteBuilder.copy(f.state, separator, 0, all, b.length, separator.length);
        // Doubles what is there; it is a whole number of units each time.
        int filled = (int) unit;
        while (filled < total) {
            int more = Math.min(filled, total - filled);
            ByteBuilder.copy(f.state, all, 0, all, filled, more);
            filled += more;
        }
        return LuaString.wrap(all);
    }

    // ---- arithmetic on strings

    private static Object arithmetic(Frame f, int event) {
        Object a = toNumber(f, f.arg(1));
        Object b = toNumber(f, f.arg(2));
        if (a != null && b != null) {
            return f.give(Arithmetic.apply(f, event, a, b));
        }
        return otherOperand(f, event);
    }

    private static Object toNumber(Frame f, Object boxed) {
        if (boxed instanceof LuaString text) {
            return Numbers.parse(f.state, text);
        }
        return boxed instanceof Long || boxed instanceof Double ? boxed : null;
    }

    private static Object otherOperand(Frame f, int event) {
        Object b = f.arg(2);
        Object handler = null;
        if (!(b instanceof LuaString)) {
            Table meta = f.state.metaOf(b);
            handler = meta == null ? null : meta.get(Meta.KEYS[event]);
        }
        if (handler == null) {
            throw f.error("attempt to " + Meta.event(event) + " a '" + Types.name(f.arg(1)) + "' with a '"
                    + Types.name(b) + "'");
        }
        return f.give(f.call(handler, f.arg(1), b));
    }
}
