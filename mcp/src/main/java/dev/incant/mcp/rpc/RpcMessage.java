package dev.incant.mcp.rpc;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One message of JSON-RPC 2.0. Values in it are the kernel's plain values.
public sealed interface RpcMessage {
    /// A message that ends a request.
    sealed interface Answer extends RpcMessage {}

    /// Asks for something, and is answered once.
    ///
    /// @param params by name; empty when there are none
    record Request(RpcId id, String method, Map<String, @Nullable Object> params) implements RpcMessage {}

    /// Says something, and is not answered.
    ///
    /// @param params by name; empty when there are none
    record Notification(String method, Map<String, @Nullable Object> params) implements RpcMessage {}

    /// The result of a request.
    record Result(RpcId id, Map<String, @Nullable Object> result) implements Answer {}

    /// Why a request has no result.
    ///
    /// @param id null when the request was too broken to have one
    record Failure(@Nullable RpcId id, RpcError error) implements Answer {}
}
