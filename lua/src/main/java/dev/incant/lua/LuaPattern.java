package dev.incant.lua;

import org.jspecify.annotations.Nullable;

/// A pattern translated for [PatternMatcher]: instructions of three ints (operation, operand, follow set).
/// Never changes and may be shared by all threads.
///
/// A pattern is a sequence without alternatives, so captures are numbered and checked by [PatternCompiler].
/// What is wrong with a pattern becomes a [#FAIL] instruction: PUC complains only when the matcher gets there.
///
/// @param code the instructions
/// @param sets the tables of bytes that instructions refer to
/// @param captures how many there are
/// @param positions bit `i` is set when capture `i` is a position
/// @param unfinished bit `i` is set when capture `i` is never closed
/// @param anchored whether it starts with `^` as an anchor
/// @param first the bytes with which a match can start, or null when that is any or none
/// @param failure the message of a FAIL instruction
record LuaPattern(
        int[] code,
        boolean[][] sets,
        int captures,
        int positions,
        int unfinished,
        boolean anchored,
        boolean @Nullable [] first,
        @Nullable String failure) {
    /// What it keeps in memory, in bytes.
    long bytes() {
        return 100 + 4L * code.length + 272L * sets.length;
    }

    static final int STRIDE = 3;

    static final int END = 0;
    static final int CHAR = 1;
    static final int ANY = 2;
    static final int SET = 3;
    /// As many as possible of the set, then fewer.
    static final int STAR = 4;
    /// As many as possible of the set; fewer could never match what follows.
    static final int STAR_ALL = 5;
    /// The same two after the first one of `+`.
    static final int MORE = 6;
    static final int MORE_ALL = 7;
    /// As few as possible of the set, then more.
    static final int MINUS = 8;
    static final int OPTIONAL = 9;
    static final int OPEN = 10;
    static final int POSITION = 11;
    static final int CLOSE = 12;
    static final int BACK = 13;
    static final int BALANCE = 14;
    static final int FRONTIER = 15;
    static final int AT_END = 16;
    static final int FAIL = 17;

    static final int LONGEST_CACHED = 64;

    /// Recently used patterns: bounded, lossy, shared by all threads.
    private static final @Nullable Cached[] CACHE = new @Nullable Cached[256];

    private record Cached(LuaString source, boolean anchors, LuaPattern pattern) {}

    /// Returns the translation of `source`; `^` is no anchor unless `anchors` (as in `gmatch`).
    static LuaPattern of(Frame f, LuaString source, boolean anchors) {
        if (source.bytes.length > LONGEST_CACHED) {
            return PatternCompiler.compile(f, source.bytes, anchors);
        }
        int slot = source.hashCode() + (anchors ? 0 : 1) & CACHE.length - 1;
        Cached known = CACHE[slot];
        if (known != null && known.anchors == anchors && known.source.equals(source)) {
            return known.pattern;
        }
        LuaPattern made = PatternCompiler.compile(f, source.bytes, anchors);
        CACHE[slot] = new Cached(source, anchors, made);
        return made;
    }
}
