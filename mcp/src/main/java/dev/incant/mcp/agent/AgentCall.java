package dev.incant.mcp.agent;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;

/// The circumstances of one call.
///
/// @param client what the client calls itself, for the audit log
/// @param progress takes how far the call has come; [Progress#SILENT] when nobody asked
/// @param cancellation stops the call
/// @param questions asks the person behind the agent
public record AgentCall(String client, Progress progress, Cancellation cancellation, AgentQuestions questions) {
    /// A call where nobody can be asked.
    public AgentCall(String client, Progress progress, Cancellation cancellation) {
        this(client, progress, cancellation, AgentQuestions.NOBODY);
    }
}
