package dev.incant.lua.syntax;

/// Reads numerals as PUC's `luaO_str2num` does: an integer if the text is one that fits (a hexadecimal one
/// wraps around), else the nearest float. One object is used for many numerals; it is not thread-safe.
///
/// The lexer uses it, and so can whatever converts strings to numbers: surrounding spaces and the sign are
/// the caller's.
public final class Numeral {
    private static final long EXPONENT_MOST = 1L << 40;
    private static final long EXACT_MOST = 1L << 53;

    /// The powers of ten that a double holds exactly.
    private static final double[] TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private boolean integral;
    private long integer;
    private double number;

    /// Reads all of `source` from `from` to `to` as an unsigned numeral and, if `negative`, negates it
    /// (`9223372036854775808` is an integer only then). Gives whether it is well formed.
    public boolean read(byte[] source, int from, int to, boolean negative) {
        if (to - from > 1 && source[from] == '0' && (source[from + 1] | 0x20) == 'x') {
            return readHexadecimal(source, from + 2, to, negative);
        }
        return readDecimal(source, from, to, negative);
    }

    /// Whether the numeral last read is an integer.
    public boolean integral() {
        return integral;
    }

    /// The value of the numeral last read, if it is [#integral()].
    public long integer() {
        return integer;
    }

    /// The value of the numeral last read, if it is not [#integral()].
    public double number() {
        return number;
    }

    private void setInteger(long value, boolean negative) {
        integral = true;
        integer = negative ? -value : value;
    }

    private void setNumber(double value, boolean negative) {
        integral = false;
        number = negative ? -value : value;
    }

    private boolean readDecimal(byte[] source, int from, int to, boolean negative) {
        long value = 0;
        int digits = 0;
        long scale = 0;
        boolean exact = true;
        boolean dot = false;
        int p = from;
        for (; p < to; p++) {
            int digit = source[p] - '0';
            if (digit >= 0 && digit <= 9) {
                digits++;
                if (value < EXACT_MOST / 10 || (!dot && fits(value, digit, negative))) {
                    value = 10 * value + digit;
                    scale -= dot ? 1 : 0;
                } else {
                    exact = false;
                }
            } else if (source[p] == '.' && !dot) {
                dot = true;
            } else {
                break;
            }
        }
        if (digits == 0) {
            return false;
        }
        if (p == to && !dot && exact) {
            setInteger(value, negative);
            return true;
        }
        if (p < to) {
            if ((source[p] | 0x20) != 'e') {
                return false;
            }
            long exponent = exponent(source, p + 1, to);
            if (exponent == Long.MIN_VALUE) {
                return false;
            }
            scale += exponent;
        }
        setNumber(decimal(source, from, to, value, scale, exact), negative);
        return true;
    }

    /// Whether `10 * value + digit` is still an integer of Lua. The lowest one is reached as the negative of
    /// a `long` that has overflowed to itself.
    private static boolean fits(long value, int digit, boolean negative) {
        return value >= 0
                && (value < Long.MAX_VALUE / 10
                        || (value == Long.MAX_VALUE / 10 && digit <= Long.MAX_VALUE % 10 + (negative ? 1 : 0)));
    }

    /// The nearest double. Few digits and a small scale need one exact operation; the rest is the library's.
    private static double decimal(byte[] source, int from, int to, long value, long scale, boolean exact) {
        if (exact && value >= 0 && value <= EXACT_MOST) {
            if (value == 0) {
                return 0.0;
            }
            if (scale >= 0 && scale < TENS.length) {
                return value * TENS[(int) scale];
            }
            if (scale < 0 && -scale < TENS.length) {
                return value / TENS[(int) -scale];
            }
        }
        return Double.parseDouble(new String(source, from, to - from, Charsets.LATIN1));
    }

    /// Reads `[+-]digits`, all up to `to`; the lowest `long` if it is malformed. Cut off far outside of what
    /// makes a difference.
    private static long exponent(byte[] source, int from, int to) {
        int p = from;
        boolean negative = p < to && source[p] == '-';
        if (negative || (p < to && source[p] == '+')) {
            p++;
        }
        if (p == to) {
            return Long.MIN_VALUE;
        }
        long exponent = 0;
        for (; p < to; p++) {
            int digit = source[p] - '0';
            if (digit < 0 || digit > 9) {
                return Long.MIN_VALUE;
            }
            if (exponent < EXPONENT_MOST) {
                exponent = 10 * exponent + digit;
            }
        }
        return negative ? -exponent : exponent;
    }

    private boolean readHexadecimal(byte[] source, int from, int to, boolean negative) {
        long wrapped = 0;
        long significant = 0;
        long scale = 0;
        int digits = 0;
        boolean dot = false;
        int p = from;
        for (; p < to; p++) {
            int digit = Lexer.hexDigit(source[p]);
            if (digit >= 0) {
                digits++;
                wrapped = 16 * wrapped + digit;
                scale -= dot ? 4 : 0;
                if (significant >>> 58 == 0) {
                    significant = 16 * significant + digit;
                } else {
                    // Only whether anything is below the kept bits matters for rounding.
                    significant |= digit == 0 ? 0 : 1;
                    scale += 4;
                }
            } else if (source[p] == '.' && !dot) {
                dot = true;
            } else {
                break;
            }
        }
        if (digits == 0) {
            return false;
        }
        if (p == to && !dot) {
            setInteger(wrapped, negative);
            return true;
        }
        if (p < to) {
            if ((source[p] | 0x20) != 'p') {
                return false;
            }
            long exponent = exponent(source, p + 1, to);
            if (exponent == Long.MIN_VALUE) {
                return false;
            }
            scale += exponent;
        }
        setNumber(scaled(significant, scale), negative);
        return true;
    }

    /// The double nearest to `significant` times two to the `scale`, ties to even, rounded once also where
    /// the result is subnormal.
    private static double scaled(long significant, long scale) {
        if (significant == 0) {
            return 0.0;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(significant);
        long top = bits - 1 + scale;
        if (top > Double.MAX_EXPONENT) {
            return Double.POSITIVE_INFINITY;
        }
        long precision = top >= Double.MIN_EXPONENT ? 53 : 53 - (Double.MIN_EXPONENT - top);
        if (precision < 0) {
            return 0.0;
        }
        long cut = bits - precision;
        if (cut <= 0) {
            return Math.scalb((double) significant, (int) scale);
        }
        long kept = significant >>> cut;
        long rest = significant - (kept << cut);
        long half = 1L << (cut - 1);
        if (rest > half || (rest == half && (kept & 1) != 0)) {
            kept++;
        }
        return Math.scalb((double) kept, (int) (scale + cut));
    }
}
