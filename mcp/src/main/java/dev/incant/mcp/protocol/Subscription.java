package dev.incant.mcp.protocol;

import dev.incant.kernel.value.Values;
import dev.incant.mcp.rpc.RpcMessage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Carries changes to one stream. Changes that wait are kept once, so a slow reader costs nothing; the thread that
/// writes to the stream takes them.
final class Subscription implements Changes.Listener {
    private final Predicate<Changes.Change> wanted;
    private final Set<Changes.Change> waiting = new LinkedHashSet<>();
    private boolean ended;

    Subscription(Predicate<Changes.Change> wanted) {
        this.wanted = wanted;
    }

    @Override
    public void changed(Changes.Change change) {
        if (wanted.test(change)) {
            synchronized (this) {
                waiting.add(change);
                notifyAll();
            }
        }
    }

    /// Waits for the next change; null when it has ended.
    synchronized Changes.@Nullable Change next() throws InterruptedException {
        while (waiting.isEmpty() && !ended) {
            wait();
        }
        if (ended) {
            return null;
        }
        Iterator<Changes.Change> first = waiting.iterator();
        Changes.Change change = first.next();
        first.remove();
        return change;
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /// A change as a message.
    ///
    /// @param id the stream's id, as a plain value (modern); null for none
    static RpcMessage.Notification message(Changes.Change change, @Nullable Object id) {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        if (id != null) {
            params.put("_meta", Values.map(Modern.SUBSCRIPTION, id));
        }
        String method = switch (change) {
            case Changes.Change.Tools _ -> "notifications/tools/list_changed";
            case Changes.Change.Prompts _ -> "notifications/prompts/list_changed";
            case Changes.Change.Resources _ -> "notifications/resources/list_changed";
            case Changes.Change.Updated updated -> {
                params.put("uri", updated.uri());
                yield "notifications/resources/updated";
            }
            case Changes.Change.TaskState state -> {
                params.putAll(id == null ? state.task().legacy() : state.task().detailed());
                yield id == null ? "notifications/tasks/status" : "notifications/tasks";
            }
        };
        return new RpcMessage.Notification(method, params);
    }
}
