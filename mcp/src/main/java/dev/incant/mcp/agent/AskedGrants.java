package dev.incant.mcp.agent;

import dev.incant.kernel.capability.GrantDesk;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.MissingGrant;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What a person allowed one agent while it worked, beyond what the server was started with, and asks for more. Each
/// grant is asked for once; the answer holds for the session. Safe for use by many threads.
final class AskedGrants implements GrantDesk {
    /// Questions of one session. An agent that asks for so many is not trusted by being asked for more.
    private static final int MOST = 50;

    private final Accounts accounts;
    private final Map<String, AgentCall> calls = new ConcurrentHashMap<>();
    private final Map<MissingGrant, AgentQuestions.Decision> decided = new HashMap<>();
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Grants grants;
    private int asked;

    /// @param grants those of the beginning
    AskedGrants(Grants grants, Accounts accounts) {
        this.grants = grants;
        this.accounts = accounts;
    }

    /// Ties a kernel's request to the call that it is made for, until it has ended.
    void begin(String request, AgentCall call) {
        calls.put(request, call);
    }

    void end(String request) {
        calls.remove(request);
    }

    @Override
    public Grants grants() {
        return grants;
    }

    @Override
    public boolean ask(String request, String tool, MissingGrant missing) {
        AgentCall call = calls.get(request);
        return call != null
                && call.questions().possible()
                && call.questions().waits()
                && decide(call.questions(), tool, missing);
    }

    /// Asks after a call failed for want of a grant, where the answer cannot be waited for in the middle.
    ///
    /// @return whether it is there now, so that the call can be made again
    boolean askAfter(AgentCall call, String tool, @Nullable ToolException error) {
        MissingGrant missing = error == null ? null : MissingGrant.of(error);
        return missing != null
                && call.questions().possible()
                && !call.questions().waits()
                && decide(call.questions(), tool, missing);
    }

    private boolean decide(AgentQuestions questions, String tool, MissingGrant missing) {
        try {
            // One question at a time; an interrupt means that nobody wants to know any more.
            asking.lockInterruptibly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "interrupted while waiting for a person");
        }
        try {
            AgentQuestions.Decision known = decided.get(missing);
            if (known != null) {
                return known == AgentQuestions.Decision.ALLOW;
            }
            if (asked >= MOST) {
                return false;
            }
            AgentQuestions.Decision decision = questions.allow(tool, missing);
            asked++;
            accounts.decided(tool, missing, decision);
            if (decision != AgentQuestions.Decision.NONE) {
                decided.put(missing, decision);
            }
            if (decision != AgentQuestions.Decision.ALLOW) {
                return false;
            }
            grants = missing.addTo(grants);
            return true;
        } finally {
            asking.unlock();
        }
    }
}
