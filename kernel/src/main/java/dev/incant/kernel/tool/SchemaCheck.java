package dev.incant.kernel.tool;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.value.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks a value against a [Schema], collects every [Problem], and returns the value in the form that the schema
/// promises: a whole double where an integer is asked for becomes one, an empty list and an empty map stand for each
/// other (Lua has one table for both), text becomes bytes.
final class SchemaCheck {
    private static final int SHOWN = 60;

    private final List<Problem> problems;

    SchemaCheck(List<Problem> problems) {
        this.problems = problems;
    }

    /// Checks `value`, which stands at `path`. An if-chain, because a pattern switch costs start-up time.
    @Nullable Object check(Schema schema, @Nullable Object value, String path) {
        if (schema instanceof Schema.Text text) {
            return text(text, value, path);
        }
        if (schema instanceof Schema.Int integer) {
            return integer(integer, value, path);
        }
        if (schema instanceof Schema.Bool) {
            return value instanceof Boolean ? value : wrong("true or false", value, path);
        }
        if (schema instanceof Schema.Num number) {
            return number(number, value, path);
        }
        if (schema instanceof Schema.Numeric) {
            return value instanceof Long || value instanceof Double ? value : wrong("a number", value, path);
        }
        if (schema instanceof Schema.Items items) {
            return items(items, value, path);
        }
        if (schema instanceof Schema.MapOf map) {
            return map(map, value, path);
        }
        if (schema instanceof Schema.Fields fields) {
            return fields(fields, value, path);
        }
        if (schema instanceof Schema.OrNull or) {
            return value == null ? null : check(or.schema(), value, path);
        }
        if (schema instanceof Schema.Bytes) {
            if (value instanceof String text) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
            return value instanceof byte[] ? value : wrong("bytes or a string", value, path);
        }
        if (schema instanceof Schema.Either either) {
            return either(either, value, path);
        }
        return any(value, path);
    }

    private @Nullable Object any(@Nullable Object value, String path) {
        String problem = Values.problem(value);
        if (problem != null) {
            problems.add(new Problem(path, problem));
        }
        return value;
    }

    private @Nullable Object text(Schema.Text schema, @Nullable Object value, String path) {
        if (!(value instanceof String text)) {
            return wrong("a string", value, path);
        }
        if (!schema.allowed().isEmpty() && !schema.allowed().contains(text)) {
            problems.add(new Problem(
                    path,
                    "must be one of " + String.join(", ", schema.allowed()) + ", not " + shown(text)
                            + Nearest.hint(text, schema.allowed())));
        }
        if (text.length() > schema.maxLength()) {
            problems.add(
                    new Problem(path, "must have at most " + schema.maxLength() + " characters, has " + text.length()));
        }
        if (schema.pattern() != null && !Pattern.matches(schema.pattern(), text)) {
            problems.add(new Problem(path, "must match " + schema.pattern() + ", not " + shown(text)));
        }
        return text;
    }

    private @Nullable Object integer(Schema.Int schema, @Nullable Object value, String path) {
        long number;
        if (value instanceof Long whole) {
            number = whole;
        } else if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 0x1p63) {
            number = (long) (double) d;
        } else {
            return wrong("an integer", value, path);
        }
        if (number < schema.min() || number > schema.max()) {
            problems.add(new Problem(path, "must be " + range(schema) + ", not " + number));
        }
        return number;
    }

    private static String range(Schema.Int schema) {
        if (schema.max() == Long.MAX_VALUE) {
            return "at least " + schema.min();
        }
        return schema.min() == Long.MIN_VALUE
                ? "at most " + schema.max()
                : "from " + schema.min() + " to " + schema.max();
    }

    private @Nullable Object number(Schema.Num schema, @Nullable Object value, String path) {
        double number;
        if (value instanceof Double d) {
            number = d;
        } else if (value instanceof Long whole) {
            number = whole;
        } else {
            return wrong("a number", value, path);
        }
        if (!(number >= schema.min() && number <= schema.max())) {
            problems.add(new Problem(path, "must be from " + schema.min() + " to " + schema.max() + ", not " + number));
        }
        return number;
    }

    private @Nullable Object items(Schema.Items schema, @Nullable Object value, String path) {
        List<?> list;
        if (value instanceof List<?> given) {
            list = given;
        } else if (value instanceof Map<?, ?> map && map.isEmpty()) {
            list = List.of();
        } else {
            return wrong("a list", value, path);
        }
        if (list.size() < schema.min() || list.size() > schema.max()) {
            String bounds = schema.max() == Integer.MAX_VALUE
                    ? "at least " + schema.min()
                    : "from " + schema.min() + " to " + schema.max();
            problems.add(new Problem(path, "must have " + bounds + " items, has " + list.size()));
        }
        List<@Nullable Object> checked = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            checked.add(check(schema.item(), list.get(i), path + "[" + (i + 1) + "]"));
        }
        return checked;
    }

    private @Nullable Object map(Schema.MapOf schema, @Nullable Object value, String path) {
        Map<String, @Nullable Object> given = asMap(value);
        if (given == null) {
            return wrong("a map", value, path);
        }
        Map<String, @Nullable Object> checked = new LinkedHashMap<>();
        for (Map.Entry<String, @Nullable Object> entry : given.entrySet()) {
            checked.put(entry.getKey(), check(schema.value(), entry.getValue(), inside(path, entry.getKey())));
        }
        return checked;
    }

    private @Nullable Object fields(Schema.Fields schema, @Nullable Object value, String path) {
        Map<String, @Nullable Object> given = asMap(value);
        if (given == null) {
            return wrong("a map", value, path);
        }
        List<String> names = schema.fields().stream().map(Field::name).toList();
        Map<String, @Nullable Object> checked = new LinkedHashMap<>();
        for (Field field : schema.fields()) {
            if (given.containsKey(field.name())) {
                checked.put(field.name(), check(field.schema(), given.get(field.name()), inside(path, field.name())));
            } else if (field.required()) {
                problems.add(new Problem(inside(path, field.name()), "is missing"));
            }
        }
        for (String name : given.keySet()) {
            if (!names.contains(name) && schema.open()) {
                checked.put(name, any(given.get(name), inside(path, name)));
            } else if (!names.contains(name)) {
                problems.add(new Problem(inside(path, name), "is unknown" + Nearest.hint(name, names)));
            }
        }
        return checked;
    }

    private @Nullable Object either(Schema.Either schema, @Nullable Object value, String path) {
        for (Schema choice : schema.choices()) {
            List<Problem> found = new ArrayList<>();
            Object checked = new SchemaCheck(found).check(choice, value, path);
            if (found.isEmpty()) {
                return checked;
            }
        }
        return wrong(schema.typeName(), value, path);
    }

    @SuppressWarnings("unchecked") // the keys of a value's map are strings
    private static @Nullable Map<String, @Nullable Object> asMap(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        return value instanceof List<?> list && list.isEmpty() ? Map.of() : null;
    }

    private @Nullable Object wrong(String expected, @Nullable Object value, String path) {
        problems.add(new Problem(path, "must be " + expected + ", not " + described(value)));
        return value;
    }

    private static String inside(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String described(@Nullable Object value) {
        if (value instanceof String text) {
            return "the string " + shown(text);
        }
        if (value instanceof Long || value instanceof Double || value instanceof Boolean) {
            return "the " + Values.typeName(value) + " " + value;
        }
        return value == null ? "null" : "a " + Values.typeName(value);
    }

    private static String shown(String text) {
        String part = text.length() <= SHOWN ? text : text.substring(0, SHOWN - 1) + "…";
        return "'" + part.replace("\n", "\\n").replace("\r", "\\r") + "'";
    }
}
