package dev.incant.mcp.client;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.protocol.Codes;
import dev.incant.mcp.rpc.RpcError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says what went wrong between us and a server in the kernel's closed set.
final class ClientErrors {
    /// The TypeScript SDK's codes for a connection that closed and a request that took too long.
    private static final int CONNECTION_CLOSED = -32000;

    private static final int REQUEST_TIMEOUT = -32001;
    private static final int NO_RESOURCE = -32002;

    private ClientErrors() {}

    /// An error that the server answered with.
    static ToolException of(RpcError error) {
        ErrorCode code = switch (error.code()) {
            case RpcError.INVALID_PARAMS -> ErrorCode.INVALID_PARAMS;
            case RpcError.METHOD_NOT_FOUND, NO_RESOURCE -> ErrorCode.NOT_FOUND;
            case CONNECTION_CLOSED, Codes.MISSING_CAPABILITY, Codes.UNSUPPORTED_REVISION -> ErrorCode.UNAVAILABLE;
            case REQUEST_TIMEOUT -> ErrorCode.TIMEOUT;
            default -> ErrorCode.FAILED;
        };
        Map<String, @Nullable Object> details = Values.map("rpc_code", (long) error.code());
        if (error.data() != null) {
            details.put("rpc_data", error.data());
        }
        String message = error.message().isBlank() ? "error " + error.code() : error.message();
        return new ToolException(code, message, details, null);
    }

    static ToolException unavailable(String message) {
        return ToolException.unavailable(message);
    }

    /// A reply that is not what the protocol says it is.
    static ToolException broken(String message) {
        return ToolException.failed("the server broke the protocol: " + message);
    }

    /// The same error for somebody else to throw.
    static ToolException again(ToolException error) {
        return new ToolException(error.code(), error.message(), error.details(), error.getCause());
    }
}
