package dev.incant.tools.web;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Variables of a suite. `${NAME}` in a text stands for one; a text that is nothing else becomes the value itself, so
/// numbers stay numbers.
final class StepVariables {
    private final Map<String, @Nullable Object> values;

    StepVariables(Map<String, @Nullable Object> values) {
        this.values = new LinkedHashMap<>(values);
    }

    void set(String name, @Nullable Object value) {
        values.put(name, value);
    }

    Map<String, @Nullable Object> all() {
        return new LinkedHashMap<>(values);
    }

    /// A copy in which the variables stand in their places.
    ///
    /// @throws ToolException `failed` for a name that is not set
    Map<String, @Nullable Object> placedIn(Map<String, @Nullable Object> map) {
        Map<String, @Nullable Object> placed = new LinkedHashMap<>();
        map.forEach((name, value) -> placed.put(name, placed(value)));
        return placed;
    }

    private @Nullable Object placed(@Nullable Object value) {
        if (value instanceof String text) {
            boolean whole = text.startsWith("${") && text.indexOf('}') == text.length() - 1;
            return whole ? value(text.substring(2, text.length() - 1)) : text(text);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> placed = new ArrayList<>();
            list.forEach(item -> placed.add(placed(item)));
            return placed;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> placed = new LinkedHashMap<>();
            map.forEach((name, item) -> placed.put((String) name, placed(item)));
            return placed;
        }
        return value;
    }

    private String text(String text) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf("${"); at >= 0; at = text.indexOf("${", from)) {
            int end = text.indexOf('}', at);
            if (end < 0) {
                break;
            }
            Object value = value(text.substring(at + 2, end));
            out.append(text, from, at).append(value instanceof String string ? string : Json.write(value));
            from = end + 1;
        }
        return out.append(text, from, text.length()).toString();
    }

    private @Nullable Object value(String name) {
        if (!values.containsKey(name)) {
            throw ToolException.failed("the variable " + name + " is not set; set are: "
                    + (values.isEmpty() ? "none" : String.join(", ", values.keySet())));
        }
        return values.get(name);
    }
}
