package dev.incant.mcp.agent;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import org.jspecify.annotations.Nullable;

/// The circumstances of one call.
///
/// @param client what the client calls itself, for the audit log
/// @param progress takes how far the call has come; [Progress#SILENT] when nobody asked
/// @param cancellation stops the call
/// @param questions asks the person behind the agent
/// @param standby takes the result if the call's thread does not come back in time, so that the work can be done
///     on that thread; null when it cannot
public record AgentCall(
        String client,
        Progress progress,
        Cancellation cancellation,
        AgentQuestions questions,
        @Nullable Standby standby) {
    /// Takes the result of a call whose thread is held up by something that does not stop. What the thread brings
    /// later is dropped.
    @FunctionalInterface
    public interface Standby {
        void answer(AgentResult result);
    }

    /// A call where nobody can be asked.
    public AgentCall(String client, Progress progress, Cancellation cancellation) {
        this(client, progress, cancellation, AgentQuestions.NOBODY, null);
    }
}
