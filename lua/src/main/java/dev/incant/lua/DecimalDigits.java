package dev.incant.lua;

import dev.incant.lua.syntax.Charsets;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// The decimal digits of a float, rounded exactly: `0.d1d2d3… * 10^point`.
///
/// Up to 18 digits of numbers of everyday size are found with 128-bit integers, up to 15 of most others by
/// way of [Double#toString], the rest with [BigDecimal].
final class DecimalDigits {
    private static final long[] TENS = powers(10, 19);
    private static final long[] FIVES = powers(5, 28);

    private final byte[] digits;
    private final int count;

    /// Where the decimal point is, counted in digits from the first one.
    final int point;

    private DecimalDigits(byte[] digits, int point) {
        this.digits = digits;
        this.count = digits.length;
        this.point = point;
    }

    private static long[] powers(long base, int n) {
        long[] all = new long[n];
        all[0] = 1;
        for (int i = 1; i < n; i++) {
            all[i] = all[i - 1] * base;
        }
        return all;
    }

    /// The first `p` digits of `x`, which is finite and not negative; zero has the point after its first one.
    static DecimalDigits significant(double x, int p) {
        if (x == 0) {
            return new DecimalDigits(new byte[0], 1);
        }
        if (p <= 18) {
            DecimalDigits quick = quickSignificant(x, p);
            if (quick != null) {
                return quick;
            }
        }
        if (p <= 15 && x >= Double.MIN_NORMAL) {
            DecimalDigits rounded = ofShortest(Double.toString(x), p);
            if (rounded != null) {
                return rounded;
            }
        }
        BigDecimal rounded = new BigDecimal(x).round(new MathContext(p, RoundingMode.HALF_EVEN));
        byte[] digits = rounded.unscaledValue().toString().getBytes(Charsets.LATIN1);
        return new DecimalDigits(digits, digits.length - rounded.scale());
    }

    /// The digits of `x` up to `decimals` of them after the point.
    static DecimalDigits fixed(double x, int decimals) {
        if (decimals < FIVES.length) {
            long n = scaled(x, decimals);
            if (n >= 0) {
                return ofLong(n, decimals);
            }
        }
        BigDecimal rounded = new BigDecimal(x).setScale(decimals, RoundingMode.HALF_EVEN);
        byte[] digits = rounded.unscaledValue().toString().getBytes(Charsets.LATIN1);
        return new DecimalDigits(digits, digits.length - decimals);
    }

    private static DecimalDigits ofLong(long n, int scale) {
        byte[] digits = new byte[Numbers.countDigits(n)];
        Numbers.putDigits(digits, digits.length, n);
        return new DecimalDigits(digits, digits.length - scale);
    }

    private static @Nullable DecimalDigits quickSignificant(double x, int p) {
        // floor(log10(2^e)): the decimal exponent or one less
        int e = (int) (Math.getExponent(x) * 78913L >> 18);
        for (int tries = 0; tries < 2; tries++, e++) {
            int k = p - 1 - e;
            long n = k >= 0 ? k < FIVES.length ? scaled(x, k) : -1 : divided(x, -k);
            if (n < 0) {
                return null;
            }
            if (n < TENS[p]) {
                return ofLong(n, k);
            }
        }
        return null;
    }

    /// `x * 10^k` rounded half to even, or -1 when that is too large or `x` subnormal.
    private static long scaled(double x, int k) {
        long bits = Double.doubleToRawLongBits(x);
        int biased = (int) (bits >>> 52);
        if (biased == 0) {
            return x == 0 ? 0 : -1;
        }
        long mantissa = bits & (1L << 52) - 1 | 1L << 52;
        // x * 10^k = mantissa * 5^k * 2^-shift, the product having at most 116 bits
        long high = Math.multiplyHigh(mantissa, FIVES[k]);
        long low = mantissa * FIVES[k];
        int shift = 1075 - biased - k;
        if (shift <= 0) {
            return high == 0 && Long.numberOfLeadingZeros(low) > -shift ? low << -shift : -1;
        }
        long n;
        int comparedToHalf;
        if (shift < 64) {
            if (high >>> shift - 1 != 0) {
                return -1;
            }
            n = high << 64 - shift | low >>> shift;
            comparedToHalf = Long.compareUnsigned(low << 64 - shift, Long.MIN_VALUE);
        } else if (shift == 64) {
            n = high;
            comparedToHalf = Long.compareUnsigned(low, Long.MIN_VALUE);
        } else if (shift < 128) {
            int s = shift - 64;
            n = high >>> s;
            comparedToHalf = Long.compareUnsigned(high << 64 - s, Long.MIN_VALUE);
            if (comparedToHalf == 0 && low != 0) {
                comparedToHalf = 1;
            }
        } else {
            return 0;
        }
        return comparedToHalf > 0 || comparedToHalf == 0 && (n & 1) != 0 ? n + 1 : n;
    }

    /// Rounds the shortest text of a number, or gives up at a tie.
    ///
    /// That text `S` may stand for the number `x` itself: up to 15 digits it is the one such decimal nearest
    /// to `x`. Where it is longer, a midpoint `T` of the rounding cannot lie between `x` and `S`, or `T` would
    /// be in the interval that `S` was chosen from, and shorter or nearer. Only `S = T` tells nothing.
    private static @Nullable DecimalDigits ofShortest(String text, int p) {
        long n = 0;
        int count = 0;
        int scale = 0;
        boolean point = false;
        int i = 0;
        for (; i < text.length() && text.charAt(i) != 'E'; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                point = true;
                continue;
            }
            n = n * 10 + (c - '0');
            count += n == 0 ? 0 : 1;
            scale += point ? 1 : 0;
        }
        if (i < text.length()) {
            scale -= Integer.parseInt(text, i + 1, text.length(), 10);
        }
        if (count > p) {
            long unit = TENS[count - p];
            long rest = n % unit;
            n /= unit;
            scale -= count - p;
            if (rest == unit / 2) {
                return null;
            }
            n += rest > unit / 2 ? 1 : 0;
        }
        return ofLong(n, scale);
    }

    /// `x / 10^k` rounded half to even, or -1 when `x` is too large.
    private static long divided(double x, int k) {
        if (x >= 0x1p63 || k >= TENS.length) {
            return -1;
        }
        long whole = (long) x;
        long n = whole / TENS[k];
        long rest = whole - n * TENS[k];
        long half = TENS[k] / 2;
        boolean tie = rest == half && whole == x;
        return rest > half || rest == half && !tie || tie && (n & 1) != 0 ? n + 1 : n;
    }

    boolean isZero() {
        return countWithoutZeros() == 0;
    }

    int countWithoutZeros() {
        int n = count;
        while (n > 0 && digits[n - 1] == '0') {
            n--;
        }
        return n;
    }

    /// Writes digits `from` up to `to`, those after the last one as zeros; returns the index after them.
    int copy(int from, int to, byte[] target, int at) {
        int stored = Math.min(to, count);
        int i = at;
        for (int k = from; k < stored; k++) {
            target[i++] = digits[k];
        }
        for (int k = Math.max(from, stored); k < to; k++) {
            target[i++] = '0';
        }
        return i;
    }
}
