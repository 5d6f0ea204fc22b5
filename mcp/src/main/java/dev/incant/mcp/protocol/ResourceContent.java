package dev.incant.mcp.protocol;

/// What a resource holds.
public sealed interface ResourceContent {
    String uri();

    String mimeType();

    record Text(String uri, String mimeType, String text) implements ResourceContent {}

    record Blob(String uri, String mimeType, byte[] data) implements ResourceContent {}
}
