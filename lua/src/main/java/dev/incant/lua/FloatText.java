package dev.incant.lua;

import dev.incant.lua.syntax.Charsets;

/// Floats as C's `printf` writes them (`%a`, `%e`, `%f`, `%g`), always exactly rounded, half to even.
///
/// Each method takes the magnitude and writes `sign` in front of it unless that is 0.
final class FloatText {
    private FloatText() {}

    /// Whether a minus sign is printed; it is for a NaN with the sign bit set, as on Linux.
    static boolean isMinus(double d) {
        return Double.doubleToRawLongBits(d) < 0;
    }

    /// `%.<precision>f`; `alternate` keeps the point where no digit follows.
    static byte[] fixed(double x, int precision, boolean alternate, boolean upper, int sign) {
        if (!(x <= Double.MAX_VALUE)) {
            return special(x, upper, sign);
        }
        DecimalDigits digits = DecimalDigits.fixed(x, precision);
        return plain(digits, precision, alternate, sign);
    }

    /// `%.<precision>e`.
    static byte[] exponent(double x, int precision, boolean alternate, boolean upper, int sign) {
        if (!(x <= Double.MAX_VALUE)) {
            return special(x, upper, sign);
        }
        return scientific(DecimalDigits.significant(x, precision + 1), precision, alternate, upper, sign);
    }

    /// `%.<precision>g`; `alternate` keeps trailing zeros.
    static byte[] general(double x, int precision, boolean alternate, boolean upper, int sign) {
        if (!(x <= Double.MAX_VALUE)) {
            return special(x, upper, sign);
        }
        int p = Math.max(precision, 1);
        DecimalDigits digits = DecimalDigits.significant(x, p);
        int exponent = digits.point - 1;
        int shown = alternate ? p : digits.countWithoutZeros();
        if (exponent < -4 || exponent >= p) {
            return scientific(digits, Math.max(shown, 1) - 1, alternate, upper, sign);
        }
        return plain(digits, Math.max(shown - digits.point, 0), alternate, sign);
    }

    private static byte[] special(double x, boolean upper, int sign) {
        String word = Double.isNaN(x) ? upper ? "NAN" : "nan" : upper ? "INF" : "inf";
        String text = sign == 0 ? word : (char) sign + word;
        return text.getBytes(Charsets.LATIN1);
    }

    /// Digits with `decimals` of them after the point; missing ones are zeros.
    private static byte[] plain(DecimalDigits digits, int decimals, boolean alternate, int sign) {
        int point = digits.point;
        int start = sign == 0 ? 0 : 1;
        int whole = Math.max(point, 1);
        boolean dot = decimals > 0 || alternate;
        byte[] b = new byte[start + whole + (dot ? 1 : 0) + decimals];
        if (start != 0) {
            b[0] = (byte) sign;
        }
        int at = start;
        if (point <= 0) {
            b[at++] = '0';
        } else {
            at = digits.copy(0, point, b, at);
        }
        if (dot) {
            b[at++] = '.';
        }
        int k = point;
        int end = point + decimals;
        while (k < 0 && k < end) {
            b[at++] = '0';
            k++;
        }
        digits.copy(k, end, b, at);
        return b;
    }

    private static byte[] scientific(DecimalDigits digits, int decimals, boolean alternate, boolean upper, int sign) {
        int exponent = digits.isZero() ? 0 : digits.point - 1;
        int start = sign == 0 ? 0 : 1;
        boolean dot = decimals > 0 || alternate;
        int magnitude = Math.abs(exponent);
        int exponentDigits = magnitude >= 100 ? 3 : 2;
        byte[] b = new byte[start + 1 + (dot ? 1 : 0) + decimals + 2 + exponentDigits];
        if (start != 0) {
            b[0] = (byte) sign;
        }
        int at = digits.copy(0, 1, b, start);
        if (dot) {
            b[at++] = '.';
        }
        at = digits.copy(1, 1 + decimals, b, at);
        b[at++] = (byte) (upper ? 'E' : 'e');
        b[at++] = (byte) (exponent < 0 ? '-' : '+');
        if (magnitude < 10) {
            b[at] = '0';
        }
        Numbers.putDigits(b, b.length, magnitude);
        return b;
    }

    /// `%a`, with as many digits as are needed when `precision` is negative.
    static byte[] hex(double x, int precision, boolean alternate, boolean upper, int sign) {
        if (!(x <= Double.MAX_VALUE)) {
            return special(x, upper, sign);
        }
        long bits = Double.doubleToRawLongBits(x);
        long fraction = bits & (1L << 52) - 1;
        int biased = (int) (bits >>> 52);
        // glibc shows a subnormal number with 0 before the point and the smallest exponent.
        long mantissa = biased == 0 ? fraction : fraction | 1L << 52;
        int exponent = x == 0 ? 0 : Math.max(biased, 1) - 1023;
        int digits = 13;
        if (precision < 0) {
            while (digits > 0 && (mantissa & 15) == 0) {
                mantissa >>>= 4;
                digits--;
            }
        } else if (precision < 13) {
            mantissa = roundHex(mantissa, 4 * (13 - precision));
            digits = precision;
        }
        StringBuilder out = new StringBuilder(32);
        if (sign != 0) {
            out.append((char) sign);
        }
        out.append(upper ? "0X" : "0x").append(mantissa >>> 4 * digits);
        int zeros = Math.max(precision - 13, 0);
        if (digits > 0 || zeros > 0 || alternate) {
            out.append('.');
        }
        for (int k = digits - 1; k >= 0; k--) {
            int d = (int) (mantissa >>> 4 * k) & 15;
            out.append((char) (d < 10 ? '0' + d : (upper ? 'A' : 'a') + d - 10));
        }
        for (int k = 0; k < zeros; k++) {
            out.append('0');
        }
        out.append(upper ? 'P' : 'p').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
        return out.toString().getBytes(Charsets.LATIN1);
    }

    private static long roundHex(long mantissa, int drop) {
        long rest = mantissa & (1L << drop) - 1;
        long half = 1L << drop - 1;
        long kept = mantissa >>> drop;
        return rest > half || rest == half && (kept & 1) != 0 ? kept + 1 : kept;
    }
}
