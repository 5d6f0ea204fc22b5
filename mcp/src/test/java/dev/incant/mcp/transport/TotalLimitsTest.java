package dev.incant.mcp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.state.Quota;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentSettings;
import dev.incant.mcp.agent.AgentTool;
import dev.incant.mcp.agent.CatalogueTools;
import dev.incant.mcp.protocol.Changes;
import dev.incant.mcp.protocol.Exchange;
import dev.incant.mcp.protocol.LogLevel;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.protocol.Offer;
import dev.incant.mcp.protocol.Resource;
import dev.incant.mcp.protocol.ResourceContent;
import dev.incant.mcp.protocol.ResourceSource;
import dev.incant.mcp.protocol.ToolResult;
import dev.incant.mcp.protocol.ToolSource;
import dev.incant.mcp.protocol.TotalLimits;
import dev.incant.mcp.server.KernelOffer;
import dev.incant.script.LuaScriptRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many clients, each of which asks for less than it may have alone.
@Timeout(60)
final class TotalLimitsTest {
    private static final int EVENT_BYTES = 100_000;
    private static final TotalLimits FEW = new TotalLimits(16, 8, 4, 3, 2, 2, EVENT_BYTES, 1_000);

    private final Semaphore entered = new Semaphore(0);
    private final Semaphore leaving = new Semaphore(0);
    private final Changes changes = new Changes();
    private final HttpClient http = HttpClient.newHttpClient();
    private McpServer server;
    private HttpTransport transport;
    private HttpCalls calls;

    /// `hold` stays until the test lets it go, `task` too and as a task, `noisy` says much before, `quick` is
    /// quick.
    private final class Busy implements ToolSource {
        @Override
        public List<AgentTool> list() {
            return List.of();
        }

        @Override
        public ToolResult call(String name, Map<String, @Nullable Object> arguments, Exchange exchange) {
            if (name.equals("noisy")) {
                for (int i = 0; i < 3; i++) {
                    exchange.log(LogLevel.ERROR, null, "x".repeat(10_000));
                }
            }
            if (name.equals("task")) {
                exchange.requireTask();
            }
            if (!name.equals("quick")) {
                entered.release();
                leaving.acquireUninterruptibly();
            }
            return ToolResult.text("done");
        }
    }

    private static final class Watched implements ResourceSource {
        @Override
        public List<Resource> list() {
            return List.of();
        }

        @Override
        public List<Resource.Template> templates() {
            return List.of();
        }

        @Override
        public List<ResourceContent> read(String uri, Exchange exchange) {
            return List.of();
        }

        @Override
        public boolean watchable() {
            return true;
        }
    }

    @BeforeEach
    void open() throws IOException {
        server = McpServer.of(new Offer("busy", "Busy", "1", "", Busy::new, new Watched(), null, true, changes), FEW);
        serve(HttpSettings.loopback(0, Map.of()));
    }

    private void serve(HttpSettings settings) throws IOException {
        transport = HttpTransport.open(server, settings);
        calls = new HttpCalls(http, transport.uri());
    }

    @AfterEach
    void close() {
        leaving.release(1_000);
        transport.close();
        server.close();
        // Streams are left unread.
        http.shutdownNow();
    }

    private HttpRequest.Builder modern(String client, String method, Map<String, @Nullable Object> params) {
        params.put(
                "_meta",
                Values.map(
                        "io.modelcontextprotocol/protocolVersion",
                        "2026-07-28",
                        "io.modelcontextprotocol/clientCapabilities",
                        Values.map("extensions", Values.map("io.modelcontextprotocol/tasks", Map.of())),
                        "io.modelcontextprotocol/clientInfo",
                        Values.map("name", client, "version", "1")));
        return calls.post(HttpCalls.message(method, params))
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method);
    }

    private HttpRequest.Builder tool(String client, String name) {
        return modern(client, "tools/call", Values.map("name", name, "arguments", Map.of()))
                .header("Mcp-Name", name);
    }

    private HttpRequest.Builder inSession(String session, String method, Map<String, @Nullable Object> params) {
        return calls.post(HttpCalls.message(method, params)).header("Mcp-Session-Id", session);
    }

    private CompletableFuture<HttpResponse<String>> later(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }

    /// Gives the answer once it begins.
    private HttpResponse<InputStream> stream(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofInputStream());
    }

    private static void refused(HttpResponse<String> answer, long limit, String what) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body())
                .contains("\"code\":\"limit_exceeded\"", "\"limit\":" + limit, "all clients together")
                .contains(what);
    }

    @Test
    void requests_of_all_clients_are_bounded() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> running = new ArrayList<>();
        for (int i = 0; i < FEW.requests(); i++) {
            running.add(later(tool("client " + i, "hold")));
        }
        entered.acquire(FEW.requests());
        refused(calls.send(tool("one more", "quick")), FEW.requests(), "requests at once");
        HttpResponse<String> hello = calls.send(calls.post(calls.hello("2025-11-25")));
        refused(hello, FEW.requests(), "requests at once");
        assertThat(hello.body()).contains("\"id\":1");
        leaving.release(FEW.requests());
        for (CompletableFuture<HttpResponse<String>> each : running) {
            assertThat(each.get().statusCode()).isEqualTo(200);
        }
        assertThat(calls.send(tool("one more", "quick")).body()).contains("done");
    }

    @Test
    void streams_of_changes_of_all_clients_are_bounded() throws Exception {
        String session = calls.session("2025-11-25");
        HttpRequest.Builder changesOfSession = HttpRequest.newBuilder(transport.uri())
                .header("Accept", "text/event-stream")
                .header("Mcp-Session-Id", session);
        HttpResponse<InputStream> first = stream(changesOfSession);
        assertThat(first.statusCode()).isEqualTo(200);
        for (int i = 1; i < FEW.streams(); i++) {
            assertThat(stream(modern("client " + i, "subscriptions/listen", Values.map("notifications", Map.of())))
                            .statusCode())
                    .isEqualTo(200);
        }
        refused(
                calls.send(modern("one more", "subscriptions/listen", Values.map("notifications", Map.of()))),
                FEW.streams(),
                "streams of changes");
        String other = calls.session("2025-11-25");
        refused(
                calls.send(HttpRequest.newBuilder(transport.uri())
                        .header("Accept", "text/event-stream")
                        .header("Mcp-Session-Id", other)),
                FEW.streams(),
                "streams of changes");
        assertThat(calls.send(tool("one more", "quick")).body())
                .as("requests are no streams")
                .contains("done");
        calls.send(HttpRequest.newBuilder(transport.uri())
                .header("Mcp-Session-Id", session)
                .DELETE());
        first.body().readAllBytes();
        while (stream(modern("one more", "subscriptions/listen", Values.map("notifications", Map.of())))
                        .statusCode()
                != 200) {
            Thread.onSpinWait();
        }
    }

    @Test
    void tasks_of_all_clients_are_bounded() throws Exception {
        transport.close();
        serve(HttpSettings.loopback(0, Map.of()).keeping(Duration.ofMillis(300)));
        for (int i = 0; i < FEW.tasks(); i++) {
            assertThat(calls.send(tool("client " + i, "task")).body()).contains("taskId");
        }
        refused(calls.send(tool("one more", "task")), FEW.tasks(), "tasks");
        leaving.release(FEW.tasks());
        HttpResponse<String> again = calls.send(tool("one more", "task"));
        while (again.statusCode() == 503) {
            // Their clients end when nothing is heard of them, and what is kept for them goes.
            again = calls.send(tool("one more", "task"));
        }
        assertThat(again.body()).contains("taskId");
    }

    @Test
    void watched_resources_of_all_clients_are_bounded() throws Exception {
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i <= FEW.watched(); i++) {
            sessions.add(calls.session("2025-11-25"));
        }
        for (int i = 0; i < FEW.watched(); i++) {
            assertThat(calls.send(inSession(sessions.get(i), "resources/subscribe", Values.map("uri", "a:b")))
                            .body())
                    .contains("\"result\"");
        }
        HttpRequest.Builder last = inSession(sessions.getLast(), "resources/subscribe", Values.map("uri", "a:b"));
        refused(calls.send(last), FEW.watched(), "watched resources");
        calls.send(inSession(sessions.getFirst(), "resources/unsubscribe", Values.map("uri", "a:b")));
        assertThat(calls.send(last).body()).contains("\"result\"");
    }

    @Test
    void events_kept_for_all_clients_are_bounded_and_go_with_them() throws Exception {
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String session = calls.session("2025-11-25");
            sessions.add(session);
            leaving.release();
            assertThat(calls.send(inSession(session, "tools/call", Values.map("name", "noisy", "arguments", Map.of())))
                            .body())
                    .contains("done");
            assertThat(server.totals().events().taken()).isLessThanOrEqualTo(EVENT_BYTES);
        }
        assertThat(server.totals().events().taken()).isPositive();
        for (String session : sessions) {
            calls.send(HttpRequest.newBuilder(transport.uri())
                    .header("Mcp-Session-Id", session)
                    .DELETE());
        }
        assertThat(server.totals().events().taken()).isZero();
    }

    @Test
    void what_all_clients_keep_is_bounded() throws Exception {
        transport.close();
        server.close();
        Quota kept = new Quota(100_000);
        try (Kernel kernel = Kernel.start(KernelOptions.of().withScripts(new LuaScriptRuntime()))) {
            SessionOptions session = SessionOptions.standard();
            AgentSettings agent = AgentSettings.STANDARD.keeping(80_000).sharing(kept);
            server = KernelOffer.server(
                    kernel,
                    "1",
                    session,
                    () -> CatalogueTools.open(kernel, session, agent),
                    "Hello.",
                    List.of(),
                    _ -> {});
            serve(HttpSettings.loopback(0, Map.of()).keeping(Duration.ofMillis(300)));
            String keep = "State.set('a', ('x'):rep(60000), {scope = 'session'}) return 'kept'";
            assertThat(calls.call("first", "run_script", Values.map("code", keep)))
                    .contains("\"kept\"");
            assertThat(calls.call("second", "run_script", Values.map("code", keep)))
                    .contains("limit_exceeded", "all clients together");
            while (kept.taken() > 0) {
                // Its client ends when nothing is heard of it.
                Thread.onSpinWait();
            }
            assertThat(calls.call("second", "run_script", Values.map("code", keep)))
                    .contains("\"kept\"");
            transport.close();
            server.close();
        }
    }
}
