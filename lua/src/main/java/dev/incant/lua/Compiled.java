package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// What compiled functions call: the parts of nodes that are too long to be repeated in every function. Small
/// enough for the JIT compiler to inline. They do what the nodes of the same names do, in the same order.
@NullUnmarked // raw protocol: null is nil
final class Compiled {
    private static final int MULTI_ROOM = 1;

    private Compiled() {}

    /// Before a statement: tells a hook.
    static void at(Frame f, int pc) {
        if (Hook.used) {
            Hook.statement(f, pc);
        }
    }

    /// A step backwards in a `while`, `repeat` or generic `for`.
    static void step(Frame f, LuaState state, int pc) {
        if (--state.steps < 0 || state.signal != 0) {
            f.pc = pc;
            state.safepoint(f);
        }
    }

    /// Stops between statements of a long row.
    static void look(Frame f, int pc) {
        LuaState state = f.state;
        if (state.signal != 0) {
            f.pc = pc;
            state.safepoint(f);
        }
    }

    static void jumpedBack(Frame f) {
        if (Hook.used) {
            Hook.jumpedBack(f);
        }
    }

    /// As [#at] where it counts for one instruction.
    static void told(Frame f, int pc) {
        if (Hook.used) {
            Hook.step(f, pc);
        }
    }

    /// After a round of a `while` loop.
    static void whileBack(Frame f, int pc, boolean tells) {
        if (Hook.used) {
            Hook.jumpedBack(f);
            if (tells) {
                Hook.step(f, pc);
            }
        }
    }

    /// Part of each guard, see [Guards].
    private static boolean holds() {
        return !Guards.RANDOM || !Guards.fail();
    }

    // ---- registers

    static void set(Object[] s, long[] n, int slot, Object v, long bits) {
        if (s[slot] != v) {
            s[slot] = v;
        }
        n[slot] = bits;
    }

    static Cell cell(Frame f, Object v, long bits) {
        f.state.heap.charge(Cell.BYTES);
        return new Cell(v, bits);
    }

    static boolean truth(Object v) {
        return v != null && v != Boolean.FALSE;
    }

    // ---- numbers

    static boolean numbers(Object a, Object b) {
        return (a == Tag.INT || a == Tag.FLT) && (b == Tag.INT || b == Tag.FLT);
    }

    static double number(Object tag, long bits) {
        return tag == Tag.INT ? (double) bits : Double.longBitsToDouble(bits);
    }

    /// `x % y` for `y` above zero.
    static long modulo(long x, long y) {
        long m = x % y;
        return m < 0 ? m + y : m;
    }

    static long shiftRight(long x, long by) {
        return Arithmetic.shiftLeft(x, -by);
    }

    // ---- tables; a number's bits are left in `f.bits`

    // Each looks in the likeliest place only and leaves the rest to another method, as HotSpot inlines 8,000 bytes of
    // bytecode into a method and no more.

    static Object field(Frame f, Object o, long ob, LuaString key, Indexing.Field node) {
        if (o instanceof Table t && holds()) {
            Object[] keys = t.hk;
            int i = node.hint & keys.length - 1;
            Object v = keys[i] == key ? t.hv[i] : null;
            if (v != null) {
                long[] n = t.hn;
                if (n != null) {
                    f.bits = n[i];
                }
                return v;
            }
        }
        return fieldElsewhere(f, o, ob, key, node);
    }

    private static Object fieldElsewhere(Frame f, Object o, long ob, LuaString key, Indexing.Field node) {
        if (o instanceof Table t) {
            int i = t.findStr(key);
            if (i >= 0) {
                node.hint = i;
                Object v = t.valueAt(f, i);
                if (v != null) {
                    return v;
                }
            }
            if (t.meta == null) {
                return null;
            }
            Object v = Access.inherited(f, t, key);
            if (v != null) {
                return v;
            }
        }
        return node.slow(f, o, ob);
    }

    static Object index(Frame f, Object o, long ob, Object k, long bits, Indexing.Index node) {
        return k == Tag.INT ? indexInt(f, o, ob, bits, node) : indexOther(f, o, ob, k, bits, node);
    }

    static Object indexInt(Frame f, Object o, long ob, long k, Indexing.Index node) {
        if (o instanceof Table t && k > 0 && k <= t.size && holds()) {
            int i = (int) k - 1;
            Object v = t.kind;
            if (v == null) {
                v = t.ar[i];
            }
            long[] n = t.an;
            if (v != null) {
                if (n != null) {
                    f.bits = n[i];
                }
                return v;
            }
        }
        return indexOther(f, o, ob, Tag.INT, k, node);
    }

    private static Object indexOther(Frame f, Object o, long ob, Object k, long bits, Indexing.Index node) {
        if (o instanceof Table t) {
            Object v = k == Tag.INT ? t.getInt(f, bits) : t.get(f, k, bits);
            if (v != null || t.meta == null) {
                return v;
            }
        }
        return node.slow(f, o, ob, k, bits);
    }

    static void setField(Frame f, Object o, long ob, LuaString key, Object v, long bits, Indexing.SetField node) {
        if (o instanceof Table t && v != null && holds()) {
            Object[] keys = t.hk;
            int i = node.hint & keys.length - 1;
            // Where a value is, `__newindex` is not asked. A tag stays, as numbers mostly follow numbers.
            if (keys[i] == key && t.hv[i] == v && t.writesNumbers()) {
                t.hn[i] = bits;
                return;
            }
        }
        setFieldElsewhere(f, o, ob, key, v, bits, node);
    }

    private static void setFieldElsewhere(
            Frame f, Object o, long ob, LuaString key, Object v, long bits, Indexing.SetField node) {
        if (o instanceof Table t && (t.meta == null || Meta.of(t.meta, Meta.NEWINDEX) == null)) {
            int i = t.findStr(key);
            if (i >= 0) {
                node.hint = i;
                t.setPlace(i, v, bits);
            } else {
                t.setStr(key, v, bits);
            }
            return;
        }
        node.slow(f, o, ob, v, bits);
    }

    static void setIndex(Frame f, Object o, long ob, Object k, long kb, Object v, long bits, Indexing.SetIndex node) {
        if (k == Tag.INT) {
            setInt(f, o, ob, kb, v, bits, node);
        } else {
            setOther(f, o, ob, k, kb, v, bits, node);
        }
    }

    static void setInt(Frame f, Object o, long ob, long k, Object v, long bits, Indexing.SetIndex node) {
        // Where a value is, `__newindex` is not asked.
        if (o instanceof Table t && k > 0 && k <= t.size && v != null && holds()) {
            if (t.kind == v) {
                t.an[(int) k - 1] = bits;
                return;
            }
            if (t.replaces((int) k - 1, v)) {
                return;
            }
        }
        setOther(f, o, ob, Tag.INT, k, v, bits, node);
    }

    private static void setOther(
            Frame f, Object o, long ob, Object k, long kb, Object v, long bits, Indexing.SetIndex node) {
        if (o instanceof Table t && (t.meta == null || Meta.of(t.meta, Meta.NEWINDEX) == null)) {
            if (k == Tag.INT) {
                t.setInt(kb, v, bits);
                return;
            }
            if (k instanceof LuaString s) {
                t.setStr(s, v, bits);
                return;
            }
        }
        node.slow(f, o, ob, k, kb, v, bits);
    }

    static void checkKey(Frame f, Object k, long bits, int pc) {
        if (k == null || k == Tag.FLT) {
            f.pc = pc;
            Access.checkKey(f, k, bits);
        }
    }

    /// The last of a constructor's positional fields, which has all values of a call or `...`.
    static void constructMulti(Frame f, Table t, Object r, long bits, long from) {
        if (r != Tag.MULTI) {
            t.setPositional(from, r, bits);
            return;
        }
        Frame nf = f.next;
        int n = nf.argc;
        for (int i = 0; i < n; i++) {
            t.setPositional(from + i, nf.s[i], nf.n[i]);
        }
    }

    static Object length(Frame f, Object v, long bits, Operators.Length node) {
        if (v instanceof Table t && t.meta == null && holds()) {
            f.bits = t.size;
            return Tag.INT;
        }
        return node.slow(f, v, bits);
    }

    // ---- calls

    /// The frame for a call of `callee`.
    static Frame push(Frame f, Object callee) {
        return f.push(callee instanceof FunctionValue fn ? fn : null);
    }

    /// Prepares the call of a Lua function whose arguments lie in `nf` and returns its body; null when it is to be
    /// called by [#call] instead.
    static StatNode enter(Object callee, Frame nf) {
        if (!(callee instanceof Closure c) || Hook.used || !holds()) {
            return null;
        }
        return c.enter(nf);
    }

    /// The library function that [#enter] did not prepare; null when it is to be called by [#call].
    static FunctionValue plain(Object callee) {
        return callee instanceof FunctionValue fn && !Hook.used && holds() ? fn : null;
    }

    /// What the outcome `r` of what [#plain] gave means.
    static Object called(Frame nf, Object r) {
        return r == Tag.TAIL || Hook.used ? calledOther(nf, r) : r;
    }

    private static Object calledOther(Frame nf, Object outcome) {
        Object r = outcome == Tag.TAIL ? Calls.finishTail(nf) : outcome;
        return Hook.used ? Hook.returned(nf, r) : r;
    }

    /// Calls what neither of them prepared.
    static Object call(Frame f, Object callee, long bits, Frame nf) {
        if (callee instanceof FunctionValue fn) {
            return Calls.call(fn, nf);
        }
        f.bits = bits;
        return Calls.callValue(f, callee, nf);
    }

    /// What the outcome `r` of a function's body means to its caller.
    static Object leave(Frame nf, Object r) {
        return r == null || r == Tag.NIL || r == Tag.TAIL || Hook.used ? leaveOther(nf, r) : r;
    }

    private static Object leaveOther(Frame nf, Object outcome) {
        Object r = outcome;
        if (r == null) {
            if (Hook.used) {
                Hook.step(nf, ((Closure) nf.fn).proto.code.endPc);
            }
            nf.argc = 0;
            r = Tag.MULTI;
        } else if (r == Tag.NIL) {
            r = null;
        } else if (r == Tag.TAIL) {
            r = Calls.finishTail(nf);
        }
        return Hook.used ? Hook.returned(nf, r) : r;
    }

    /// The first of a call's results; its bits are left in `nf.bits`.
    static Object single(Frame nf, Object r) {
        if (r != Tag.MULTI) {
            return r;
        }
        if (nf.argc == 0) {
            return null;
        }
        nf.bits = nf.n[0];
        return nf.s[0];
    }

    /// The frame for a call whose first `count` arguments lie in the slots of `f` from `from` and whose others are
    /// the results `r` of the call or `...` evaluated last.
    static Frame pushMulti(Frame f, Object callee, int from, int count, Object r, long bits) {
        int more;
        Frame nf = f.next;
        if (r == Tag.MULTI) {
            more = nf.argc;
            nf.ensure(count + more);
            System.arraycopy(nf.s, 0, nf.s, count, more);
            System.arraycopy(nf.n, 0, nf.n, count, more);
        } else {
            if (nf == null) {
                nf = f.push(null);
            }
            more = MULTI_ROOM;
            nf.ensure(count + 1);
            nf.s[count] = r;
            nf.n[count] = bits;
        }
        nf = push(f, callee);
        nf.ensure(count);
        System.arraycopy(f.s, from, nf.s, 0, count);
        System.arraycopy(f.n, from, nf.n, 0, count);
        nf.argc = count + more;
        return nf;
    }

    /// Whether the call `callee(n, …)` is `select` with what it picks in place.
    static boolean selects(Object callee, Object n, long bits) {
        return callee instanceof BaseLib b
                && b.op == BaseLib.SELECT
                && !Hook.used
                && holds()
                && (n == Tag.INT ? bits > 0 : n instanceof LuaString s && s.bytes.length > 0 && s.bytes[0] == '#');
    }

    /// The first result of such a call, its bits in `f.bits`.
    static Object select(Frame f, Object n, long bits) {
        Object[] va = f.va;
        if (n != Tag.INT) {
            f.bits = va.length;
            return Tag.INT;
        }
        if (bits > va.length) {
            return null;
        }
        Object v = va[(int) bits - 1];
        f.bits = Tag.bitsOf(v);
        return Tag.tagOf(v);
    }

    /// Finds the method `name` of `o`.
    static Object method(Frame f, Object o, long bits, CallNodes.Method node) {
        return node.method(f, o, bits);
    }

    static Object methodMany(Frame f, Object o, long bits, CallNodes.MethodMany node) {
        if (o instanceof Table t) {
            Object v = t.getStr(f, node.name);
            if (v == null && t.meta != null) {
                v = Access.inherited(f, t, node.name);
            }
            if (v != null) {
                return v;
            }
        }
        f.pc = node.pc;
        return Access.index(f, o, bits, node.name, 0, node);
    }

    // ---- calls by a coroutine's body that runs flat, see [Suspension]

    /// It yields.
    static final int YIELDS = 0;

    /// It can be called there.
    static final int STAYS = 1;

    /// As [#STAYS], but what it calls cannot yield.
    static final int PINS = 2;

    /// It may yield in the middle, so it needs a stack of its own.
    static final int LEAVES = 3;

    /// How a call of `callee` with the arguments in `nf` goes.
    static int flatness(Object callee, Frame nf) {
        if (Hook.used || !(callee instanceof FunctionValue fn) || !holds()) {
            return LEAVES;
        }
        return fn.flatness(nf);
    }

    static Object callFlat(Object callee, Frame nf, int how) {
        if (how == STAYS) {
            return Calls.call((FunctionValue) callee, nf);
        }
        // After an error nothing of the coroutine goes on.
        nf.thread.pinned++;
        Object r = Calls.call((FunctionValue) callee, nf);
        nf.thread.pinned--;
        return r;
    }

    /// Yields the arguments in `nf`.
    static Object suspend(Frame f, Frame nf) {
        f.thread.yieldFlat(nf);
        return Tag.YIELD;
    }

    /// What a yield gives whose results came in `nf`.
    static Object resumed(Frame nf) {
        return Hook.used ? Hook.returned(nf, Tag.MULTI) : Tag.MULTI;
    }

    // ---- several values

    /// Puts the results `r` of the call or `...` evaluated last into `wanted` slots from `base`.
    static void spread(Frame f, Object r, long bits, int base, int wanted) {
        int have = 1;
        if (r == Tag.MULTI) {
            Frame nf = f.next;
            have = Math.min(nf.argc, wanted);
            System.arraycopy(nf.s, 0, f.s, base, have);
            System.arraycopy(nf.n, 0, f.n, base, have);
        } else {
            f.s[base] = r;
            f.n[base] = bits;
        }
        Statements.fillNil(f, base + have, base + wanted);
    }

    /// Returns the values in `count` slots from `base`.
    static Object returnMany(Frame f, int base, int count) {
        if (base > 0) {
            System.arraycopy(f.s, base, f.s, 0, count);
            System.arraycopy(f.n, base, f.n, 0, count);
        }
        f.argc = count;
        return Tag.MULTI;
    }

    /// As [#returnMany], followed by the results `r`.
    static Object returnMulti(Frame f, int base, int fixed, Object r, long bits) {
        int more = 1;
        if (r == Tag.MULTI) {
            Frame nf = f.next;
            more = nf.argc;
            f.ensure(base + fixed + more);
            System.arraycopy(nf.s, 0, f.s, base + fixed, more);
            System.arraycopy(nf.n, 0, f.n, base + fixed, more);
        } else {
            f.s[base + fixed] = r;
            f.n[base + fixed] = bits;
        }
        return returnMany(f, base, fixed + more);
    }

    // ---- concatenation

    static Object concat(Frame f, Operators.Concat node, Object a, Object b, long bits) {
        if (a instanceof LuaString s && b instanceof LuaString t && holds()) {
            return Operators.Concat.join(f, s, t);
        }
        f.s[node.base + 1] = b;
        f.n[node.base + 1] = bits;
        return node.joinAll(f, 2);
    }

    // ---- numeric for over floats

    /// Whether the loop does not even begin. A NaN lets the first round pass.
    static boolean beyond(double i, double last, double by) {
        return by > 0 ? last < i : i < last;
    }

    static boolean within(double i, double last, double by) {
        return by > 0 ? i <= last : i >= last;
    }

    // ---- generic for

    static final int CALLS = 0;
    static final int PAIRS = 1;
    static final int ARRAY = 2;

    /// How the loop whose values lie from `base` goes on: see [Loops.Generic].
    static int iteration(Frame f, int base) {
        Object iterator = f.s[base];
        if (iterator instanceof BaseLib b && !Hook.used && f.s[base + 1] instanceof Table t && holds()) {
            if (b.op == BaseLib.NEXT && f.s[base + 2] == null) {
                return PAIRS;
            }
            if (b.op == BaseLib.IPAIRS_STEP && f.s[base + 2] == Tag.INT && t.meta == null) {
                return ARRAY;
            }
        }
        return CALLS;
    }

    /// The table that a loop over pairs or an array goes through; null for another loop.
    static Table iterated(Frame f, int base, int iteration) {
        return iteration != CALLS && f.s[base + 1] instanceof Table t ? t : null;
    }

    /// Where such a loop begins: for [#pairs] and [#array].
    static long beginning(Frame f, int base, int iteration) {
        return iteration == ARRAY ? f.n[base + 2] : 0;
    }

    /// Sets the variables of a loop over pairs from `cursor` on; returns the next cursor, or [Long#MIN_VALUE] at
    /// the end.
    static long pairs(Frame f, Table t, long from, int base, int count) {
        int cursor = t.seek((int) from);
        if (cursor == Integer.MIN_VALUE) {
            return Long.MIN_VALUE;
        }
        int var = base + 4;
        Object k = t.keyAt(f, cursor);
        f.store(var, k, f.bits);
        f.store(base + 2, k, f.bits);
        if (count > 1) {
            Object v = t.valueAtCursor(f, cursor);
            f.store(var + 1, v, f.bits);
            Statements.fillNil(f, var + 2, var + count);
        }
        return cursor >= 0 ? cursor + 1L : cursor - 1L;
    }

    /// As [#pairs] for `ipairs`.
    static long array(Frame f, Table t, long from, int base, int count, int callPc) {
        long i = from + 1;
        int var = base + 4;
        Object v = t.getInt(f, i);
        if (v == null && t.meta != null) {
            f.pc = callPc;
            v = Access.index(f, t, 0, Tag.INT, i, null);
        }
        if (v == null) {
            return Long.MIN_VALUE;
        }
        if (count > 1) {
            f.store(var + 1, v, f.bits);
            Statements.fillNil(f, var + 2, var + count);
        }
        f.store(var, Tag.INT, i);
        return i;
    }

    /// Prepares the call of the iterator in the slot `base`.
    static Frame pushIterator(Frame f, int base, int callPc, int pc) {
        if (Hook.used) {
            Hook.step(f, pc);
        }
        f.pc = callPc;
        Frame nf = push(f, f.s[base]);
        nf.s[0] = f.s[base + 1];
        nf.n[0] = f.n[base + 1];
        nf.s[1] = f.s[base + 2];
        nf.n[1] = f.n[base + 2];
        nf.argc = 2;
        return nf;
    }

    /// Sets the variables of a loop to the results of its iterator; false at its end.
    static boolean iterated(Frame f, Frame nf, Object r, int base, int count) {
        int var = base + 4;
        int have = 1;
        if (r == Tag.MULTI) {
            have = Math.min(nf.argc, count);
            System.arraycopy(nf.s, 0, f.s, var, have);
            System.arraycopy(nf.n, 0, f.n, var, have);
            if (have == 0) {
                return false;
            }
        } else {
            f.s[var] = r;
            f.n[var] = nf.bits;
        }
        Object first = f.s[var];
        if (first == null) {
            return false;
        }
        Statements.fillNil(f, var + have, var + count);
        if (Hook.used) {
            Hook.jumpedBack(f);
        }
        f.s[base + 2] = first;
        f.n[base + 2] = f.n[var];
        return true;
    }
}
