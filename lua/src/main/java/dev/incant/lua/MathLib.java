package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// The `math` library (Lua 5.4 manual, §6.7), with the functions of 5.3 that PUC keeps for compatibility.
///
/// Transcendental functions are Java's, whose last digit may differ from that of a C library.
@NullUnmarked // raw protocol: null is nil
final class MathLib extends Builtin {
    private static final int ABS = 0;
    private static final int CEIL = 1;
    private static final int FLOOR = 2;
    private static final int MAX = 3;
    private static final int MIN = 4;
    private static final int FMOD = 5;
    private static final int MODF = 6;
    private static final int SQRT = 7;
    private static final int SIN = 8;
    private static final int COS = 9;
    private static final int TAN = 10;
    private static final int ASIN = 11;
    private static final int ACOS = 12;
    private static final int ATAN = 13;
    private static final int EXP = 14;
    private static final int LOG = 15;
    private static final int DEG = 16;
    private static final int RAD = 17;
    private static final int TOINTEGER = 18;
    private static final int TYPE = 19;
    private static final int ULT = 20;
    private static final int RANDOM = 21;
    private static final int RANDOMSEED = 22;
    private static final int POW = 23;
    private static final int COSH = 24;
    private static final int SINH = 25;
    private static final int TANH = 26;
    private static final int LOG10 = 27;
    private static final int FREXP = 28;
    private static final int LDEXP = 29;
    private static final int ATAN2 = 30;

    private static final String NAMES =
            "abs ceil floor max min fmod modf sqrt sin cos tan asin acos atan exp log deg rad "
                    + "tointeger type ult random randomseed pow cosh sinh tanh log10 frexp ldexp atan2";

    private static final LuaString INTEGER = LuaString.constant("integer");
    private static final LuaString FLOAT = LuaString.constant("float");

    private static final double LOG2_E = 1.4426950408889634;

    /// What [#LOG2_E] lacks of 1 / ln 2.
    private static final double LOG2_E_REST = 2.0355273740931033e-17;

    private MathLib(LuaString name, int op) {
        super("math.", name, op);
    }

    static void open(Table lib) {
        LuaString[] names = LuaString.names(NAMES);
        for (int op = 0; op < names.length; op++) {
            lib.add(names[op], new MathLib(names[op], op));
        }
        lib.setField("pi", Math.PI);
        lib.setField("huge", Double.POSITIVE_INFINITY);
        lib.setField("maxinteger", Long.MAX_VALUE);
        lib.setField("mininteger", Long.MIN_VALUE);
    }

    @Override
    Object invoke(Frame f) {
        return switch (op) {
            case ABS -> abs(f);
            case CEIL -> isInteger(f, 1) ? f.give(f.n[0]) : rounded(f, Math.ceil(f.number(1)));
            case FLOOR -> isInteger(f, 1) ? f.give(f.n[0]) : rounded(f, Math.floor(f.number(1)));
            case MAX -> extreme(f, true);
            case MIN -> extreme(f, false);
            case FMOD -> fmod(f);
            case MODF -> modf(f);
            case SQRT -> f.give(Math.sqrt(f.number(1)));
            case SIN -> f.give(Math.sin(f.number(1)));
            case COS -> f.give(Math.cos(f.number(1)));
            case TAN -> f.give(Math.tan(f.number(1)));
            case ASIN -> f.give(Math.asin(f.number(1)));
            case ACOS -> f.give(Math.acos(f.number(1)));
            case ATAN, ATAN2 -> f.give(Math.atan2(f.number(1), f.number(2, 1)));
            case EXP -> f.give(Math.exp(f.number(1)));
            case LOG -> log(f);
            case DEG -> f.give(f.number(1) * (180.0 / Math.PI));
            case RAD -> f.give(f.number(1) * (Math.PI / 180.0));
            case TOINTEGER -> toInteger(f);
            case TYPE -> type(f);
            case ULT -> f.give(Long.compareUnsigned(f.integer(1), f.integer(2)) < 0);
            case RANDOM -> random(f);
            case RANDOMSEED -> randomSeed(f);
            case POW -> f.give(pow(f.number(1), f.number(2)));
            case COSH -> f.give(Math.cosh(f.number(1)));
            case SINH -> f.give(Math.sinh(f.number(1)));
            case TANH -> f.give(Math.tanh(f.number(1)));
            case LOG10 -> f.give(Math.log10(f.number(1)));
            case FREXP -> frexp(f);
            case LDEXP -> ldexp(f);
            default -> throw new AssertionError(op);
        };
    }

    private static boolean isInteger(Frame f, int i) {
        return i <= f.argc && f.s[i - 1] == Tag.INT;
    }

    /// Gives an integral float as an integer where it fits into one.
    private static Object rounded(Frame f, double d) {
        return d >= -0x1p63 && d < 0x1p63 ? f.give((long) d) : f.give(d);
    }

    private static Object abs(Frame f) {
        return isInteger(f, 1) ? f.give(Math.abs(f.n[0])) : f.give(Math.abs(f.number(1)));
    }

    /// The largest or smallest argument, as it was given. Like PUC, this takes whatever can be compared.
    private static Object extreme(Frame f, boolean largest) {
        if (f.argc == 0) {
            throw f.argError(1, "value expected");
        }
        int best = 0;
        for (int i = 1; i < f.argc; i++) {
            int smaller = largest ? best : i;
            int larger = largest ? i : best;
            if (Compare.less(f, f.s[smaller], f.n[smaller], f.s[larger], f.n[larger])) {
                best = i;
            }
        }
        f.bits = f.n[best];
        return f.s[best];
    }

    private static Object fmod(Frame f) {
        if (isInteger(f, 1) && isInteger(f, 2)) {
            long divisor = f.n[1];
            if (divisor == 0) {
                throw f.argError(2, "zero");
            }
            return f.give(f.n[0] % divisor);
        }
        return f.give(f.number(1) % f.number(2));
    }

    private static Object modf(Frame f) {
        if (isInteger(f, 1)) {
            return two(f, Tag.INT, f.n[0], 0.0);
        }
        double d = f.number(1);
        double whole = d < 0 ? Math.ceil(d) : Math.floor(d);
        // Infinity has no fraction, though inf - inf is not 0.
        double fraction = d == whole ? 0.0 : d - whole;
        Object tag = rounded(f, whole);
        return two(f, tag, f.bits, fraction);
    }

    private static Object two(Frame f, Object tag, long bits, double second) {
        f.ensure(2);
        f.s[0] = tag;
        f.n[0] = bits;
        f.s[1] = Tag.FLT;
        f.n[1] = Double.doubleToRawLongBits(second);
        f.argc = 2;
        return Tag.MULTI;
    }

    private static Object log(Frame f) {
        double x = f.number(1);
        if (f.isNoneOrNil(2)) {
            return f.give(Math.log(x));
        }
        double base = f.number(2);
        if (base == 2.0) {
            return f.give(log2(x));
        }
        if (base == 10.0) {
            return f.give(Math.log10(x));
        }
        return f.give(Math.log(x) / Math.log(base));
    }

    /// The binary logarithm, exact for powers of two.
    static double log2(double x) {
        if (!(x > 0) || x == Double.POSITIVE_INFINITY) {
            return Math.log(x);
        }
        int scale = 0;
        double m = x;
        if (m < Double.MIN_NORMAL) {
            m *= 0x1p54;
            scale = -54;
        }
        int exponent = Math.getExponent(m);
        m = Math.scalb(m, -exponent);
        if (m > 1.4142135623730951) {
            // Nearer to 1, where the logarithm loses nothing to the sum below.
            m *= 0.5;
            exponent++;
        }
        double ln = Math.log(m);
        return exponent + scale + (ln * LOG2_E + ln * LOG2_E_REST);
    }

    /// C's `pow`, which is 1 where Java says NaN.
    static double pow(double x, double y) {
        if (x == 1.0 || x == -1.0 && Double.isInfinite(y)) {
            return 1.0;
        }
        return Math.pow(x, y);
    }

    private static Object toInteger(Frame f) {
        if (f.argc == 0) {
            throw f.argError(1, "value expected");
        }
        Object v = f.s[0];
        if (v == Tag.INT) {
            return f.give(f.n[0]);
        }
        double d;
        if (v == Tag.FLT) {
            d = Double.longBitsToDouble(f.n[0]);
        } else if (v instanceof LuaString text) {
            Object number = Numbers.parse(f.state, text);
            if (number instanceof Long l) {
                return f.give((long) l);
            }
            if (!(number instanceof Double parsed)) {
                return null;
            }
            d = parsed;
        } else {
            return null;
        }
        return Numbers.hasInteger(d) ? f.give((long) d) : null;
    }

    private static Object type(Frame f) {
        if (f.argc == 0) {
            throw f.argError(1, "value expected");
        }
        Object v = f.s[0];
        return v == Tag.INT ? INTEGER : v == Tag.FLT ? FLOAT : null;
    }

    private static Xoshiro256 generator(Frame f) {
        Xoshiro256 random = f.state.random;
        if (random == null) {
            random = new Xoshiro256();
            f.state.random = random;
        }
        return random;
    }

    private static Object random(Frame f) {
        Xoshiro256 random = generator(f);
        // Drawn before anything can fail, as PUC does, so that sequences stay equal.
        long bits = random.next();
        long low = 1;
        long up;
        switch (f.argc) {
            case 0:
                return f.give(Xoshiro256.toFloat(bits));
            case 1:
                up = f.integer(1);
                if (up == 0) {
                    return f.give(bits);
                }
                break;
            case 2:
                low = f.integer(1);
                up = f.integer(2);
                break;
            default:
                throw f.error("wrong number of arguments");
        }
        if (low > up) {
            throw f.argError(1, "interval is empty");
        }
        return f.give(random.project(bits, up - low) + low);
    }

    private static Object randomSeed(Frame f) {
        Xoshiro256 random = generator(f);
        if (f.argc == 0) {
            random.reseed();
        } else {
            random.seed(f.integer(1), f.integer(2, 0));
        }
        return f.giveAll(random.seed1, random.seed2);
    }

    private static Object frexp(Frame f) {
        double d = f.number(1);
        if (d == 0 || Double.isNaN(d) || Double.isInfinite(d)) {
            return f.giveAll(d, 0L);
        }
        int scale = 0;
        if (Math.abs(d) < Double.MIN_NORMAL) {
            d *= 0x1p54;
            scale = -54;
        }
        int exponent = Math.getExponent(d) + 1;
        return f.giveAll(Math.scalb(d, -exponent), (long) exponent + scale);
    }

    private static Object ldexp(Frame f) {
        double d = f.number(1);
        // C's int.
        int exponent = (int) f.integer(2);
        return f.give(Math.scalb(d, exponent));
    }
}
