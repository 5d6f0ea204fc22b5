package dev.incant.mcp.protocol;

/// Something that clients can read by its URI.
///
/// @param size in bytes, negative while unknown
public record Resource(String uri, String name, String title, String description, String mimeType, long size) {
    /// Many resources whose URIs follow a pattern.
    ///
    /// @param uriTemplate as in RFC 6570, level 1
    public record Template(String uriTemplate, String name, String title, String description, String mimeType) {}
}
