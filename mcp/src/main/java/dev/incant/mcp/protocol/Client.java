package dev.incant.mcp.protocol;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.state.Quota;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcException;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All that a server keeps for one client: its tools with what they remember, its tasks, what runs, and what a
/// handshake agreed on. Nobody else sees any of it. Safe for use by many threads.
public final class Client implements AutoCloseable {
    /// How many requests may be answered at once.
    static final int MOST_REQUESTS = 256;

    /// How many resources may be watched, by the client or by one of its streams.
    static final int MOST_WATCHED = 256;

    /// What a handshake agreed on.
    record Handshake(String revision, String name, Map<String, @Nullable Object> capabilities) {}

    private final String principal;
    private final Supplier<ToolSource> opener;
    private final Tasks tasks;
    private final Totals totals;
    private final Map<RpcId, Cancellation> running = new ConcurrentHashMap<>();
    private final Set<Cancellation> all = ConcurrentHashMap.newKeySet();
    private final AtomicInteger busy = new AtomicInteger();
    private final Map<RpcId, CompletableFuture<Map<String, @Nullable Object>>> asked = new ConcurrentHashMap<>();
    private final AtomicLong questions = new AtomicLong();
    private final Map<String, AutoCloseable> watched = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Runnable> atEnd = new CopyOnWriteArrayList<>();
    private @Nullable ToolSource tools;
    private boolean closed;
    private volatile @Nullable Handshake handshake;
    private volatile @Nullable LogLevel level;

    /// @param principal who it is, as far as that was proved
    Client(String principal, Supplier<ToolSource> opener, Tasks tasks, Totals totals) {
        this.principal = principal;
        this.opener = opener;
        this.tasks = tasks;
        this.totals = totals;
    }

    String principal() {
        return principal;
    }

    Tasks tasks() {
        return tasks;
    }

    /// The client's tools, made when first asked for.
    synchronized ToolSource tools() {
        if (closed) {
            throw ToolException.unavailable("the session has ended");
        }
        ToolSource made = tools;
        if (made == null) {
            made = opener.get();
            tools = made;
        }
        return made;
    }

    /// The resources that the client sees: its own, if it has any, and those of all; null for none.
    @Nullable ResourceSource resources(@Nullable ResourceSource shared) {
        ResourceSource own = tools().resources();
        return own == null ? shared : shared == null ? own : new BothResources(own, shared);
    }

    /// Whether something is its own, or everybody's.
    synchronized boolean owns(@Nullable ToolSource owner) {
        return owner == null || owner == tools;
    }

    @Nullable Handshake handshake() {
        return handshake;
    }

    /// The revision that a handshake agreed on; null before one.
    public @Nullable String revision() {
        Handshake agreed = handshake;
        return agreed == null ? null : agreed.revision();
    }

    void agree(Handshake agreed) {
        handshake = agreed;
        // The revisions with a handshake leave to the server what it sends before a level is set.
        level = LogLevel.WARNING;
    }

    @Nullable LogLevel level() {
        return level;
    }

    void level(LogLevel wanted) {
        level = wanted;
    }

    /// Whether nothing runs for it.
    public boolean idle() {
        return busy.get() == 0 && !tasks.running();
    }

    /// Notes that a request is being answered, until what is returned is closed. When the client has gone already, it
    /// is cancelled at once.
    ///
    /// @param id by which it can be cancelled; null where ids may be those of another connection
    /// @throws ToolException `limit_exceeded` when there are too many, of this client or of all
    /// @throws RpcException when the id is in use
    public Cancellation.Registration begin(@Nullable RpcId id, Cancellation cancellation) {
        return begin(id, cancellation, totals.requests(), "requests at once");
    }

    /// Notes that a stream of changes has begun, likewise.
    ///
    /// @throws ToolException `limit_exceeded` when there are too many, of this client or of all
    /// @throws RpcException when the id is in use
    public Cancellation.Registration beginStream(@Nullable RpcId id, Cancellation cancellation) {
        return begin(id, cancellation, totals.streams(), "streams of changes");
    }

    private Cancellation.Registration begin(
            @Nullable RpcId id, Cancellation cancellation, Quota together, String what) {
        if (busy.incrementAndGet() > MOST_REQUESTS) {
            busy.decrementAndGet();
            throw ToolException.limitExceeded("more than " + MOST_REQUESTS + " requests at once; wait for some to end")
                    .with("limit", (long) MOST_REQUESTS);
        }
        try {
            Totals.takeOne(together, what);
        } catch (ToolException e) {
            busy.decrementAndGet();
            throw e;
        }
        if (id != null && running.putIfAbsent(id, cancellation) != null) {
            busy.decrementAndGet();
            together.give(1);
            throw RpcException.of(
                    RpcError.INVALID_REQUEST, "a request of the id " + id.plain() + " is not answered yet");
        }
        all.add(cancellation);
        if (closed()) {
            // It came too late to be among those that the end cancelled.
            cancellation.cancel(gone());
        }
        return () -> {
            if (!all.remove(cancellation)) {
                return;
            }
            if (id != null) {
                running.remove(id, cancellation);
            }
            busy.decrementAndGet();
            together.give(1);
        };
    }

    /// Cancels a request, if it still runs.
    void cancel(RpcId id, String why) {
        Cancellation cancellation = running.get(id);
        if (cancellation != null) {
            cancellation.cancel(new ToolException(ErrorCode.CANCELLED, "cancelled by the client" + why));
        }
    }

    /// Sends a question and gives what will be its answer (legacy).
    CompletableFuture<Map<String, @Nullable Object>> ask(InputRequest request, Outlet outlet) {
        RpcId id = new RpcId.Text("incant-" + questions.incrementAndGet());
        CompletableFuture<Map<String, @Nullable Object>> answer = new CompletableFuture<>();
        asked.put(id, answer);
        answer.whenComplete((_, _) -> asked.remove(id));
        outlet.send(new RpcMessage.Request(id, request.method(), request.params()));
        return answer;
    }

    /// Takes the answer to a question (legacy). One to nothing that was asked is dropped.
    public void answered(RpcMessage.Answer answer) {
        switch (answer) {
            case RpcMessage.Result result -> {
                CompletableFuture<Map<String, @Nullable Object>> waiting = asked.get(result.id());
                if (waiting != null) {
                    waiting.complete(result.result());
                }
            }
            case RpcMessage.Failure failure -> {
                CompletableFuture<Map<String, @Nullable Object>> waiting =
                        failure.id() == null ? null : asked.get(failure.id());
                if (waiting != null) {
                    waiting.completeExceptionally(ToolException.failed(
                            "the client refused: " + failure.error().message()));
                }
            }
        }
    }

    /// Waits for the answers to questions (legacy).
    static Map<String, Map<String, @Nullable Object>> await(
            Map<String, CompletableFuture<Map<String, @Nullable Object>>> waiting, Cancellation cancellation) {
        try (var _ = cancellation.onCancel(() -> waiting.values().forEach(each -> each.cancel(false)))) {
            Map<String, Map<String, @Nullable Object>> answers = new LinkedHashMap<>();
            for (var each : waiting.entrySet()) {
                answers.put(each.getKey(), each.getValue().get());
            }
            return answers;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ToolException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (java.util.concurrent.CancellationException _) {
            cancellation.check();
            throw gone();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "interrupted while waiting for the client");
        } finally {
            waiting.values().forEach(each -> each.cancel(false));
        }
    }

    /// Subscribes to a resource (legacy).
    ///
    /// @throws ToolException `limit_exceeded` when too many are watched
    void watch(String uri, ResourceSource source) {
        synchronized (watched) {
            if (closed()) {
                throw ToolException.unavailable("the session has ended");
            }
            if (watched.size() >= MOST_WATCHED && !watched.containsKey(uri)) {
                throw ToolException.limitExceeded("more than " + MOST_WATCHED + " resources watched; unsubscribe some");
            }
            AutoCloseable before = watched.put(uri, watching(source, uri));
            if (before != null) {
                release(before);
            }
        }
    }

    /// Watches a resource, as one of all that are watched, until what is returned is closed.
    ///
    /// @throws ToolException `limit_exceeded` when all clients together watch too many
    AutoCloseable watching(ResourceSource source, String uri) {
        Totals.takeOne(totals.watched(), "watched resources");
        try {
            AutoCloseable watch = source.watch(uri);
            return () -> {
                totals.watched().give(1);
                watch.close();
            };
        } catch (RuntimeException e) {
            totals.watched().give(1);
            throw e;
        }
    }

    void unwatch(String uri) {
        synchronized (watched) {
            AutoCloseable watch = watched.remove(uri);
            if (watch != null) {
                release(watch);
            }
        }
    }

    boolean watches(String uri) {
        return watched.containsKey(uri);
    }

    /// Runs something when the client goes.
    void atEnd(Runnable what) {
        atEnd.add(what);
    }

    private static ToolException gone() {
        return new ToolException(ErrorCode.CANCELLED, "the session has ended");
    }

    private synchronized boolean closed() {
        return closed;
    }

    static void release(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Cancels all that runs and frees what was kept. The second and later calls do nothing.
    @Override
    public void close() {
        ToolSource made;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            made = tools;
        }
        all.forEach(each -> each.cancel(gone()));
        tasks.close();
        asked.values().forEach(each -> each.cancel(false));
        synchronized (watched) {
            watched.keySet().forEach(this::unwatch);
        }
        atEnd.forEach(Runnable::run);
        if (made != null) {
            made.close();
        }
    }
}
