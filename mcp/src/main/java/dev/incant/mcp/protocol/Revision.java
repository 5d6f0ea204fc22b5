package dev.incant.mcp.protocol;

import java.util.List;

/// The revisions of the protocol, by their dates. Dates compare as texts do.
public final class Revision {
    /// The stateless one.
    public static final String MODERN = "2026-07-28";

    /// The last one with a handshake.
    public static final String LEGACY = "2025-11-25";

    /// From here on results have structured content, and tools a title and an output schema.
    static final String STRUCTURED = "2025-06-18";

    /// From here on tools have annotations, and content may be audio.
    static final String ANNOTATED = "2025-03-26";

    /// All with a handshake, the newest first.
    public static final List<String> HANDSHAKES = List.of(LEGACY, STRUCTURED, ANNOTATED, "2024-11-05");

    /// All, the newest first.
    public static final List<String> ALL = List.of(MODERN, LEGACY, STRUCTURED, ANNOTATED, "2024-11-05");

    private Revision() {}

    /// The revision that a handshake agrees on: the one asked for if it is known, else the newest that has a handshake.
    static String agreed(String asked) {
        return HANDSHAKES.contains(asked) ? asked : LEGACY;
    }
}
