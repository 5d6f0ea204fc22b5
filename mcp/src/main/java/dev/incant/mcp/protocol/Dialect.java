package dev.incant.mcp.protocol;

import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one era of the protocol says what both mean. Without state.
sealed interface Dialect permits Modern, Legacy {
    /// Who sent a request.
    ///
    /// @throws dev.incant.mcp.rpc.RpcException when it does not say what it has to
    Sender sender(RpcMessage.Request request, Client client);

    /// What a request asks for.
    ///
    /// @throws dev.incant.mcp.rpc.RpcException `-32601` for a method that is none, `-32602` for parameters
    ///     that do not fit
    McpRequest read(RpcMessage.Request request, Sender sender);

    /// A result as it stands on the wire.
    Map<String, @Nullable Object> write(McpResult result);

    /// The error for a resource that is not there.
    RpcError noResource(String uri, String message);
}
