package dev.incant.mcp.agent;

import dev.incant.kernel.CallReport;
import dev.incant.kernel.capability.MissingGrant;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.audit.AuditEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes entries of the audit log.
final class AuditEntries {
    private AuditEntries() {}

    /// A kernel's call.
    ///
    /// @param script whether a script made it
    static AuditEntry of(String client, boolean script, CallReport report) {
        return new AuditEntry(
                client,
                report.tool(),
                script,
                report.params(),
                report.used(),
                report.denied(),
                outcome(report.error()),
                Values.size(report.params()),
                report.error() == null ? Values.size(report.result()) : 0,
                report.duration());
    }

    /// A call of one of the catalogue's own tools.
    ///
    /// @param account what it did
    static AuditEntry of(
            String client,
            String tool,
            Map<String, @Nullable Object> arguments,
            Account account,
            @Nullable ToolException error,
            long out,
            Duration duration) {
        return new AuditEntry(
                client,
                tool,
                false,
                arguments,
                account.used(),
                account.denied(),
                outcome(error),
                Values.size(arguments),
                out,
                duration);
    }

    /// What a person decided about a grant that was missing; an entry of the tool `ask_grant`.
    ///
    /// @param tool what needed it
    static AuditEntry of(String client, String tool, MissingGrant missing, AgentQuestions.Decision decision) {
        boolean allowed = decision == AgentQuestions.Decision.ALLOW;
        List<String> flag = List.of(missing.flag());
        return new AuditEntry(
                client,
                "ask_grant",
                false,
                Values.map("tool", tool, "grant", missing.flag()),
                allowed ? flag : List.of(),
                allowed ? List.of() : flag,
                switch (decision) {
                    case ALLOW -> "allowed";
                    case DENY -> "denied";
                    case NONE -> "unanswered";
                },
                0,
                0,
                Duration.ZERO);
    }

    private static String outcome(@Nullable ToolException error) {
        return error == null ? "ok" : error.code().code();
    }
}
