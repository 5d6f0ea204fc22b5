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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One session of a connection: its script state, its limits, and what its scripts can ask of the kernel. They run one
/// after another, by a [ScriptQueue].
final class Session implements ScriptHost {
    private final Kernel kernel;
    private final Connection connection;
    private final String name;
    private final SessionOptions options;
    private final AtomicInteger calls = new AtomicInteger();
    private final ScriptQueue queue;
    private @Nullable ScriptSession scripts;
    private @Nullable String scope;

    Session(Kernel kernel, Connection connection, String name, SessionOptions options) {
        this.kernel = kernel;
        this.connection = connection;
        this.name = name;
        this.options = options;
        this.queue = new ScriptQueue(kernel, this);
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
        queue.execute(runtime, execution, here);
    }

    private ScriptRuntime runtime() {
        ScriptRuntime runtime = kernel.scripts();
        if (runtime == null) {
            throw ToolException.unavailable("this kernel runs no scripts");
        }
        return runtime;
    }

    /// The state of the session's scripts, opened when first asked for.
    synchronized ScriptSession scripts(ScriptRuntime runtime) {
        ScriptSession open = scripts;
        if (open == null) {
            open = runtime.open(this);
            scripts = open;
        }
        return open;
    }

    /// Frees what scripts keep, and deletes what they stored for the session.
    synchronized void closeScripts() {
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
        return queue.interrupt();
    }

    /// Hands a line to the running script that asked for one.
    void input(@Nullable String line) {
        Execution now = queue.running();
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
        return Values.map("history", queue.history(request.limit()));
    }

    /// Ends the session; a running script is stopped by its connection, and then its state is freed.
    void close() {
        queue.close();
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
        Execution script = queue.running();
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
