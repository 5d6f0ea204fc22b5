package dev.incant.mcp.protocol;

import dev.incant.kernel.value.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request is answered with, in either dialect.
sealed interface McpResult {
    /// All that was asked for.
    ///
    /// @param caching how long it may be kept; null for results that are not kept
    record Complete(
            Map<String, @Nullable Object> fields, @Nullable Caching caching) implements McpResult {
        /// Done, and nothing to say.
        static final Complete EMPTY = new Complete(Map.of(), null);

        static Complete of(@Nullable Object... pairs) {
            return new Complete(Values.map(pairs), null);
        }
    }

    /// The client has to answer something first, and then to ask again (modern).
    ///
    /// @param state what it has to send back, signed
    record InputRequired(Map<String, InputRequest> requests, String state) implements McpResult {}

    /// The work goes on as a task.
    record Detached(Tasks.Task task) implements McpResult {}

    /// How long clients may keep a result.
    ///
    /// @param everybody whether it is the same for all clients
    record Caching(long millis, boolean everybody) {}
}
