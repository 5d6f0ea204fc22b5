package dev.incant.mcp.agent;

import dev.incant.kernel.CallReport;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.audit.AuditEntry;
import java.time.Duration;
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

    private static String outcome(@Nullable ToolException error) {
        return error == null ? "ok" : error.code().code();
    }
}
