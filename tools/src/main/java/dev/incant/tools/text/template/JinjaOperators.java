package dev.incant.tools.text.template;

import dev.incant.tools.text.template.TemplateValues.Safe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the operators of Jinja expressions do.
final class JinjaOperators {
    private JinjaOperators() {}

    static String describe(@Nullable Object value) {
        return value instanceof Safe ? "string" : dev.incant.kernel.value.Values.typeName(value);
    }

    static boolean in(@Nullable Object item, @Nullable Object all, int line) {
        if (all instanceof List<?> list) {
            for (Object each : list) {
                if (TemplateValues.equal(each, item)) {
                    return true;
                }
            }
            return false;
        }
        if (all instanceof Map<?, ?> map) {
            return item != null && map.containsKey(item.toString());
        }
        if ((all instanceof String || all instanceof Safe) && (item instanceof String || item instanceof Safe)) {
            return all.toString().contains(item.toString());
        }
        throw TemplateValues.failed(line, "'in' needs a list, a map or two texts, not a " + describe(all));
    }

    static boolean compare(String operator, @Nullable Object a, @Nullable Object b, int line) {
        if (operator.equals("==") || operator.equals("!=")) {
            return TemplateValues.equal(a, b) == operator.equals("==");
        }
        int order = order(a, b, line);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    static int order(@Nullable Object a, @Nullable Object b, int line) {
        if (a instanceof Long left && b instanceof Long right) {
            return Long.compare(left, right);
        }
        if (a instanceof Number left && b instanceof Number right) {
            return Double.compare(left.doubleValue(), right.doubleValue());
        }
        if (a instanceof Boolean left && b instanceof Boolean right) {
            return Boolean.compare(left, right);
        }
        if ((a instanceof String || a instanceof Safe) && (b instanceof String || b instanceof Safe)) {
            return a.toString().compareTo(b.toString());
        }
        throw TemplateValues.failed(line, "a " + describe(a) + " and a " + describe(b) + " have no order");
    }

    static @Nullable Object slice(@Nullable Object value, @Nullable Object from, @Nullable Object to, int line) {
        if (value instanceof List<?> list) {
            int[] range = range(list.size(), from, to);
            return new ArrayList<>(list.subList(range[0], range[1]));
        }
        if (value instanceof String || value instanceof Safe) {
            int[] points = value.toString().codePoints().toArray();
            int[] range = range(points.length, from, to);
            return new String(points, range[0], range[1] - range[0]);
        }
        throw TemplateValues.failed(line, "a " + describe(value) + " has no slices");
    }

    static int[] range(int length, @Nullable Object from, @Nullable Object to) {
        long start = from instanceof Long number ? number : 0;
        long end = to instanceof Long number ? number : length;
        int first = (int) Math.max(0, Math.min(length, start < 0 ? start + length : start));
        int last = (int) Math.max(first, Math.min(length, end < 0 ? end + length : end));
        return new int[] {first, last};
    }

    static @Nullable Object arithmetic(
            String operator, @Nullable Object a, @Nullable Object b, RenderBudget budget, int line) {
        budget.step();
        if (a instanceof Number left && b instanceof Number right) {
            return numbers(operator, left, right, line);
        }
        if (operator.equals("+") && a instanceof List<?> left && b instanceof List<?> right) {
            budget.make(16L * (left.size() + right.size()));
            List<@Nullable Object> both = new ArrayList<>(left);
            both.addAll(right);
            return both;
        }
        boolean texts = (a instanceof String || a instanceof Safe) && (b instanceof String || b instanceof Safe);
        if (operator.equals("+") && texts) {
            String left = String.valueOf(a);
            String right = String.valueOf(b);
            budget.make(2L * (left.length() + right.length()));
            return left + right;
        }
        if (operator.equals("*") && a instanceof String text && b instanceof Long times) {
            budget.make((long) Math.min(2.0 * text.length() * Math.max(0, times), 1L << 60));
            return text.repeat((int) Math.max(0, times));
        }
        throw TemplateValues.failed(
                line, "'" + operator + "' does not go with a " + describe(a) + " and a " + describe(b));
    }

    private static Object numbers(String operator, Number a, Number b, int line) {
        boolean whole = a instanceof Long && b instanceof Long;
        try {
            if (whole) {
                long x = a.longValue();
                long y = b.longValue();
                switch (operator) {
                    case "+":
                        return Math.addExact(x, y);
                    case "-":
                        return Math.subtractExact(x, y);
                    case "*":
                        return Math.multiplyExact(x, y);
                    case "//":
                        return Math.floorDiv(x, y);
                    case "%":
                        return Math.floorMod(x, y);
                    default:
                        break;
                }
            }
        } catch (ArithmeticException e) {
            throw TemplateValues.failed(line, b.longValue() == 0 ? "division by zero" : "a whole number overflows");
        }
        double x = a.doubleValue();
        double y = b.doubleValue();
        if (y == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
            throw TemplateValues.failed(line, "division by zero");
        }
        double result = switch (operator) {
            case "+" -> x + y;
            case "-" -> x - y;
            case "*" -> x * y;
            case "/" -> x / y;
            case "//" -> Math.floor(x / y);
            case "%" -> x - y * Math.floor(x / y);
            default -> Math.pow(x, y);
        };
        boolean power = operator.equals("**") && whole && y >= 0 && Math.abs(result) < 0x1p53;
        return power ? (Object) (long) result : (Object) result;
    }
}
