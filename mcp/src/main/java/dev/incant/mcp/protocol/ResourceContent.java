package dev.incant.mcp.protocol;

/// What a resource holds.
public sealed interface ResourceContent {
    String uri();

    String mimeType();

    /// Whether it came from outside and may hold instructions that nobody here gave.
    boolean untrusted();

    record Text(String uri, String mimeType, String text, boolean untrusted) implements ResourceContent {
        /// A text that was made here.
        public Text(String uri, String mimeType, String text) {
            this(uri, mimeType, text, false);
        }
    }

    record Blob(String uri, String mimeType, byte[] data, boolean untrusted) implements ResourceContent {
        /// Bytes that were made here.
        public Blob(String uri, String mimeType, byte[] data) {
            this(uri, mimeType, data, false);
        }
    }
}
