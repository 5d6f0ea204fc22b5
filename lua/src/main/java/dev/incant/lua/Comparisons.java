package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Nodes of comparison operators. `a > b` is `b < a` with its operands still evaluated from the left.
@NullUnmarked // raw protocol: null is nil
final class Comparisons {
    private Comparisons() {}

    abstract static class Comparison extends Operators.Binary {
        Comparison(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        final Object eval(Frame f) {
            return test(f) ? Boolean.TRUE : Boolean.FALSE;
        }

        @Override
        abstract boolean test(Frame f);
    }

    static final class Less extends Comparison {
        Less(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        boolean test(Frame f) {
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
                return x < y;
            }
            if (a == Tag.FLT && b == Tag.FLT) {
                return Double.longBitsToDouble(x) < Double.longBitsToDouble(y);
            }
            f.pc = pc;
            return Compare.less(f, a, x, b, y);
        }
    }

    static final class LessEqual extends Comparison {
        LessEqual(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        boolean test(Frame f) {
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
                return x <= y;
            }
            if (a == Tag.FLT && b == Tag.FLT) {
                return Double.longBitsToDouble(x) <= Double.longBitsToDouble(y);
            }
            f.pc = pc;
            return Compare.lessEqual(f, a, x, b, y);
        }
    }

    static final class Greater extends Comparison {
        Greater(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        boolean test(Frame f) {
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
                return x > y;
            }
            if (a == Tag.FLT && b == Tag.FLT) {
                return Double.longBitsToDouble(x) > Double.longBitsToDouble(y);
            }
            f.pc = pc;
            return Compare.less(f, b, y, a, x);
        }
    }

    static final class GreaterEqual extends Comparison {
        GreaterEqual(ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
        }

        @Override
        boolean test(Frame f) {
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
                return x >= y;
            }
            if (a == Tag.FLT && b == Tag.FLT) {
                return Double.longBitsToDouble(x) >= Double.longBitsToDouble(y);
            }
            f.pc = pc;
            return Compare.lessEqual(f, b, y, a, x);
        }
    }

    /// `l < k`, `l <= k`, `l > k` and `l >= k` for an integer constant.
    static final class WithConstant extends Comparison {
        final int event;
        final boolean swapped;
        final long k;

        WithConstant(int event, boolean swapped, ExprNode l, ExprNode constant, long k, int pc) {
            super(l, constant, -1, pc);
            this.event = event;
            this.swapped = swapped;
            this.k = k;
        }

        @Override
        boolean test(Frame f) {
            Object a = left(f);
            long x = f.bits;
            if (a == Tag.INT) {
                if (event == Meta.LT) {
                    return swapped ? x > k : x < k;
                }
                return swapped ? x >= k : x <= k;
            }
            f.pc = pc;
            if (event == Meta.LT) {
                return swapped ? Compare.less(f, Tag.INT, k, a, x) : Compare.less(f, a, x, Tag.INT, k);
            }
            return swapped ? Compare.lessEqual(f, Tag.INT, k, a, x) : Compare.lessEqual(f, a, x, Tag.INT, k);
        }
    }

    /// `==` and `~=`.
    static final class Equal extends Comparison {
        final boolean wanted;

        Equal(boolean wanted, ExprNode l, ExprNode r, int keep, int pc) {
            super(l, r, keep, pc);
            this.wanted = wanted;
        }

        @Override
        boolean test(Frame f) {
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
                return x == y == wanted;
            }
            f.pc = pc;
            return Compare.equal(f, a, x, b, y) == wanted;
        }
    }

    /// `==` and `~=` with a constant that has no metamethods: nil, a boolean, a string or an integer.
    static final class EqualConstant extends Comparison {
        final boolean wanted;
        final Object k;
        final long bits;

        EqualConstant(boolean wanted, ExprNode l, ExprNode constant, Object k, long bits, int pc) {
            super(l, constant, -1, pc);
            this.wanted = wanted;
            this.k = k;
            this.bits = bits;
        }

        @Override
        boolean test(Frame f) {
            Object a = left(f);
            if (a == k) {
                return (a != Tag.INT || f.bits == bits) == wanted;
            }
            return (a != null && k != null && Compare.rawEqual(a, f.bits, k, bits)) == wanted;
        }
    }
}
