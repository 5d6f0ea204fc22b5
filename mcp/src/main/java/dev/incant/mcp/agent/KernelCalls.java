package dev.incant.mcp.agent;

import dev.incant.kernel.Connection;
import dev.incant.kernel.Kernel;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Envelope;
import dev.incant.kernel.message.Message;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    /// A request that runs on its caller's thread.
    ///
    /// @param late takes its outcome, should that come while the thread is held up
    private record Here(Thread thread, Consumer<Outcome> late) {}

    private final Connection connection;
    private final KernelClient client = new KernelClient();
    private final Map<String, Here> here = new ConcurrentHashMap<>();
    private final Semaphore free;
    private final int most;
    private final @Nullable AskedGrants asked;

    /// @param most requests at once
    /// @param asked what a person allows while calls run; null when nobody is asked
    KernelCalls(Kernel kernel, SessionOptions options, int most, @Nullable AskedGrants asked) {
        this.connection = kernel.connect(asked == null ? options : options.asking(asked), this::hear);
        client.sendTo(connection::send);
        this.asked = asked;
        this.free = new Semaphore(most);
        this.most = most;
    }

    private void hear(Envelope message) {
        client.accept(message);
        String parent = message.parent();
        if (here.isEmpty() || parent == null || message.content() instanceof Message.Event) {
            return;
        }
        Here held = here.get(parent);
        if (held != null && held.thread() != Thread.currentThread() && here.remove(parent, held)) {
            ToolException error = message.content() instanceof Message.Failed failed ? failed.error() : stopped();
            // Not on this thread, which has the deadlines of all others to look after.
            Thread.ofVirtual()
                    .name("incant-mcp-late")
                    .start(() -> held.late().accept(new Outcome(parent, Map.of(), error)));
        }
    }

    /// Asks and waits. An interrupt stops it, and the thread stays interrupted. Where the call has somebody who stands
    /// by, the work is done on this thread.
    ///
    /// @param late what is done with the outcome when that comes while this thread is held up; this then ends with
    ///     [AnsweredElsewhere]
    /// @throws ToolException `limit_exceeded` when too much runs at once
    Outcome run(Message.Request request, Consumer<Message.Event> events, AgentCall call, Consumer<Outcome> late) {
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
            if (call.standby() != null) {
                return runHere(id, request, events, cancellation, late);
            }
            KernelClient.Pending pending = client.send(id, request, events);
            try (var _ = cancellation.onCancel(() -> cancel(id))) {
                return await(pending, cancellation);
            }
        } finally {
            if (asked != null) {
                asked.end(id);
            }
            free.release();
        }
    }

    private Outcome runHere(
            String id,
            Message.Request request,
            Consumer<Message.Event> events,
            Cancellation cancellation,
            Consumer<Outcome> late) {
        Here held = new Here(Thread.currentThread(), late);
        here.put(id, held);
        KernelClient.Pending pending =
                client.send(id, request, events, message -> connection.perform(message, cancellation));
        if (!here.remove(id, held)) {
            throw new AnsweredElsewhere();
        }
        if (pending.isDone()) {
            return await(pending, cancellation);
        }
        // It waits for others.
        try (var _ = cancellation.onCancel(() -> cancel(id))) {
            return await(pending, cancellation);
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
                    cancel(pending.id());
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

    /// Stops a request whose events are heard.
    void cancel(String id) {
        client.send(new Message.CancelRequest(id));
    }

    @Override
    public void close() {
        connection.close();
    }
}
