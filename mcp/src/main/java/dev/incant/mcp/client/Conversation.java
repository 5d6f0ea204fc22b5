package dev.incant.mcp.client;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.protocol.Modern;
import dev.incant.mcp.protocol.Revision;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What goes to and fro over one channel: requests find their answers, reports of progress their calls, and what the
/// server asks is answered. Knows the order of no conversation. Owns the channel.
final class Conversation implements Channel.Inbox, AutoCloseable {
    /// The connection was lost while something was asked.
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException(ToolException why) {
            super(why.message(), why, false, false);
        }
    }

    private final Channel channel;
    private final Answers answers;
    private final AtomicLong ids = new AtomicLong();
    private final Map<RpcId, Exchange> open = new ConcurrentHashMap<>();
    private volatile @Nullable ToolException lost;
    private volatile boolean closed;
    private volatile Runnable toolsChanged = () -> {};
    private @Nullable Consumer<ToolException> whenLost;

    Conversation(Channel channel, Answers answers) {
        this.channel = channel;
        this.answers = answers;
    }

    void open() {
        channel.open(this);
    }

    Channel channel() {
        return channel;
    }

    @Nullable ToolException lost() {
        return lost;
    }

    void onToolsChanged(Runnable action) {
        toolsChanged = action;
    }

    void onLost(Consumer<ToolException> action) {
        ToolException why;
        synchronized (this) {
            whenLost = action;
            why = lost;
        }
        if (why != null && !closed) {
            action.accept(why);
        }
    }

    /// Sends a request and waits for its result. Given up, it is taken back.
    Map<String, @Nullable Object> ask(
            ClientDialect dialect,
            String method,
            Map<String, @Nullable Object> params,
            Map<String, String> headers,
            Duration timeout,
            Progress progress,
            Cancellation cancellation) {
        cancellation.check();
        Exchange exchange = start(dialect, method, params, headers, progress);
        RpcMessage.Answer answer;
        try {
            answer = exchange.await(timeout, cancellation);
        } catch (ToolException e) {
            if (e.code() == ErrorCode.TIMEOUT || e.code() == ErrorCode.CANCELLED || cancellation.cancelled()) {
                takeBack(dialect, exchange, e.message());
            }
            throw e;
        } finally {
            open.remove(exchange.id());
        }
        return switch (answer) {
            case RpcMessage.Result result -> result.result();
            case RpcMessage.Failure failure -> throw ClientErrors.of(failure.error());
        };
    }

    /// Sends a request for whose answer somebody may wait. Its owner calls [#forget].
    Exchange start(
            ClientDialect dialect,
            String method,
            Map<String, @Nullable Object> params,
            Map<String, String> headers,
            Progress progress) {
        RpcId.Number id = new RpcId.Number(ids.incrementAndGet());
        Exchange exchange = new Exchange(id, method, progress);
        open.put(id, exchange);
        ToolException gone = lost;
        if (gone != null) {
            exchange.fail(gone);
            return exchange;
        }
        Map<String, String> all = new LinkedHashMap<>(dialect.headers(method, params));
        all.putAll(headers);
        Object token = progress == Progress.SILENT ? null : id.value();
        channel.send(new RpcMessage.Request(id, method, dialect.params(params, token)), all);
        return exchange;
    }

    void forget(Exchange exchange) {
        open.remove(exchange.id());
    }

    /// Says something that is not answered, and waits until it has arrived.
    void tell(ClientDialect dialect, String method, Duration timeout) {
        Exchange arrival = new Exchange(new RpcId.Number(0), method, Progress.SILENT);
        channel.send(new RpcMessage.Notification(method, Map.of()), dialect.headers(method, Map.of()))
                .whenComplete((_, thrown) -> {
                    if (thrown instanceof ToolException error) {
                        arrival.fail(error);
                    } else {
                        arrival.answer().complete(new RpcMessage.Result(new RpcId.Number(0), Map.of()));
                    }
                });
        arrival.await(timeout, new Cancellation());
    }

    /// Tells the server that a request is given up.
    void takeBack(ClientDialect dialect, Exchange exchange, String why) {
        boolean byStream = channel.streams() && dialect.revision().equals(Revision.MODERN);
        if (!byStream && lost == null) {
            Map<String, @Nullable Object> params = new LinkedHashMap<>();
            params.put("requestId", exchange.id().plain());
            params.put("reason", why);
            channel.send(
                    new RpcMessage.Notification("notifications/cancelled", params),
                    dialect.headers("notifications/cancelled", Map.of()));
        }
        channel.abandon(exchange.id());
    }

    @Override
    public void received(RpcMessage message) {
        switch (message) {
            case RpcMessage.Result result -> answered(result.id(), result);
            case RpcMessage.Failure failure -> answered(failure.id(), failure);
            case RpcMessage.Request request ->
                Thread.ofVirtual().name("incant-mcp-answer").start(() -> answer(request));
            case RpcMessage.Notification notification -> heard(notification);
        }
    }

    private void answered(@Nullable RpcId id, RpcMessage.Answer answer) {
        Exchange exchange = id == null ? null : open.get(id);
        if (id == null) {
            // An error without an id is about the one request there is, or nobody can tell.
            List<Exchange> all = List.copyOf(open.values());
            exchange = all.size() == 1 ? all.getFirst() : null;
        }
        if (exchange != null) {
            exchange.answer().complete(answer);
        }
    }

    private void answer(RpcMessage.Request request) {
        RpcMessage answer;
        try {
            Map<String, @Nullable Object> result =
                    request.method().equals("ping") ? Map.of() : answers.answer(request.method(), request.params());
            answer = result == null
                    ? new RpcMessage.Failure(
                            request.id(),
                            new RpcError(RpcError.METHOD_NOT_FOUND, request.method() + " is not offered to servers"))
                    : new RpcMessage.Result(request.id(), result);
        } catch (ToolException e) {
            answer = new RpcMessage.Failure(request.id(), new RpcError(RpcError.INTERNAL_ERROR, e.message()));
        }
        channel.send(answer, Map.of());
    }

    private void heard(RpcMessage.Notification notification) {
        switch (notification.method()) {
            case "notifications/progress" -> {
                RpcId token = RpcId.of(notification.params().get("progressToken"));
                Exchange exchange = token == null ? null : open.get(token);
                if (exchange != null) {
                    ProgressReports.pass(notification.params(), exchange.progress());
                }
            }
            case "notifications/tools/list_changed" -> {
                RpcId stream = stream(notification);
                Exchange exchange = stream == null ? null : open.get(stream);
                // One of a stream that is ours no more is about nothing that was asked for.
                if (stream == null || exchange != null && exchange.listens()) {
                    Thread.ofVirtual().name("incant-mcp-changed").start(toolsChanged);
                }
            }
            case "notifications/subscriptions/acknowledged" -> {
                RpcId stream = stream(notification);
                Exchange exchange = stream == null ? null : open.get(stream);
                if (exchange != null && exchange.listens()) {
                    ChangeSubscription.acknowledged(exchange, notification.params());
                }
            }
            case "notifications/cancelled" -> {
                RpcId id = RpcId.of(notification.params().get("requestId"));
                Exchange exchange = id == null ? null : open.get(id);
                // Servers must not take back anything else.
                if (exchange != null && exchange.listens()) {
                    exchange.fail(ToolException.unavailable("the server ended its stream of changes"));
                }
            }
            default -> {}
        }
    }

    /// The stream of changes that a notification belongs to; null for none.
    private static @Nullable RpcId stream(RpcMessage.Notification notification) {
        return notification.params().get("_meta") instanceof Map<?, ?> meta
                ? RpcId.of(meta.get(Modern.SUBSCRIPTION))
                : null;
    }

    @Override
    public void failed(RpcId id, ToolException why) {
        Exchange exchange = open.get(id);
        if (exchange != null) {
            exchange.fail(why);
        }
    }

    @Override
    public void lost(ToolException why) {
        Consumer<ToolException> told;
        synchronized (this) {
            if (lost != null) {
                return;
            }
            lost = why;
            told = whenLost;
        }
        // First who makes connections, so that who is told of the failure and calls again gets a new one.
        if (told != null && !closed) {
            told.accept(why);
        }
        for (Exchange exchange : open.values()) {
            exchange.fail(why);
        }
    }

    @Override
    public void close() {
        closed = true;
        channel.close();
        lost(ToolException.unavailable("the connection was closed"));
    }
}
