package dev.incant.tools.math;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be written in an expression, for people to read. A class of its own: evaluating does not load it.
final class FunctionCatalogue {
    private static final String[][] FUNCTIONS = {
        {"sin", "sin(x)", "sine of radians"},
        {"cos", "cos(x)", "cosine of radians"},
        {"tan", "tan(x)", "tangent of radians"},
        {"asin", "asin(x)", "arc sine in radians, of -1 to 1"},
        {"acos", "acos(x)", "arc cosine in radians, of -1 to 1"},
        {"atan", "atan(x)", "arc tangent in radians"},
        {"atan2", "atan2(y, x)", "angle of the point (x, y) in radians"},
        {"sinh", "sinh(x)", "hyperbolic sine"},
        {"cosh", "cosh(x)", "hyperbolic cosine"},
        {"tanh", "tanh(x)", "hyperbolic tangent"},
        {"asinh", "asinh(x)", "inverse hyperbolic sine"},
        {"acosh", "acosh(x)", "inverse hyperbolic cosine, from 1"},
        {"atanh", "atanh(x)", "inverse hyperbolic tangent, between -1 and 1"},
        {"deg", "deg(x)", "radians to degrees"},
        {"rad", "rad(x)", "degrees to radians"},
        {"sqrt", "sqrt(x)", "square root, from 0"},
        {"cbrt", "cbrt(x)", "cube root"},
        {"pow", "pow(x, y)", "x to the power y, like x ^ y"},
        {"hypot", "hypot(x, y)", "sqrt(x^2 + y^2)"},
        {"exp", "exp(x)", "e to the power x"},
        {"ln", "ln(x)", "natural logarithm, above 0"},
        {"log", "log(x) or log(base, x)", "logarithm to base 10 or any base, above 0"},
        {"log2", "log2(x)", "logarithm to base 2, above 0"},
        {"log10", "log10(x)", "logarithm to base 10, above 0"},
        {"abs", "abs(x)", "size without sign"},
        {"sign", "sign(x)", "-1, 0 or 1"},
        {"int", "int(x)", "whole number towards zero"},
        {"ceil", "ceil(x)", "next whole number up"},
        {"floor", "floor(x)", "next whole number down"},
        {"round", "round(x) or round(x, digits)", "nearest, halves away from zero"},
        {"min", "min(x, …)", "smallest"},
        {"max", "max(x, …)", "largest"},
        {"factorial", "factorial(n)", "1 · 2 · … · n, of whole numbers from 0"},
        {"pi", "pi or pi()", "3.141592653589793"},
        {"e", "e or e()", "2.718281828459045"},
        {"tau", "tau or tau()", "2 pi"},
    };

    private FunctionCatalogue() {}

    static List<String> names() {
        List<String> names = new ArrayList<>(FUNCTIONS.length);
        for (String[] function : FUNCTIONS) {
            names.add(function[0]);
        }
        return names;
    }

    static String signature(String name) {
        for (String[] function : FUNCTIONS) {
            if (function[0].equals(name)) {
                return function[1];
            }
        }
        throw new IllegalArgumentException(name);
    }

    /// All functions, or the one of a name, as plain values.
    ///
    /// @throws ToolException `not_found` with the nearest names
    static List<@Nullable Object> functions(@Nullable String name) {
        List<@Nullable Object> found = new ArrayList<>();
        for (String[] function : FUNCTIONS) {
            if (name == null || name.equals(function[0])) {
                found.add(Values.map("name", function[0], "signature", function[1], "meaning", function[2]));
            }
        }
        if (found.isEmpty() && name != null) {
            throw ToolException.notFound("no function is named '" + name + "'" + Nearest.hint(name, names()));
        }
        return found;
    }

    /// All operators by kind, as plain values.
    static Object operators() {
        return Values.map(
                "arithmetic",
                Values.list("+", "-", "*", "/", "%", "^"),
                "comparison",
                Values.list("==", "!=", "<", ">", "<=", ">="),
                "logical",
                Values.list("&&", "||", "!"));
    }
}
