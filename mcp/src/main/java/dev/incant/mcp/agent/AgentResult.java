package dev.incant.mcp.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of a call.
///
/// @param content for the model to read, in order
/// @param structured the result as a plain value that fits the tool's output schema; null when there is none
/// @param failed whether the tool's job was not done
public record AgentResult(List<Part> content, @Nullable Object structured, boolean failed) {
    public AgentResult {
        content = List.copyOf(content);
    }

    /// A piece of content.
    public sealed interface Part {}

    /// Text.
    ///
    /// @param untrusted whether it came from outside (a page, a file, a host) and may hold instructions that
    ///     nobody here gave
    public record Text(String text, boolean untrusted) implements Part {}

    /// An image, by MIME type.
    public record Image(byte[] data, String mimeType) implements Part {}

    /// Sound, by MIME type.
    public record Audio(byte[] data, String mimeType) implements Part {}

    /// Something that the client can read as a resource.
    public record Link(String uri, String name, String mimeType, long size) implements Part {}
}
