package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Arithmetic and bitwise operations (Lua 5.4 manual, §3.4.1 to §3.4.3): what the nodes' fast paths leave.
@NullUnmarked // raw protocol: null is nil
final class Arithmetic {
    private Arithmetic() {}

    /// `a op b` for raw values, with metamethods; a number's bits go to `f.bits`.
    static Object binary(Frame f, int event, Object a, long x, Object b, long y, Errors.Operands operands) {
        if (event >= Meta.BAND && event <= Meta.SHR) {
            if (bitwise(f, event, a, x, b, y)) {
                return Tag.INT;
            }
        } else if (Types.isNumber(a) && Types.isNumber(b)) {
            return numbers(f, event, a, x, b, y);
        }
        Object handler = Meta.of(f.state.metaOfRaw(a), event);
        if (handler == null) {
            handler = Meta.of(f.state.metaOfRaw(b), event);
        }
        if (handler == null) {
            throw Errors.arithmetic(f, event, a, x, b, y, operands);
        }
        return Calls.metamethod(f, handler, a, x, b, y);
    }

    private static Object numbers(Frame f, int event, Object a, long x, Object b, long y) {
        if (a == Tag.INT && b == Tag.INT && event != Meta.DIV && event != Meta.POW) {
            f.bits = integers(f, event, x, y);
            return Tag.INT;
        }
        double d = a == Tag.INT ? (double) x : Double.longBitsToDouble(x);
        double e = b == Tag.INT ? (double) y : Double.longBitsToDouble(y);
        f.bits = Double.doubleToRawLongBits(floats(event, d, e));
        return Tag.FLT;
    }

    private static long integers(Frame f, int event, long x, long y) {
        return switch (event) {
            case Meta.ADD -> x + y;
            case Meta.SUB -> x - y;
            case Meta.MUL -> x * y;
            case Meta.IDIV -> floorDivide(f, x, y);
            case Meta.MOD -> modulo(f, x, y);
            case Meta.UNM -> -x;
            default -> throw new IllegalArgumentException(Meta.event(event));
        };
    }

    private static double floats(int event, double d, double e) {
        return switch (event) {
            case Meta.ADD -> d + e;
            case Meta.SUB -> d - e;
            case Meta.MUL -> d * e;
            case Meta.DIV -> d / e;
            case Meta.IDIV -> Math.floor(d / e);
            case Meta.MOD -> modulo(d, e);
            case Meta.POW -> power(d, e);
            case Meta.UNM -> -d;
            default -> throw new IllegalArgumentException(Meta.event(event));
        };
    }

    static double power(double d, double e) {
        if (e == 2) {
            return d * d;
        }
        // C's pow gives 1 for a base of 1 (or -1 with an infinite exponent) where Java gives NaN.
        if (d == 1 || d == -1 && Double.isInfinite(e)) {
            return 1;
        }
        return Math.pow(d, e);
    }

    static long floorDivide(Frame f, long x, long y) {
        if (y == 0) {
            throw Errors.runtime(f, "attempt to divide by zero");
        }
        return Math.floorDiv(x, y);
    }

    static long modulo(Frame f, long x, long y) {
        if (y == 0) {
            throw Errors.runtime(f, "attempt to perform 'n%0'");
        }
        return Math.floorMod(x, y);
    }

    static double modulo(double d, double e) {
        double m = d % e;
        if (m > 0 ? e < 0 : m < 0 && e != m && e > 0) {
            m += e;
        }
        return m;
    }

    private static boolean bitwise(Frame f, int event, Object a, long x, Object b, long y) {
        long l;
        long r;
        if (a == Tag.INT && b == Tag.INT) {
            l = x;
            r = y;
        } else {
            Long p = toInteger(a, x);
            Long q = p == null ? null : toInteger(b, y);
            if (q == null) {
                return false;
            }
            l = p;
            r = q;
        }
        f.bits = switch (event) {
            case Meta.BAND -> l & r;
            case Meta.BOR -> l | r;
            case Meta.BXOR -> l ^ r;
            case Meta.SHL -> shiftLeft(l, r);
            default -> shiftLeft(l, -r);
        };
        return true;
    }

    /// Logical shift; a negative count shifts right, a count of 64 or more gives 0.
    static long shiftLeft(long x, long by) {
        if (by >= 0) {
            return by >= 64 ? 0 : x << by;
        }
        return by <= -64 ? 0 : x >>> -by;
    }

    /// The integer that a number stands for exactly, or null. Strings are not converted: PUC does that in
    /// metamethods of strings, and has none for bitwise operations.
    static Long toInteger(Object v, long bits) {
        if (v == Tag.INT) {
            return bits;
        }
        if (v == Tag.FLT) {
            double d = Double.longBitsToDouble(bits);
            return Numbers.hasInteger(d) ? (Long) (long) d : null;
        }
        return null;
    }

    static boolean hasInteger(Object v, long bits) {
        return toInteger(v, bits) != null;
    }

    /// `-a` or `~a` for a raw value, with metamethods; a number's bits go to `f.bits`.
    static Object unary(Frame f, int event, Object a, long x, Errors.Operands operands) {
        if (event == Meta.BNOT) {
            Long l = toInteger(a, x);
            if (l != null) {
                f.bits = ~l;
                return Tag.INT;
            }
        } else if (Types.isNumber(a)) {
            return numbers(f, event, a, x, a, x);
        }
        Object handler = Meta.of(f.state.metaOfRaw(a), event);
        if (handler == null) {
            throw Errors.arithmetic(f, event, a, x, a, x, operands);
        }
        return Calls.metamethod(f, handler, a, x, a, x);
    }

    /// `a op b` for boxed numbers, without metamethods, as string arithmetic needs it.
    static Object apply(Frame f, int event, Object a, Object b) {
        Object r = numbers(f, event, Tag.tagOf(a), Tag.bitsOf(a), Tag.tagOf(b), Tag.bitsOf(b));
        return Tag.box(r, f.bits);
    }
}
