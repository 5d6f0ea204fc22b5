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

    /// Closes the connection of an answer that will take long, where its client can come back for it.
    default void letGo() {}
}
