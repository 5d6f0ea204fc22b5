package dev.incant.lua;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Translates one pattern, reading it once from left to right.
final class PatternCompiler {
    private static final int MAX_CAPTURES = 32;

    /// Longer ones would not fit into the arrays.
    private static final int MAX_LENGTH = 150_000_000;

    private static final boolean[] NOTHING = new boolean[256];

    private final Frame f;
    private final byte[] p;
    private final int end;

    private int[] code = new int[16];
    private int length;
    private boolean[][] sets = new boolean[4][];
    private int setCount;

    private int captures;
    private int positions;
    private final int[] open = new int[MAX_CAPTURES];
    private int opened;
    private @Nullable String failure;

    private PatternCompiler(Frame f, byte[] p) {
        this.f = f;
        this.p = p;
        this.end = p.length;
    }

    static LuaPattern compile(Frame f, byte[] source, boolean anchors) {
        if (source.length > MAX_LENGTH) {
            throw f.error("pattern too complex");
        }
        if (source.length > LuaPattern.LONGEST_CACHED) {
            f.state.heap.charge(300L + 80L * source.length);
        }
        return new PatternCompiler(f, source).run(anchors);
    }

    private LuaPattern run(boolean anchors) {
        boolean anchored = anchors && end > 0 && p[0] == '^';
        int i = anchored ? 1 : 0;
        int looks = 0;
        while (i < end && failure == null) {
            i = item(i);
            if ((++looks & 1023) == 0) {
                tick(1024);
            }
        }
        int unfinished = 0;
        for (int k = 0; k < opened; k++) {
            unfinished |= 1 << open[k];
        }
        emit(LuaPattern.END, 0);
        boolean[] first = findFollowSets();
        return new LuaPattern(
                code, Arrays.copyOf(sets, setCount), captures, positions, unfinished, anchored, first, failure);
    }

    /// Charges for long patterns alone: whether a short one has to be translated depends on what other states
    /// did, and what a script is charged must not.
    private void tick(int n) {
        if (end > LuaPattern.LONGEST_CACHED) {
            f.state.tick(n);
        }
    }

    private int addSet(boolean[] set) {
        if (setCount > 0 && sets[setCount - 1] == set) {
            return setCount - 1;
        }
        if (setCount == sets.length) {
            sets = Arrays.copyOf(sets, 2 * setCount);
        }
        sets[setCount] = set;
        return setCount++;
    }

    private void emit(int op, int operand) {
        if (length + LuaPattern.STRIDE > code.length) {
            code = Arrays.copyOf(code, 2 * code.length);
        }
        code[length] = op;
        code[length + 1] = operand;
        code[length + 2] = -1;
        length += LuaPattern.STRIDE;
    }

    private void fail(String message) {
        failure = message;
        emit(LuaPattern.FAIL, 0);
    }

    private int item(int i) {
        switch (p[i]) {
            case '(':
                return openCapture(i);
            case ')':
                if (opened == 0) {
                    fail("invalid pattern capture");
                } else {
                    emit(LuaPattern.CLOSE, open[--opened]);
                }
                return i + 1;
            case '$':
                if (i + 1 == end) {
                    emit(LuaPattern.AT_END, 0);
                    return end;
                }
                return single(i);
            case '%':
                return escape(i);
            default:
                return single(i);
        }
    }

    private int openCapture(int i) {
        if (captures == MAX_CAPTURES) {
            fail("too many captures");
            return end;
        }
        int index = captures++;
        if (i + 1 < end && p[i + 1] == ')') {
            positions |= 1 << index;
            emit(LuaPattern.POSITION, index);
            return i + 2;
        }
        open[opened++] = index;
        emit(LuaPattern.OPEN, index);
        return i + 1;
    }

    private int escape(int i) {
        int c = i + 1 < end ? p[i + 1] : -1;
        if (c == 'b') {
            if (i + 3 >= end) {
                fail("malformed pattern (missing arguments to '%b')");
                return end;
            }
            emit(LuaPattern.BALANCE, (p[i + 2] & 0xff) << 8 | p[i + 3] & 0xff);
            return i + 4;
        }
        if (c == 'f') {
            return frontier(i + 2);
        }
        if (c >= '0' && c <= '9') {
            backReference(c - '1');
            return i + 2;
        }
        return single(i);
    }

    private int frontier(int i) {
        if (i >= end || p[i] != '[') {
            fail("missing '[' after '%f' in pattern");
            return end;
        }
        int close = closingBracket(i);
        if (close < 0) {
            return end;
        }
        emit(LuaPattern.FRONTIER, addSet(bracket(i, close)));
        return close + 1;
    }

    private void backReference(int index) {
        if (index < 0 || index >= captures || isOpen(index)) {
            fail("invalid capture index %" + (index + 1));
        } else if ((positions >>> index & 1) != 0) {
            emit(LuaPattern.SET, addSet(NOTHING)); // a position has no text to be found again
        } else {
            emit(LuaPattern.BACK, index);
        }
    }

    private boolean isOpen(int index) {
        for (int k = 0; k < opened; k++) {
            if (open[k] == index) {
                return true;
            }
        }
        return false;
    }

    /// One class of bytes with its repetition.
    private int single(int i) {
        int c = p[i] & 0xff;
        boolean[] set = null;
        int next = i + 1;
        if (c == '%') {
            if (next == end) {
                fail("malformed pattern (ends with '%')");
                return end;
            }
            c = p[next++] & 0xff;
            set = CharClass.of(c);
        } else if (c == '[') {
            int close = closingBracket(i);
            if (close < 0) {
                return end;
            }
            set = bracket(i, close);
            next = close + 1;
        } else if (c == '.') {
            set = CharClass.ALL;
        }
        return repeat(c, set, next);
    }

    private int repeat(int c, boolean @Nullable [] set, int next) {
        int suffix = next < end ? p[next] : 0;
        if (suffix != '*' && suffix != '+' && suffix != '-' && suffix != '?') {
            emitOne(c, set);
            return next;
        }
        if (suffix == '+') {
            emitOne(c, set);
        }
        int op = suffix == '-'
                ? LuaPattern.MINUS
                : suffix == '?' ? LuaPattern.OPTIONAL : suffix == '+' ? LuaPattern.MORE : LuaPattern.STAR;
        emit(op, addSet(set == null ? CharClass.single(c) : set));
        return next + 1;
    }

    private void emitOne(int c, boolean @Nullable [] set) {
        if (set == null) {
            emit(LuaPattern.CHAR, c);
        } else if (set == CharClass.ALL) {
            emit(LuaPattern.ANY, 0);
        } else {
            emit(LuaPattern.SET, addSet(set));
        }
    }

    /// The index of the `]` that ends the set starting at `i`, or -1 after having noted the failure.
    private int closingBracket(int i) {
        int k = i + 1;
        if (k < end && p[k] == '^') {
            k++;
        }
        do {
            if (k >= end) {
                fail("malformed pattern (missing ']')");
                return -1;
            }
            if (p[k++] == '%') {
                k++; // an escaped ']' does not end it
            }
            if ((k & 4095) == 0) {
                tick(1024);
            }
        } while (k >= end || p[k] != ']');
        return k;
    }

    private boolean[] bracket(int i, int close) {
        f.state.heap.charge(272);
        boolean[] set = new boolean[256];
        int k = i + 1;
        int fuel = 0;
        boolean member = p[k] != '^';
        if (!member) {
            k++;
        }
        while (k < close) {
            if (--fuel < 0) {
                tick(64);
                fuel = 16; // each item may set all the members
            }
            int c = p[k] & 0xff;
            if (c == '%') {
                int letter = p[k + 1] & 0xff;
                addClass(set, letter);
                k += 2;
            } else if (k + 2 < close && p[k + 1] == '-') {
                int last = p[k + 2] & 0xff;
                for (int b = c; b <= last; b++) {
                    set[b] = true;
                }
                k += 3;
            } else {
                set[c] = true;
                k++;
            }
        }
        if (!member) {
            for (int b = 0; b < 256; b++) {
                set[b] = !set[b];
            }
        }
        return set;
    }

    private static void addClass(boolean[] set, int letter) {
        boolean[] members = CharClass.of(letter);
        if (members == null) {
            set[letter] = true;
            return;
        }
        for (int b = 0; b < 256; b++) {
            set[b] |= members[b];
        }
    }

    // ---- what can follow

    /// Notes for each repetition which bytes can follow it: only where one does, need the rest be tried.
    /// Returns the bytes that can come first.
    private boolean @Nullable [] findFollowSets() {
        boolean[] follow = null;
        boolean atEnd = false;
        for (int pc = length - LuaPattern.STRIDE; pc >= 0; pc -= LuaPattern.STRIDE) {
            if ((pc & 4095) == 0) {
                tick(1024);
            }
            int op = code[pc];
            if (op == LuaPattern.OPEN || op == LuaPattern.CLOSE || op == LuaPattern.POSITION) {
                continue; // consumes nothing
            }
            boolean greedy = op == LuaPattern.STAR || op == LuaPattern.MORE;
            if (follow != null && (greedy || op == LuaPattern.MINUS)) {
                code[pc + 2] = addSet(follow);
                tick(32);
            }
            // Fewer are no use where the rest is nothing, the end, or what only follows the last one.
            if (greedy && (atEnd || follow != null && disjoint(sets[code[pc + 1]], follow))) {
                code[pc] = op + 1;
            }
            atEnd = op == LuaPattern.END || op == LuaPattern.AT_END;
            follow = consumed(pc);
        }
        return follow;
    }

    /// The set that the instruction at `pc` consumes one byte of, or null.
    private boolean @Nullable [] consumed(int pc) {
        return switch (code[pc]) {
            case LuaPattern.CHAR -> CharClass.single(code[pc + 1]);
            case LuaPattern.SET -> sets[code[pc + 1]];
            default -> null;
        };
    }

    private static boolean disjoint(boolean[] a, boolean[] b) {
        for (int c = 0; c < 256; c++) {
            if (a[c] && b[c]) {
                return false;
            }
        }
        return true;
    }
}
