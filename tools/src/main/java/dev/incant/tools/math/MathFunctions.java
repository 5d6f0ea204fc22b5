package dev.incant.tools.math;

import dev.incant.kernel.error.ToolException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// The functions of expressions. Those with irrational values go through `Math` and give doubles, except where an exact
/// argument has a rational value that is easily proved: sqrt(2.25), log2(8), sin(0). Angles are in radians.
final class MathFunctions {
    private static final int ANY = 99;

    private MathFunctions() {}

    /// The fewest and the most arguments of a function as `fewest * 100 + most`; negative when there is none of
    /// that name.
    static int arity(String name) {
        return switch (name) {
            case "pi", "e", "tau" -> 0;
            case "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh" -> 101;
            case "sqrt", "cbrt", "exp", "ln", "log2", "log10", "abs", "sign", "int", "ceil", "floor" -> 101;
            case "deg", "rad", "factorial" -> 101;
            case "log", "round" -> 102;
            case "pow", "hypot", "atan2" -> 202;
            case "min", "max" -> 100 + ANY;
            default -> -1;
        };
    }

    static int most(int arity) {
        return arity % 100 == ANY ? Integer.MAX_VALUE : arity % 100;
    }

    /// The value of a function whose arguments are as many as its arity allows.
    static Number apply(String name, Number[] args) {
        return switch (name) {
            case "pi" -> Math.PI;
            case "e" -> Math.E;
            case "tau" -> Math.TAU;
            case "abs" -> Arithmetic.absolute(args[0]);
            case "sign" -> (long) Arithmetic.signum(args[0]);
            case "int" -> Arithmetic.rounded(args[0], 0, RoundingMode.DOWN);
            case "ceil" -> Arithmetic.rounded(args[0], 0, RoundingMode.CEILING);
            case "floor" -> Arithmetic.rounded(args[0], 0, RoundingMode.FLOOR);
            case "round" -> round(args);
            case "min", "max" -> extreme(args, name.equals("min") ? -1 : 1);
            case "pow" -> Arithmetic.power(args[0], args[1]);
            case "sqrt" -> sqrt(args[0]);
            case "cbrt" -> cbrt(args[0]);
            case "ln" -> logarithm(args[0], Math.E);
            case "log2" -> logarithm(args[0], 2L);
            case "log10" -> logarithm(args[0], 10L);
            case "log" -> args.length == 1 ? logarithm(args[0], 10L) : logarithm(args[1], args[0]);
            case "hypot" -> hypot(args[0], args[1]);
            case "atan2" -> Arithmetic.finite(Math.atan2(args[0].doubleValue(), args[1].doubleValue()));
            case "deg" -> Arithmetic.finite(Math.toDegrees(args[0].doubleValue()));
            case "rad" -> Arithmetic.finite(Math.toRadians(args[0].doubleValue()));
            case "factorial" -> factorial(args[0]);
            default -> transcendental(name, args[0]);
        };
    }

    private static Number transcendental(String name, Number arg) {
        double x = arg.doubleValue();
        double value = switch (name) {
            case "sin" -> Math.sin(x);
            case "cos" -> Math.cos(x);
            case "tan" -> Math.tan(x);
            case "asin" -> Math.asin(within(-1, x, 1));
            case "acos" -> Math.acos(within(-1, x, 1));
            case "atan" -> Math.atan(x);
            case "sinh" -> Math.sinh(x);
            case "cosh" -> Math.cosh(x);
            case "tanh" -> Math.tanh(x);
            case "asinh" -> asinh(x);
            case "acosh" -> acosh(within(1, x, Double.MAX_VALUE));
            case "atanh" -> atanh(x);
            case "exp" -> Math.exp(x);
            default -> throw new IllegalArgumentException(name);
        };
        // The only exact arguments whose values are rational here: 0, and 1 of acos and acosh (Lindemann–Weierstrass).
        boolean rational = !(arg instanceof Double)
                && Arithmetic.compare(arg, name.equals("acos") || name.equals("acosh") ? 1L : 0L) == 0;
        return rational ? (Number) (long) value : Arithmetic.finite(value);
    }

    private static double within(double least, double x, double most) {
        if (!(x >= least && x <= most)) {
            throw outside(most == Double.MAX_VALUE ? "numbers from " + (int) least : "numbers from -1 to 1");
        }
        return x;
    }

    private static ToolException outside(String domain) {
        return ToolException.failed("outside the domain: it takes " + domain);
    }

    /// ln(x + √(x² + 1)) in the form that loses no digits near zero and does not overflow.
    private static double asinh(double x) {
        double size = Math.abs(x);
        double value = size > 1e150
                ? Math.log(size) + Math.log(2)
                : Math.log1p(size + size * size / (1 + Math.sqrt(size * size + 1)));
        return Math.copySign(value, x);
    }

    /// ln(x + √(x² − 1)), with t = x − 1.
    private static double acosh(double x) {
        double t = x - 1;
        return x > 1e150 ? Math.log(x) + Math.log(2) : Math.log1p(t + Math.sqrt(t * (x + 1)));
    }

    private static double atanh(double x) {
        if (!(x > -1 && x < 1)) {
            throw outside("numbers between -1 and 1");
        }
        return (Math.log1p(x) - Math.log1p(-x)) / 2;
    }

    private static Number round(Number[] args) {
        int digits = 0;
        if (args.length > 1) {
            BigDecimal places = Arithmetic.decimal(args[1]);
            if (places.stripTrailingZeros().scale() > 0 || places.abs().compareTo(BigDecimal.valueOf(300)) > 0) {
                throw outside("a whole number of decimal places from -300 to 300");
            }
            digits = places.intValue();
        }
        return Arithmetic.rounded(args[0], digits, RoundingMode.HALF_UP);
    }

    private static Number extreme(Number[] args, int sign) {
        Number best = args[0];
        for (Number each : args) {
            if (Arithmetic.compare(each, best) * sign > 0) {
                best = each;
            }
        }
        return best;
    }

    private static Number sqrt(Number x) {
        if (Arithmetic.signum(x) < 0) {
            throw outside("numbers from 0");
        }
        double near = Math.sqrt(x.doubleValue());
        if (x instanceof Double) {
            return near;
        }
        if (x instanceof Long whole && near == Math.rint(near) && near < 1L << 31) {
            long root = (long) near;
            return root * root == whole ? (Number) root : near;
        }
        BigDecimal exact = Arithmetic.decimal(x);
        BigDecimal root = (near == 0 || Double.isInfinite(near)) && exact.signum() != 0
                ? exact.sqrt(MathContext.DECIMAL128)
                : BigDecimal.valueOf(near);
        return root.multiply(root).compareTo(exact) == 0 ? Arithmetic.bounded(root) : (Number) root.doubleValue();
    }

    private static Number cbrt(Number x) {
        double near = Math.cbrt(x.doubleValue());
        if (!(x instanceof Double) && !Double.isInfinite(near)) {
            BigDecimal root = BigDecimal.valueOf(near);
            if (root.multiply(root).multiply(root).compareTo(Arithmetic.decimal(x)) == 0) {
                return root;
            }
        }
        return Arithmetic.finite(near);
    }

    private static Number logarithm(Number x, Number base) {
        if (Arithmetic.signum(x) <= 0) {
            throw outside("numbers above 0");
        }
        if (Arithmetic.signum(base) <= 0 || Arithmetic.compare(base, 1L) == 0) {
            throw outside("a base above 0 that is not 1");
        }
        if (!(x instanceof Double) && Arithmetic.compare(x, 1L) == 0) {
            return 0L;
        }
        double logX = Arithmetic.log10(x);
        double value = base.doubleValue() == Math.E && base instanceof Double
                ? naturalLog(x, logX)
                : logX / Arithmetic.log10(base);
        double whole = Math.rint(value);
        // The quotient of two logarithms may miss a whole number by a hair: check it by the power.
        if (Arithmetic.exact(x, base)
                && Math.abs(whole) <= 4 * Arithmetic.MAX_DIGITS
                && Math.abs(value - whole) < 1e-9) {
            Number power = Arithmetic.power(base, (long) whole);
            if (!(power instanceof Double) && Arithmetic.compare(power, x) == 0) {
                return (long) whole;
            }
        }
        return Arithmetic.finite(value);
    }

    private static double naturalLog(Number x, double logX) {
        double value = x.doubleValue();
        return value == 0 || Double.isInfinite(value) ? logX * Math.log(10) : Math.log(value);
    }

    private static Number hypot(Number a, Number b) {
        return Arithmetic.exact(a, b)
                ? sqrt(Arithmetic.sum(Arithmetic.product(a, a), Arithmetic.product(b, b)))
                : (Number) Arithmetic.finite(Math.hypot(a.doubleValue(), b.doubleValue()));
    }

    private static Number factorial(Number x) {
        if (Arithmetic.signum(x) < 0
                || Arithmetic.decimal(x).stripTrailingZeros().scale() > 0) {
            throw outside("whole numbers from 0");
        }
        Number product = 1L;
        // Ends soon whatever x is: 450! has more digits than a number may have.
        for (long factor = 2; Arithmetic.compare(factor, x) <= 0; factor++) {
            product = Arithmetic.product(product, factor);
        }
        return product;
    }
}
