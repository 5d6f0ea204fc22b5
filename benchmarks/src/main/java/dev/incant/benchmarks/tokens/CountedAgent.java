package dev.incant.benchmarks.tokens;

import dev.incant.benchmarks.Check;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentCall;
import dev.incant.mcp.agent.AgentResult;
import dev.incant.mcp.agent.AgentTools;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Calls tools as an agent does and counts what goes each way.
final class CountedAgent {
    private final AgentTools tools;
    private int calls;
    private int sent;
    private int received;

    CountedAgent(AgentTools tools) {
        this.tools = tools;
    }

    /// Calls a tool; arguments are name, value, name, value, ….
    ///
    /// @throws Check.WrongResult when the call failed
    AgentResult call(String tool, @Nullable Object... pairs) {
        Map<String, @Nullable Object> arguments = Values.map(pairs);
        AgentResult result = tools.call(tool, arguments, new AgentCall("bench", Progress.SILENT, new Cancellation()));
        calls++;
        sent += Tokens.of(tool) + Tokens.of((Object) arguments);
        received += Tokens.of(result);
        Check.that(
                !result.failed(),
                tool + ": " + (result.content().getFirst() instanceof AgentResult.Text text ? text.text() : "failed"));
        return result;
    }

    /// Calls a tool and gives its structured result.
    @SuppressWarnings("unchecked") // a result's map has strings as keys
    Map<String, @Nullable Object> ask(String tool, @Nullable Object... pairs) {
        return (Map<String, @Nullable Object>)
                Objects.requireNonNull(call(tool, pairs).structured(), tool);
    }

    int calls() {
        return calls;
    }

    /// Tokens of names and arguments, which the model writes.
    int sent() {
        return sent;
    }

    /// Tokens of results, which the model reads.
    int received() {
        return received;
    }
}
