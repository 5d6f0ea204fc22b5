package dev.incant.mcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentTool;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The stream of what changes, to a client with a handshake.
final class PushTest {
    private record NoTools() implements ToolSource {
        @Override
        public List<AgentTool> list() {
            return List.of();
        }

        @Override
        public ToolResult call(String name, Map<String, @Nullable Object> arguments, Exchange exchange) {
            throw new IllegalStateException(name);
        }
    }

    @Test
    void a_change_right_after_the_stream_began_is_told() throws Exception {
        Changes changes = new Changes();
        LinkedBlockingQueue<RpcMessage> sent = new LinkedBlockingQueue<>();
        Outlet outlet = new Outlet() {
            @Override
            public void begin() {
                changes.tools();
            }

            @Override
            public void send(RpcMessage message) {
                sent.add(message);
            }
        };
        Cancellation over = new Cancellation();
        Thread pushing;
        try (McpServer server =
                McpServer.of(new Offer("changing", "Changing", "1", "", NoTools::new, null, null, true, changes))) {
            Client client = server.open("anybody");
            Map<String, @Nullable Object> hello = Values.map(
                    "protocolVersion",
                    Revision.LEGACY,
                    "capabilities",
                    Map.of(),
                    "clientInfo",
                    Values.map("name", "a"));
            server.answer(
                    client,
                    new RpcMessage.Request(new RpcId.Number(1), "initialize", hello),
                    Outlet.NONE,
                    new Cancellation());
            pushing = Thread.ofVirtual().start(() -> server.push(client, outlet, over));
            assertThat(sent.poll(30, TimeUnit.SECONDS))
                    .isEqualTo(new RpcMessage.Notification("notifications/tools/list_changed", Map.of()));
        }
        pushing.join();
    }

    @Test
    void a_stream_that_begins_when_its_session_has_just_ended_ends_at_once() throws Exception {
        Offer offer = new Offer("any", "Any", "1", "", NoTools::new, null, null, true, new Changes());
        try (McpServer server = McpServer.of(offer)) {
            Client client = server.open("anybody");
            client.close();
            Cancellation late = new Cancellation();
            try (var _ = client.begin(null, late)) {
                assertThat(late.cancelled()).isTrue();
                server.push(client, Outlet.NONE, late);
            }
        }
    }
}
