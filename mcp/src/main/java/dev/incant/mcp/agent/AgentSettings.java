package dev.incant.mcp.agent;

import dev.incant.kernel.state.Quota;
import dev.incant.mcp.audit.AuditLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the agents of a server get, besides their session's grants and limits. Time is bounded by the session's limits.
///
/// @param tools what is visible: names of tools and categories; empty for all
/// @param inline characters of a script's value, as JSON, that are answered whole; a larger value is kept and a handle
///     to it answered
/// @param printed characters of what a script printed that are answered; of more, beginning and end are answered and
///     the whole is kept
/// @param calls requests of one client that may run or wait at once
/// @param kept bytes that one client may keep between its calls: its state, and large results
/// @param together the room that the agents of one server share for what each of them keeps; null for no such bound
/// @param audit takes note of every call; null for none
/// @param ask whether a person is asked, where the client can, for grants that a call lacks
public record AgentSettings(
        List<String> tools,
        int inline,
        int printed,
        int calls,
        long kept,
        @Nullable Quota together,
        @Nullable AuditLog audit,
        boolean ask) {
    /// All tools; answers of a size that a model reads at once.
    public static final AgentSettings STANDARD =
            new AgentSettings(List.of(), 8_000, 8_000, 32, 64L << 20, null, null, false);

    public AgentSettings {
        tools = List.copyOf(tools);
        if (inline < 1 || printed < 1 || calls < 1 || kept < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /// Only these tools: names and categories.
    public AgentSettings seeing(List<String> names) {
        return new AgentSettings(names, inline, printed, calls, kept, together, audit, ask);
    }

    /// Answers values and printed text up to so many characters whole.
    public AgentSettings answering(int characters) {
        return new AgentSettings(tools, characters, characters, calls, kept, together, audit, ask);
    }

    public AgentSettings withCalls(int most) {
        return new AgentSettings(tools, inline, printed, most, kept, together, audit, ask);
    }

    public AgentSettings keeping(long bytes) {
        return new AgentSettings(tools, inline, printed, calls, bytes, together, audit, ask);
    }

    public AgentSettings sharing(Quota bytes) {
        return new AgentSettings(tools, inline, printed, calls, kept, bytes, audit, ask);
    }

    public AgentSettings audited(AuditLog log) {
        return new AgentSettings(tools, inline, printed, calls, kept, together, log, ask);
    }

    public AgentSettings asking(boolean yes) {
        return new AgentSettings(tools, inline, printed, calls, kept, together, audit, yes);
    }
}
