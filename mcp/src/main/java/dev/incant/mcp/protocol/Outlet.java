package dev.incant.mcp.protocol;

import dev.incant.mcp.rpc.RpcMessage;

/// Where messages go that a transport carries to a client. Safe for use by many threads. A message for a client that
/// is gone is dropped.
@FunctionalInterface
public interface Outlet {
    /// Drops everything.
    Outlet NONE = message -> {};

    /// Sends a message.
    void send(RpcMessage message);
}
