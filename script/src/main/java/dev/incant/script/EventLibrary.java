package dev.incant.script;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.event.EventBus;
import dev.incant.kernel.value.Values;
import dev.incant.lua.LuaCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `Event`: publishing, and hearing what was published. Subscriptions live as long as the session.
final class EventLibrary implements Library, AutoCloseable {
    private static final int BUFFER = 1024;
    private static final int MOST = 256;
    private static final long DEFAULT_TIMEOUT = 5000;
    private static final long LONGEST_TIMEOUT = Duration.ofDays(1).toMillis();

    private final Bridge bridge;
    private final Map<String, EventBus.Subscription> subscriptions = new LinkedHashMap<>();
    private long made;

    EventLibrary(Bridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public @Nullable Object call(String function, LuaCall call) throws Exception {
        return switch (function) {
            case "publish" -> {
                bridge.host.events().publishForUser(topic(call), bridge.values.toJava(call.arg(2), "data"));
                yield call.give(true);
            }
            case "subscribe" -> subscribe(call);
            case "receive" -> receive(call);
            case "unsubscribe" -> {
                EventBus.Subscription ended = subscriptions.remove(Bridge.text(call, 1));
                if (ended != null) {
                    ended.close();
                }
                yield call.give(ended != null);
            }
            case "list_subscriptions" -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (Map.Entry<String, EventBus.Subscription> entry : subscriptions.entrySet()) {
                    list.add(Values.map(
                            "id", entry.getKey(), "pattern", entry.getValue().pattern()));
                }
                yield bridge.result(call, list);
            }
            default -> throw new IllegalStateException(function);
        };
    }

    private static String topic(LuaCall call) {
        String topic = Bridge.text(call, 1);
        if (topic.isEmpty()) {
            throw ToolException.invalidParams("a topic must be words joined by dots, such as report.done");
        }
        return topic;
    }

    private @Nullable Object subscribe(LuaCall call) {
        if (subscriptions.size() >= MOST) {
            throw ToolException.limitExceeded(MOST + " subscriptions are open, more may not be");
        }
        String id = "sub-" + ++made;
        subscriptions.put(id, bridge.host.events().subscribe(topic(call), BUFFER));
        return call.give(bridge.string(id));
    }

    /// The next event as `{topic, data, dropped}`, or nil when none came in time.
    private @Nullable Object receive(LuaCall call) throws Exception {
        String id = Bridge.text(call, 1);
        long timeout = call.integer(2, DEFAULT_TIMEOUT);
        if (timeout < 0 || timeout > LONGEST_TIMEOUT) {
            throw call.argError(2, "must be milliseconds from 0 to " + LONGEST_TIMEOUT);
        }
        EventBus.Subscription subscription = subscriptions.get(id);
        if (subscription == null) {
            throw ToolException.notFound("there is no subscription '" + id + "'");
        }
        EventBus.Event event = bridge.run().await(() -> subscription.next(Duration.ofMillis(timeout)));
        return event == null
                ? null
                : bridge.result(
                        call, Values.map("topic", event.topic(), "data", event.data(), "dropped", event.dropped()));
    }

    @Override
    public void close() {
        subscriptions.values().forEach(EventBus.Subscription::close);
        subscriptions.clear();
    }
}
