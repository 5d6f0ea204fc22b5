package dev.incant.lua;

/// Matches one pattern against one subject, by backtracking as PUC does. Made for one call of a library
/// function and not shared.
final class PatternMatcher {
    static final int NO_MATCH = -1;

    /// PUC's MAXCCALLS: how deep repetitions and captures may nest.
    private static final int MAX_DEPTH = 200;

    /// Elementary steps between two ticks.
    private static final int FUEL = 2048;

    private static final int[] NO_CAPTURES = new int[0];

    /// The call on whose behalf it runs.
    Frame f;

    private final byte[] src;
    private final int end;
    private final int[] code;
    private final boolean[][] sets;
    final LuaPattern pattern;

    /// Bounds of the captures of the last match.
    final int[] starts;
    final int[] ends;

    /// End of the last match.
    int matchEnd;

    private int depth;
    private int fuel = FUEL;

    PatternMatcher(Frame f, LuaPattern pattern, LuaString subject) {
        this.f = f;
        this.pattern = pattern;
        this.code = pattern.code();
        this.sets = pattern.sets();
        this.src = subject.bytes;
        this.end = src.length;
        int n = pattern.captures();
        this.starts = n == 0 ? NO_CAPTURES : new int[n];
        this.ends = n == 0 ? NO_CAPTURES : new int[n];
    }

    /// Finds the first match that starts at `from` or later (only there if anchored); returns its start.
    int search(int from) {
        if (pattern.anchored()) {
            return matchAt(from) >= 0 ? from : NO_MATCH;
        }
        boolean[] first = pattern.first();
        int s = from;
        while (s <= end) {
            if (first != null) {
                s = find(first, s);
                if (s == end) {
                    return NO_MATCH;
                }
            }
            if (matchAt(s) >= 0) {
                return s;
            }
            s++;
        }
        return NO_MATCH;
    }

    /// Matches at `s` only; returns where the match ends.
    int matchAt(int s) {
        depth = MAX_DEPTH;
        matchEnd = match(s, 0);
        return matchEnd;
    }

    private void refuel() {
        f.state.tick(FUEL);
        fuel = FUEL;
    }

    private int match(int start, int from) {
        if (depth-- == 0) {
            throw tooComplex();
        }
        int entered = depth;
        int[] code = this.code;
        byte[] src = this.src;
        int end = this.end;
        int s = start;
        int pc = from;
        while (true) {
            if (--fuel < 0) {
                refuel();
            }
            int operand = code[pc + 1];
            switch (code[pc]) {
                case LuaPattern.END:
                    depth = entered + 1;
                    return s;
                case LuaPattern.CHAR:
                    if (s < end && (src[s] & 0xff) == operand) {
                        s++;
                        break;
                    }
                    return failed(entered);
                case LuaPattern.ANY:
                    if (s < end) {
                        s++;
                        break;
                    }
                    return failed(entered);
                case LuaPattern.SET:
                    if (s < end && sets[operand][src[s] & 0xff]) {
                        s++;
                        break;
                    }
                    return failed(entered);
                case LuaPattern.STAR_ALL:
                    if (s < end && sets[operand][src[s] & 0xff]) {
                        s = span(sets[operand], s + 1);
                        deeper();
                    }
                    break;
                case LuaPattern.MORE_ALL:
                    s = span(sets[operand], s);
                    deeper();
                    break;
                case LuaPattern.STAR:
                    if (s < end && sets[operand][src[s] & 0xff]) {
                        s = matchMost(sets[operand], s, pc);
                        depth = entered + 1;
                        return s;
                    }
                    break;
                case LuaPattern.MORE:
                    s = matchMost(sets[operand], s, pc);
                    depth = entered + 1;
                    return s;
                case LuaPattern.MINUS:
                    if (s < end && sets[operand][src[s] & 0xff]) {
                        s = matchLeast(sets[operand], s, pc);
                        depth = entered + 1;
                        return s;
                    }
                    break;
                case LuaPattern.OPTIONAL:
                    if (s < end && sets[operand][src[s] & 0xff]) {
                        int r = match(s + 1, pc + LuaPattern.STRIDE);
                        if (r >= 0) {
                            depth = entered + 1;
                            return r;
                        }
                    }
                    break;
                case LuaPattern.OPEN, LuaPattern.POSITION:
                    starts[operand] = s;
                    deeper();
                    break;
                case LuaPattern.CLOSE:
                    ends[operand] = s;
                    deeper();
                    break;
                case LuaPattern.BACK:
                    s = matchBack(operand, s);
                    break;
                case LuaPattern.BALANCE:
                    s = matchBalance(operand >> 8, operand & 0xff, s);
                    break;
                case LuaPattern.FRONTIER:
                    boolean[] set = sets[operand];
                    int before = s == 0 ? 0 : src[s - 1] & 0xff;
                    int after = s == end ? 0 : src[s] & 0xff;
                    if (set[before] || !set[after]) {
                        return failed(entered);
                    }
                    break;
                case LuaPattern.AT_END:
                    return s == end ? matched(entered, s) : failed(entered);
                default:
                    throw f.error(String.valueOf(pattern.failure()));
            }
            if (s < 0) {
                return failed(entered);
            }
            pc += LuaPattern.STRIDE;
        }
    }

    private int failed(int entered) {
        depth = entered + 1;
        return NO_MATCH;
    }

    private int matched(int entered, int s) {
        depth = entered + 1;
        return s;
    }

    /// PUC goes one level deeper here, though this matcher needs not: its limit must be met all the same.
    private void deeper() {
        if (depth-- == 0) {
            throw tooComplex();
        }
    }

    private LuaError tooComplex() {
        return f.error("pattern too complex");
    }

    private int matchMost(boolean[] set, int s, int pc) {
        int i = span(set, s);
        int next = pc + LuaPattern.STRIDE;
        int follow = code[pc + 2];
        if (follow < 0) {
            for (; i >= s; i--) {
                int r = match(i, next);
                if (r >= 0) {
                    return r;
                }
            }
            return NO_MATCH;
        }
        boolean[] wanted = sets[follow];
        if (i == end) {
            i--;
        }
        for (; i >= s; i--) {
            if (wanted[src[i] & 0xff]) {
                int r = match(i, next);
                if (r >= 0) {
                    return r;
                }
            }
            if (--fuel < 0) {
                refuel();
            }
        }
        return NO_MATCH;
    }

    private int matchLeast(boolean[] set, int s, int pc) {
        int next = pc + LuaPattern.STRIDE;
        int follow = code[pc + 2];
        boolean[] wanted = follow < 0 ? CharClass.ALL : sets[follow];
        int i = s;
        while (true) {
            if (follow < 0 || i < end && wanted[src[i] & 0xff]) {
                int r = match(i, next);
                if (r >= 0) {
                    return r;
                }
            }
            if (i == end || !set[src[i] & 0xff]) {
                return NO_MATCH;
            }
            i++;
            if (--fuel < 0) {
                refuel();
            }
        }
    }

    /// The end of the run of bytes of `set` that starts at `s`.
    private int span(boolean[] set, int s) {
        if (set == CharClass.ALL) {
            return end;
        }
        byte[] src = this.src;
        int i = s;
        while (true) {
            int stop = end - i > FUEL ? i + FUEL : end;
            int from = i;
            while (i < stop && set[src[i] & 0xff]) {
                i++;
            }
            fuel -= i - from;
            if (i < stop || i == end) {
                return i;
            }
            refuel();
        }
    }

    /// The first place from `s` with a byte of `set`, or the end.
    private int find(boolean[] set, int s) {
        byte[] src = this.src;
        int i = s;
        while (true) {
            int stop = end - i > FUEL ? i + FUEL : end;
            int from = i;
            while (i < stop && !set[src[i] & 0xff]) {
                i++;
            }
            fuel -= i - from;
            if (i < stop || i == end) {
                return i;
            }
            refuel();
        }
    }

    private int matchBack(int capture, int s) {
        int from = starts[capture];
        int length = ends[capture] - from;
        if (end - s < length) {
            return NO_MATCH;
        }
        for (int k = 0; k < length; k++) {
            if (src[from + k] != src[s + k]) {
                return NO_MATCH;
            }
            if (--fuel < 0) {
                refuel();
            }
        }
        return s + length;
    }

    private int matchBalance(int opening, int closing, int s) {
        if (s == end || (src[s] & 0xff) != opening) {
            return NO_MATCH;
        }
        int nesting = 1;
        for (int i = s + 1; i < end; i++) {
            int c = src[i] & 0xff;
            if (c == closing) {
                if (--nesting == 0) {
                    return i + 1;
                }
            } else if (c == opening) {
                nesting++;
            }
            if (--fuel < 0) {
                refuel();
            }
        }
        return NO_MATCH;
    }

    // ---- captures of the last match

    /// How many values a match gives: its captures, or the whole match where `whole` and there are none.
    int count(boolean whole) {
        return pattern.captures() == 0 && whole ? 1 : pattern.captures();
    }

    /// Whether capture `i` is a position, which [#starts] has, counted from 0.
    boolean isPosition(int i) {
        return (pattern.positions() >>> i & 1) != 0 && i < pattern.captures();
    }

    /// The text of capture `i` of a match that starts at `start`; without captures, 0 is the whole match.
    LuaString capture(int i, int start) {
        if (i >= pattern.captures()) {
            checkWhole(i);
            return substring(start, matchEnd);
        }
        checkFinished(i);
        return substring(starts[i], ends[i]);
    }

    /// Puts the text of capture `i` into `out`, a position as digits.
    void append(int i, int start, ByteBuilder out) {
        if (i >= pattern.captures()) {
            checkWhole(i);
            out.add(src, start, matchEnd);
        } else if (isPosition(i)) {
            out.addNumber(starts[i] + 1L);
        } else {
            checkFinished(i);
            out.add(src, starts[i], ends[i]);
        }
    }

    /// Puts the captures into slots of `target` from `slot` on; returns the slot after them.
    int put(Frame target, int slot, int start, boolean whole) {
        int n = count(whole);
        target.ensure(slot + n);
        for (int i = 0; i < n; i++) {
            putOne(target, slot + i, i, start);
        }
        return slot + n;
    }

    void putOne(Frame target, int slot, int i, int start) {
        if (isPosition(i)) {
            target.s[slot] = Tag.INT;
            target.n[slot] = starts[i] + 1L;
        } else {
            target.s[slot] = capture(i, start);
        }
    }

    private LuaString substring(int from, int to) {
        if (to - from <= 1) {
            return LuaString.copy(src, from, to);
        }
        return LuaString.wrap(ByteBuilder.copyOfRange(f, src, from, to));
    }

    private void checkWhole(int i) {
        if (i != 0) {
            throw f.error("invalid capture index %" + (i + 1));
        }
    }

    private void checkFinished(int i) {
        if ((pattern.unfinished() >>> i & 1) != 0) {
            throw f.error("unfinished capture");
        }
    }
}
