package dev.incant.benchmarks.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the reply to a list of tools.
final class Listing {
    private Listing() {}

    /// The names in it, in its order.
    static List<String> names(Map<String, @Nullable Object> reply) {
        List<String> names = new ArrayList<>();
        if (reply.get("tools") instanceof List<?> tools) {
            for (Object tool : tools) {
                names.add(tool instanceof Map<?, ?> map ? String.valueOf(map.get("name")) : "no tool: " + tool);
            }
        }
        return names;
    }
}
