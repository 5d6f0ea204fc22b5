package dev.incant.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentSettings;
import dev.incant.mcp.agent.AgentTools;
import dev.incant.mcp.agent.CatalogueTools;
import dev.incant.mcp.agent.DirectTools;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.transport.LineClient;
import dev.incant.mcp.transport.StdioTransport;
import dev.incant.script.LuaScriptRuntime;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Calls over standard streams run on the thread that has read them. What that thread is held up by must not keep
/// others from their answers, nor its own call.
final class StubbornToolTest {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    /// Waits whatever anybody says.
    private final class Stubborn implements Tool {
        @Override
        public ToolSpec spec() {
            return ToolSpec.of("stubborn", Category.UTILITY, "Do not stop.")
                    .operation(Operation.of("wait", "Wait, and do not stop.")
                            .returns(Schema.any("Nothing."))
                            .handledBy((args, context) -> {
                                begun.countDown();
                                boolean released = false;
                                while (!released) {
                                    try {
                                        released = release.await(1, TimeUnit.MINUTES);
                                    } catch (InterruptedException _) {
                                        // It is stubborn.
                                    }
                                }
                                return "released";
                            }));
        }
    }

    private final Kernel kernel =
            Kernel.start(KernelOptions.of(ToolPack.of(new Stubborn())).withScripts(new LuaScriptRuntime()));
    private @Nullable McpServer server;
    private @Nullable LineClient client;
    private @Nullable Thread serving;

    private LineClient open(boolean direct, Duration timeout) throws Exception {
        SessionOptions standard = SessionOptions.standard();
        SessionOptions session = standard.within(standard.limits().withTimeout(timeout));
        Supplier<AgentTools> tools = () -> direct
                ? DirectTools.open(kernel, session, AgentSettings.STANDARD)
                : CatalogueTools.open(kernel, session, AgentSettings.STANDARD);
        McpServer made = KernelOffer.server(kernel, "1", session, tools, "", List.of(), _ -> {});
        server = made;
        Pipe in = Pipe.open();
        Pipe out = Pipe.open();
        StdioTransport transport = StdioTransport.open(
                made,
                Channels.newInputStream(in.source()),
                Channels.newOutputStream(out.sink()),
                Thread.ofPlatform().daemon().factory());
        LineClient opened = new LineClient(Channels.newInputStream(out.source()), Channels.newOutputStream(in.sink()));
        client = opened;
        serving = Thread.ofVirtual().start(() -> {
            try {
                transport.serve();
                out.sink().close();
            } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
            }
        });
        opened.initialize();
        return opened;
    }

    @AfterEach
    void close() throws Exception {
        release.countDown();
        Objects.requireNonNull(client).close();
        Objects.requireNonNull(serving).join();
        Objects.requireNonNull(server).close();
        kernel.close();
    }

    private static Map<String, @Nullable Object> script(String code) {
        return Values.map("name", "run_script", "arguments", Values.map("code", code));
    }

    @Test
    void a_tool_that_does_not_stop_is_answered_at_its_time() throws Exception {
        LineClient opened = open(true, Duration.ofMillis(200));
        opened.request(1L, "tools/call", Values.map("name", "stubborn", "arguments", Map.of()));
        assertThat(Json.write(opened.answer(1L))).contains("took longer than 200 ms", "\"isError\":true");
        // Its id is free, its thread is not needed, and it is answered once.
        opened.request(1L, "ping", Map.of());
        opened.request(2L, "ping", Map.of());
        opened.answer(2L);
        release.countDown();
        opened.request(3L, "tools/call", Values.map("name", "stubborn", "arguments", Map.of()));
        assertThat(LineClient.text(opened.answer(3L))).isEqualTo("released");
        assertThat(opened.lines().stream().filter(line -> line.contains("\"id\":1,")))
                .hasSize(2);
    }

    @Test
    void a_script_that_a_tool_holds_up_is_answered_at_its_time() throws Exception {
        LineClient opened = open(false, Duration.ofMillis(200));
        opened.request(1L, "tools/call", script("return tools.stubborn{}"));
        assertThat(Json.write(opened.answer(1L))).contains("timeout", "200 ms", "\"isError\":true");
        release.countDown();
        opened.request(2L, "tools/call", script("return tools.stubborn{}"));
        assertThat(LineClient.text(opened.answer(2L))).contains("released");
        assertThat(opened.lines().stream().filter(line -> line.contains("\"id\":1,")))
                .hasSize(1);
    }

    @Test
    void others_are_answered_while_a_script_runs_and_it_can_be_cancelled() throws Exception {
        LineClient opened = open(false, Duration.ofMinutes(1));
        opened.request(1L, "tools/call", script("while true do end"));
        opened.request(2L, "ping", Map.of());
        opened.answer(2L);
        opened.request(3L, "tools/call", script("return 'after'"));
        opened.notify("notifications/cancelled", Values.map("requestId", 1L));
        assertThat(LineClient.text(opened.answer(3L))).contains("after");
        assertThat(opened.lines()).noneMatch(line -> line.contains("\"id\":1,"));
    }

    @Test
    void what_is_cancelled_while_a_tool_holds_it_up_is_not_answered() throws Exception {
        LineClient opened = open(true, Duration.ofMinutes(1));
        opened.request(1L, "tools/call", Values.map("name", "stubborn", "arguments", Map.of()));
        begun.await();
        opened.notify("notifications/cancelled", Values.map("requestId", 1L));
        // When that is answered, what was said before it has been heard.
        opened.request(3L, "ping", Map.of());
        opened.answer(3L);
        release.countDown();
        opened.request(2L, "tools/call", Values.map("name", "stubborn", "arguments", Map.of()));
        assertThat(LineClient.text(opened.answer(2L))).isEqualTo("released");
        assertThat(opened.lines()).noneMatch(line -> line.contains("\"id\":1,"));
    }
}
