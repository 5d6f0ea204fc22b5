package dev.incant.mcp.agent;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tools that one client of a server sees. Belongs to that client alone: what it keeps between calls, no other
/// client can see. Safe for use by many threads.
public interface AgentTools extends AutoCloseable {
    /// All tools, in a stable order.
    List<AgentTool> list();

    /// Calls a tool and waits for what comes of it. An interrupt of the thread and [AgentCall#cancellation] stop it.
    ///
    /// @throws dev.incant.kernel.error.ToolException `not_found` when there is no tool of that name,
    ///     `invalid_params` when arguments do not fit; what went wrong inside a tool is an [AgentResult]
    AgentResult call(String name, Map<String, @Nullable Object> arguments, AgentCall call);

    /// What the client keeps in `State`; null where there are no scripts.
    default @Nullable AgentState state() {
        return null;
    }

    /// Ends what runs and frees what was kept.
    @Override
    void close();
}
