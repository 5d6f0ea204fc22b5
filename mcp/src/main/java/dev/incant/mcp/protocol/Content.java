package dev.incant.mcp.protocol;

/// A piece of a tool's result or of a prompt's message.
public sealed interface Content {
    /// Text.
    ///
    /// @param untrusted whether it came from outside and may hold instructions that nobody here gave
    record Text(String text, boolean untrusted) implements Content {
        public Text(String text) {
            this(text, false);
        }
    }

    record Image(byte[] data, String mimeType) implements Content {}

    record Audio(byte[] data, String mimeType) implements Content {}

    /// Something that the client can read as a resource.
    ///
    /// @param size in bytes, negative while unknown
    record Link(String uri, String name, String mimeType, long size) implements Content {}

    /// A resource with its content.
    record Embedded(ResourceContent resource) implements Content {}
}
