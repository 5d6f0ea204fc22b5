package dev.incant.tools.data.jq;

import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reading, setting and deleting what stands at a key, a slice or a path.
final class Access {
    /// The longest array that setting an element may make.
    private static final int MAX_LENGTH = 16 << 20;

    private Access() {}

    @SuppressWarnings("unchecked") // a value's map has strings as keys
    static Map<String, @Nullable Object> map(Object value) {
        return (Map<String, @Nullable Object>) value;
    }

    static @Nullable Object get(@Nullable Object in, @Nullable Object key, Meter meter) {
        if (in instanceof Map<?, ?> map && key instanceof String name) {
            return map.get(name);
        }
        if (in instanceof List<?> list && key instanceof Number index) {
            return element(list, index);
        }
        if (key instanceof Map<?, ?> slice && (in == null || in instanceof List)) {
            return slice(in, slice.get("start"), slice.get("end"), meter);
        }
        if (in instanceof List<?> list && key instanceof List<?> part) {
            return indices(list, part, meter);
        }
        if (in == null && (key instanceof String || key instanceof Number || key == null)) {
            return null;
        }
        if (key instanceof String name) {
            String kind = in instanceof List ? "string " : "";
            throw new JqError("Cannot index " + Text.type(in) + " with " + kind + "\"" + name + "\"");
        }
        throw new JqError(
                in instanceof List || !(key instanceof Number)
                        ? "Cannot index " + Text.type(in) + " with " + Text.type(key)
                        : "Cannot index " + Text.type(in) + " with number");
    }

    private static @Nullable Object element(List<?> list, Number index) {
        double at = Math.floor(index.doubleValue());
        if (at < 0) {
            at += list.size();
        }
        return at >= 0 && at < list.size() ? list.get((int) at) : null;
    }

    static JqList indices(List<?> list, List<?> part, Meter meter) {
        JqList found = new JqList();
        if (part.isEmpty()) {
            return found;
        }
        for (int i = 0; i + part.size() <= list.size(); i++) {
            if (meter.order().equal(list.subList(i, i + part.size()), part)) {
                found.add((long) i);
            }
        }
        return found;
    }

    static @Nullable Object slice(@Nullable Object in, @Nullable Object from, @Nullable Object to, Meter meter) {
        if (in == null) {
            return null;
        }
        if (in instanceof List<?> list) {
            int[] range = range(list.size(), from, to);
            return new JqList(list.subList(range[0], range[1]), meter);
        }
        if (in instanceof String text) {
            int[] range = range(text.codePointCount(0, text.length()), from, to);
            int start = text.offsetByCodePoints(0, range[0]);
            return text.substring(start, text.offsetByCodePoints(start, range[1] - range[0]));
        }
        throw new JqError("Cannot index " + Text.type(in) + " with object");
    }

    private static int[] range(int length, @Nullable Object from, @Nullable Object to) {
        if ((from != null && !(from instanceof Number)) || (to != null && !(to instanceof Number))) {
            throw new JqError("Start and end indices of an array slice must be numbers");
        }
        double start = from instanceof Number number ? Math.floor(number.doubleValue()) : 0;
        double end = to instanceof Number number ? Math.ceil(number.doubleValue()) : length;
        int first = (int) Math.max(0, Math.min(length, start < 0 ? start + length : start));
        int last = (int) Math.max(0, Math.min(length, end < 0 ? end + length : end));
        return new int[] {first, Math.max(first, last)};
    }

    static @Nullable Object getPath(@Nullable Object in, List<?> path, Meter meter) {
        Object at = in;
        for (Object key : path) {
            if (at == null) {
                return null;
            }
            at = get(at, key, meter);
        }
        return at;
    }

    /// The input with `value` at a path; containers in `owned` are changed in place, others are copied into it.
    static @Nullable Object set(
            @Nullable Object in, List<?> path, int depth, @Nullable Object value, Set<Object> owned, Meter meter) {
        if (depth == path.size()) {
            return value;
        }
        Object key = path.get(depth);
        Object old = in == null && !(key instanceof Map) ? null : get(in, key, meter);
        Object changed = set(old, path, depth + 1, value, owned, meter);
        if (key instanceof String name && (in == null || in instanceof Map)) {
            JqMap copy = in instanceof JqMap map && owned.contains(map)
                    ? map
                    : in == null ? new JqMap() : new JqMap(map(in), meter);
            owned.add(copy);
            copy.put(name, changed);
            return copy;
        }
        if (key instanceof Number index && (in == null || in instanceof List)) {
            JqList copy = in instanceof JqList list && owned.contains(list)
                    ? list
                    : in == null ? new JqList() : new JqList((List<?>) in, meter);
            owned.add(copy);
            return put(copy, index, changed);
        }
        if (key instanceof Map<?, ?> slice && (in == null || in instanceof List)) {
            return splice(in == null ? List.of() : (List<?>) in, slice, changed, meter);
        }
        throw new JqError("Cannot update field at " + Text.type(key) + " index of " + Text.type(in));
    }

    private static JqList put(JqList list, Number index, @Nullable Object value) {
        double at = Math.floor(index.doubleValue());
        if (at < 0) {
            at += list.size();
            if (at < 0) {
                throw new JqError("Out of bounds negative array index");
            }
        }
        if (at >= MAX_LENGTH) {
            throw ToolException.limitExceeded("the array index " + (long) at + " is over " + MAX_LENGTH);
        }
        while (list.size() <= at) {
            list.add(null);
        }
        list.set((int) at, value);
        return list;
    }

    private static JqList splice(List<?> list, Map<?, ?> slice, @Nullable Object value, Meter meter) {
        if (!(value instanceof List<?> inserted)) {
            throw new JqError("A slice of an array can only be assigned another array");
        }
        int[] range = range(list.size(), slice.get("start"), slice.get("end"));
        JqList result = new JqList(list.subList(0, range[0]), meter);
        result.addAll(inserted, meter);
        result.addAll(list.subList(range[1], list.size()), meter);
        return result;
    }

    /// The input without what stands at the paths.
    static @Nullable Object delete(@Nullable Object in, List<?> paths, Meter meter) {
        List<List<?>> all = new ArrayList<>(paths.size());
        for (Object path : paths) {
            if (!(path instanceof List<?> keys)) {
                throw new JqError("Path must be specified as an array");
            }
            if (keys.isEmpty()) {
                return null;
            }
            all.add(keys);
        }
        return all.isEmpty() ? in : delete(in, all, 0, meter);
    }

    private static @Nullable Object delete(@Nullable Object in, List<List<?>> paths, int depth, Meter meter) {
        if (in == null) {
            return null;
        }
        Map<@Nullable Object, List<List<?>>> deeper = new LinkedHashMap<>();
        List<@Nullable Object> here = new ArrayList<>();
        for (List<?> path : paths) {
            meter.tick();
            Object key = path.get(depth);
            if (depth + 1 == path.size()) {
                here.add(key);
            } else {
                deeper.computeIfAbsent(key, _ -> new ArrayList<>()).add(path);
            }
        }
        Object result = in;
        Set<Object> owned = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Map.Entry<@Nullable Object, List<List<?>>> entry : deeper.entrySet()) {
            meter.tick();
            Object old = get(result, entry.getKey(), meter);
            if (old != null) {
                Object changed = delete(old, entry.getValue(), depth + 1, meter);
                result = set(result, Collections.singletonList(entry.getKey()), 0, changed, owned, meter);
            }
        }
        return here.isEmpty() ? result : without(result, here);
    }

    private static @Nullable Object without(@Nullable Object in, List<@Nullable Object> keys) {
        if (in instanceof Map<?, ?>) {
            JqMap copy = new JqMap();
            Set<@Nullable Object> gone = new HashSet<>(keys);
            for (Object key : keys) {
                if (!(key instanceof String)) {
                    throw new JqError("Cannot delete field at object index of " + Text.type(key));
                }
            }
            map(in).forEach((name, value) -> {
                if (!gone.contains(name)) {
                    copy.put(name, value);
                }
            });
            return copy;
        }
        if (!(in instanceof List<?> list)) {
            Object key = keys.getFirst();
            throw new JqError("Cannot delete field at " + (key instanceof String ? "object" : "array") + " index of "
                    + Text.type(in));
        }
        BitSet gone = new BitSet(list.size());
        for (Object key : keys) {
            if (key instanceof Map<?, ?> slice) {
                int[] range = range(list.size(), slice.get("start"), slice.get("end"));
                gone.set(range[0], range[1]);
            } else if (key instanceof Number index) {
                double at = Math.floor(index.doubleValue());
                at = at < 0 ? at + list.size() : at;
                if (at >= 0 && at < list.size()) {
                    gone.set((int) at);
                }
            } else {
                throw new JqError("Cannot delete field at array index of " + Text.type(in));
            }
        }
        JqList copy = new JqList();
        for (int i = 0; i < list.size(); i++) {
            if (!gone.get(i)) {
                copy.add(list.get(i));
            }
        }
        return copy;
    }
}
