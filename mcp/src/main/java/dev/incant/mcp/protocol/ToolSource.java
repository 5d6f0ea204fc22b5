package dev.incant.mcp.protocol;

import dev.incant.mcp.agent.AgentTool;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tools that a server offers one client. Safe for use by many threads.
public interface ToolSource extends AutoCloseable {
    /// All tools, in a stable order.
    List<AgentTool> list();

    /// Calls a tool.
    ///
    /// @throws dev.incant.kernel.error.ToolException when the tool's job could not be done; `not_found` when
    ///     there is no such tool
    /// @throws dev.incant.mcp.rpc.RpcException to answer with an error of the protocol
    ToolResult call(String name, Map<String, @Nullable Object> arguments, Exchange exchange);

    /// Whether the list can change, which [Changes#tools] tells.
    default boolean changes() {
        return false;
    }

    /// Resources that belong to this client alone; null for none. What changes of them is told with this source as the
    /// owner. Closed with this source.
    default @Nullable ResourceSource resources() {
        return null;
    }

    /// Ends what runs and frees what was kept.
    @Override
    default void close() {}
}
