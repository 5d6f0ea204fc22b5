package dev.incant.mcp.protocol;

/// The error codes that the protocol adds to JSON-RPC's. Source: 2026-07-28, "Error Codes".
public final class Codes {
    /// A header does not say what the body says.
    public static final int HEADER_MISMATCH = -32020;

    /// The client did not declare what the request needs.
    public static final int MISSING_CAPABILITY = -32021;

    /// The revision asked for is not spoken here.
    public static final int UNSUPPORTED_REVISION = -32022;

    /// No such resource, until 2025-11-25.
    static final int LEGACY_NOT_FOUND = -32002;

    private Codes() {}
}
