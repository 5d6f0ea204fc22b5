package dev.incant.tools.data;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON Patch (RFC 6902), JSON Merge Patch (RFC 7386) and the patch that leads from one value to another. Values that
/// come in are never changed.
final class JsonPatch {
    private static final long MAX_TABLE = 4_000_000;

    private final ToolContext context;

    JsonPatch(ToolContext context) {
        this.context = context;
    }

    /// Applies all operations or none.
    @Nullable Object apply(@Nullable Object document, List<@Nullable Object> operations) {
        Object result = document;
        for (int i = 0; i < operations.size(); i++) {
            context.checkCancelled();
            if (!(operations.get(i) instanceof Map<?, ?> operation)) {
                throw ToolException.invalidParams("patch[" + (i + 1) + "]: must be a map with op and path");
            }
            result = new Step(i + 1, operation).apply(result);
        }
        return result;
    }

    /// One operation of a patch, counted from 1.
    private record Step(int number, Map<?, ?> operation) {
        @Nullable Object apply(@Nullable Object document) {
            String op = text("op");
            JsonPointer path = pointer("path");
            switch (op) {
                case "add":
                    return path.add(document, value(), this::refused);
                case "replace":
                    path.get(document, this::refused);
                    return path.replace(document, value(), this::refused);
                case "remove":
                    return path.remove(document, this::refused);
                case "test":
                    if (!numericallyEqual(path.get(document, this::refused), value())) {
                        throw refused("the test failed: the value at '" + path + "' differs");
                    }
                    return document;
                case "copy":
                    return path.add(document, pointer("from").get(document, this::refused), this::refused);
                case "move":
                    JsonPointer from = pointer("from");
                    if (path.isBelow(from)) {
                        throw refused("cannot move '" + from + "' into itself");
                    }
                    Object moved = from.get(document, this::refused);
                    return path.add(from.remove(document, this::refused), moved, this::refused);
                default:
                    throw bad("op: must be one of add, remove, replace, move, copy, test, not '" + op + "'");
            }
        }

        private ToolException bad(String message) {
            return ToolException.invalidParams("patch[" + number + "]." + message);
        }

        private ToolException refused(String message) {
            return ToolException.failed("patch[" + number + "]: " + message).with("operation", (long) number);
        }

        private String text(String name) {
            if (operation.get(name) instanceof String text) {
                return text;
            }
            throw bad(name + ": must be a string");
        }

        private JsonPointer pointer(String name) {
            try {
                return JsonPointer.parse(text(name));
            } catch (IllegalArgumentException e) {
                throw bad(name + ": " + e.getMessage());
            }
        }

        private @Nullable Object value() {
            if (!operation.containsKey("value")) {
                throw bad("value: is missing");
            }
            return operation.get("value");
        }
    }

    /// Equality as the RFC has it: numbers by value, so 1 and 1.0 are the same.
    static boolean numericallyEqual(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number left && b instanceof Number right && left.getClass() != right.getClass()) {
            double d = left instanceof Double ? left.doubleValue() : right.doubleValue();
            long whole = left instanceof Long ? left.longValue() : right.longValue();
            return d == (double) whole && (long) d == whole && Math.abs(d) < 0x1p63;
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            boolean same = left.size() == right.size();
            for (int i = 0; same && i < left.size(); i++) {
                same = numericallyEqual(left.get(i), right.get(i));
            }
            return same;
        }
        if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
            boolean same = left.keySet().equals(right.keySet());
            for (Map.Entry<?, ?> entry : left.entrySet()) {
                same = same && numericallyEqual(entry.getValue(), right.get(entry.getKey()));
            }
            return same;
        }
        return Values.equal(a, b);
    }

    /// RFC 7386: members of the patch replace those of the document, null removes them.
    @Nullable Object merge(@Nullable Object document, @Nullable Object patch) {
        if (!(patch instanceof Map<?, ?> changes)) {
            return patch;
        }
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        if (document instanceof Map<?, ?> old) {
            old.forEach((name, value) -> {
                context.checkCancelled();
                result.put((String) name, value);
            });
        }
        changes.forEach((key, value) -> {
            context.checkCancelled();
            String name = (String) key;
            if (value == null) {
                result.remove(name);
            } else {
                result.put(name, merge(result.get(name), value));
            }
        });
        return result;
    }

    /// The operations that turn `from` into `to`; lists are compared by their longest common subsequence.
    List<@Nullable Object> diff(@Nullable Object from, @Nullable Object to) {
        List<@Nullable Object> operations = new ArrayList<>();
        diff("", from, to, operations);
        return operations;
    }

    private void diff(String path, @Nullable Object from, @Nullable Object to, List<@Nullable Object> operations) {
        context.checkCancelled();
        if (Values.equal(from, to)) {
            return;
        }
        if (from instanceof Map<?, ?> left && to instanceof Map<?, ?> right) {
            for (Map.Entry<?, ?> entry : left.entrySet()) {
                String at = path + "/" + JsonPointer.escaped((String) entry.getKey());
                if (right.containsKey(entry.getKey())) {
                    diff(at, entry.getValue(), right.get(entry.getKey()), operations);
                } else {
                    operations.add(Values.map("op", "remove", "path", at));
                }
            }
            for (Map.Entry<?, ?> entry : right.entrySet()) {
                if (!left.containsKey(entry.getKey())) {
                    String at = path + "/" + JsonPointer.escaped((String) entry.getKey());
                    operations.add(Values.map("op", "add", "path", at, "value", entry.getValue()));
                }
            }
        } else if (from instanceof List<?> left && to instanceof List<?> right) {
            lists(path, left, right, operations);
        } else {
            operations.add(Values.map("op", "replace", "path", path, "value", to));
        }
    }

    private void lists(String path, List<?> left, List<?> right, List<@Nullable Object> operations) {
        int start = 0;
        while (start < left.size() && start < right.size() && Values.equal(left.get(start), right.get(start))) {
            context.checkCancelled();
            start++;
        }
        int leftEnd = left.size();
        int rightEnd = right.size();
        while (leftEnd > start && rightEnd > start && Values.equal(left.get(leftEnd - 1), right.get(rightEnd - 1))) {
            context.checkCancelled();
            leftEnd--;
            rightEnd--;
        }
        boolean[][] kept = common(left.subList(start, leftEnd), right.subList(start, rightEnd));
        int at = start;
        int i = 0;
        int j = 0;
        // Between two kept items, those on both sides are paired and compared inside; the rest is removed or added.
        while (start + i < leftEnd || start + j < rightEnd) {
            boolean leftGoes = start + i < leftEnd && !kept[0][i];
            boolean rightComes = start + j < rightEnd && !kept[1][j];
            if (leftGoes && rightComes) {
                diff(path + "/" + at++, left.get(start + i++), right.get(start + j++), operations);
            } else if (leftGoes) {
                operations.add(Values.map("op", "remove", "path", path + "/" + at));
                i++;
            } else if (rightComes) {
                Object value = right.get(start + j++);
                operations.add(Values.map("op", "add", "path", path + "/" + at++, "value", value));
            } else {
                at++;
                i++;
                j++;
            }
        }
    }

    /// Which items of each list belong to the longest common subsequence; none when the lists are too long for the
    /// table, which makes the patch longer, not wrong.
    private boolean[][] common(List<?> left, List<?> right) {
        boolean[][] kept = {new boolean[left.size()], new boolean[right.size()]};
        if ((long) left.size() * right.size() > MAX_TABLE) {
            return kept;
        }
        int[][] length = new int[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                context.checkCancelled();
                length[i][j] = Values.equal(left.get(i), right.get(j))
                        ? length[i + 1][j + 1] + 1
                        : Math.max(length[i + 1][j], length[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < left.size() && j < right.size()) {
            if (Values.equal(left.get(i), right.get(j))) {
                kept[0][i++] = true;
                kept[1][j++] = true;
            } else if (length[i + 1][j] >= length[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        return kept;
    }
}
