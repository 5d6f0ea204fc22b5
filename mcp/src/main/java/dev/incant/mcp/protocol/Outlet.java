package dev.incant.mcp.protocol;

import dev.incant.mcp.rpc.RpcMessage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where messages go that a transport carries to a client. Safe for use by many threads. A message for a client that
/// is gone is dropped.
@FunctionalInterface
public interface Outlet {
    /// Drops everything.
    Outlet NONE = message -> {};

    /// Sends a message.
    void send(RpcMessage message);

    /// Lets the client know that messages will come, where it waits for that before the first.
    default void begin() {}

    /// Whether the messages of all requests go the same way, as over standard streams, so that the end of one
    /// request's messages does not show.
    default boolean shared() {
        return false;
    }

    /// Takes the answer of a request whose thread is held up by something that does not stop; what that thread brings
    /// later is dropped. Null where requests have to be answered on their own threads.
    default @Nullable Consumer<RpcMessage.Answer> standby() {
        return null;
    }

    /// Closes the connection of an answer that will take long, where its client can come back for it.
    default void letGo() {}
}
