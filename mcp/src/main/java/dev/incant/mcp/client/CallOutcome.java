package dev.incant.mcp.client;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What came of a tool's call, as it stands on the wire.
///
/// @param content blocks for a model to read
/// @param structured the result as a plain value; null when there is none
/// @param hasStructured whether there is a structured result, which may be null
/// @param failed whether the tool's job was not done
public record CallOutcome(List<Map<?, ?>> content, @Nullable Object structured, boolean hasStructured, boolean failed) {
    public CallOutcome {
        content = List.copyOf(content);
    }

    static CallOutcome of(Map<String, @Nullable Object> result) {
        List<Map<?, ?>> blocks = result.get("content") instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .<Map<?, ?>>map(each -> (Map<?, ?>) each)
                        .toList()
                : List.of();
        return new CallOutcome(
                blocks,
                result.get("structuredContent"),
                result.containsKey("structuredContent"),
                Boolean.TRUE.equals(result.get("isError")));
    }

    /// The text of all blocks that are text, a line for each.
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Map<?, ?> block : content) {
            if ("text".equals(block.get("type")) && block.get("text") instanceof String part) {
                text.append(text.isEmpty() ? "" : "\n").append(part);
            }
        }
        return text.toString();
    }
}
