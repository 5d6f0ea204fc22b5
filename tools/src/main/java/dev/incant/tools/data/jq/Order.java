package dev.incant.tools.data.jq;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The order of all values: null, false, true, numbers, strings by code points, arrays, objects.
final class Order implements Comparator<@Nullable Object> {
    private final Meter meter;

    /// An order whose every comparison is a step of the query.
    Order(Meter meter) {
        this.meter = meter;
    }

    @Override
    public int compare(@Nullable Object a, @Nullable Object b) {
        meter.tick();
        int rank = rank(a);
        if (rank != rank(b)) {
            return Integer.compare(rank, rank(b));
        }
        if (a instanceof Number left && b instanceof Number right) {
            return numbers(left, right);
        }
        if (a instanceof String left && b instanceof String right) {
            return strings(left, right);
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            return lists(left, right);
        }
        if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
            return maps(left, right);
        }
        return 0;
    }

    boolean equal(@Nullable Object a, @Nullable Object b) {
        return compare(a, b) == 0;
    }

    private static int rank(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Boolean flag) {
            return flag ? 2 : 1;
        }
        if (value instanceof Number) {
            return 3;
        }
        if (value instanceof String) {
            return 4;
        }
        return value instanceof List ? 5 : 6;
    }

    private static int numbers(Number a, Number b) {
        if (a instanceof Long left && b instanceof Long right) {
            return Long.compare(left, right);
        }
        double left = a.doubleValue();
        double right = b.doubleValue();
        if (left != right || Double.isInfinite(left)) {
            // NaN is less than any number, itself included, as jq has it.
            return Double.isNaN(left) || left < right ? -1 : left == right ? 0 : 1;
        }
        return exact(a).compareTo(exact(b));
    }

    private static BigDecimal exact(Number number) {
        return number instanceof Long whole ? BigDecimal.valueOf(whole) : new BigDecimal(number.doubleValue());
    }

    static int strings(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                boolean both = Character.isSurrogate(left) == Character.isSurrogate(right);
                return both ? Character.compare(left, right) : Character.isSurrogate(left) ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private int lists(List<?> a, List<?> b) {
        int shorter = Math.min(a.size(), b.size());
        for (int i = 0; i < shorter; i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private int maps(Map<?, ?> a, Map<?, ?> b) {
        List<String> names = sortedKeys(a);
        int order = lists(names, sortedKeys(b));
        for (int i = 0; order == 0 && i < names.size(); i++) {
            order = compare(a.get(names.get(i)), b.get(names.get(i)));
        }
        return order;
    }

    List<String> sortedKeys(Map<?, ?> map) {
        List<String> names = new ArrayList<>(map.size());
        for (Object name : map.keySet()) {
            meter.tick();
            names.add((String) Objects.requireNonNull(name));
        }
        Collections.sort(names, (a, b) -> {
            meter.tick();
            return strings(a, b);
        });
        return names;
    }
}
