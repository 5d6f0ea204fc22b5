package dev.incant.mcp.client;

import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.rpc.RpcMessage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Keeps a server of the stateless dialect telling of changes: asks again when the stream ends, after a pause that
/// grows while streams are short. A server that refuses is not asked again. Source: "Subscriptions" of 2026-07-28.
final class ChangeSubscription {
    static final String METHOD = "subscriptions/listen";

    private static final String UNACKNOWLEDGED = "unacknowledged";
    private static final String TOOLS = "toolsListChanged";
    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toMillis();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toMillis();

    private final Conversation conversation;
    private final ClientDialect dialect;
    private final Runnable changed;

    /// @param changed run after each pause, in which changes may have been missed
    private ChangeSubscription(Conversation conversation, ClientDialect dialect, Runnable changed) {
        this.conversation = conversation;
        this.dialect = dialect;
        this.changed = changed;
    }

    static void begin(Conversation conversation, ClientDialect dialect, Runnable changed) {
        new ChangeSubscription(conversation, dialect, changed).listen(FIRST_PAUSE);
    }

    private void listen(long pause) {
        long began = System.nanoTime();
        Map<String, @Nullable Object> wanted = Map.of("notifications", Map.of(TOOLS, true));
        Exchange exchange = conversation.start(dialect, METHOD, wanted, Map.of(), Progress.SILENT);
        exchange.answer().whenComplete((answer, thrown) -> {
            conversation.forget(exchange);
            if (thrown instanceof ToolException error && error.details().containsKey(UNACKNOWLEDGED)) {
                conversation.takeBack(dialect, exchange, error.message());
            }
            boolean over = conversation.lost() != null
                    || answer instanceof RpcMessage.Failure
                    || thrown instanceof ToolException error && error.code() != ErrorCode.UNAVAILABLE;
            if (!over) {
                boolean longLived = System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(pause * 2);
                long next = longLived ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, pause * 2);
                CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS).execute(() -> again(next));
            }
        });
    }

    /// Takes what a server agreed to tell: a stream that will not tell of tools is of no use.
    static void acknowledged(Exchange exchange, Map<String, @Nullable Object> params) {
        if (!(params.get("notifications") instanceof Map<?, ?> agreed) || !Boolean.TRUE.equals(agreed.get(TOOLS))) {
            exchange.fail(ToolException.denied("the server does not tell of changes of its tools")
                    .with(UNACKNOWLEDGED, true));
        }
    }

    private void again(long pause) {
        if (conversation.lost() == null) {
            listen(pause);
            Thread.ofVirtual().name("incant-mcp-changed").start(changed);
        }
    }
}
