package dev.incant.mcp.agent;

import dev.incant.kernel.CallObserver;
import dev.incant.kernel.CallReport;
import dev.incant.kernel.capability.MissingGrant;
import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.audit.AuditLog;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Hears of all tool calls that one agent causes and sorts them by request. Safe for use by many threads.
final class Accounts implements CallObserver {
    /// Accounts that may wait for their end. Those of requests that were answered before their calls ended stay until
    /// newer ones push them out.
    private static final int MOST = 256;

    private final Map<String, Account> open = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
            return size() > MOST;
        }
    };
    private final @Nullable AuditLog audit;
    private final boolean scripts;
    private volatile String client = "";
    private volatile boolean outside;

    /// @param scripts whether scripts make the calls
    Accounts(@Nullable AuditLog audit, boolean scripts) {
        this.audit = audit;
        this.scripts = scripts;
    }

    /// Says what the client calls itself.
    void client(String name) {
        client = name;
    }

    @Override
    public void ended(CallReport report) {
        Account account;
        synchronized (open) {
            account = open.computeIfAbsent(report.request(), _ -> new Account());
        }
        account.add(report);
        if (report.outside()) {
            outside = true;
        }
        if (audit != null) {
            audit.write(AuditEntries.of(client, scripts, report));
        }
    }

    @Override
    public void read() {
        outside = true;
    }

    /// Whether any call, or a script by itself, so far brought something from outside. What it brought may be in
    /// globals or in the state, and come back from there at any time, so this stays. It is set before the call's
    /// caller has the result.
    boolean outside() {
        return outside;
    }

    /// Takes note of a call of the agent's own, after what it did.
    void note(
            String tool,
            Map<String, @Nullable Object> arguments,
            Account account,
            @Nullable ToolException error,
            long out,
            Duration duration) {
        if (audit != null) {
            audit.write(AuditEntries.of(client, tool, arguments, account, error, out, duration));
        }
    }

    /// Takes note of what a person decided.
    void decided(String tool, MissingGrant missing, AgentQuestions.Decision decision) {
        if (audit != null) {
            audit.write(AuditEntries.of(client, tool, missing, decision));
        }
    }

    /// Ends the account of a request.
    Account close(String request) {
        synchronized (open) {
            Account account = open.remove(request);
            return account == null ? new Account() : account;
        }
    }
}
