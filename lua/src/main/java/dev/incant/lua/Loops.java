package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Nodes of loops. Every step backwards costs one step of the budget and looks at the stop flag.
@NullUnmarked // raw protocol: null is nil
final class Loops {
    private Loops() {}

    static void step(Frame f, int pc) {
        LuaState state = f.state;
        if (--state.steps < 0 || state.signal != 0) {
            f.pc = pc;
            state.safepoint(f);
        }
    }

    /// A loop, whose body may be compiled while it runs.
    abstract static class Loop extends StatNode {
        /// The nodes of the body.
        final StatNode nodes;

        /// What runs: the nodes, or a compiled unit that does the same.
        StatNode body;

        /// The compiled form of the loop from the next round on, to be entered while it runs; null: there is none yet.
        StatNode rest;

        /// Rounds that are left until it is compiled, see [Code#heat].
        int heat = Tier.ROUNDS;

        Loop(int line, int pc, StatNode body) {
            super(line, pc);
            this.nodes = body;
            this.body = body;
        }

        /// Runs the body once.
        final Object round(Frame f) {
            return round(f, true);
        }

        /// Runs the body once in a loop whose rest can be compiled if `whole`.
        final Object round(Frame f, boolean whole) {
            if (heat > 0 && --heat == 0) {
                Tier.hot(f, this, whole);
            }
            return body.exec(f);
        }
    }

    static final class While extends Loop {
        final ExprNode condition;
        final boolean tells;

        While(int line, int pc, ExprNode condition, StatNode body, boolean tells) {
            super(line, pc, body);
            this.tells = tells;
            this.condition = condition;
        }

        @Override
        Object exec(Frame f) {
            while (true) {
                if (rest != null) {
                    return rest.exec(f);
                }
                if (!condition.test(f)) {
                    return null;
                }
                Object r = round(f);
                if (r != null) {
                    return r == Tag.BREAK ? null : r;
                }
                step(f, pc);
                if (Hook.used) {
                    Hook.jumpedBack(f);
                    if (tells) {
                        Hook.step(f, pc);
                    }
                }
            }
        }
    }

    /// `repeat body until condition`: the condition is the body's last statement, an [Until].
    static final class Repeat extends Loop {

        Repeat(int line, int pc, StatNode body) {
            super(line, pc, body);
        }

        @Override
        Object exec(Frame f) {
            while (true) {
                if (rest != null) {
                    return rest.exec(f);
                }
                Object r = round(f);
                if (r != null) {
                    return r == Tag.BREAK ? null : r;
                }
                step(f, pc);
                if (Hook.used) {
                    Hook.jumpedBack(f);
                }
            }
        }
    }

    static final class Until extends StatNode {
        final ExprNode condition;

        Until(int line, int pc, ExprNode condition) {
            super(line, pc);
            this.condition = condition;
        }

        @Override
        Object exec(Frame f) {
            return condition.test(f) ? Tag.BREAK : null;
        }
    }

    /// `for i = start, limit, step`. Slots from `base`: three hidden ones, then the variable.
    static final class Numeric extends Loop {
        final ExprNode start;
        final ExprNode limit;
        final ExprNode step;
        final int base;
        final boolean captured;

        Numeric(
                int line,
                int pc,
                ExprNode start,
                ExprNode limit,
                ExprNode step,
                int base,
                boolean captured,
                StatNode body) {
            super(line, pc, body);
            this.start = start;
            this.limit = limit;
            this.step = step;
            this.base = base;
            this.captured = captured;
        }

        @Override
        Object exec(Frame f) {
            Object a = start.eval(f);
            long x = f.bits;
            f.s[base] = a;
            f.n[base] = x;
            Object b = limit.eval(f);
            long y = f.bits;
            f.s[base + 1] = b;
            f.n[base + 1] = y;
            Object c = Tag.INT;
            long z = 1;
            if (step != null) {
                c = step.eval(f);
                z = f.bits;
            }
            f.s[base + 2] = c;
            f.n[base + 2] = z;
            if (a == Tag.INT && c == Tag.INT) {
                if (!prepareIntegers(f, x, b, y, z)) {
                    return null;
                }
                return captured ? integersCaptured(f, x, f.bits, z) : integers(f, x, f.bits, z);
            }
            return floats(f, a, x, b, y, c, z);
        }

        /// Prepares a loop over integers: how often it goes round again after the first time is left in `f.bits`;
        /// false for not even once.
        boolean prepareIntegers(Frame f, long first, Object b, long y, long by) {
            if (by == 0) {
                f.pc = pc;
                throw Errors.runtime(f, "'for' step is zero");
            }
            long last;
            if (b == Tag.INT) {
                last = y;
            } else {
                double d = number(f, b, y, "limit");
                if (Double.isNaN(d)) {
                    // As forlimit, which only asks whether the limit is above zero.
                    if (by > 0) {
                        return false;
                    }
                    d = Double.NEGATIVE_INFINITY;
                }
                // Clip a float limit as forlimit in lvm.c does.
                if (by < 0) {
                    d = Math.ceil(d);
                    if (d >= 0x1p63) {
                        return false;
                    }
                    last = d < -0x1p63 ? Long.MIN_VALUE : (long) d;
                } else {
                    d = Math.floor(d);
                    if (d < -0x1p63) {
                        return false;
                    }
                    last = d >= 0x1p63 ? Long.MAX_VALUE : (long) d;
                }
            }
            if (by > 0 ? first > last : first < last) {
                return false;
            }
            f.bits = by > 0
                    ? by == 1 ? last - first : Long.divideUnsigned(last - first, by)
                    // -by overflows for the smallest integer; its unsigned value is right all the same.
                    : Long.divideUnsigned(first - last, -by);
            return true;
        }

        private Object integers(Frame f, long first, long steps, long by) {
            int slot = base + 3;
            LuaState state = f.state;
            long i = first;
            long count = steps;
            while (true) {
                if (rest != null) {
                    return goOn(f, i, count);
                }
                f.store(slot, Tag.INT, i);
                Object r = round(f);
                if (r != null) {
                    return r == Tag.BREAK ? null : r;
                }
                if (Hook.used) {
                    Hook.step(f, pc);
                }
                if (count-- == 0) {
                    return null;
                }
                if (Hook.used) {
                    Hook.jumpedBack(f);
                }
                i += by;
                if (--state.steps < 0 || state.signal != 0) {
                    f.pc = pc;
                    state.safepoint(f);
                }
            }
        }

        private Object integersCaptured(Frame f, long first, long steps, long by) {
            int slot = base + 3;
            long i = first;
            long count = steps;
            while (true) {
                if (rest != null) {
                    return goOn(f, i, count);
                }
                f.state.heap.charge(Cell.BYTES);
                f.s[slot] = new Cell(Tag.INT, i);
                Object r = round(f);
                if (r != null) {
                    return r == Tag.BREAK ? null : r;
                }
                if (Hook.used) {
                    Hook.step(f, pc);
                }
                if (count-- == 0) {
                    return null;
                }
                if (Hook.used) {
                    Hook.jumpedBack(f);
                }
                i += by;
                step(f, pc);
            }
        }

        /// Leaves the next rounds, `count` after the next one, to the compiled form.
        private Object goOn(Frame f, long i, long count) {
            f.n[base] = i;
            f.s[base + 1] = Tag.INT;
            f.n[base + 1] = count;
            return rest.exec(f);
        }

        Object floats(Frame f, Object a, long x, Object b, long y, Object c, long z) {
            double last = number(f, b, y, "limit");
            double by = number(f, c, z, "step");
            double i = number(f, a, x, "initial value");
            checkStep(f, by);
            int slot = base + 3;
            // A NaN lets the first round pass, as in forprep.
            if (by > 0 ? last < i : i < last) {
                return null;
            }
            do {
                long bits = Double.doubleToRawLongBits(i);
                if (captured) {
                    f.state.heap.charge(Cell.BYTES);
                    f.s[slot] = new Cell(Tag.FLT, bits);
                } else {
                    f.store(slot, Tag.FLT, bits);
                }
                Object r = round(f, false);
                if (r != null) {
                    return r == Tag.BREAK ? null : r;
                }
                if (Hook.used) {
                    Hook.step(f, pc);
                }
                i += by;
                step(f, pc);
                if (Hook.used && (by > 0 ? i <= last : i >= last)) {
                    Hook.jumpedBack(f);
                }
            } while (by > 0 ? i <= last : i >= last);
            return null;
        }

        void checkStep(Frame f, double by) {
            if (by == 0) {
                f.pc = pc;
                throw Errors.runtime(f, "'for' step is zero");
            }
        }

        double number(Frame f, Object v, long bits, String what) {
            if (v == Tag.INT) {
                return bits;
            }
            if (v == Tag.FLT) {
                return Double.longBitsToDouble(bits);
            }
            if (v instanceof LuaString s) {
                Object n = Numbers.parse(f.state, s);
                if (n != null) {
                    return ((Number) n).doubleValue();
                }
            }
            f.pc = pc;
            throw Errors.runtime(f, "bad 'for' " + what + " (number expected, got " + Errors.typeName(f, v) + ")");
        }
    }

    /// `for a, b in values`. Slots from `base`: iterator, state, control, closing value, then the variables.
    static final class Generic extends Loop {
        final ExprNode[] values;
        final int base;
        final int count;
        final int[] captured;
        final int callPc;
        final CloseScope closing;

        Generic(int line, int pc, int callPc, ExprNode[] values, int base, int count, int[] captured, StatNode body) {
            super(line, pc, body);
            this.callPc = callPc;
            this.values = values;
            this.base = base;
            this.count = count;
            this.captured = captured;
            this.closing = new CloseScope(line, pc, pc, "", base + 3, new Rest(line, pc, this), true);
        }

        @Override
        Object exec(Frame f) {
            Statements.evaluate(f, values, base, 4);
            if (f.s[base + 3] != null) {
                return closing.exec(f);
            }
            return loop(f);
        }

        /// The loop proper, inside the scope of the closing value.
        private static final class Rest extends StatNode {
            private final Generic loop;

            Rest(int line, int pc, Generic loop) {
                super(line, pc);
                this.loop = loop;
            }

            @Override
            Object exec(Frame f) {
                return loop.loop(f);
            }
        }

        private Object loop(Frame f) {
            Object iterator = f.s[base];
            if (iterator instanceof BaseLib b && !Hook.used && f.s[base + 1] instanceof Table t) {
                if (b.op == BaseLib.NEXT && f.s[base + 2] == null) {
                    return pairs(f, t);
                }
                if (b.op == BaseLib.IPAIRS_STEP && f.s[base + 2] == Tag.INT && t.meta == null) {
                    return array(f, t, f.n[base + 2]);
                }
            }
            return calls(f);
        }

        private Object pairs(Frame f, Table t) {
            int var = base + 4;
            int cursor = 0;
            while (true) {
                if (rest != null) {
                    return goOn(f, Compiled.PAIRS, cursor);
                }
                cursor = t.seek(cursor);
                if (cursor == Integer.MIN_VALUE) {
                    return null;
                }
                Object k = t.keyAt(f, cursor);
                f.store(var, k, f.bits);
                f.store(base + 2, k, f.bits);
                if (count > 1) {
                    Object v = t.valueAtCursor(f, cursor);
                    f.store(var + 1, v, f.bits);
                    fill(f, 2);
                }
                Object r = body(f);
                if (r != null) {
                    return r == Tag.BREAK ? null : r;
                }
                step(f, callPc);
                cursor = cursor >= 0 ? cursor + 1 : cursor - 1;
            }
        }

        private Object array(Frame f, Table t, long from) {
            int var = base + 4;
            long i = from;
            while (true) {
                if (rest != null) {
                    return goOn(f, Compiled.ARRAY, i);
                }
                i++;
                Object v = t.getInt(f, i);
                if (v == null && t.meta != null) {
                    f.pc = callPc;
                    v = Access.index(f, t, 0, Tag.INT, i, null);
                }
                if (v == null) {
                    return null;
                }
                if (count > 1) {
                    f.store(var + 1, v, f.bits);
                    fill(f, 2);
                }
                f.store(var, Tag.INT, i);
                Object r = body(f);
                if (r != null) {
                    return r == Tag.BREAK ? null : r;
                }
                step(f, callPc);
            }
        }

        /// Leaves the next rounds to the compiled form.
        private Object goOn(Frame f, int iteration, long cursor) {
            f.n[base + 3] = kept(iteration, cursor);
            return rest.exec(f);
        }

        /// How a loop goes on, as kept in the bits of the slot of the closing value, which is nil.
        static long kept(int iteration, long cursor) {
            return cursor << 2 | iteration;
        }

        private void fill(Frame f, int have) {
            for (int i = have; i < count; i++) {
                f.s[base + 4 + i] = null;
            }
        }

        private Object body(Frame f) {
            for (int slot : captured) {
                f.state.heap.charge(Cell.BYTES);
                f.s[slot] = new Cell(f.s[slot], f.n[slot]);
            }
            return round(f);
        }

        private Object calls(Frame f) {
            int var = base + 4;
            while (true) {
                if (rest != null) {
                    return goOn(f, Compiled.CALLS, 0);
                }
                if (Hook.used) {
                    Hook.step(f, pc);
                }
                f.pc = callPc;
                Object iterator = f.s[base];
                Frame nf = f.push(null);
                nf.s[0] = f.s[base + 1];
                nf.n[0] = f.n[base + 1];
                nf.s[1] = f.s[base + 2];
                nf.n[1] = f.n[base + 2];
                nf.argc = 2;
                f.bits = f.n[base];
                Object r = Calls.callValue(f, iterator, nf);
                int have = 1;
                if (r == Tag.MULTI) {
                    have = Math.min(nf.argc, count);
                    System.arraycopy(nf.s, 0, f.s, var, have);
                    System.arraycopy(nf.n, 0, f.n, var, have);
                    if (have == 0) {
                        return null;
                    }
                } else {
                    f.s[var] = r;
                    f.n[var] = nf.bits;
                }
                if (f.s[var] == null) {
                    return null;
                }
                fill(f, have);
                if (Hook.used) {
                    Hook.jumpedBack(f);
                }
                f.s[base + 2] = f.s[var];
                f.n[base + 2] = f.n[var];
                Object out = body(f);
                if (out != null) {
                    return out == Tag.BREAK ? null : out;
                }
                step(f, callPc);
            }
        }
    }
}
