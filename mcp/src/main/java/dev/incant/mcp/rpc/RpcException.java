package dev.incant.mcp.rpc;

import org.jspecify.annotations.Nullable;

/// Ends a request with an [RpcError]. A value rather than a report of where it was thrown: it has no stack trace.
public final class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RpcError error;
    private final transient @Nullable RpcId id;

    private RpcException(@Nullable RpcId id, RpcError error) {
        super(error.message(), null, false, false);
        this.id = id;
        this.error = error;
    }

    /// An error of the request being answered.
    public static RpcException of(RpcError error) {
        return new RpcException(null, error);
    }

    public static RpcException of(int code, String message) {
        return of(new RpcError(code, message));
    }

    public static RpcException invalidParams(String message) {
        return of(RpcError.INVALID_PARAMS, message);
    }

    /// An error of a message that could not be read.
    ///
    /// @param id the request's, null when it could not be read either
    static RpcException unreadable(@Nullable RpcId id, int code, String message) {
        return new RpcException(id, new RpcError(code, message));
    }

    public RpcError error() {
        return error;
    }

    /// The answer that tells the sender of a message that could not be read.
    public RpcMessage.Failure answer() {
        return new RpcMessage.Failure(id, error);
    }
}
