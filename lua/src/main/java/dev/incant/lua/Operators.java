package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Nodes of arithmetic, bitwise, logical and concatenation operators. Each tries its common number types
/// in place and leaves the rest to [Arithmetic].
@NullUnmarked // raw protocol: null is nil
final class Operators {
    private Operators() {}

    /// Two operands. One that is a plain local is read from its slot without a call.
    abstract static class Binary extends ExprNode implements Errors.Operands {
        final ExprNode l;
        final ExprNode r;
        final int ls;
        final int rs;

        /// The operands' values where they are constants, else null.
        final Object lk;

        final Object rk;
        final long lkBits;
        final long rkBits;

        /// Where the left value is kept while the right one is computed by a call, or -1.
        final int keep;

        final int pc;

        Binary(ExprNode l, ExprNode r, int keep, int pc) {
            this.l = l;
            this.r = r;
            this.ls = l.slot();
            this.rs = r.slot();
            this.lk = l instanceof Variables.Constant c ? c.value : null;
            this.lkBits = l instanceof Variables.Constant c ? c.bits : 0;
            this.rk = r instanceof Variables.Constant c ? c.value : null;
            this.rkBits = r instanceof Variables.Constant c ? c.bits : 0;
            // A local or a constant needs no keeping.
            this.keep = ls >= 0 || lk != null ? -1 : keep;
            this.pc = pc;
        }

        final Object left(Frame f) {
            if (ls >= 0) {
                f.bits = f.n[ls];
                return f.s[ls];
            }
            if (lk != null) {
                f.bits = lkBits;
                return lk;
            }
            Object v = l.eval(f);
            if (keep >= 0) {
                f.s[keep] = v;
                f.n[keep] = f.bits;
            }
            return v;
        }

        final Object right(Frame f) {
            if (rs >= 0) {
                f.bits = f.n[rs];
                return f.s[rs];
            }
            if (rk != null) {
                f.bits = rkBits;
                return rk;
            }
            return r.eval(f);
        }

        final Object slow(Frame f, int event, Object a, long x, Object b, long y) {
            f.pc = pc;
            return Arithmetic.binary(f, event, a, x, b, y, this);
        }

        final Object give(Frame f, double d) {
            f.bits = Double.doubleToRawLongBits(d);
            return Tag.FLT;
        }

        @Override
        public final String describeLeft() {
            return l.describe();
        }

        @Override
        public final String describeRight() {
            return r.describe();
        }
    }

    static double asDouble(Object tag, long bits) {
        return tag == Tag.INT ? (double) bits : Double.longBitsToDouble(bits);
    }

    static final class Add extends Binary {
        Add(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            long x = f.bits;
            Object b = right(f);
            long y = f.bits;
            if (keep >= 0) {
                // A debugger may have changed what was kept.
                a = f.s[keep];
                x = f.n[keep];
            }
            if (a == Tag.INT && b == Tag.INT) {
                f.bits = x + y;
                return a;
            }
            if (a == Tag.FLT && b == Tag.FLT) {
                f.bits = Double.doubleToRawLongBits(Double.longBitsToDouble(x) + Double.longBitsToDouble(y));
                return a;
            }
            return slow(f, Meta.ADD, a, x, b, y);
        }
    }

    /// `l + k` and, with a negated constant, `l - k`.
    static final class AddConstant extends Binary {
        final long k;
        final int event;

        AddConstant(ExprNode l, ExprNode constant, long k, int event, int pc) {
            super(l, constant, -1, pc);
            this.k = k;
            this.event = event;
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            if (a == Tag.INT) {
                f.bits += k;
                return a;
            }
            if (a == Tag.FLT) {
                f.bits = Double.doubleToRawLongBits(Double.longBitsToDouble(f.bits) + k);
                return a;
            }
            long x = f.bits;
            return slow(f, event, a, x, Tag.INT, event == Meta.SUB ? -k : k);
        }
    }

    static final class Sub extends Binary {
        Sub(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            long x = f.bits;
            Object b = right(f);
            long y = f.bits;
            if (keep >= 0) {
                // A debugger may have changed what was kept.
                a = f.s[keep];
                x = f.n[keep];
            }
            if (a == Tag.INT && b == Tag.INT) {
                f.bits = x - y;
                return a;
            }
            if (a == Tag.FLT && b == Tag.FLT) {
                f.bits = Double.doubleToRawLongBits(Double.longBitsToDouble(x) - Double.longBitsToDouble(y));
                return a;
            }
            return slow(f, Meta.SUB, a, x, b, y);
        }
    }

    static final class Mul extends Binary {
        Mul(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            long x = f.bits;
            Object b = right(f);
            long y = f.bits;
            if (keep >= 0) {
                // A debugger may have changed what was kept.
                a = f.s[keep];
                x = f.n[keep];
            }
            if (a == Tag.FLT && b == Tag.FLT) {
                f.bits = Double.doubleToRawLongBits(Double.longBitsToDouble(x) * Double.longBitsToDouble(y));
                return a;
            }
            if (a == Tag.INT && b == Tag.INT) {
                f.bits = x * y;
                return a;
            }
            if ((a == Tag.INT || a == Tag.FLT) && (b == Tag.INT || b == Tag.FLT)) {
                return give(f, asDouble(a, x) * asDouble(b, y));
            }
            return slow(f, Meta.MUL, a, x, b, y);
        }
    }

    static final class Div extends Binary {
        Div(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            long x = f.bits;
            Object b = right(f);
            long y = f.bits;
            if (keep >= 0) {
                // A debugger may have changed what was kept.
                a = f.s[keep];
                x = f.n[keep];
            }
            if ((a == Tag.INT || a == Tag.FLT) && (b == Tag.INT || b == Tag.FLT)) {
                return give(f, asDouble(a, x) / asDouble(b, y));
            }
            return slow(f, Meta.DIV, a, x, b, y);
        }
    }

    static final class Mod extends Binary {
        Mod(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            long x = f.bits;
            Object b = right(f);
            long y = f.bits;
            if (keep >= 0) {
                // A debugger may have changed what was kept.
                a = f.s[keep];
                x = f.n[keep];
            }
            if (a == Tag.INT && b == Tag.INT && y > 0) {
                long m = x % y;
                f.bits = m < 0 ? m + y : m;
                return a;
            }
            return slow(f, Meta.MOD, a, x, b, y);
        }
    }

    static final class FloorDiv extends Binary {
        FloorDiv(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            long x = f.bits;
            Object b = right(f);
            long y = f.bits;
            if (keep >= 0) {
                // A debugger may have changed what was kept.
                a = f.s[keep];
                x = f.n[keep];
            }
            if (a == Tag.INT && b == Tag.INT && y != 0) {
                f.bits = Math.floorDiv(x, y);
                return a;
            }
            return slow(f, Meta.IDIV, a, x, b, y);
        }
    }

    static final class Pow extends Binary {
        Pow(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            long x = f.bits;
            Object b = right(f);
            long y = f.bits;
            if (keep >= 0) {
                // A debugger may have changed what was kept.
                a = f.s[keep];
                x = f.n[keep];
            }
            if ((a == Tag.INT || a == Tag.FLT) && (b == Tag.INT || b == Tag.FLT)) {
                return give(f, Arithmetic.power(asDouble(a, x), asDouble(b, y)));
            }
            return slow(f, Meta.POW, a, x, b, y);
        }
    }

    /// `l & r`.
    static final class BitAnd extends Binary {
        BitAnd(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            long x = f.bits;
            Object b = right(f);
            long y = f.bits;
            if (keep >= 0) {
                // A debugger may have changed what was kept.
                a = f.s[keep];
                x = f.n[keep];
            }
            if (a == Tag.INT && b == Tag.INT) {
                f.bits = x & y;
                return a;
            }
            return slow(f, Meta.BAND, a, x, b, y);
        }
    }

    /// `l | r`.
    static final class BitOr extends Binary {
        BitOr(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            long x = f.bits;
            Object b = right(f);
            long y = f.bits;
            if (keep >= 0) {
                // A debugger may have changed what was kept.
                a = f.s[keep];
                x = f.n[keep];
            }
            if (a == Tag.INT && b == Tag.INT) {
                f.bits = x | y;
                return a;
            }
            return slow(f, Meta.BOR, a, x, b, y);
        }
    }

    /// `l ~ r`.
    static final class BitXor extends Binary {
        BitXor(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            long x = f.bits;
            Object b = right(f);
            long y = f.bits;
            if (keep >= 0) {
                // A debugger may have changed what was kept.
                a = f.s[keep];
                x = f.n[keep];
            }
            if (a == Tag.INT && b == Tag.INT) {
                f.bits = x ^ y;
                return a;
            }
            return slow(f, Meta.BXOR, a, x, b, y);
        }
    }

    /// `l << r`.
    static final class ShiftLeft extends Binary {
        ShiftLeft(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            long x = f.bits;
            Object b = right(f);
            long y = f.bits;
            if (keep >= 0) {
                // A debugger may have changed what was kept.
                a = f.s[keep];
                x = f.n[keep];
            }
            if (a == Tag.INT && b == Tag.INT) {
                f.bits = Arithmetic.shiftLeft(x, y);
                return a;
            }
            return slow(f, Meta.SHL, a, x, b, y);
        }
    }

    /// `l >> r`.
    static final class ShiftRight extends Binary {
        ShiftRight(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        Object eval(Frame f) {
            Object a = left(f);
            long x = f.bits;
            Object b = right(f);
            long y = f.bits;
            if (keep >= 0) {
                // A debugger may have changed what was kept.
                a = f.s[keep];
                x = f.n[keep];
            }
            if (a == Tag.INT && b == Tag.INT) {
                f.bits = Arithmetic.shiftLeft(x, -y);
                return a;
            }
            return slow(f, Meta.SHR, a, x, b, y);
        }
    }

    /// `-x` and `~x`.
    static final class Unary extends ExprNode implements Errors.Operands {
        final int event;
        final ExprNode operand;
        final int pc;

        Unary(int event, ExprNode operand, int pc) {
            this.event = event;
            this.operand = operand;
            this.pc = pc;
        }

        @Override
        Object eval(Frame f) {
            Object a = operand.eval(f);
            if (a == Tag.INT) {
                f.bits = event == Meta.UNM ? -f.bits : ~f.bits;
                return a;
            }
            if (a == Tag.FLT && event == Meta.UNM) {
                f.bits = Double.doubleToRawLongBits(-Double.longBitsToDouble(f.bits));
                return a;
            }
            return slow(f, a, f.bits);
        }

        Object slow(Frame f, Object a, long x) {
            f.pc = pc;
            return Arithmetic.unary(f, event, a, x, this);
        }

        @Override
        public String describeLeft() {
            return operand.describe();
        }

        @Override
        public String describeRight() {
            return operand.describe();
        }
    }

    static final class Length extends ExprNode implements Errors.Operands {
        final ExprNode operand;
        final int pc;

        Length(ExprNode operand, int pc) {
            this.operand = operand;
            this.pc = pc;
        }

        @Override
        Object eval(Frame f) {
            Object v = operand.eval(f);
            if (v instanceof Table t && t.meta == null) {
                f.bits = t.size;
                return Tag.INT;
            }
            return slow(f, v, f.bits);
        }

        Object slow(Frame f, Object v, long bits) {
            f.pc = pc;
            return Access.length(f, v, bits, this);
        }

        @Override
        public String describeLeft() {
            return operand.describe();
        }

        @Override
        public String describeRight() {
            return operand.describe();
        }
    }

    static final class Not extends ExprNode {
        final ExprNode operand;

        Not(ExprNode operand) {
            this.operand = operand;
        }

        @Override
        Object eval(Frame f) {
            return operand.test(f) ? Boolean.FALSE : Boolean.TRUE;
        }

        @Override
        boolean test(Frame f) {
            return !operand.test(f);
        }
    }

    static final class And extends ExprNode {
        final ExprNode l;
        final ExprNode r;

        And(ExprNode l, ExprNode r) {
            this.l = l;
            this.r = r;
        }

        @Override
        Object eval(Frame f) {
            Object v = l.eval(f);
            return v == null || v == Boolean.FALSE ? v : r.eval(f);
        }

        @Override
        boolean test(Frame f) {
            return l.test(f) && r.test(f);
        }
    }

    static final class Or extends ExprNode {
        final ExprNode l;
        final ExprNode r;

        Or(ExprNode l, ExprNode r) {
            this.l = l;
            this.r = r;
        }

        @Override
        Object eval(Frame f) {
            Object v = l.eval(f);
            return v == null || v == Boolean.FALSE ? r.eval(f) : v;
        }

        @Override
        boolean test(Frame f) {
            return l.test(f) || r.test(f);
        }
    }

    /// A whole chain `a .. b .. c`: the operands lie in temporaries and are joined from the right, runs of
    /// strings and numbers in one step.
    static final class Concat extends ExprNode {
        final ExprNode[] parts;
        final int base;
        final int pc;

        Concat(ExprNode[] parts, int base, int pc) {
            this.parts = parts;
            this.base = base;
            this.pc = pc;
        }

        @Override
        Object eval(Frame f) {
            int n = parts.length;
            if (n == 2) {
                Object a = parts[0].eval(f);
                f.s[base] = a;
                f.n[base] = f.bits;
                Object b = parts[1].eval(f);
                if (a instanceof LuaString s && b instanceof LuaString t) {
                    return join(f, s, t);
                }
                f.s[base + 1] = b;
                f.n[base + 1] = f.bits;
            } else {
                for (int i = 0; i < n; i++) {
                    Object v = parts[i].eval(f);
                    f.s[base + i] = v;
                    f.n[base + i] = f.bits;
                }
            }
            return joinAll(f, n);
        }

        static Object join(Frame f, LuaString s, LuaString t) {
            byte[] a = s.bytes;
            byte[] b = t.bytes;
            if (a.length == 0) {
                return t;
            }
            if (b.length == 0) {
                return s;
            }
            byte[] joined = Strings.allocate(f, (long) a.length + b.length);
            Strings.copy(f, a, joined, 0);
            Strings.copy(f, b, joined, a.length);
            return LuaString.wrap(joined);
        }

        Object joinAll(Frame f, int count) {
            int n = count;
            while (n > 1) {
                int first = n;
                while (first > 0 && isText(f.s[base + first - 1])) {
                    first--;
                }
                int run = n - first;
                if (run >= 2) {
                    LuaString s = joinRun(f, base + first, run);
                    f.s[base + first] = s;
                    n = first + 1;
                } else {
                    int l = base + n - 2;
                    f.pc = pc;
                    Object v = byMetamethod(f, l, n - 2);
                    f.s[l] = v;
                    f.n[l] = f.bits;
                    n--;
                }
            }
            f.bits = f.n[base];
            return f.s[base];
        }

        private static boolean isText(Object v) {
            return v instanceof LuaString || v == Tag.INT || v == Tag.FLT;
        }

        private static LuaString joinRun(Frame f, int from, int run) {
            long length = 0;
            for (int i = from; i < from + run; i++) {
                Object v = f.s[i];
                if (!(v instanceof LuaString)) {
                    v = v == Tag.INT
                            ? Numbers.toLuaString(f.n[i])
                            : Numbers.toLuaString(Double.longBitsToDouble(f.n[i]));
                    f.s[i] = v;
                }
                length += ((LuaString) v).bytes.length;
            }
            byte[] joined = Strings.allocate(f, length);
            int at = 0;
            for (int i = from; i < from + run; i++) {
                byte[] b = ((LuaString) f.s[i]).bytes;
                Strings.copy(f, b, joined, at);
                at += b.length;
            }
            return LuaString.wrap(joined);
        }

        private Object byMetamethod(Frame f, int l, int part) {
            Object a = f.s[l];
            Object b = f.s[l + 1];
            Object handler = Meta.of(f.state.metaOfRaw(a), Meta.CONCAT);
            if (handler == null) {
                handler = Meta.of(f.state.metaOfRaw(b), Meta.CONCAT);
            }
            if (handler == null) {
                throw Errors.concat(f, a, b, new PartNames(parts, part));
            }
            return Calls.metamethod(f, handler, a, f.n[l], b, f.n[l + 1]);
        }
    }

    private record PartNames(ExprNode[] parts, int at) implements Errors.Operands {
        @Override
        public String describeLeft() {
            return parts[at].describe();
        }

        @Override
        public String describeRight() {
            return parts[at + 1].describe();
        }
    }
}
