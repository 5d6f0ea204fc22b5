package dev.incant.lua;

import dev.incant.lua.syntax.Charsets;
import org.jspecify.annotations.Nullable;

/// Conversions between numbers and their text, as PUC's `lobject.c` and C's `strtod` and `printf` do them.
final class Numbers {
    /// Powers of ten that are exact as doubles.
    private static final double[] EXACT_TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    /// Decimal digits of an exact halfway point between two doubles never exceed this; what follows only
    /// matters by not being zero.
    private static final int MOST_DIGITS = 800;

    private static final long MAX_EXPONENT = 1_000_000_000_000L;

    /// Bytes read between two looks at the stop flag.
    private static final int STRIDE = 1 << 16;

    private static final int BYTES_PER_STEP = 16;

    private Numbers() {}

    /// Whether the float is an integer within the range of `long`.
    static boolean hasInteger(double d) {
        long l = (long) d;
        return l == d && (l != Long.MAX_VALUE || d < 0x1p63);
    }

    // ---- reading

    /// The number that `text` spells, a [Long] or [Double], or null when it does not spell one. White space
    /// around it is fine.
    static @Nullable Object parse(LuaString text) {
        return parse(null, text);
    }

    /// As [#parse(LuaString)]; reading a long text costs steps of `state` and can be stopped.
    static @Nullable Object parse(@Nullable LuaState state, LuaString text) {
        byte[] b = text.bytes;
        int end = trimmedEnd(state, b);
        int i = trimmedStart(state, b, end);
        if (i == end) {
            return null;
        }
        boolean negative = b[i] == '-';
        if (negative || b[i] == '+') {
            i++;
        }
        if (end - i > 2 && b[i] == '0' && (b[i + 1] | 0x20) == 'x') {
            return parseHex(state, b, i + 2, end, negative);
        }
        return parseDecimal(state, b, i, end, negative);
    }

    private static int trimmedEnd(@Nullable LuaState state, byte[] b) {
        int end = b.length;
        while (end > 0 && isSpace(b[end - 1])) {
            end--;
            look(state, end);
        }
        return end;
    }

    private static int trimmedStart(@Nullable LuaState state, byte[] b, int end) {
        int i = 0;
        while (i < end && isSpace(b[i])) {
            look(state, i);
            i++;
        }
        return i;
    }

    /// Called for each byte of what may be long: now and then, charges for it.
    private static void look(@Nullable LuaState state, int i) {
        if ((i & STRIDE - 1) == STRIDE - 1 && state != null) {
            state.tick(STRIDE / BYTES_PER_STEP);
        }
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /// The value of a digit in bases up to 36, or 99.
    private static int digit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z' ? lower - 'a' + 10 : 99;
    }

    private static @Nullable Object parseDecimal(
            @Nullable LuaState state, byte[] b, int from, int to, boolean negative) {
        long mantissa = 0; // the first 19 significant digits, unsigned
        int used = 0;
        long exponent = 0;
        boolean digits = false;
        boolean point = false;
        boolean whole = true; // no digit other than zero was left out of the mantissa
        int i = from;
        for (; i < to; i++) {
            look(state, i);
            int c = b[i];
            if (c >= '0' && c <= '9') {
                digits = true;
                if (used < 19) {
                    mantissa = mantissa * 10 + (c - '0');
                    if (mantissa != 0) {
                        used++;
                    }
                    if (point) {
                        exponent--;
                    }
                } else {
                    whole &= c == '0';
                    if (!point) {
                        exponent++;
                    }
                }
            } else if (c == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (!digits) {
            return null;
        }
        if (i == to && !point && exponent == 0 && (mantissa >= 0 || negative && mantissa == Long.MIN_VALUE)) {
            return negative ? -mantissa : mantissa;
        }
        int mantissaEnd = i;
        if (i < to) {
            long e = exponentAt(state, b, i, to, 'e');
            if (e == Long.MIN_VALUE) {
                return null;
            }
            exponent += e;
        }
        double d;
        if (mantissa == 0) {
            d = 0;
        } else if (whole && mantissa > 0 && mantissa <= 1L << 53 && exponent >= -22 && exponent <= 22) {
            d = exponent < 0 ? mantissa / EXACT_TENS[(int) -exponent] : mantissa * EXACT_TENS[(int) exponent];
        } else {
            d = toDouble(state, b, from, mantissaEnd, used, mantissa, whole, exponent);
        }
        return negative ? -d : d;
    }

    /// The exponent written at `i`, which must reach to `to`, or [Long#MIN_VALUE] when there is none.
    private static long exponentAt(@Nullable LuaState state, byte[] b, int i, int to, char letter) {
        int k = i + 1;
        if ((b[i] | 0x20) != letter || k == to) {
            return Long.MIN_VALUE;
        }
        boolean negative = b[k] == '-';
        if (negative || b[k] == '+') {
            k++;
        }
        if (k == to) {
            return Long.MIN_VALUE;
        }
        long e = 0;
        for (; k < to; k++) {
            look(state, k);
            int c = b[k];
            if (c < '0' || c > '9') {
                return Long.MIN_VALUE;
            }
            if (e < MAX_EXPONENT) {
                e = e * 10 + (c - '0');
            }
        }
        return negative ? -e : e;
    }

    private static double toDouble(
            @Nullable LuaState state,
            byte[] b,
            int from,
            int to,
            int used,
            long mantissa,
            boolean whole,
            long exponent) {
        if (exponent + used > 310) {
            return Double.POSITIVE_INFINITY;
        }
        if (exponent + used < -330) {
            return 0;
        }
        if (whole && mantissa > 0 && mantissa < 1L << 62 && exponent < 0 && exponent >= -22) {
            double quick = divide(mantissa, EXACT_TENS[(int) -exponent]);
            if (quick != 0) {
                return quick;
            }
        }
        String digits = whole ? Long.toUnsignedString(mantissa) : significantDigits(state, b, from, to);
        long e = exponent - (digits.length() - used);
        return Double.parseDouble(digits + "E" + e);
    }

    /// `mantissa / power` correctly rounded, or 0 when that cannot be told. The quotient is found to about 100
    /// bits as the sum of two doubles, which says how to round unless it is all but halfway between two.
    private static double divide(long mantissa, double power) {
        double high = mantissa;
        double low = mantissa - (long) high;
        double first = high / power;
        double correction = (Math.fma(-first, power, high) + low) / power;
        double sum = first + correction;
        double rest = Math.abs(correction - (sum - first));
        boolean powerOfTwo = (Double.doubleToRawLongBits(sum) & (1L << 52) - 1) == 0;
        return powerOfTwo || rest > Math.ulp(sum) * (0.5 - 0x1p-40) ? 0 : sum;
    }

    private static String significantDigits(@Nullable LuaState state, byte[] b, int from, int to) {
        byte[] digits = new byte[Math.min(to - from, MOST_DIGITS + 1)];
        int n = 0;
        for (int i = from; i < to; i++) {
            look(state, i);
            int c = b[i];
            if (c == '.' || n == 0 && c == '0') {
                continue;
            }
            if (n < MOST_DIGITS) {
                digits[n++] = (byte) c;
            } else if (c != '0') {
                digits[n++] = '1';
                break;
            }
        }
        return new String(digits, 0, n, Charsets.LATIN1);
    }

    /// What follows `0x`: an integer that wraps around, or a float.
    private static @Nullable Object parseHex(@Nullable LuaState state, byte[] b, int from, int to, boolean negative) {
        long integer = 0;
        for (int i = from; i < to; i++) {
            look(state, i);
            int d = digit(b[i]);
            if (d > 15) {
                return parseHexFloat(state, b, from, to, negative);
            }
            integer = integer << 4 | d;
        }
        return negative ? -integer : integer;
    }

    private static @Nullable Object parseHexFloat(
            @Nullable LuaState state, byte[] b, int from, int to, boolean negative) {
        long mantissa = 0; // at most 60 bits, the lowest one sticky
        long exponent = 0;
        boolean digits = false;
        boolean point = false;
        int i = from;
        for (; i < to; i++) {
            look(state, i);
            int c = b[i];
            int d = digit(c);
            if (d <= 15) {
                digits = true;
                if (mantissa >>> 56 == 0) {
                    mantissa = mantissa << 4 | d;
                    exponent -= point ? 4 : 0;
                } else {
                    mantissa |= d == 0 ? 0 : 1;
                    exponent += point ? 0 : 4;
                }
            } else if (c == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (!digits) {
            return null;
        }
        if (i < to) {
            long e = exponentAt(state, b, i, to, 'p');
            if (e == Long.MIN_VALUE) {
                return null;
            }
            exponent += e;
        }
        double d = roundBinary(mantissa, exponent);
        return negative ? -d : d;
    }

    /// `mantissa * 2^exponent`, rounded once, also where the result is subnormal.
    private static double roundBinary(long mantissa, long exponent) {
        int length = 64 - Long.numberOfLeadingZeros(mantissa);
        long top = exponent + length; // the value is below 2^top
        if (length == 0 || top < -1074) {
            return 0;
        }
        if (top > 1024) {
            return Double.POSITIVE_INFINITY;
        }
        int precision = (int) Math.min(53, top + 1074);
        int drop = length - precision;
        long kept = mantissa;
        long e = exponent;
        if (drop > 0) {
            long rest = mantissa & (1L << drop) - 1;
            long half = 1L << drop - 1;
            kept = mantissa >>> drop;
            if (rest > half || rest == half && (kept & 1) != 0) {
                kept++;
            }
            e += drop;
        }
        return Math.scalb((double) kept, (int) e);
    }

    /// The integer that `b` spells in `base` as `tonumber` reads it, wrapping around; null when it is none.
    static @Nullable Long fromBase(@Nullable LuaState state, byte[] b, int base) {
        int end = trimmedEnd(state, b);
        int i = trimmedStart(state, b, end);
        boolean negative = i < end && b[i] == '-';
        if (negative || i < end && b[i] == '+') {
            i++;
        }
        if (i == end) {
            return null;
        }
        long n = 0;
        for (; i < end; i++) {
            look(state, i);
            int d = digit(b[i]);
            if (d >= base) {
                return null;
            }
            n = n * base + d;
        }
        return negative ? -n : n;
    }

    // ---- writing

    static LuaString toLuaString(long l) {
        if (l >= 0 && l < 10) {
            return LuaString.ofByte('0' + (int) l);
        }
        return LuaString.wrap(toBytes(l));
    }

    /// The decimal digits, with a minus sign where it is negative.
    static byte[] toBytes(long l) {
        if (l == Long.MIN_VALUE) {
            return "-9223372036854775808".getBytes(Charsets.LATIN1);
        }
        int sign = l < 0 ? 1 : 0;
        long magnitude = Math.abs(l);
        byte[] b = new byte[sign + countDigits(magnitude)];
        putDigits(b, b.length, magnitude);
        if (sign != 0) {
            b[0] = '-';
        }
        return b;
    }

    /// The number of decimal digits of a number that is not negative.
    static int countDigits(long l) {
        int n = 1;
        long power = 10;
        while (n < 19 && l >= power) {
            n++;
            power *= 10;
        }
        return n;
    }

    /// Writes the digits of a number that is not negative so that they end before `end`; returns the start.
    static int putDigits(byte[] b, int end, long l) {
        int i = end;
        long rest = l;
        while (rest > Integer.MAX_VALUE) {
            long q = rest / 10;
            b[--i] = (byte) ('0' + (int) (rest - q * 10));
            rest = q;
        }
        int small = (int) rest;
        do {
            int q = small / 10;
            b[--i] = (byte) ('0' + small - q * 10);
            small = q;
        } while (small != 0);
        return i;
    }

    /// The float as `%.14g` shows it, with `.0` added where that looks like an integer.
    static LuaString toLuaString(double d) {
        return LuaString.wrap(toBytes(d));
    }

    private static byte[] toBytes(double d) {
        if (d > -1e14 && d < 1e14) {
            long l = (long) d;
            if (l == d && (l != 0 || Double.doubleToRawLongBits(d) == 0)) {
                return withPointZero(l);
            }
        }
        byte[] text = FloatText.general(Math.abs(d), 14, false, false, FloatText.isMinus(d) ? '-' : 0);
        for (byte c : text) {
            if (c > '9' || c == '.') {
                return text;
            }
        }
        // The negative zero, or rounded to an integer.
        byte[] zero = new byte[text.length + 2];
        System.arraycopy(text, 0, zero, 0, text.length);
        zero[text.length] = '.';
        zero[text.length + 1] = '0';
        return zero;
    }

    private static byte[] withPointZero(long l) {
        int sign = l < 0 ? 1 : 0;
        long magnitude = Math.abs(l);
        byte[] b = new byte[sign + countDigits(magnitude) + 2];
        putDigits(b, b.length - 2, magnitude);
        if (sign != 0) {
            b[0] = '-';
        }
        b[b.length - 2] = '.';
        b[b.length - 1] = '0';
        return b;
    }

    static String toText(double d) {
        return new String(toBytes(d), Charsets.LATIN1);
    }
}
