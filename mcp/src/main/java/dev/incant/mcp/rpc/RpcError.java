package dev.incant.mcp.rpc;

import org.jspecify.annotations.Nullable;

/// Why a request has no result.
///
/// @param code one of JSON-RPC's, or one that the protocol adds
/// @param message one sentence
/// @param data more for programs, a plain value; null when there is none
public record RpcError(int code, String message, @Nullable Object data) {
    /// What came is no JSON.
    public static final int PARSE_ERROR = -32700;

    /// What came is JSON, but no message.
    public static final int INVALID_REQUEST = -32600;

    /// The method is not there.
    public static final int METHOD_NOT_FOUND = -32601;

    /// The parameters do not fit the method.
    public static final int INVALID_PARAMS = -32602;

    /// A bug, or something that should not have happened.
    public static final int INTERNAL_ERROR = -32603;

    public RpcError(int code, String message) {
        this(code, message, null);
    }
}
