package dev.incant.mcp.protocol;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.state.Quota;
import dev.incant.mcp.rpc.RpcError;
import java.util.Map;

/// Counts what all clients of one server have together. Safe for use by many threads.
public final class Totals {
    private static final String OF = "clients";
    private static final String ALL = "all";

    private final TotalLimits limits;
    private final Quota requests;
    private final Quota streams;
    private final Quota tasks;
    private final Quota watched;
    private final Quota events;

    Totals(TotalLimits limits) {
        this.limits = limits;
        this.requests = new Quota(limits.requests());
        this.streams = new Quota(limits.streams());
        this.tasks = new Quota(limits.tasks());
        this.watched = new Quota(limits.watched());
        this.events = new Quota(limits.events());
    }

    public TotalLimits limits() {
        return limits;
    }

    Quota requests() {
        return requests;
    }

    Quota streams() {
        return streams;
    }

    Quota tasks() {
        return tasks;
    }

    Quota watched() {
        return watched;
    }

    /// Bytes of events kept for clients that lost their connection.
    public Quota events() {
        return events;
    }

    /// Takes one.
    ///
    /// @param what they are, in the plural
    /// @throws ToolException `limit_exceeded` when there is none left
    static void takeOne(Quota quota, String what) {
        if (!quota.take(1)) {
            throw ToolException.limitExceeded(
                            "all clients together may have " + quota.most() + " " + what + "; try again later")
                    .with("limit", quota.most())
                    .with(OF, ALL);
        }
    }

    /// Whether an error says that all clients together have too much, so that the same may work later.
    public static boolean full(RpcError error) {
        return error.data() instanceof Map<?, ?> data
                && ErrorCode.LIMIT_EXCEEDED.code().equals(data.get("code"))
                && data.get("details") instanceof Map<?, ?> details
                && ALL.equals(details.get(OF));
    }
}
