package dev.incant.kernel;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Envelope;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.script.ScriptOutput;
import dev.incant.kernel.script.ScriptSession;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One script's way through its session: `status` busy, what it printed and displayed, its value or its error, `status`
/// idle, and last the reply.
final class Execution implements Connection.Work, ScriptOutput {
    /// How long a script that is being stopped has to end before its client is answered without it.
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Kernel kernel;
    private final Connection connection;
    private final Session session;
    private final Envelope message;
    private final Message.ExecuteRequest request;
    private final Cancellation cancellation = new Cancellation();

    /// 1 once it has begun, or was answered. An `AtomicBoolean` would need variable handles, as in [ToolCall].
    private final AtomicInteger begun = new AtomicInteger();

    /// 1 once answered.
    private final AtomicInteger answered = new AtomicInteger();
    private final Object inputLock = new Object();
    private @Nullable CompletableFuture<Optional<String>> input;
    private final long queued = System.nanoTime();
    private long printed;

    private final Object timing = new Object();
    private Duration limit = Duration.ZERO;
    private long left;
    private long since;
    private int pauses;
    private Deadlines.@Nullable Deadline deadline;

    Execution(Kernel kernel, Connection connection, Session session, Envelope message, Message.ExecuteRequest request) {
        this.kernel = kernel;
        this.connection = connection;
        this.session = session;
        this.message = message;
        this.request = request;
    }

    String id() {
        return message.id();
    }

    String code() {
        return request.code();
    }

    boolean counted() {
        return !request.silent();
    }

    boolean stored() {
        return request.storeHistory() && !request.silent();
    }

    @Override
    public boolean cancel(ToolException why) {
        boolean first = cancellation.cancel(why);
        if (first && begun.compareAndSet(0, 1)) {
            // It still waits for those before it, which may take long; its turn finds it answered.
            refuse(why);
        } else if (first) {
            kernel.deadlines().after(GRACE, () -> {
                if (answered.compareAndSet(0, 1)) {
                    kernel.counters().abandon(1);
                    connection.finish(message, new Message.Failed("execute_reply", why));
                }
            });
        }
        return first;
    }

    /// Answers without running.
    void refuse(ToolException why) {
        if (answered.compareAndSet(0, 1)) {
            connection.finish(message, new Message.Failed("execute_reply", why));
        }
    }

    /// Runs the script, unless it was answered while it waited.
    void run(Supplier<ScriptSession> scripts, long count) {
        if (!begun.compareAndSet(0, 1)) {
            return;
        }
        event(new Message.Status("busy"));
        long start = System.nanoTime();
        CallEvent recorded = FlightRecording.begin(start - queued);
        Object value = null;
        ToolException error = null;
        try {
            cancellation.check();
            begin(limit());
            value = scripts.get()
                    .execute(
                            new ScriptSession.Script(request.code(), request.name(), request.args()),
                            this,
                            cancellation);
            checkSize(value);
        } catch (ToolException e) {
            error = e;
        } catch (Throwable e) {
            // The thread's boundary: whatever a script runtime throws costs this script only.
            error = kernel.problem(message.id(), request.name(), e);
        } finally {
            stopTime();
        }
        ToolException reason = cancellation.reason();
        if (error != null && reason != null && error.code() != reason.code()) {
            error = reason;
        }
        if (recorded != null) {
            recorded.finish(
                    message.id(),
                    request.name(),
                    error == null ? null : error.code().code());
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        end(value, error, count, millis);
    }

    private void begin(Duration most) {
        synchronized (timing) {
            limit = most;
            left = most.toNanos();
            runTime();
        }
    }

    private void runTime() {
        since = System.nanoTime();
        deadline = kernel.deadlines().after(Duration.ofNanos(left), () -> cancel(timedOut(limit)));
    }

    private void stopTime() {
        synchronized (timing) {
            if (deadline != null) {
                deadline.cancel();
                deadline = null;
            }
        }
    }

    /// Stops the script's time, because a person is asked. Several calls may do so at once.
    void waits() {
        synchronized (timing) {
            if (pauses++ == 0 && deadline != null) {
                left = Math.max(1, left - (System.nanoTime() - since));
                stopTime();
            }
        }
    }

    /// Lets the time go on.
    void goesOn() {
        synchronized (timing) {
            if (--pauses == 0 && answered.get() == 0) {
                runTime();
            }
        }
    }

    private void end(@Nullable Object value, @Nullable ToolException error, long count, long millis) {
        if (error != null) {
            event(new Message.ErrorEvent(error));
        } else if (!request.silent()) {
            event(new Message.ExecuteResult(count, value));
        }
        event(new Message.Status("idle"));
        if (!answered.compareAndSet(0, 1)) {
            kernel.counters().abandon(-1);
            return;
        }
        connection.finish(
                message,
                error != null
                        ? new Message.Failed("execute_reply", error)
                        : new Message.Done(
                                "execute_reply",
                                Values.map("execution_count", count, "result", value, "duration_ms", millis)));
    }

    private void checkSize(@Nullable Object value) {
        long most = session.limits().output();
        if (Values.size(value) > most) {
            throw ToolException.limitExceeded(
                            "the script's value is larger than " + most + " bytes; --max-output allows more")
                    .with("limit", most);
        }
    }

    private Duration limit() {
        Duration asked = Connection.timeout(request.timeoutMs());
        Duration most = session.limits().timeout();
        return asked == null || asked.compareTo(most) > 0 ? most : asked;
    }

    private static ToolException timedOut(Duration limit) {
        return new ToolException(
                ErrorCode.TIMEOUT,
                "the script took longer than " + limit.toMillis() + " ms; --timeout gives it more",
                Values.map("timeout_ms", limit.toMillis()),
                null);
    }

    /// Tells the client something, unless it has its reply already.
    private void event(Message content) {
        if (answered.get() == 0) {
            connection.deliver(message, content);
        }
    }

    @Override
    public void print(String text) {
        count(text.length());
        event(new Message.Stream("stdout", text));
    }

    @Override
    public void log(String text) {
        count(text.length());
        event(new Message.Stream("stderr", text));
    }

    private void count(long size) {
        printed += size;
        if (printed > session.limits().output()) {
            throw ToolException.limitExceeded("the script printed more than "
                            + session.limits().output() + " bytes; --max-output allows more")
                    .with("limit", session.limits().output());
        }
    }

    @Override
    public void display(Map<String, ? extends @Nullable Object> data) {
        for (Object item : data.values()) {
            count(
                    item instanceof byte[] bytes
                            ? bytes.length
                            : String.valueOf(item).length());
        }
        event(new Message.DisplayData(new LinkedHashMap<>(data)));
    }

    @Override
    public void report(long done, long total, @Nullable String text) {
        event(new Message.Progress(done, total, text));
    }

    @Override
    public @Nullable String input(String prompt) {
        if (!request.allowStdin()) {
            throw ToolException.unavailable("nobody can answer: the client takes no input");
        }
        CompletableFuture<Optional<String>> asked = new CompletableFuture<>();
        synchronized (inputLock) {
            input = asked;
        }
        try (var _ = cancellation.onCancel(() -> asked.complete(Optional.empty()))) {
            event(new Message.InputRequest(prompt));
            Optional<String> line = asked.get();
            cancellation.check();
            return line.orElse(null);
        } catch (InterruptedException | ExecutionException e) {
            throw new ToolException(ErrorCode.CANCELLED, "the script was stopped while it waited for input");
        }
    }

    /// Hands over the line that the script asked for; without a question it is dropped.
    void answer(@Nullable String line) {
        synchronized (inputLock) {
            if (input != null) {
                input.complete(Optional.ofNullable(line));
                input = null;
            }
        }
    }
}
