package dev.incant.mcp.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A tool as its server defines it.
///
/// @param name what it is called by
/// @param definition all that the server says of it, as it stands on the wire
public record RemoteTool(String name, Map<String, @Nullable Object> definition) {
    /// The JSON Schema of its arguments; one that takes any object where the server sent none.
    public Map<String, @Nullable Object> inputSchema() {
        Map<String, @Nullable Object> schema = object("inputSchema");
        return schema == null ? Map.of("type", "object") : schema;
    }

    /// The JSON Schema of its structured result; null when the server does not say.
    public @Nullable Map<String, @Nullable Object> outputSchema() {
        return object("outputSchema");
    }

    /// What it does, by the server's own account: the description, else the title; empty where there is neither.
    public String description() {
        if (definition.get("description") instanceof String text && !text.isBlank()) {
            return text;
        }
        return definition.get("title") instanceof String title ? title : "";
    }

    /// The hints of how it behaves, which nobody has verified.
    public Map<String, @Nullable Object> annotations() {
        Map<String, @Nullable Object> hints = object("annotations");
        return hints == null ? Map.of() : hints;
    }

    private @Nullable Map<String, @Nullable Object> object(String field) {
        if (!(definition.get(field) instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        for (Map.Entry<?, ?> each : map.entrySet()) {
            named.put(String.valueOf(each.getKey()), each.getValue());
        }
        return named;
    }
}
