package dev.incant.mcp.protocol;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The circumstances of one request, for those who answer it.
public interface Exchange {
    /// Who asks.
    Sender sender();

    /// Stops the work.
    Cancellation cancellation();

    /// Takes how far the work has come; reports that do not grow are dropped.
    Progress progress();

    /// Writes to the client's log, if it wants to hear of that level.
    ///
    /// @param data a plain value
    void log(LogLevel level, @Nullable String logger, @Nullable Object data);

    /// Asks the client, and gives its answers by the same names. In the modern dialect the request ends here and is
    /// sent again with the answers, so what comes before this must do no harm when done twice, and what this throws
    /// must not be caught.
    ///
    /// @throws dev.incant.mcp.rpc.RpcException `-32021` when the client did not declare what this needs
    Map<String, Map<String, @Nullable Object>> ask(Map<String, InputRequest> requests);

    /// Whether [#ask] waits for the answers, which it does in the legacy dialect and in calls that can become tasks.
    boolean waits();

    /// Goes on as a task that outlives the request, if the client knows tasks; else does nothing.
    void detach();

    /// Goes on as a task that outlives the request.
    ///
    /// @throws dev.incant.mcp.rpc.RpcException `-32021` when the client does not know tasks
    void requireTask();

    /// Takes the result of a call whose thread is held up by something that does not stop; null where the work has to
    /// be done on another thread, so that the call's own can answer.
    @Nullable Consumer<ToolResult> standby();

    /// Closes the connection while the work goes on, if the client can come back for the answer; else does nothing.
    /// For work of minutes, which proxies would not wait for.
    void letGo();
}
