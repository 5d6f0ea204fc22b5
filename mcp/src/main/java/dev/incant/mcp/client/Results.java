package dev.incant.mcp.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads parts of results.
final class Results {
    private Results() {}

    /// A value as an object; an empty one for what is none.
    static Map<String, @Nullable Object> object(@Nullable Object value) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> named.put(String.valueOf(key), each));
        }
        return named;
    }

    /// A copy with one more entry.
    static Map<String, @Nullable Object> with(Map<String, @Nullable Object> map, String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }
}
