package dev.incant.mcp.client;

import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Carries messages between a client and one server. Safe for use by many threads.
public interface Channel extends AutoCloseable {
    /// Takes what comes, on the channel's threads; it must not wait.
    interface Inbox {
        /// A message.
        void received(RpcMessage message);

        /// A request will not be answered, and why.
        void failed(RpcId id, ToolException why);

        /// Nothing will come any more, and why. At most once.
        void lost(ToolException why);
    }

    /// Connects. Once, before anything is sent.
    ///
    /// @throws ToolException when there is nothing to connect to
    void open(Inbox inbox);

    /// Sends a message without waiting for what comes back.
    ///
    /// @param headers for channels that have such
    /// @return completes when the server has taken the message, as far as the channel can tell
    CompletableFuture<Void> send(RpcMessage message, Map<String, String> headers);

    /// Stops waiting for the answer to a request.
    void abandon(RpcId id);

    /// Whether each request has a stream of its own, so that [#abandon] tells the server.
    boolean streams();

    /// Opens a stream for what the server says by itself, where that needs one; at most one.
    ///
    /// @return completes when it is there, or when the server has none
    default CompletableFuture<Void> listen(Map<String, String> headers) {
        return CompletableFuture.completedFuture(null);
    }

    /// What the server said beside the protocol, the last lines of it; empty where it has no way to.
    List<String> lastWords();

    @Override
    void close();
}
