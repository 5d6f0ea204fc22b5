package dev.incant.kernel.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What holds for every value of the closed set: names of types, equality, making one from what Java code has at hand.
public final class Values {
    private Values() {}

    /// The deepest nesting of lists and maps that is accepted anywhere.
    public static final int MAX_DEPTH = 200;

    /// The name of a value's type, as schemas and error messages say it.
    public static String typeName(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String) {
            return "string";
        }
        if (value instanceof Long) {
            return "integer";
        }
        if (value instanceof Double) {
            return "number";
        }
        if (value instanceof Boolean) {
            return "boolean";
        }
        if (value instanceof List) {
            return "list";
        }
        if (value instanceof Map) {
            return "map";
        }
        return value instanceof byte[] ? "bytes" : value.getClass().getName();
    }

    /// A map of names and values in the order given; `pairs` are name, value, name, value, ….
    public static Map<String, @Nullable Object> map(@Nullable Object... pairs) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) Objects.requireNonNull(pairs[i]), of(pairs[i + 1]));
        }
        return map;
    }

    /// A list of the values given, nulls allowed.
    public static List<@Nullable Object> list(@Nullable Object... items) {
        List<@Nullable Object> list = new ArrayList<>(items.length);
        for (Object item : items) {
            list.add(of(item));
        }
        return list;
    }

    /// Makes a value of the closed set from what Java code has at hand: any `Number` with an exact place,
    /// `CharSequence`s, enums' names are not guessed. Lists and maps are returned as they are, their content
    /// unchecked.
    ///
    /// @throws IllegalArgumentException for anything that has no exact counterpart
    public static @Nullable Object of(@Nullable Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof List
                || value instanceof Map
                || value instanceof byte[]) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float f) {
            return f.doubleValue();
        }
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        throw new IllegalArgumentException(
                "not a value of the contract: " + value.getClass().getName());
    }

    /// A copy in which every part, nested ones included, is of the closed set; see [#of]. Maps without an order of
    /// their own, such as those of [Map#of], are put in order of their names, so that it is the same in every run.
    public static @Nullable Object deep(@Nullable Object value) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            for (Object item : list) {
                copy.add(deep(item));
            }
            return copy;
        }
        if (value instanceof Map<?, ?> map) {
            boolean ordered = map instanceof SequencedMap<?, ?>;
            Map<String, @Nullable Object> copy = ordered ? new LinkedHashMap<>() : new TreeMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                copy.put((String) entry.getKey(), deep(entry.getValue()));
            }
            return ordered ? copy : new LinkedHashMap<>(copy);
        }
        return of(value);
    }

    /// A copy that cannot be changed, nor can the lists and maps in it, for all to share.
    public static Map<String, @Nullable Object> frozen(Map<String, @Nullable Object> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<String, @Nullable Object> entry : map.entrySet()) {
            copy.put(entry.getKey(), frozen(entry.getValue()));
        }
        return Collections.unmodifiableMap(copy);
    }

    @SuppressWarnings("unchecked") // a value's maps have texts as names
    private static @Nullable Object frozen(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return frozen((Map<String, @Nullable Object>) map);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            for (Object item : list) {
                copy.add(frozen(item));
            }
            return Collections.unmodifiableList(copy);
        }
        return value;
    }

    /// Finds the first thing in a value that does not belong to the closed set, nested ones included.
    ///
    /// @return null when all is well, else a sentence that names the place
    public static @Nullable String problem(@Nullable Object value) {
        // Places are spelt out only when there is something to tell: values may be large.
        return sound(value, 0) ? null : problem(value, "", 0);
    }

    private static boolean sound(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            return false;
        }
        if (value instanceof List<?> list) {
            for (Object item : list) {
                if (!sound(item, depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String) || !sound(entry.getValue(), depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        return simple(value);
    }

    private static boolean simple(@Nullable Object value) {
        return value == null
                || value instanceof String
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof byte[];
    }

    /// How large a value of the closed set is, for limits: the characters of its texts and names, the bytes of its
    /// bytes, and 8 for everything else. Its JSON is rarely much larger or smaller.
    public static long size(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        long size = 8;
        if (value instanceof List<?> list) {
            for (Object item : list) {
                size += size(item);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                size += size(entry.getKey()) + size(entry.getValue());
            }
        }
        return size;
    }

    private static @Nullable String problem(@Nullable Object value, String path, int depth) {
        if (depth > MAX_DEPTH) {
            return "nested deeper than " + MAX_DEPTH;
        }
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                String inner = problem(list.get(i), path + "[" + i + "]", depth + 1);
                if (inner != null) {
                    return inner;
                }
            }
            return null;
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String key)) {
                    return at(path) + "a map's key is not a string: " + entry.getKey();
                }
                String inner = problem(entry.getValue(), path.isEmpty() ? key : path + "." + key, depth + 1);
                if (inner != null) {
                    return inner;
                }
            }
            return null;
        }
        return simple(value) ? null : at(path) + "not a value of the contract: " + typeName(value);
    }

    private static String at(String path) {
        return path.isEmpty() ? "" : path + ": ";
    }

    /// Whether two values are the same: bytes by content, maps whatever their order, and a `Long` never equal to a
    /// `Double`.
    public static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a instanceof byte[] left && b instanceof byte[] right) {
            return Arrays.equals(left, right);
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            if (left.size() != right.size()) {
                return false;
            }
            for (int i = 0; i < left.size(); i++) {
                if (!equal(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
            if (left.size() != right.size()) {
                return false;
            }
            for (Map.Entry<?, ?> entry : left.entrySet()) {
                if (!right.containsKey(entry.getKey()) || !equal(entry.getValue(), right.get(entry.getKey()))) {
                    return false;
                }
            }
            return true;
        }
        return Objects.equals(a, b);
    }
}
