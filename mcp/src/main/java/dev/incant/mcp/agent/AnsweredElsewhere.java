package dev.incant.mcp.agent;

/// Ends the work on a call that was answered by [AgentCall.Standby] while its thread was held up.
public final class AnsweredElsewhere extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AnsweredElsewhere() {
        super("answered elsewhere", null, false, false);
    }
}
