package dev.incant.kernel;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Environment;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.capability.UsedGrants;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.event.EventBus;
import dev.incant.kernel.host.CallContext;
import dev.incant.kernel.message.Envelope;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.script.ScriptHost;
import dev.incant.kernel.script.ScriptRuntime;
import dev.incant.kernel.script.ScriptSession;
import dev.incant.kernel.state.StateStore;
import dev.incant.kernel.state.ToolScope;
import dev.incant.kernel.value.Values;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One session of a connection: its script state, its limits, and the queue of its scripts, which run one after another
/// on a thread that stays for a moment after the last: to start one takes longer than most scripts.
final class Session implements ScriptHost {
    /// Scripts that may wait.
    private static final int QUEUE = 64;

    private static final int HISTORY = 1000;

    /// How long the thread waits for another script, in milliseconds.
    private static final long LINGER = 2_000;

    private final Kernel kernel;
    private final Connection connection;
    private final String name;
    private final SessionOptions options;
    private final AtomicInteger calls = new AtomicInteger();
    private final ArrayDeque<Execution> waiting = new ArrayDeque<>();
    private final ArrayDeque<String> history = new ArrayDeque<>();
    private @Nullable Execution running;
    private @Nullable ScriptSession scripts;
    private long executions;
    private boolean closed;
    private boolean lingering;

    /// Whether what runs does so on its sender's thread.
    private boolean borrowed;
    private @Nullable String scope;

    Session(Kernel kernel, Connection connection, String name, SessionOptions options) {
        this.kernel = kernel;
        this.connection = connection;
        this.name = name;
        this.options = options;
    }

    SessionOptions options() {
        return options;
    }

    /// Counts one call more in flight.
    ///
    /// @throws ToolException `limit_exceeded` when as many as may be are in flight
    void beginCall() {
        if (calls.incrementAndGet() > options.limits().calls()) {
            calls.decrementAndGet();
            throw ToolException.limitExceeded(
                            options.limits().calls() + " calls are in flight, more may not be at once")
                    .with("limit", (long) options.limits().calls());
        }
    }

    void endCall() {
        calls.decrementAndGet();
    }

    /// Queues a script.
    ///
    /// @param here stops it if it runs on this thread, which it does if none is before it; null where it may not
    void execute(Envelope message, Message.ExecuteRequest request, @Nullable Cancellation here) {
        ScriptRuntime runtime = runtime();
        Execution execution = new Execution(kernel, connection, this, message, request);
        if (!connection.begin(message, execution)) {
            return;
        }
        ToolException refused = null;
        boolean next = false;
        boolean start = false;
        synchronized (waiting) {
            if (closed) {
                refused = ToolException.unavailable("the session is closed");
            } else if (running == null) {
                running = execution;
                next = here != null;
                borrowed = next;
                start = !next && wake();
            } else if (waiting.size() < QUEUE) {
                waiting.add(execution);
            } else {
                refused = ToolException.limitExceeded(QUEUE + " scripts wait in this session, more may not")
                        .with("limit", (long) QUEUE);
            }
        }
        if (refused != null) {
            execution.refuse(refused);
        } else if (next && here != null) {
            runHere(runtime, execution, here);
        } else if (start) {
            start(runtime);
        }
    }

    /// Tells the scripts' thread, if it is there, that one is to be run; returns whether it is not. With the queue's
    /// lock.
    private boolean wake() {
        waiting.notifyAll();
        return !lingering;
    }

    private void start(ScriptRuntime runtime) {
        kernel.scriptThreads().newThread(() -> runAll(runtime)).start();
    }

    private void runHere(ScriptRuntime runtime, Execution execution, Cancellation cancellation) {
        try (var _ = cancellation.onCancel(() -> execution.cancel(Connection.reason(cancellation)))) {
            run(runtime, execution);
        }
        // An interrupt was meant for the script.
        Thread.interrupted();
        boolean start = false;
        synchronized (waiting) {
            borrowed = false;
            running = waiting.poll();
            if (running != null) {
                start = wake();
            } else if (closed && !lingering) {
                closeScripts();
            }
        }
        if (start) {
            start(runtime);
        }
    }

    private void run(ScriptRuntime runtime, Execution execution) {
        long count;
        synchronized (waiting) {
            count = execution.counted() ? ++executions : executions;
            if (execution.stored()) {
                history.add(execution.code());
                if (history.size() > HISTORY) {
                    history.remove();
                }
            }
        }
        execution.run(() -> scripts(runtime), count);
    }

    /// Runs the queued scripts until none is left.
    private void runAll(ScriptRuntime runtime) {
        while (true) {
            Execution next;
            synchronized (waiting) {
                next = running;
            }
            if (next == null) {
                return;
            }
            run(runtime, next);
            synchronized (waiting) {
                running = waiting.poll();
                if (running == null) {
                    linger();
                }
                if (borrowed) {
                    // Who runs it closes what is left when the session was closed meanwhile.
                    return;
                }
                if (running == null) {
                    if (closed) {
                        closeScripts();
                    }
                    return;
                }
            }
        }
    }

    /// Waits for another script, on the scripts' thread, which holds the queue's lock.
    private void linger() {
        long end = System.nanoTime() + LINGER * 1_000_000;
        lingering = true;
        try {
            for (long left = LINGER;
                    (running == null || borrowed) && !closed && left > 0;
                    left = (end - System.nanoTime()) / 1_000_000) {
                waiting.wait(left);
            }
        } catch (InterruptedException _) {
            // Meant for a script that has ended.
        } finally {
            lingering = false;
        }
    }

    private ScriptRuntime runtime() {
        ScriptRuntime runtime = kernel.scripts();
        if (runtime == null) {
            throw ToolException.unavailable("this kernel runs no scripts");
        }
        return runtime;
    }

    private synchronized ScriptSession scripts(ScriptRuntime runtime) {
        ScriptSession open = scripts;
        if (open == null) {
            open = runtime.open(this);
            scripts = open;
        }
        return open;
    }

    private synchronized void closeScripts() {
        if (scripts != null) {
            scripts.close();
            scripts = null;
        }
        String own = scope;
        if (own != null) {
            StateStore store = state();
            store.keys(own, "").forEach(key -> store.delete(own, key));
        }
    }

    /// Stops the running script and refuses those that wait; returns whether there was one.
    boolean interrupt() {
        List<Execution> all = new ArrayList<>();
        synchronized (waiting) {
            if (running != null) {
                all.add(running);
            }
            all.addAll(waiting);
        }
        ToolException why = new ToolException(ErrorCode.CANCELLED, "the script was interrupted");
        all.forEach(execution -> execution.cancel(why));
        return !all.isEmpty();
    }

    /// Hands a line to the running script that asked for one.
    void input(@Nullable String line) {
        Execution now;
        synchronized (waiting) {
            now = running;
        }
        if (now != null) {
            now.answer(line);
        }
    }

    Map<String, @Nullable Object> complete(Message.CompleteRequest request) {
        place(request.code(), request.cursor());
        ScriptSession.Completions found = scripts(runtime()).complete(request.code(), request.cursor());
        return Values.map("matches", found.matches(), "cursor_start", found.start(), "cursor_end", found.end());
    }

    Map<String, @Nullable Object> inspect(Message.InspectRequest request) {
        place(request.code(), request.cursor());
        String text = scripts(runtime()).inspect(request.code(), request.cursor());
        return Values.map("found", text != null, "text", text);
    }

    private static void place(String code, int cursor) {
        if (cursor < 0 || cursor > code.length()) {
            throw ToolException.invalidParams("cursor_pos must be from 0 to " + code.length() + ", not " + cursor);
        }
    }

    Map<String, @Nullable Object> isComplete(Message.IsCompleteRequest request) {
        return Values.map(
                "completeness",
                switch (scripts(runtime()).isComplete(request.code())) {
                    case COMPLETE -> "complete";
                    case INCOMPLETE -> "incomplete";
                    case INVALID -> "invalid";
                });
    }

    Map<String, @Nullable Object> history(Message.HistoryRequest request) {
        synchronized (waiting) {
            List<String> all = new ArrayList<>(history);
            int from = Math.max(0, all.size() - Math.max(0, request.limit()));
            return Values.map("history", List.copyOf(all.subList(from, all.size())));
        }
    }

    /// Ends the session; a running script is stopped by its connection, and then its state is freed.
    void close() {
        synchronized (waiting) {
            closed = true;
            // The scripts' thread frees what they keep when it ends.
            waiting.notifyAll();
            if (running != null || lingering) {
                return;
            }
        }
        closeScripts();
    }

    @Override
    public ComponentRegistry registry() {
        return options.registry(kernel);
    }

    @Override
    public Grants grants() {
        return options.inForce();
    }

    @Override
    public Limits limits() {
        return options.limits();
    }

    @Override
    public Path directory() {
        return options.directory();
    }

    @Override
    public Clock clock() {
        return kernel.host().clock();
    }

    @Override
    public @Nullable String variable(String variable) {
        try (Resources resources = new Resources()) {
            return context(new Cancellation(), resources, new UsedGrants())
                    .environment()
                    .get(variable)
                    .filter(found -> !found.masked())
                    .map(Environment.Variable::value)
                    .orElse(null);
        } catch (ToolException e) {
            return null;
        }
    }

    @Override
    public @Nullable Object call(
            String tool, Map<String, ? extends @Nullable Object> params, Cancellation cancellation) {
        Answered answered = new Answered();
        ToolCall call = call(tool, params, answered);
        beginCall();
        try (var _ = cancellation.onCancel(() -> call.cancel(reason(cancellation)))) {
            call.run();
        } finally {
            endCall();
        }
        return answered.get();
    }

    @Override
    public CompletableFuture<@Nullable Object> start(
            String tool, Map<String, ? extends @Nullable Object> params, Cancellation cancellation) {
        beginCall();
        CompletableFuture<@Nullable Object> future = new CompletableFuture<>();
        ToolCall call = call(tool, params, (result, error, nanos) -> {
            endCall();
            if (error == null) {
                future.complete(result);
            } else {
                future.completeExceptionally(error);
            }
        });
        Cancellation.Registration registration = cancellation.onCancel(() -> call.cancel(reason(cancellation)));
        future.whenComplete((result, error) -> registration.close());
        kernel.threads().newThread(call).start();
        return future;
    }

    /// A call of a script's, whose result may be of any size: it counts as the script's memory.
    private ToolCall call(String tool, Map<String, ? extends @Nullable Object> params, ToolCall.Answer answer) {
        Execution script;
        synchronized (waiting) {
            script = running;
        }
        String id = script == null ? "script-" + name : script.id();
        return new ToolCall(kernel, options, id, tool, params, null, Progress.SILENT, Long.MAX_VALUE, answer, script);
    }

    private static ToolException reason(Cancellation cancellation) {
        ToolException reason = cancellation.reason();
        return reason == null ? new ToolException(ErrorCode.CANCELLED, "the script was stopped") : reason;
    }

    @Override
    public Files files(Cancellation cancellation) {
        CallObserver observer = options.observer();
        UsedGrants used = observer == null ? new UsedGrants() : new UsedGrants(observer::read);
        return context(cancellation, new Resources(), used).files();
    }

    private CallContext context(Cancellation cancellation, Resources resources, UsedGrants used) {
        CallScope bounds =
                new CallScope(options.inForce(), options.limits(), options.directory(), cancellation, resources, used);
        ToolScope none = ToolScope.of(state(), "");
        return new CallContext(bounds, kernel.host(), none, Progress.SILENT, (tool, params) -> {
            throw new IllegalStateException("no call is running");
        });
    }

    @Override
    public StateStore state() {
        return options.state(kernel);
    }

    @Override
    public synchronized String scope(String asked) {
        if (!asked.equals("session")) {
            return asked;
        }
        String own = scope;
        if (own == null) {
            // Random, as processes may share a store; made when first asked for, as strong random numbers cost time.
            own = "session:" + (options.apart() == null ? UUID.randomUUID() : name);
            scope = own;
        }
        return own;
    }

    @Override
    public EventBus events() {
        return options.events(kernel);
    }

    /// The answer of a call that ran on the calling thread. A call that had to be abandoned is answered on another.
    private static final class Answered implements ToolCall.Answer {
        private @Nullable Object result;
        private @Nullable ToolException error;

        @Override
        public synchronized void answered(@Nullable Object given, @Nullable ToolException failed, long nanos) {
            result = given;
            error = failed;
        }

        synchronized @Nullable Object get() {
            if (error != null) {
                throw error;
            }
            return result;
        }
    }
}
