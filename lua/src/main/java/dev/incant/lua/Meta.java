package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// The metamethod events, as numbers for [Table#absent] and as keys.
@NullUnmarked // raw protocol: null is nil
final class Meta {
    static final int INDEX = 0;
    static final int NEWINDEX = 1;
    static final int CALL = 2;
    static final int EQ = 3;
    static final int LEN = 4;
    static final int ADD = 5;
    static final int SUB = 6;
    static final int MUL = 7;
    static final int DIV = 8;
    static final int MOD = 9;
    static final int POW = 10;
    static final int IDIV = 11;
    static final int BAND = 12;
    static final int BOR = 13;
    static final int BXOR = 14;
    static final int SHL = 15;
    static final int SHR = 16;
    static final int UNM = 17;
    static final int BNOT = 18;
    static final int LT = 19;
    static final int LE = 20;
    static final int CONCAT = 21;
    static final int CLOSE = 22;
    static final int GC = 23;
    static final int MODE = 24;
    static final int NAME = 25;
    static final int TOSTRING = 26;
    static final int METATABLE = 27;
    static final int PAIRS = 28;

    static final LuaString[] KEYS = LuaString.names(
            "__index __newindex __call __eq __len __add __sub __mul __div __mod __pow __idiv __band __bor __bxor __shl "
                    + "__shr __unm __bnot __lt __le __concat __close __gc __mode __name __tostring __metatable __pairs");

    /// Names that were asked for. A race makes one twice and does no harm.
    private static final String[] EVENTS = new String[KEYS.length];

    private Meta() {}

    /// The event's name without the underscores, as tracebacks show it.
    static String event(int event) {
        String known = EVENTS[event];
        if (known == null) {
            known = KEYS[event].toLatin1().substring(2);
            EVENTS[event] = known;
        }
        return known;
    }

    /// The raw value of a metatable's event field, or null. A number counts as present and comes as a tag.
    static Object of(Table meta, int event) {
        if (meta == null || (meta.absent & 1 << event) != 0) {
            return null;
        }
        Object v = meta.getEvent(KEYS[event]);
        if (v == null) {
            meta.absent |= 1 << event;
        }
        return v;
    }
}
