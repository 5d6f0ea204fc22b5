package dev.incant.tools.math;

import dev.incant.kernel.error.ToolException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Calculates with numbers that are exact (`Long`, `BigDecimal`) or IEEE doubles (`Double`). Exact stays exact as long
/// as a result has a finite decimal form of at most [#MAX_DIGITS] digits; otherwise it becomes the nearest double.
/// Errors are `failed` (division by zero, overflow, outside the domain) and `limit_exceeded`, without their place.
///
/// What fits a `long` is calculated there: in JDK 25, the first use of `BigDecimal` initialises `BigInteger` and with
/// it the fork-join pool, which costs a cold start some 10 ms.
final class Arithmetic {
    /// The most digits of an exact number, and the most before its decimal point.
    static final int MAX_DIGITS = 1000;

    /// The smallest exact number has this many decimal places.
    private static final int MAX_SCALE = 2 * MAX_DIGITS;

    private Arithmetic() {}

    static boolean exact(Number a, Number b) {
        return !(a instanceof Double) && !(b instanceof Double);
    }

    private static BigDecimal big(Number exact) {
        return exact instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(exact.longValue());
    }

    static Number sum(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            long sum = x + y;
            if (((x ^ sum) & (y ^ sum)) >= 0) {
                return sum;
            }
        }
        return exact(a, b) ? bounded(big(a).add(big(b))) : finite(a.doubleValue() + b.doubleValue());
    }

    static Number difference(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            long difference = x - y;
            if (((x ^ y) & (x ^ difference)) >= 0) {
                return difference;
            }
        }
        return exact(a, b) ? bounded(big(a).subtract(big(b))) : finite(a.doubleValue() - b.doubleValue());
    }

    static Number product(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            long product = x * y;
            if (Math.multiplyHigh(x, y) == product >> 63) {
                return product;
            }
        }
        return exact(a, b) ? bounded(big(a).multiply(big(b))) : finite(a.doubleValue() * b.doubleValue());
    }

    static Number quotient(Number a, Number b) {
        if (isZero(b)) {
            throw ToolException.failed("division by zero");
        }
        if (!exact(a, b)) {
            return finite(a.doubleValue() / b.doubleValue());
        }
        if (a instanceof Long x && b instanceof Long y && y != -1 && x % y == 0) {
            return x / y;
        }
        BigDecimal dividend = big(a);
        BigDecimal divisor = big(b);
        // A finite quotient has at most this many digits (the bound that BigDecimal.divide states).
        int digits = dividend.precision() + (10 * divisor.precision() + 2) / 3;
        MathContext context = digits <= 34 ? MathContext.DECIMAL128 : new MathContext(Math.min(digits, MAX_DIGITS));
        BigDecimal quotient = dividend.divide(divisor, context);
        return quotient.multiply(divisor).compareTo(dividend) == 0 ? bounded(quotient) : finite(quotient.doubleValue());
    }

    /// The rest of a division that is cut towards zero: it has the sign of `a`.
    static Number remainder(Number a, Number b) {
        if (isZero(b)) {
            throw ToolException.failed("division by zero");
        }
        if (a instanceof Long x && b instanceof Long y) {
            return y == -1 ? 0L : x % y;
        }
        return exact(a, b) ? bounded(big(a).remainder(big(b))) : finite(a.doubleValue() % b.doubleValue());
    }

    static Number power(Number a, Number b) {
        if (isZero(a) && signum(b) < 0) {
            throw ToolException.failed("division by zero: zero to a negative power");
        }
        if (a instanceof Long && b instanceof Long times && times >= 0 && times <= 64) {
            Number power = 1L;
            for (long i = 0; i < times; i++) {
                power = product(power, a);
            }
            return power;
        }
        if (exact(a, b)) {
            BigDecimal base = big(a).stripTrailingZeros();
            BigDecimal exponent = big(b).stripTrailingZeros();
            return exponent.scale() <= 0 ? wholePower(base, exponent) : realPower(a, b);
        }
        return realPower(a, b);
    }

    private static Number realPower(Number a, Number b) {
        double result = Math.pow(a.doubleValue(), b.doubleValue());
        if (Double.isNaN(result)) {
            throw ToolException.failed("a negative number has no real power with a fraction");
        }
        return finite(result);
    }

    private static Number wholePower(BigDecimal base, BigDecimal exponent) {
        if (exponent.signum() == 0) {
            return 1L;
        }
        if (base.signum() == 0) {
            return 0L;
        }
        boolean odd = exponent.scale() == 0 && exponent.unscaledValue().testBit(0);
        if (base.abs().compareTo(BigDecimal.ONE) == 0) {
            return odd ? base : (Number) 1L;
        }
        double times = exponent.doubleValue();
        double size = log10(base.abs()) * times;
        if (size > MAX_DIGITS) {
            throw tooLarge();
        }
        if (size < -MAX_SCALE) {
            return 0.0;
        }
        if (log10(new BigDecimal(base.unscaledValue().abs())) * Math.abs(times) > MAX_DIGITS) {
            return finite(Math.pow(base.doubleValue(), times));
        }
        BigDecimal power = base.pow(Math.abs(exponent.intValueExact()));
        return exponent.signum() > 0 ? bounded(power) : quotient(1L, power);
    }

    static Number negated(Number a) {
        if (a instanceof Long whole && whole != Long.MIN_VALUE) {
            return -whole;
        }
        return a instanceof Double number ? (Number) (-number) : big(a).negate();
    }

    static Number absolute(Number a) {
        return signum(a) < 0 ? negated(a) : a;
    }

    static int compare(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Long.compare(x, y);
        }
        return exact(a, b) ? big(a).compareTo(big(b)) : Double.compare(a.doubleValue() + 0.0, b.doubleValue() + 0.0);
    }

    static int signum(Number a) {
        if (a instanceof Long whole) {
            return Long.signum(whole);
        }
        return a instanceof Double number ? (int) Math.signum(number) : big(a).signum();
    }

    static boolean isZero(Number a) {
        return signum(a) == 0;
    }

    /// The number with at most `digits` decimal places: exact, also where the number was a double.
    static Number rounded(Number a, int digits, RoundingMode mode) {
        if (a instanceof Long && digits >= 0) {
            return a;
        }
        BigDecimal decimal = decimal(a);
        return decimal.scale() <= digits ? bounded(decimal) : bounded(decimal.setScale(digits, mode));
    }

    /// The shortest decimal that stands for the number.
    static BigDecimal decimal(Number a) {
        return a instanceof Double number ? BigDecimal.valueOf(number) : big(a);
    }

    /// The common logarithm of a positive number, as a double; the number may lie outside the range of doubles.
    static double log10(Number a) {
        double value = a.doubleValue();
        if (a instanceof BigDecimal exact && (value == 0 || Double.isInfinite(value))) {
            int exponent = exact.precision() - exact.scale();
            return Math.log10(exact.scaleByPowerOfTen(-exponent).doubleValue()) + exponent;
        }
        return Math.log10(value);
    }

    /// Keeps an exact number within its bounds.
    static Number bounded(BigDecimal value) {
        if (value.precision() - (long) value.scale() > MAX_DIGITS) {
            throw tooLarge();
        }
        if (value.precision() > MAX_DIGITS || value.scale() > MAX_SCALE) {
            return finite(value.doubleValue());
        }
        return value;
    }

    static Double finite(double value) {
        if (Double.isInfinite(value)) {
            throw ToolException.failed("overflow: beyond the range of doubles, ±1.797e308");
        }
        if (Double.isNaN(value)) {
            throw ToolException.failed("no number comes out");
        }
        return value;
    }

    static ToolException tooLarge() {
        return ToolException.limitExceeded("a number of more than " + MAX_DIGITS + " digits");
    }
}
