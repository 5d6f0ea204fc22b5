package dev.incant.mcp.protocol;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcException;
import dev.incant.mcp.rpc.RpcMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One request on its way. Safe for use by many threads.
final class Call implements Exchange {
    /// Reports of progress that come faster are dropped, but for the last.
    private static final long PROGRESS_NANOS = 10_000_000;

    private final Client client;
    private final Sender sender;
    private final Outlet outlet;
    private final Cancellation cancellation;
    private final Map<String, @Nullable Object> answers;
    private final @Nullable Long taskTtl;
    private final @Nullable Consumer<McpResult> standby;
    /// What ends the request: the result, or that the work became a task.
    private final CompletableFuture<McpResult> first = new CompletableFuture<>();
    private final Object lock = new Object();
    private Tasks.@Nullable Task task;
    private double done = Double.NEGATIVE_INFINITY;
    private long reported;

    /// @param answers what the client answered so far (modern)
    /// @param taskTtl how long a task is to be kept, in milliseconds; null when this can become none
    /// @param standby see [Exchange#standby]
    Call(
            Client client,
            Sender sender,
            Outlet outlet,
            Cancellation cancellation,
            Map<String, @Nullable Object> answers,
            @Nullable Long taskTtl,
            @Nullable Consumer<McpResult> standby) {
        this.client = client;
        this.sender = sender;
        this.outlet = outlet;
        this.cancellation = cancellation;
        this.answers = answers;
        this.taskTtl = taskTtl;
        this.standby = standby;
    }

    CompletableFuture<McpResult> first() {
        return first;
    }

    /// The task that this became, or null.
    Tasks.@Nullable Task task() {
        synchronized (lock) {
            return task;
        }
    }

    /// Ends the work with its result.
    void finish(McpResult result) {
        Tasks.Task became;
        synchronized (lock) {
            became = task;
            if (became == null) {
                first.complete(result);
            }
        }
        if (became != null && result instanceof McpResult.Complete complete) {
            became.complete(complete.fields());
        }
    }

    /// Ends the work with what was thrown.
    ///
    /// @param error how a task tells it
    void fail(Throwable thrown, Supplier<RpcError> error) {
        Tasks.Task became;
        synchronized (lock) {
            became = task;
            if (became == null) {
                first.completeExceptionally(thrown);
            }
        }
        if (became != null) {
            became.fail(error.get());
        }
    }

    @Override
    public Sender sender() {
        return sender;
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public Progress progress() {
        return sender.progressToken() == null && taskTtl == null ? Progress.SILENT : this::report;
    }

    private void report(long now, long total, @Nullable String text) {
        Tasks.Task became;
        synchronized (lock) {
            if (now <= done) {
                return;
            }
            long time = System.nanoTime();
            boolean last = total >= 0 && now >= total;
            if (!last && done >= 0 && time - reported < PROGRESS_NANOS) {
                return;
            }
            done = now;
            reported = time;
            became = task;
        }
        if (became != null) {
            became.message(text == null ? now + (total < 0 ? "" : " of " + total) : text);
            return;
        }
        Object token = sender.progressToken();
        if (token == null) {
            return;
        }
        Map<String, @Nullable Object> params = Values.map("progressToken", token, "progress", now);
        if (total >= 0) {
            params.put("total", total);
        }
        if (text != null && sender.since(Revision.ANNOTATED)) {
            params.put("message", text);
        }
        send("notifications/progress", params);
    }

    @Override
    public void log(LogLevel level, @Nullable String logger, @Nullable Object data) {
        LogLevel wanted = sender.modern() ? sender.level() : client.level();
        if (wanted == null || level.compareTo(wanted) < 0 || task() != null) {
            return;
        }
        Map<String, @Nullable Object> params = Values.map("level", level.word());
        if (logger != null) {
            params.put("logger", logger);
        }
        params.put("data", data);
        send("notifications/message", params);
    }

    private void send(String method, Map<String, @Nullable Object> params) {
        // Nothing may be said of a request that was cancelled.
        if (!cancellation.cancelled()) {
            outlet.send(new RpcMessage.Notification(method, params));
        }
    }

    @Override
    public Map<String, Map<String, @Nullable Object>> ask(Map<String, InputRequest> requests) {
        for (InputRequest request : requests.values()) {
            if (!sender.can(request.capability())) {
                throw sender.modern()
                        ? sender.lacks(request.capability())
                        : ToolException.unavailable("the client cannot do " + request.method());
            }
        }
        Tasks.Task became = task();
        if (became != null && sender.modern()) {
            return became.ask(requests);
        }
        return sender.modern() ? again(requests) : now(requests);
    }

    @Override
    public boolean waits() {
        return !sender.modern() || taskTtl != null;
    }

    private Map<String, Map<String, @Nullable Object>> again(Map<String, InputRequest> requests) {
        Map<String, Map<String, @Nullable Object>> given = new LinkedHashMap<>();
        Map<String, InputRequest> missing = new LinkedHashMap<>();
        requests.forEach((name, request) -> {
            if (answers.get(name) instanceof Map<?, ?> map) {
                Map<String, @Nullable Object> answer = new LinkedHashMap<>();
                map.forEach((key, value) -> answer.put(String.valueOf(key), value));
                given.put(name, answer);
            } else {
                missing.put(name, request);
            }
        });
        if (!missing.isEmpty()) {
            throw new InputNeeded(missing, answers);
        }
        return given;
    }

    private Map<String, Map<String, @Nullable Object>> now(Map<String, InputRequest> requests) {
        Map<String, CompletableFuture<Map<String, @Nullable Object>>> waiting = new LinkedHashMap<>();
        requests.forEach((name, request) -> waiting.put(
                name,
                client.ask(request, outlet)
                        .completeOnTimeout(Tasks.NO_ANSWER, Tasks.PATIENCE_MINUTES, TimeUnit.MINUTES)));
        return Client.await(waiting, cancellation);
    }

    @Override
    public void detach() {
        if (taskTtl == null) {
            return;
        }
        Tasks.Task made;
        synchronized (lock) {
            if (task != null || first.isDone()) {
                return;
            }
            made = client.tasks().create(taskTtl, cancellation);
            task = made;
        }
        first.complete(new McpResult.Detached(made));
    }

    @Override
    public void requireTask() {
        if (taskTtl == null) {
            throw sender.modern()
                    ? sender.lacksExtension(Sender.TASKS)
                    : RpcException.of(RpcError.METHOD_NOT_FOUND, "this tool runs as a task only; send params.task");
        }
        try {
            detach();
        } catch (ToolException e) {
            // Not the tool's answer: the request is refused.
            throw RpcException.of(McpServer.error(e));
        }
    }

    @Override
    public @Nullable Consumer<ToolResult> standby() {
        Consumer<McpResult> answered = standby;
        return answered == null
                ? null
                : result -> answered.accept(new McpResult.Complete(Wire.result(result, sender), null));
    }

    @Override
    public void letGo() {
        outlet.letGo();
    }
}
