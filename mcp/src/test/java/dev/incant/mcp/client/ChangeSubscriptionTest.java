package dev.incant.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.value.Values;
import dev.incant.mcp.protocol.Revision;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the client makes of a stream of changes, word by word of "Subscriptions" and "Cancellation" of 2026-07-28. All
/// messages share one way, as over standard streams.
final class ChangeSubscriptionTest {
    private static final String CHANGED = "notifications/tools/list_changed";
    private static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

    private final LinkedBlockingQueue<RpcMessage> sent = new LinkedBlockingQueue<>();
    private final AtomicReference<Channel.Inbox> inbox = new AtomicReference<>();
    private final Semaphore told = new Semaphore(0);
    private final McpClient client = McpClient.connect(Wire::new, ClientOptions.of("test", "1"));

    /// A server that tells of changes, and says what the test lets it say.
    private final class Wire implements Channel {
        @Override
        public void open(Inbox to) {
            inbox.set(to);
        }

        @Override
        public CompletableFuture<Void> send(RpcMessage message, Map<String, String> headers) {
            if (message instanceof RpcMessage.Request request
                    && request.method().equals("server/discover")) {
                Map<String, @Nullable Object> result = Values.map(
                        "supportedVersions",
                        Values.list(Revision.MODERN),
                        "capabilities",
                        Values.map("tools", Values.map("listChanged", true)));
                inbox().received(new RpcMessage.Result(request.id(), result));
            } else {
                sent.add(message);
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void abandon(RpcId id) {}

        @Override
        public boolean streams() {
            return false;
        }

        @Override
        public List<String> lastWords() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void close() {
        client.close();
    }

    private Channel.Inbox inbox() {
        return Objects.requireNonNull(inbox.get());
    }

    /// What the client sends next.
    private RpcMessage next() throws InterruptedException {
        RpcMessage message = sent.poll(30, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return Objects.requireNonNull(message);
    }

    private RpcId listening() throws InterruptedException {
        RpcMessage.Request request = (RpcMessage.Request) next();
        assertThat(request.method()).isEqualTo("subscriptions/listen");
        assertThat(request.params()).containsEntry("notifications", Map.of("toolsListChanged", true));
        return request.id();
    }

    private RpcId begun() throws InterruptedException {
        client.onToolsChanged(told::release);
        return listening();
    }

    private void says(String method, @Nullable RpcId stream, Map<String, @Nullable Object> params) {
        if (stream != null) {
            params.put("_meta", Values.map("io.modelcontextprotocol/subscriptionId", stream.plain()));
        }
        inbox().received(new RpcMessage.Notification(method, params));
    }

    private void acknowledges(RpcId stream, Map<String, @Nullable Object> agreed) {
        says(ACKNOWLEDGED, stream, Values.map("notifications", agreed));
    }

    private void hears(int times) throws InterruptedException {
        assertThat(told.tryAcquire(times, 30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_change_belongs_to_the_stream_that_it_names() throws Exception {
        RpcId stream = begun();
        acknowledges(stream, Values.map("toolsListChanged", true));
        says(CHANGED, new RpcId.Text("of somebody else"), Values.map());
        says(CHANGED, stream, Values.map());
        hears(1);
        // That of another stream came first, so it would have been told by now or be told beside.
        assertThat(told.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void a_server_that_does_not_agree_to_tell_is_left_in_peace() throws Exception {
        RpcId stream = begun();
        acknowledges(stream, Values.map());
        RpcMessage.Notification given = (RpcMessage.Notification) next();
        assertThat(given.method()).isEqualTo("notifications/cancelled");
        assertThat(given.params()).containsEntry("requestId", stream.plain());
        assertThat(sent.poll(1_500, TimeUnit.MILLISECONDS))
                .as("not asked again")
                .isNull();
    }

    @Test
    void a_stream_that_the_server_takes_back_is_asked_for_again() throws Exception {
        RpcId stream = begun();
        acknowledges(stream, Values.map("toolsListChanged", true));
        says("notifications/cancelled", null, Values.map("requestId", stream.plain()));
        assertThat(listening()).isNotEqualTo(stream);
        // What changed in between is looked for.
        hears(1);
        says(CHANGED, stream, Values.map());
        assertThat(told.tryAcquire(200, TimeUnit.MILLISECONDS))
                .as("of the old stream")
                .isFalse();
    }

    @Test
    void a_stream_that_ended_in_order_is_asked_for_again() throws Exception {
        RpcId stream = begun();
        acknowledges(stream, Values.map("toolsListChanged", true));
        Map<String, @Nullable Object> meta = Values.map("io.modelcontextprotocol/subscriptionId", stream.plain());
        inbox().received(new RpcMessage.Result(stream, Values.map("resultType", "complete", "_meta", meta)));
        assertThat(listening()).isNotEqualTo(stream);
        hears(1);
    }

    @Test
    void a_server_takes_back_nothing_but_streams_of_changes() throws Exception {
        CompletableFuture<Void> ping =
                CompletableFuture.runAsync(() -> client.ask("anything", Map.of(), Duration.ofSeconds(30)));
        RpcMessage.Request request = (RpcMessage.Request) next();
        says(
                "notifications/cancelled",
                null,
                Values.map("requestId", request.id().plain()));
        inbox().received(new RpcMessage.Result(request.id(), Map.of()));
        ping.get(30, TimeUnit.SECONDS);
    }
}
