package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Equality and order (Lua 5.4 manual, §3.4.4).
@NullUnmarked // raw protocol: null is nil
final class Compare {
    private Compare() {}

    /// `a == b` for raw values, with `__eq`.
    static boolean equal(Frame f, Object a, long x, Object b, long y) {
        if (rawEqual(a, x, b, y)) {
            return true;
        }
        if (!(a instanceof Table && b instanceof Table || a instanceof LuaUserdata && b instanceof LuaUserdata)) {
            return false;
        }
        Object handler = Meta.of(f.state.metaOfRaw(a), Meta.EQ);
        if (handler == null) {
            handler = Meta.of(f.state.metaOfRaw(b), Meta.EQ);
        }
        if (handler == null) {
            return false;
        }
        Object r = Calls.metamethod(f, handler, a, x, b, y);
        return r != null && r != Boolean.FALSE;
    }

    static boolean rawEqual(Object a, long x, Object b, long y) {
        if (a == b) {
            if (a == Tag.INT) {
                return x == y;
            }
            if (a == Tag.FLT) {
                return Double.longBitsToDouble(x) == Double.longBitsToDouble(y);
            }
            return true;
        }
        if (a instanceof LuaString s) {
            return s.equals(b);
        }
        if (a == Tag.INT && b == Tag.FLT) {
            return equal(x, Double.longBitsToDouble(y));
        }
        if (a == Tag.FLT && b == Tag.INT) {
            return equal(y, Double.longBitsToDouble(x));
        }
        return false;
    }

    private static boolean equal(long l, double d) {
        return d == (double) l && Numbers.hasInteger(d) && (long) d == l;
    }

    /// `a < b` for raw values, with `__lt`.
    static boolean less(Frame f, Object a, long x, Object b, long y) {
        if (a == Tag.INT) {
            if (b == Tag.INT) {
                return x < y;
            }
            if (b == Tag.FLT) {
                return less(x, Double.longBitsToDouble(y));
            }
        } else if (a == Tag.FLT) {
            if (b == Tag.FLT) {
                return Double.longBitsToDouble(x) < Double.longBitsToDouble(y);
            }
            if (b == Tag.INT) {
                return less(Double.longBitsToDouble(x), y);
            }
        } else if (a instanceof LuaString s && b instanceof LuaString t) {
            return s.compareTo(t) < 0;
        }
        return byMetamethod(f, Meta.LT, a, x, b, y);
    }

    /// `a <= b` for raw values, with `__le`.
    static boolean lessEqual(Frame f, Object a, long x, Object b, long y) {
        if (a == Tag.INT) {
            if (b == Tag.INT) {
                return x <= y;
            }
            if (b == Tag.FLT) {
                return lessEqual(x, Double.longBitsToDouble(y));
            }
        } else if (a == Tag.FLT) {
            if (b == Tag.FLT) {
                return Double.longBitsToDouble(x) <= Double.longBitsToDouble(y);
            }
            if (b == Tag.INT) {
                return lessEqual(Double.longBitsToDouble(x), y);
            }
        } else if (a instanceof LuaString s && b instanceof LuaString t) {
            return s.compareTo(t) <= 0;
        }
        return byMetamethod(f, Meta.LE, a, x, b, y);
    }

    private static boolean byMetamethod(Frame f, int event, Object a, long x, Object b, long y) {
        Object handler = Meta.of(f.state.metaOfRaw(a), event);
        if (handler == null) {
            handler = Meta.of(f.state.metaOfRaw(b), event);
        }
        if (handler == null) {
            throw Errors.compare(f, a, b);
        }
        Object r = Calls.metamethod(f, handler, a, x, b, y);
        return r != null && r != Boolean.FALSE;
    }

    // An integer and a float compare by their mathematical values; a plain cast would lose bits beyond 2^53.

    static boolean less(long l, double d) {
        if (-(1L << 53) <= l && l <= 1L << 53) {
            return l < d;
        }
        if (d >= 0x1p63) {
            return true;
        }
        // Not less than every long: compare with the ceiling. NaN and -infinity end up false.
        return d > -0x1p63 && l < (long) Math.ceil(d);
    }

    static boolean lessEqual(long l, double d) {
        if (-(1L << 53) <= l && l <= 1L << 53) {
            return l <= d;
        }
        if (d >= 0x1p63) {
            return true;
        }
        return d >= -0x1p63 && l <= (long) Math.floor(d);
    }

    static boolean less(double d, long l) {
        if (-(1L << 53) <= l && l <= 1L << 53) {
            return d < l;
        }
        if (d >= 0x1p63) {
            return false;
        }
        return d < -0x1p63 || d >= -0x1p63 && (long) Math.floor(d) < l;
    }

    static boolean lessEqual(double d, long l) {
        if (-(1L << 53) <= l && l <= 1L << 53) {
            return d <= l;
        }
        if (d >= 0x1p63) {
            return false;
        }
        return d < -0x1p63 || d >= -0x1p63 && (long) Math.ceil(d) <= l;
    }

    // ---- boxed, for libraries

    static boolean lessThan(Frame f, Object a, Object b) {
        return less(f, Tag.tagOf(a), Tag.bitsOf(a), Tag.tagOf(b), Tag.bitsOf(b));
    }

    static boolean equal(Frame f, Object a, Object b) {
        return equal(f, Tag.tagOf(a), Tag.bitsOf(a), Tag.tagOf(b), Tag.bitsOf(b));
    }

    static boolean rawEqual(Object a, Object b) {
        return rawEqual(Tag.tagOf(a), Tag.bitsOf(a), Tag.tagOf(b), Tag.bitsOf(b));
    }
}
