package dev.incant.tools.data.jq;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The operators. Whole numbers are computed exactly while they fit a `long`, all others as IEEE doubles.
final class Arithmetic {
    private static final double EXACT = 0x1p53;

    private Arithmetic() {}

    /// A double, as an integer where it is one that a double tells apart from its neighbours.
    static Object number(double d) {
        if (d == Math.rint(d) && Math.abs(d) < EXACT && !(d == 0 && 1 / d < 0)) {
            return (long) d;
        }
        return d;
    }

    static Object negated(@Nullable Object value) {
        if (value instanceof Long whole && whole != Long.MIN_VALUE && whole != 0) {
            return -whole;
        }
        if (value instanceof Number number) {
            return number(-number.doubleValue());
        }
        throw new JqError(Text.described(value) + " cannot be negated");
    }

    static @Nullable Object operate(String operator, @Nullable Object a, @Nullable Object b, Meter meter) {
        return switch (operator) {
            case "+" -> plus(a, b, meter);
            case "-" -> minus(a, b, meter);
            case "*" -> times(a, b, meter);
            case "/" -> divide(a, b, meter);
            case "%" -> modulo(a, b);
            case "==" -> meter.order().equal(a, b);
            case "!=" -> !meter.order().equal(a, b);
            case "<" -> meter.order().compare(a, b) < 0;
            case "<=" -> meter.order().compare(a, b) <= 0;
            case ">" -> meter.order().compare(a, b) > 0;
            default -> meter.order().compare(a, b) >= 0;
        };
    }

    private static JqError cannot(@Nullable Object a, @Nullable Object b, String done) {
        return new JqError(Text.described(a) + " and " + Text.described(b) + " cannot be " + done);
    }

    static @Nullable Object plus(@Nullable Object a, @Nullable Object b, Meter meter) {
        if (a == null) {
            return b;
        }
        if (b == null) {
            return a;
        }
        if (a instanceof Number left && b instanceof Number right) {
            if (left instanceof Long x && right instanceof Long y) {
                long sum = x + y;
                if (((x ^ sum) & (y ^ sum)) >= 0) {
                    return sum;
                }
            }
            return number(left.doubleValue() + right.doubleValue());
        }
        if (a instanceof String left && b instanceof String right) {
            meter.check(2L * ((long) left.length() + right.length()));
            return left + right;
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            meter.check(8L * ((long) left.size() + right.size()));
            JqList sum = new JqList(left, meter);
            sum.addAll(right, meter);
            return sum;
        }
        if (a instanceof Map<?, ?> && b instanceof Map<?, ?>) {
            JqMap sum = new JqMap(Access.map(a), meter);
            Access.map(b).forEach((name, value) -> {
                meter.tick();
                sum.put(name, value);
            });
            return sum;
        }
        throw cannot(a, b, "added");
    }

    private static Object minus(@Nullable Object a, @Nullable Object b, Meter meter) {
        if (a instanceof Number left && b instanceof Number right) {
            if (left instanceof Long x && right instanceof Long y) {
                long difference = x - y;
                if (((x ^ y) & (x ^ difference)) >= 0) {
                    return difference;
                }
            }
            return number(left.doubleValue() - right.doubleValue());
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            java.util.TreeSet<@Nullable Object> gone = new java.util.TreeSet<>(meter.order());
            gone.addAll(right);
            JqList rest = new JqList();
            for (Object item : left) {
                if (!gone.contains(item)) {
                    rest.add(item);
                }
            }
            return rest;
        }
        throw cannot(a, b, "subtracted");
    }

    private static @Nullable Object times(@Nullable Object a, @Nullable Object b, Meter meter) {
        if (a instanceof Number left && b instanceof Number right) {
            if (left instanceof Long x && right instanceof Long y) {
                long high = Math.multiplyHigh(x, y);
                long low = x * y;
                if ((high == 0 && low >= 0) || (high == -1 && low < 0)) {
                    return low;
                }
            }
            return number(left.doubleValue() * right.doubleValue());
        }
        if (a instanceof String text && b instanceof Number count) {
            return repeated(text, count.doubleValue(), meter);
        }
        if (a instanceof Number count && b instanceof String text) {
            return repeated(text, count.doubleValue(), meter);
        }
        if (a instanceof Map<?, ?> && b instanceof Map<?, ?>) {
            return merged(Access.map(a), Access.map(b), meter);
        }
        throw cannot(a, b, "multiplied");
    }

    private static @Nullable Object repeated(String text, double count, Meter meter) {
        if (Double.isNaN(count) || count <= 0) {
            return null;
        }
        double times = count < 1 ? 1 : Math.floor(count);
        meter.check((long) Math.min(2.0 * text.length() * times + 48, Long.MAX_VALUE));
        return text.repeat((int) times);
    }

    private static JqMap merged(Map<String, @Nullable Object> a, Map<String, @Nullable Object> b, Meter meter) {
        JqMap result = new JqMap(a, meter);
        b.forEach((name, value) -> {
            meter.tick();
            Object old = result.get(name);
            result.put(
                    name,
                    old instanceof Map && value instanceof Map
                            ? merged(Access.map(old), Access.map(value), meter)
                            : value);
        });
        return result;
    }

    private static Object divide(@Nullable Object a, @Nullable Object b, Meter meter) {
        if (a instanceof Number left && b instanceof Number right) {
            if (right.doubleValue() == 0) {
                throw cannot(a, b, "divided because the divisor is zero");
            }
            if (left instanceof Long x && right instanceof Long y && y != -1 && x % y == 0) {
                return x / y;
            }
            return number(left.doubleValue() / right.doubleValue());
        }
        if (a instanceof String left && b instanceof String right) {
            return Strings.split(left, right, meter);
        }
        throw cannot(a, b, "divided");
    }

    private static Object modulo(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number left && b instanceof Number right) {
            if (Double.isNaN(left.doubleValue()) || Double.isNaN(right.doubleValue())) {
                return Double.NaN;
            }
            long divisor = right.longValue();
            if (divisor == 0) {
                throw cannot(a, b, "divided because the divisor is zero");
            }
            // The sign is the dividend's, the size does not depend on the divisor's sign.
            return left.longValue() % (divisor == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(divisor));
        }
        throw cannot(a, b, "divided");
    }

    /// The sum of many: strings and lists are put together once rather than step by step.
    static @Nullable Object sum(Iterable<?> items, Meter meter) {
        Object sum = null;
        StringBuilder text = null;
        JqList list = null;
        for (Object item : items) {
            meter.tick();
            if (item != null && text != null && item instanceof String more) {
                meter.check(2L * (text.length() + more.length()));
                text.append(more);
            } else if (item != null && list != null && item instanceof List<?> more) {
                list.addAll(more, meter);
                meter.check(list.weight());
            } else if (item != null) {
                sum = text != null ? text.toString() : list != null ? list : sum;
                text = null;
                list = null;
                sum = plus(sum, item, meter);
                if (sum instanceof String started) {
                    text = new StringBuilder(started);
                } else if (sum instanceof List<?> started) {
                    list = new JqList(started, meter);
                }
            }
        }
        return text != null ? text.toString() : list != null ? list : sum;
    }
}
