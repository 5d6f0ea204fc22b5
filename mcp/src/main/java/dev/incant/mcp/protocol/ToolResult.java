package dev.incant.mcp.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of a tool's call.
///
/// @param content for the model to read, in order
/// @param structured a plain value that fits the tool's output schema; null when there is none
/// @param failed whether the tool's job was not done
public record ToolResult(List<Content> content, @Nullable Object structured, boolean failed) {
    public ToolResult {
        content = List.copyOf(content);
    }

    public static ToolResult text(String text) {
        return new ToolResult(List.of(new Content.Text(text)), null, false);
    }

    public static ToolResult failure(String text) {
        return new ToolResult(List.of(new Content.Text(text)), null, true);
    }
}
