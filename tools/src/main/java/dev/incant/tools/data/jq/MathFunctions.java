package dev.incant.tools.data.jq;

import org.jspecify.annotations.Nullable;

/// The built-ins of C's math library.
final class MathFunctions {
    private MathFunctions() {}

    static boolean has(String key) {
        return switch (key) {
            case "floor/0",
                    "ceil/0",
                    "round/0",
                    "trunc/0",
                    "rint/0",
                    "nearbyint/0",
                    "sqrt/0",
                    "cbrt/0",
                    "fabs/0",
                    "exp/0",
                    "exp2/0",
                    "exp10/0",
                    "expm1/0",
                    "log/0",
                    "log2/0",
                    "log10/0",
                    "log1p/0",
                    "sin/0",
                    "cos/0",
                    "tan/0",
                    "asin/0",
                    "acos/0",
                    "atan/0",
                    "sinh/0",
                    "cosh/0",
                    "tanh/0",
                    "asinh/0",
                    "acosh/0",
                    "atanh/0",
                    "significand/0",
                    "logb/0",
                    "pow/2",
                    "atan2/2",
                    "fmin/2",
                    "fmax/2",
                    "fmod/2",
                    "hypot/2",
                    "ldexp/2",
                    "scalb/2",
                    "scalbln/2",
                    "copysign/2",
                    "drem/2",
                    "fma/3",
                    "frexp/0",
                    "modf/0" -> true;
            default -> false;
        };
    }

    static double number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new JqError(Text.described(value) + " number required");
    }

    static boolean normal(double d) {
        return Math.abs(d) >= Double.MIN_NORMAL && !Double.isInfinite(d);
    }

    static Object apply(String key, @Nullable Object in, @Nullable Object[] args) {
        if (args.length == 0) {
            if (in instanceof Long whole && (key.equals("floor/0") || key.equals("ceil/0") || key.equals("round/0"))) {
                return whole;
            }
            double x = number(in);
            return key.equals("frexp/0") || key.equals("modf/0") ? parts(key, x) : Arithmetic.number(one(key, x));
        }
        double a = number(args[0]);
        double b = number(args[1]);
        return Arithmetic.number(args.length == 3 ? Math.fma(a, b, number(args[2])) : two(key, a, b));
    }

    private static JqList parts(String key, double x) {
        if (key.equals("modf/0")) {
            double whole = x < 0 ? Math.ceil(x) : Math.floor(x);
            return JqList.of(Arithmetic.number(Double.isInfinite(x) ? 0 : x - whole), Arithmetic.number(whole));
        }
        if (x == 0 || Double.isNaN(x) || Double.isInfinite(x)) {
            return JqList.of(Arithmetic.number(x), 0L);
        }
        int exponent = Math.getExponent(x) + 1;
        if (!normal(x)) {
            exponent = Math.getExponent(x * 0x1p54) + 1 - 54;
        }
        return JqList.of(Arithmetic.number(x * Math.pow(2, -exponent)), (long) exponent);
    }

    private static double one(String key, double x) {
        return switch (key) {
            case "floor/0" -> Math.floor(x);
            case "ceil/0" -> Math.ceil(x);
            // C's round goes away from zero at the half.
            case "round/0" -> x < 0 ? -Math.floor(-x + 0.5) : Math.floor(x + 0.5);
            case "trunc/0" -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case "rint/0", "nearbyint/0" -> Math.rint(x);
            case "sqrt/0" -> Math.sqrt(x);
            case "cbrt/0" -> Math.cbrt(x);
            case "fabs/0" -> Math.abs(x);
            case "exp/0" -> Math.exp(x);
            case "exp2/0" -> Math.pow(2, x);
            case "exp10/0" -> Math.pow(10, x);
            case "expm1/0" -> Math.expm1(x);
            case "log/0" -> Math.log(x);
            case "log2/0" -> log2(x);
            case "log10/0" -> Math.log10(x);
            case "log1p/0" -> Math.log1p(x);
            case "sin/0" -> Math.sin(x);
            case "cos/0" -> Math.cos(x);
            case "tan/0" -> Math.tan(x);
            case "asin/0" -> Math.asin(x);
            case "acos/0" -> Math.acos(x);
            case "atan/0" -> Math.atan(x);
            case "sinh/0" -> Math.sinh(x);
            case "cosh/0" -> Math.cosh(x);
            case "tanh/0" -> Math.tanh(x);
            case "asinh/0" -> Math.copySign(Math.log(Math.abs(x) + Math.sqrt(x * x + 1)), x);
            case "acosh/0" -> Math.log(x + Math.sqrt(x * x - 1));
            case "atanh/0" -> 0.5 * Math.log((1 + x) / (1 - x));
            case "significand/0" -> x == 0 || Double.isInfinite(x) ? x : x / Math.pow(2, Math.getExponent(x));
            default ->
                x == 0
                        ? Double.NEGATIVE_INFINITY
                        : Double.isInfinite(x) ? Double.POSITIVE_INFINITY : Math.getExponent(x);
        };
    }

    private static double log2(double x) {
        int exponent = Math.getExponent(x);
        return x > 0 && x == Math.pow(2, exponent) ? exponent : Math.log(x) / Math.log(2);
    }

    private static double two(String key, double a, double b) {
        return switch (key) {
            case "pow/2" -> Math.pow(a, b);
            case "atan2/2" -> Math.atan2(a, b);
            case "fmin/2" -> Math.min(a, b);
            case "fmax/2" -> Math.max(a, b);
            case "fmod/2" -> a % b;
            case "hypot/2" -> Math.hypot(a, b);
            case "copysign/2" -> Math.copySign(a, b);
            case "drem/2" -> Math.IEEEremainder(a, b);
            default -> a * Math.pow(2, b);
        };
    }
}
