package dev.incant.tools.data.csv;

import dev.incant.tools.data.csv.Expression.Cell;
import dev.incant.tools.data.csv.Expression.Node;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the operators of an [Expression] do with its values.
final class Operators {
    private Operators() {}

    static boolean isNull(@Nullable Object value) {
        return value == null || (value instanceof String text && text.isEmpty());
    }

    static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Cell cell) {
            return cell.text();
        }
        return value instanceof BigDecimal number ? Cells.text(number) : value.toString();
    }

    /// The value as a number, or null when it is none.
    static @Nullable BigDecimal number(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        }
        if (value instanceof Cell cell) {
            return Cells.number(cell.text());
        }
        return value instanceof String text ? Cells.number(text) : null;
    }

    /// @throws IllegalArgumentException when the value is neither true nor false
    static boolean truth(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value == null) {
            return false;
        }
        if (value instanceof BigDecimal number) {
            return number.signum() != 0;
        }
        String text = text(value).toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true", "yes", "y", "t", "1" -> true;
            case "false", "no", "n", "f", "0", "" -> false;
            default ->
                throw new IllegalArgumentException(
                        "'" + text(value) + "' is neither true nor false; compare it with something");
        };
    }

    static boolean compare(String operator, @Nullable Object a, @Nullable Object b) {
        boolean equality = operator.equals("==") || operator.equals("=");
        boolean inequality = operator.equals("!=") || operator.equals("<>");
        if (isNull(a) || isNull(b)) {
            return equality ? isNull(a) && isNull(b) : inequality && isNull(a) != isNull(b);
        }
        if (a instanceof Boolean || b instanceof Boolean) {
            if (!equality && !inequality) {
                throw new IllegalArgumentException("true and false have no order");
            }
            return (truth(a) == truth(b)) == equality;
        }
        Integer order = order(a, b);
        if (order == null) {
            return inequality;
        }
        return switch (operator) {
            case "==", "=" -> order == 0;
            case "!=", "<>" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /// The order of two values, or null where a number is compared with what is none.
    private static @Nullable Integer order(@Nullable Object a, @Nullable Object b) {
        if (a instanceof String || b instanceof String) {
            // A text on either side, unless the other is a computed number.
            if (!(a instanceof BigDecimal) && !(b instanceof BigDecimal)) {
                return text(a).compareTo(text(b));
            }
        }
        BigDecimal left = number(a);
        BigDecimal right = number(b);
        if (left != null && right != null) {
            return left.compareTo(right);
        }
        return a instanceof BigDecimal || b instanceof BigDecimal ? null : text(a).compareTo(text(b));
    }

    static boolean in(@Nullable Object value, List<Node> items, List<String> row) {
        for (Node item : items) {
            if (compare("==", value, item.of(row))) {
                return true;
            }
        }
        return false;
    }

    static @Nullable Object plus(@Nullable Object a, @Nullable Object b, MathContext digits) {
        if (a instanceof String || b instanceof String) {
            return text(a) + text(b);
        }
        boolean leftNumber = a == null || number(a) != null;
        boolean rightNumber = b == null || number(b) != null;
        return leftNumber && rightNumber ? arithmetic('+', a, b, digits) : text(a) + text(b);
    }

    static @Nullable Object arithmetic(char operator, @Nullable Object a, @Nullable Object b, MathContext digits) {
        if (isNull(a) || isNull(b)) {
            return null;
        }
        BigDecimal left = number(a);
        BigDecimal right = number(b);
        if (left == null || right == null) {
            throw new IllegalArgumentException("'" + text(left == null ? a : b) + "' is no number");
        }
        return switch (operator) {
            case '+' -> left.add(right, digits);
            case '-' -> left.subtract(right, digits);
            case '*' -> left.multiply(right, digits);
            case '/' -> divisor(right) ? left.divide(right, digits) : null;
            default -> divisor(right) ? left.remainder(right, digits) : null;
        };
    }

    private static boolean divisor(BigDecimal number) {
        if (number.signum() == 0) {
            throw new ArithmeticException("division by zero");
        }
        return true;
    }
}
