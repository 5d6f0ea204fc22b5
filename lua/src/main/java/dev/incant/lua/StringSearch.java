package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// `string.find`, `string.match` and `string.gmatch`.
@NullUnmarked // raw protocol: null is nil
final class StringSearch {
    private static final int CHUNK = 4096;

    /// Bit set of the special characters below 64; `[` and `^` are special, too.
    private static final long SPECIALS =
            1L << '$' | 1L << '*' | 1L << '+' | 1L << '?' | 1L << '.' | 1L << '(' | 1L << '%' | 1L << '-';

    private StringSearch() {}

    static Object find(Frame f) {
        LuaString text = f.string(1);
        LuaString pattern = f.string(2);
        int n = text.bytes.length;
        long init = StringLib.startPosition(f.integer(3, 1), n) - 1;
        if (init > n) {
            return null;
        }
        if (f.truth(4) || !hasSpecials(f, pattern.bytes)) {
            return plainFind(f, text.bytes, pattern.bytes, (int) init);
        }
        PatternMatcher m = new PatternMatcher(f, LuaPattern.of(f, pattern, true), text);
        int s = m.search((int) init);
        if (s < 0) {
            return null;
        }
        f.argc = m.put(f, 2, s, false);
        f.s[0] = Tag.INT;
        f.n[0] = s + 1L;
        f.s[1] = Tag.INT;
        f.n[1] = m.matchEnd;
        return Tag.MULTI;
    }

    static Object match(Frame f) {
        LuaString text = f.string(1);
        LuaString pattern = f.string(2);
        int n = text.bytes.length;
        long init = StringLib.startPosition(f.integer(3, 1), n) - 1;
        if (init > n) {
            return null;
        }
        PatternMatcher m = new PatternMatcher(f, LuaPattern.of(f, pattern, true), text);
        int s = m.search((int) init);
        return s < 0 ? null : giveCaptures(f, m, s);
    }

    private static Object giveCaptures(Frame f, PatternMatcher m, int start) {
        if (m.count(true) == 1) {
            if (m.isPosition(0)) {
                return f.give(m.starts[0] + 1L);
            }
            return m.capture(0, start);
        }
        f.argc = m.put(f, 0, start, true);
        return Tag.MULTI;
    }

    static Object gmatch(Frame f) {
        LuaString text = f.string(1);
        LuaString pattern = f.string(2);
        int n = text.bytes.length;
        long init = StringLib.startPosition(f.integer(3, 1), n) - 1;
        LuaPattern translated = LuaPattern.of(f, pattern, false);
        f.state.heap.charge(Iteration.BYTES + translated.bytes());
        PatternMatcher matcher = new PatternMatcher(f, translated, text);
        return new Iteration(text, matcher, (int) Math.min(init, n + 1L));
    }

    /// What `gmatch` returns: a function that gives the captures of the next match.
    static final class Iteration extends FunctionValue {
        static final long BYTES = 160;

        final LuaString text;
        private final PatternMatcher matcher;
        private int next;
        private int lastEnd = -1;

        /// Epoch of the last collection that reached it.
        int mark;

        Iteration(LuaString text, PatternMatcher matcher, int from) {
            this.text = text;
            this.matcher = matcher;
            this.next = from;
        }

        long bytes() {
            return BYTES + matcher.pattern.bytes();
        }

        @Override
        Object invoke(Frame f) {
            PatternMatcher m = matcher;
            m.f = f;
            int s = next;
            while ((s = m.search(s)) >= 0) {
                if (m.matchEnd != lastEnd) {
                    next = m.matchEnd;
                    lastEnd = m.matchEnd;
                    return giveCaptures(f, m, s);
                }
                s++; // an empty match where the last one ended
            }
            next = text.bytes.length + 1;
            return f.none();
        }

        @Override
        int flatness(Frame frame) {
            return Compiled.PINS;
        }

        @Override
        String debugName() {
            return "?";
        }
    }

    // ---- plain text

    static boolean hasSpecials(Frame f, byte[] pattern) {
        for (int i = 0; i < pattern.length; i++) {
            int c = pattern[i];
            if (c < 64 ? (SPECIALS >>> c & 1) != 0 && c >= 0 : c == '[' || c == '^') {
                return true;
            }
            if ((i & CHUNK - 1) == CHUNK - 1) {
                f.state.tick(CHUNK / 16);
            }
        }
        return false;
    }

    private static Object plainFind(Frame f, byte[] text, byte[] pattern, int from) {
        int at = indexOf(f, text, pattern, from);
        if (at < 0) {
            return null;
        }
        f.ensure(2);
        f.s[0] = Tag.INT;
        f.n[0] = at + 1L;
        f.s[1] = Tag.INT;
        f.n[1] = at + (long) pattern.length;
        f.argc = 2;
        return Tag.MULTI;
    }

    private static int indexOf(Frame f, byte[] text, byte[] pattern, int from) {
        int m = pattern.length;
        if (m == 0) {
            return from;
        }
        int last = text.length - m;
        byte first = pattern[0];
        int i = from;
        int fuel = CHUNK;
        while (i <= last) {
            int stop = last - i >= CHUNK ? i + CHUNK : last + 1;
            int k = i;
            while (k < stop && text[k] != first) {
                k++;
            }
            fuel -= k - i;
            i = k;
            if (k < stop) {
                int common = commonPrefix(f, text, k, pattern);
                if (common == m) {
                    return k;
                }
                fuel -= common;
                i++;
            }
            if (fuel <= 0) {
                f.state.tick(CHUNK / 4);
                fuel = CHUNK;
            }
        }
        return -1;
    }

    /// How many bytes of the pattern are found at `at`.
    private static int commonPrefix(Frame f, byte[] text, int at, byte[] pattern) {
        int m = pattern.length;
        for (int i = 1; i < m; i++) {
            if (text[at + i] != pattern[i]) {
                return i;
            }
            if ((i & CHUNK - 1) == 0) {
                f.state.tick(CHUNK / 4);
            }
        }
        return m;
    }
}
