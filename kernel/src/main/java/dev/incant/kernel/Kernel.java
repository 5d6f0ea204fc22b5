package dev.incant.kernel;

import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.event.EventBus;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.message.Envelope;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.script.ScriptRuntime;
import dev.incant.kernel.state.MemoryStateStore;
import dev.incant.kernel.state.StateStore;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One process-wide object that holds the registry, the sessions' connections, state and events, and answers messages.
/// Event-driven: nothing in it polls. Safe for use by many threads.
public final class Kernel implements AutoCloseable {
    private static final long STATE_QUOTA = 64L << 20;
    private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(5);

    private final KernelOptions options;
    private final ComponentRegistry registry;
    private final ToolAnswers answers;
    private final StateStore state;
    private final EventBus events = new EventBus();
    private final Deadlines deadlines = new Deadlines();
    private final Counters counters = new Counters();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;

    private Kernel(KernelOptions options) {
        this.options = options;
        this.registry = ComponentRegistry.of(options.packs());
        this.answers = new ToolAnswers(registry);
        StateStore given = options.state();
        this.state = given == null ? new MemoryStateStore(options.host().clock(), STATE_QUOTA) : given;
    }

    /// Starts a kernel. Ready when it returns.
    public static Kernel start(KernelOptions options) {
        return new Kernel(options);
    }

    /// Opens a connection: the in-process transport, and what every other transport stands on.
    ///
    /// @param receiver takes replies and events, in order for each request, on the kernel's threads; it must not
    ///     wait
    /// @throws ToolException `unavailable` when the kernel is closing
    public Connection connect(SessionOptions session, Consumer<Envelope> receiver) {
        Connection connection = new Connection(this, session, receiver);
        connections.add(connection);
        if (closing) {
            connection.close();
            throw ToolException.unavailable("the kernel is shutting down");
        }
        return connection;
    }

    /// Opens a connection and gives the client that speaks through it. Closing the connection ends the client.
    public Connection connect(SessionOptions session, KernelClient client) {
        Connection connection = connect(session, (Consumer<Envelope>) client);
        client.sendTo(connection::send);
        return connection;
    }

    void disconnected(Connection connection) {
        connections.remove(connection);
    }

    public ComponentRegistry registry() {
        return registry;
    }

    ToolAnswers answers() {
        return answers;
    }

    public StateStore state() {
        return state;
    }

    public EventBus events() {
        return events;
    }

    /// Waits until the kernel has been closed.
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /// Versions, features, limits and counts, as `kernel_info_reply` tells them.
    public Map<String, @Nullable Object> info(SessionOptions session) {
        Limits limits = session.limits();
        ScriptRuntime scripts = options.scripts();
        return Values.map(
                "implementation",
                "incant",
                "version",
                options.version(),
                "protocol_version",
                Envelope.VERSION,
                "language",
                scripts == null ? null : scripts.language(),
                "tools",
                registry.names().size(),
                "connections",
                connections.size(),
                "limits",
                Values.map(
                        "timeout_ms",
                        limits.timeout().toMillis(),
                        "memory",
                        limits.memory(),
                        "steps",
                        limits.steps(),
                        "output",
                        limits.output(),
                        "calls",
                        limits.calls(),
                        "file_size",
                        limits.fileSize(),
                        "body_size",
                        limits.bodySize()),
                "calls",
                counters.toMap());
    }

    Host host() {
        return options.host();
    }

    Deadlines deadlines() {
        return deadlines;
    }

    Counters counters() {
        return counters;
    }

    @Nullable ScriptRuntime scripts() {
        return options.scripts();
    }

    ThreadFactory threads() {
        return options.threads();
    }

    ThreadFactory scriptThreads() {
        return options.scriptThreads();
    }

    boolean closing() {
        return closing;
    }

    /// What a caller hears of something that was thrown and is no [ToolException]. A bug is logged with the call's
    /// id.
    ToolException problem(String id, String what, Throwable thrown) {
        if (thrown instanceof UncheckedIOException && thrown.getCause() instanceof IOException cause) {
            return problem(id, what, cause);
        }
        if (thrown instanceof IOException) {
            String message = thrown.getMessage();
            return new ToolException(
                    ErrorCode.FAILED, what + ": " + (message == null ? thrown.toString() : message), Map.of(), thrown);
        }
        if (thrown instanceof OutOfMemoryError) {
            return new ToolException(ErrorCode.LIMIT_EXCEEDED, what + ": not enough memory", Map.of(), thrown);
        }
        if (thrown instanceof StackOverflowError) {
            return new ToolException(ErrorCode.LIMIT_EXCEEDED, what + ": nested too deeply", Map.of(), thrown);
        }
        // The logger is looked up here, on the failing path, because loading logging costs milliseconds.
        Logger.getLogger(Kernel.class.getName()).log(Level.SEVERE, "bug in " + what + ", call " + id, thrown);
        return new ToolException(
                ErrorCode.INTERNAL,
                what + ": a bug in Incant or in the tool; the log has the details under call " + id,
                Values.map("call", id),
                thrown);
    }

    /// Ends the kernel in order: refuses new work, cancels what runs, waits a moment for it to be answered, closes
    /// connections, state and host. The second and later calls wait for the first.
    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        for (Connection connection : connections) {
            connection.cancelAll(new ToolException(ErrorCode.CANCELLED, "the kernel is shutting down"));
        }
        long end = System.nanoTime() + SHUTDOWN_GRACE.toNanos();
        for (Connection connection : connections) {
            connection.awaitIdle(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            connection.close();
        }
        deadlines.close();
        for (ToolPack pack : options.packs()) {
            pack.close();
        }
        state.close();
        options.host().close();
        ended.countDown();
    }
}
