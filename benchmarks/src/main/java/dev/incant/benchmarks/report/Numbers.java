package dev.incant.benchmarks.report;

import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parts of a stored report, read with clear errors.
final class Numbers {
    private Numbers() {}

    /// JSON has no NaN.
    static @Nullable Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }

    static double of(Map<String, @Nullable Object> map, String name) {
        if (map.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(name, "a number");
    }

    static String text(Map<String, @Nullable Object> map, String name) {
        if (map.get(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "a string");
    }

    static List<Double> list(Map<String, @Nullable Object> map, String name) {
        if (!(map.get(name) instanceof List<?> list)) {
            throw wrong(name, "a list of numbers");
        }
        List<Double> numbers = new ArrayList<>(list.size());
        for (Object item : list) {
            if (!(item instanceof Number number)) {
                throw wrong(name, "a list of numbers");
            }
            numbers.add(number.doubleValue());
        }
        return numbers;
    }

    static List<Map<String, @Nullable Object>> maps(Map<String, @Nullable Object> map, String name) {
        if (!(map.get(name) instanceof List<?> list)) {
            throw wrong(name, "a list of objects");
        }
        List<Map<String, @Nullable Object>> maps = new ArrayList<>(list.size());
        for (Object item : list) {
            maps.add(object(item, name));
        }
        return maps;
    }

    static Map<String, @Nullable Object> map(Map<String, @Nullable Object> map, String name) {
        return object(map.get(name), name);
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are strings
    private static Map<String, @Nullable Object> object(@Nullable Object value, String name) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw wrong(name, "an object");
    }

    static ToolException wrong(String name, String expected) {
        return ToolException.invalidParams("not a report of 'incant bench': " + name + " must be " + expected);
    }
}
