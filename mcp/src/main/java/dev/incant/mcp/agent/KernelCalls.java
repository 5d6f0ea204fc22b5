package dev.incant.mcp.agent;

import dev.incant.kernel.Connection;
import dev.incant.kernel.Kernel;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One agent's way to the kernel: asks and waits, and stops what it asked for when the agent does not want it any more.
/// Safe for use by many threads.
final class KernelCalls implements AutoCloseable {
    /// What came of a request, and its id.
    record Outcome(
            String id,
            Map<String, @Nullable Object> content,
            @Nullable ToolException error) {}

    private final Connection connection;
    private final KernelClient client = new KernelClient();
    private final Semaphore free;
    private final int most;
    private final @Nullable AskedGrants asked;

    /// @param most requests at once
    /// @param asked what a person allows while calls run; null when nobody is asked
    KernelCalls(Kernel kernel, SessionOptions options, int most, @Nullable AskedGrants asked) {
        this.connection = kernel.connect(asked == null ? options : options.asking(asked), client);
        this.asked = asked;
        this.free = new Semaphore(most);
        this.most = most;
    }

    /// Asks and waits. An interrupt stops it, and the thread stays interrupted.
    ///
    /// @throws ToolException `limit_exceeded` when too much runs at once
    Outcome run(Message.Request request, Consumer<Message.Event> events, AgentCall call) {
        Cancellation cancellation = call.cancellation();
        cancellation.check();
        if (!free.tryAcquire()) {
            throw ToolException.limitExceeded(
                            most + " requests of this client run or wait, more may not at once; wait for one to end")
                    .with("limit", (long) most);
        }
        String id = client.id();
        if (asked != null) {
            asked.begin(id, call);
        }
        try {
            KernelClient.Pending pending = client.send(id, request, events);
            try (var _ = cancellation.onCancel(() -> cancel(pending))) {
                return await(pending, cancellation);
            }
        } finally {
            if (asked != null) {
                asked.end(id);
            }
            free.release();
        }
    }

    private Outcome await(KernelClient.Pending pending, Cancellation cancellation) {
        boolean interrupted = false;
        while (true) {
            try {
                Map<String, @Nullable Object> content = pending.await();
                return new Outcome(pending.id(), content, interrupted ? stopped() : null);
            } catch (ToolException e) {
                if (!pending.isDone() && Thread.interrupted()) {
                    // The kernel answers what is cancelled within half a second, so its end is waited for.
                    interrupted = true;
                    cancel(pending);
                    continue;
                }
                ToolException why = cancellation.reason();
                return new Outcome(pending.id(), Map.of(), e.code() == ErrorCode.CANCELLED && why != null ? why : e);
            } finally {
                if (interrupted && pending.isDone()) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static ToolException stopped() {
        return new ToolException(ErrorCode.CANCELLED, "the call was cancelled");
    }

    private void cancel(KernelClient.Pending pending) {
        client.send(new Message.CancelRequest(pending.id()));
    }

    /// Stops a request whose events are heard.
    void cancel(String id) {
        client.send(new Message.CancelRequest(id));
    }

    @Override
    public void close() {
        connection.close();
    }
}
