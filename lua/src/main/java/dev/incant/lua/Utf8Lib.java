package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// The `utf8` library (Lua 5.4 manual, §6.5).
@NullUnmarked // raw protocol: null is nil
final class Utf8Lib extends Builtin {
    private static final int CHAR = 0;
    private static final int CODEPOINT = 1;
    private static final int CODES = 2;
    private static final int LEN = 3;
    private static final int OFFSET = 4;

    private static final String NAMES = "char codepoint codes len offset";

    private static final int STRICT_NEXT = 5;
    private static final int LAX_NEXT = 6;

    private static final Utf8Lib NEXT = new Utf8Lib("for iterator", STRICT_NEXT);
    private static final Utf8Lib NEXT_LAX = new Utf8Lib("for iterator", LAX_NEXT);

    private static final long MAX_CODE = 0x7FFFFFFFL;
    private static final String INVALID = "invalid UTF-8 code";

    /// Elementary steps between two ticks.
    private static final int FUEL = 2048;

    private Utf8Lib(String name, int op) {
        super(name, op);
    }

    private Utf8Lib(LuaString name, int op) {
        super("utf8.", name, op);
    }

    static void open(Table lib) {
        LuaString[] names = LuaString.names(NAMES);
        for (int op = 0; op < names.length; op++) {
            lib.add(names[op], new Utf8Lib(names[op], op));
        }
        lib.setField("charpattern", LuaString.constant("[\0-\u007f\u00c2-\u00fd][\u0080-\u00bf]*"));
    }

    @Override
    Object invoke(Frame f) {
        switch (op) {
            case CHAR:
                return chars(f);
            case CODEPOINT:
                return codepoint(f);
            case CODES:
                return codes(f);
            case LEN:
                return len(f);
            case OFFSET:
                return offset(f);
            default:
                return next(f, op == STRICT_NEXT);
        }
    }

    // ---- code points

    private static boolean isContinuation(byte[] s, int at) {
        return at < s.length && s[at] < (byte) 0xC0;
    }

    /// Decodes the sequence at `at`, with up to six bytes: the code in the upper half, the index after the
    /// sequence in the lower half; -1 when it is not valid.
    private static long decode(byte[] s, int at, boolean strict) {
        int lead = s[at] & 0xff;
        if (lead < 0x80) {
            return (long) lead << 32 | at + 1;
        }
        int count = 0;
        long code = 0;
        for (int c = lead; (c & 0x40) != 0; c <<= 1) {
            int next = at + ++count;
            if (next >= s.length || s[next] >= (byte) 0xC0) {
                return -1; // as a signed byte, a continuation is less than 0xC0
            }
            code = code << 6 | s[next] & 0x3f;
        }
        if (count == 0 || count > 5) {
            return -1;
        }
        code |= (long) (lead & 0x3f >> count) << 6 * count;
        if (code < smallest(count) || strict && !isUnicode(code)) {
            return -1;
        }
        return code << 32 | at + count + 1;
    }

    private static boolean isUnicode(long code) {
        return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    }

    /// The smallest code that needs that many continuation bytes.
    private static long smallest(int count) {
        return count == 1 ? 0x80 : 1L << 5 * count + 1;
    }

    private static Object chars(Frame f) {
        ByteBuilder out = new ByteBuilder(f, 4 + f.argc);
        f.state.tick(1 + f.argc);
        for (int i = 1; i <= f.argc; i++) {
            long code = f.integer(i);
            if (code < 0 || code > MAX_CODE) {
                throw f.argError(i, "value out of range");
            }
            encode(code, out);
        }
        return out.toLuaString();
    }

    private static void encode(long code, ByteBuilder out) {
        if (code < 0x80) {
            out.add((int) code);
            return;
        }
        int count = 1;
        while (count < 5 && code >= smallest(count + 1)) {
            count++;
        }
        int marker = 0xff80 >> count; // the low byte has count + 1 leading ones
        out.add(marker | (int) (code >>> 6 * count));
        for (int k = count - 1; k >= 0; k--) {
            out.add(0x80 | (int) (code >>> 6 * k) & 0x3f);
        }
    }

    // ---- functions

    /// Negative positions count from the end; those before the start give 0.
    private static long position(long position, int length) {
        if (position >= 0) {
            return position;
        }
        return position < -(long) length ? 0 : length + position + 1;
    }

    private static Object len(Frame f) {
        byte[] s = f.string(1).bytes;
        long from = position(f.integer(2, 1), s.length);
        long to = position(f.integer(3, -1), s.length);
        boolean strict = !f.truth(4);
        if (from < 1 || from - 1 > s.length) {
            throw f.argError(2, "initial position out of bounds");
        }
        if (to > s.length) {
            throw f.argError(3, "final position out of bounds");
        }
        int at = (int) from - 1;
        long n = 0;
        while (at < to) {
            if (s[at] >= 0) {
                at++;
            } else {
                long decoded = decode(s, at, strict);
                if (decoded < 0) {
                    return f.giveAll(null, at + 1L);
                }
                at = (int) decoded;
            }
            if ((++n & FUEL - 1) == 0) {
                f.state.tick(FUEL);
            }
        }
        return f.give(n);
    }

    private static Object codepoint(Frame f) {
        byte[] s = f.string(1).bytes;
        long from = position(f.integer(2, 1), s.length);
        long to = position(f.integer(3, from), s.length);
        boolean strict = !f.truth(4);
        if (from < 1) {
            throw f.argError(2, "out of bounds");
        }
        if (to > s.length) {
            throw f.argError(3, "out of bounds");
        }
        if (from > to) {
            return f.none();
        }
        int at = (int) from - 1;
        int n = 0;
        while (at < to) {
            long decoded = decode(s, at, strict);
            if (decoded < 0) {
                throw f.error(INVALID);
            }
            if ((n & FUEL - 1) == 0) {
                StringLib.ensureResults(f, Math.min(n + (long) FUEL, n + to - at));
                f.state.tick(1 + (int) Math.min(FUEL, to - at));
            }
            f.s[n] = Tag.INT;
            f.n[n++] = decoded >>> 32;
            at = (int) decoded;
        }
        f.argc = n;
        return Tag.MULTI;
    }

    private static Object codes(Frame f) {
        LuaString text = f.string(1);
        boolean strict = !f.truth(2);
        if (isContinuation(text.bytes, 0)) {
            throw f.argError(1, INVALID);
        }
        return f.giveAll(strict ? NEXT : NEXT_LAX, text, 0L);
    }

    private static Object next(Frame f, boolean strict) {
        byte[] s = f.string(1).bytes;
        long n = f.raw(2) == Tag.INT ? f.bits : toInteger(f, f.arg(2));
        if (n < 0 || n >= s.length) {
            return f.none();
        }
        int at = (int) n;
        while (isContinuation(s, at)) {
            at++;
            if ((at & FUEL - 1) == 0) {
                f.state.tick(FUEL);
            }
        }
        if (at >= s.length) {
            return f.none();
        }
        long decoded = decode(s, at, strict);
        if (decoded < 0 || isContinuation(s, (int) decoded)) {
            throw f.error(INVALID);
        }
        f.ensure(2);
        f.s[0] = Tag.INT;
        f.n[0] = at + 1L;
        f.s[1] = Tag.INT;
        f.n[1] = decoded >>> 32;
        f.argc = 2;
        return Tag.MULTI;
    }

    private static long toInteger(Frame f, Object boxed) {
        Object v = boxed instanceof LuaString text ? Numbers.parse(f.state, text) : boxed;
        if (v instanceof Long l) {
            return l;
        }
        return v instanceof Double d && Numbers.hasInteger(d) ? (long) (double) d : 0;
    }

    private static Object offset(Frame f) {
        byte[] s = f.string(1).bytes;
        long n = f.integer(2);
        long from = position(f.integer(3, n >= 0 ? 1 : s.length + 1L), s.length);
        if (from < 1 || from - 1 > s.length) {
            throw f.argError(3, "position out of bounds");
        }
        int at = (int) from - 1;
        if (n == 0) {
            return f.give(startOf(f, s, at) + 1L);
        }
        if (isContinuation(s, at)) {
            throw f.error("initial position is a continuation byte");
        }
        int ticks = 0;
        while (n < 0 && at > 0) {
            at = startOf(f, s, at - 1);
            n++;
            if ((++ticks & FUEL - 1) == 0) {
                f.state.tick(FUEL);
            }
        }
        if (n > 0) {
            n--;
            while (n > 0 && at < s.length) {
                do {
                    at++;
                    if ((++ticks & FUEL - 1) == 0) {
                        f.state.tick(FUEL);
                    }
                } while (isContinuation(s, at));
                n--;
            }
        }
        return n == 0 ? f.give(at + 1L) : null;
    }

    /// The start of the sequence that the byte at `at` belongs to.
    private static int startOf(Frame f, byte[] s, int at) {
        int i = at;
        while (i > 0 && isContinuation(s, i)) {
            i--;
            if ((i & FUEL - 1) == 0) {
                f.state.tick(FUEL);
            }
        }
        return i;
    }
}
