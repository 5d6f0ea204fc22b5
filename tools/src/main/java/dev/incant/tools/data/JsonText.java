package dev.incant.tools.data;

import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes a value as JSON text: compact, or indented by some spaces, with keys as they are or sorted.
///
/// @param indent spaces for each level; 0 for all on one line
public record JsonText(ToolContext context, int indent, boolean sorted) {
    public String write(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value, 0);
        return text.toString();
    }

    private void write(StringBuilder text, @Nullable Object value, int level) {
        context.checkCancelled();
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            String before = "{";
            for (Map.Entry<?, ?> entry : (sorted ? sorted(map) : map).entrySet()) {
                line(text.append(before), level + 1);
                text.append(Json.write(entry.getKey())).append(indent > 0 ? ": " : ":");
                write(text, entry.getValue(), level + 1);
                before = ",";
            }
            line(text, level);
            text.append('}');
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            String before = "[";
            for (Object item : list) {
                line(text.append(before), level + 1);
                write(text, item, level + 1);
                before = ",";
            }
            line(text, level);
            text.append(']');
        } else {
            text.append(Json.write(value, context::checkCancelled));
        }
    }

    private Map<?, ?> sorted(Map<?, ?> map) {
        Map<String, @Nullable Object> sorted = new TreeMap<>((a, b) -> {
            context.checkCancelled();
            return a.compareTo(b);
        });
        map.forEach((name, value) -> sorted.put((String) name, value));
        return sorted;
    }

    private void line(StringBuilder text, int level) {
        if (indent > 0) {
            text.append('\n').repeat(' ', indent * level);
        }
    }
}
