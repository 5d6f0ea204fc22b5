package dev.incant.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.conformance.ConformanceFixtures;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.protocol.Revision;
import dev.incant.mcp.transport.HttpSettings;
import dev.incant.mcp.transport.HttpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The client over HTTP: with our own server in both dialects, and with servers that answer as they like.
final class HttpChannelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CHANGED = "notifications/tools/list_changed";
    private static final String TOKEN = "the-token-of-ann-1";

    private final Host host = Host.system();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        host.close();
    }

    private McpClient connect(URI uri, @Nullable String revision, Map<String, String> headers) {
        McpClient client = McpClient.connect(
                () -> new HttpChannel(host, new HttpChannel.Address(uri, headers, 1 << 20), Admission.NONE),
                ClientOptions.of("test", "1").speaking(revision));
        open.add(client);
        return client;
    }

    private URI ours() throws IOException {
        McpServer server = ConformanceFixtures.server();
        HttpTransport transport = HttpTransport.open(server, HttpSettings.loopback(0, Map.of(TOKEN, "ann")));
        open.add(server);
        open.add(transport::close);
        return transport.uri();
    }

    private interface Handler {
        void handle(HttpExchange exchange, Map<?, ?> message) throws IOException;
    }

    private URI server(Handler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<?, ?> message = body.length == 0 ? Map.of() : (Map<?, ?>) Objects.requireNonNull(Json.parse(body));
            try (exchange) {
                handler.handle(exchange, message);
            }
        });
        server.start();
        open.add(() -> {
            server.stop(0);
            threads.shutdownNow();
        });
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String result(Map<?, ?> message, Map<String, @Nullable Object> result) {
        return Json.write(Values.map("jsonrpc", "2.0", "id", message.get("id"), "result", result));
    }

    private static Map<String, @Nullable Object> hello() {
        return Values.map(
                "protocolVersion", "2025-11-25", "capabilities", Map.of(), "serverInfo", Values.map("name", "old"));
    }

    private static String call(McpClient client, String name, Map<String, @Nullable Object> arguments) {
        return client.call(
                        new RemoteTool(name, Values.map("name", name)),
                        arguments,
                        Progress.SILENT,
                        new Cancellation(),
                        PATIENCE)
                .text();
    }

    private static void fails(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.code()).as(e.message()).isEqualTo(code);
            assertThat(e.message()).contains(message);
        });
    }

    @Test
    void our_own_server_answers_in_both_dialects() throws Exception {
        URI uri = ours();
        for (String revision : List.of(Revision.MODERN, Revision.LEGACY)) {
            McpClient client = connect(uri, revision, Map.of("Authorization", "Bearer " + TOKEN));
            assertThat(client.facts().revision()).isEqualTo(revision);
            assertThat(client.tools(PATIENCE, problem -> {}))
                    .extracting(RemoteTool::name)
                    .contains("greet");
            assertThat(call(client, "greet", Values.map("name", "Ännchen"))).isEqualTo("Hello, Ännchen!");
            List<String> reports = new ArrayList<>();
            client.call(
                    new RemoteTool("test_tool_with_progress", Map.of()),
                    Map.of(),
                    (done, total, text) -> reports.add(done + "/" + total),
                    new Cancellation(),
                    PATIENCE);
            assertThat(reports).as(revision).isNotEmpty();
            client.ping(PATIENCE);
        }
    }

    @Test
    void a_cancelled_call_returns_at_once() throws Exception {
        URI uri = ours();
        for (String revision : List.of(Revision.MODERN, Revision.LEGACY)) {
            McpClient client = connect(uri, revision, Map.of("Authorization", "Bearer " + TOKEN));
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Cancellation cancellation = new Cancellation();
                Future<CallOutcome> slow = threads.submit(() -> client.call(
                        new RemoteTool("slow_compute", Map.of()),
                        Values.map("seconds", 600L),
                        Progress.SILENT,
                        cancellation,
                        Duration.ofMinutes(20)));
                cancellation.cancel();
                assertThatThrownBy(slow::get).hasRootCauseMessage("the call was cancelled");
            }
            assertThat(call(client, "greet", Values.map("name", "B"))).isEqualTo("Hello, B!");
        }
    }

    @Test
    void who_is_not_let_in_hears_how_to_say_who_it_is() throws Exception {
        URI uri = ours();
        fails(ErrorCode.DENIED, "--bearer-env", () -> connect(uri, null, Map.of()));
    }

    @Test
    void nobody_there_and_no_server_there_are_told_apart() throws Exception {
        URI page = server((exchange, message) -> send(exchange, 404, "text/html", "<h1>nothing</h1>"));
        fails(ErrorCode.UNAVAILABLE, "no MCP server at " + page, () -> connect(page, null, Map.of()));
        URI closed = URI.create("http://127.0.0.1:9/mcp");
        fails(ErrorCode.UNAVAILABLE, "refused the connection", () -> connect(closed, null, Map.of()));
    }

    @Test
    void a_redirect_to_another_host_is_not_followed() throws Exception {
        URI other = ours();
        URI uri = server((exchange, message) -> {
            exchange.getResponseHeaders().set("Location", other.toString());
            send(exchange, 307, "text/plain", "");
        });
        fails(ErrorCode.UNAVAILABLE, "another host", () -> connect(uri, null, Map.of()));
    }

    @Test
    void a_session_is_named_in_each_request_and_ended() throws Exception {
        List<String> seen = new ArrayList<>();
        URI uri = server((exchange, message) -> {
            String method = exchange.getRequestMethod() + " " + message.get("method");
            synchronized (seen) {
                seen.add(method + " " + exchange.getRequestHeaders().getFirst("Mcp-Session-Id") + " "
                        + exchange.getRequestHeaders().getFirst("MCP-Protocol-Version"));
            }
            switch (method) {
                case "POST initialize" -> {
                    exchange.getResponseHeaders().set("Mcp-Session-Id", "s1");
                    send(exchange, 200, "application/json", result(message, hello()));
                }
                case "POST notifications/initialized" -> send(exchange, 202, "text/plain", "");
                case "POST tools/call" -> send(exchange, 200, "application/json", result(message, Map.of()));
                default -> send(exchange, 400, "text/plain", "what?");
            }
        });
        connect(uri, null, Map.of()).close();
        McpClient client = connect(uri, null, Map.of());
        call(client, "a", Map.of());
        client.close();
        assertThat(seen)
                .containsSubsequence(
                        "POST server/discover null 2026-07-28",
                        "POST initialize null null",
                        "POST notifications/initialized s1 2025-11-25",
                        "POST tools/call s1 2025-11-25",
                        "DELETE null s1 null");
    }

    @Test
    void a_session_that_the_server_forgot_is_told_apart() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        URI uri = server((exchange, message) -> {
            if ("initialize".equals(message.get("method"))) {
                exchange.getResponseHeaders().set("Mcp-Session-Id", "s1");
                send(exchange, 200, "application/json", result(message, hello()));
            } else if ("tools/call".equals(message.get("method"))) {
                calls.incrementAndGet();
                send(exchange, 404, "text/plain", "");
            } else {
                send(exchange, 202, "text/plain", "");
            }
        });
        McpClient client = connect(uri, Revision.LEGACY, Map.of());
        assertThatThrownBy(() -> call(client, "a", Map.of()))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.details()).containsEntry("session_ended", true));
        assertThat(client.lost()).isTrue();
        assertThat(calls).hasValue(1);
    }

    @Test
    void a_stream_that_breaks_off_goes_on_where_it_was() throws Exception {
        List<String> ids = new ArrayList<>();
        URI uri = server((exchange, message) -> {
            String stream = "text/event-stream";
            if (exchange.getRequestMethod().equals("GET")) {
                ids.add(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
                send(exchange, 200, stream, "data: " + result(Map.of("id", 2L), text("whole")) + "\r\n\r\n");
            } else if ("initialize".equals(message.get("method"))) {
                send(exchange, 200, stream, ": hello\n\nevent: message\ndata: " + result(message, hello()) + "\n\n");
            } else if ("tools/call".equals(message.get("method"))) {
                send(exchange, 200, stream, "id: e7\nretry: 10\ndata:\n\n");
            } else {
                send(exchange, 202, "text/plain", "");
            }
        });
        McpClient client = connect(uri, Revision.LEGACY, Map.of());
        assertThat(call(client, "a", Map.of())).isEqualTo("whole");
        assertThat(ids).containsExactly("e7");
    }

    @Test
    void a_stream_of_changes_that_ends_is_asked_for_again() throws Exception {
        for (String revision : List.of(Revision.MODERN, Revision.LEGACY)) {
            CountDownLatch streams = new CountDownLatch(2);
            CountDownLatch told = new CountDownLatch(1);
            Map<String, @Nullable Object> tells = Values.map("tools", Values.map("listChanged", true));
            URI uri = server((exchange, message) -> {
                String method = exchange.getRequestMethod() + " " + message.get("method");
                String event =
                        "retry: 10\ndata: " + Json.write(Values.map("jsonrpc", "2.0", "method", CHANGED)) + "\n\n";
                switch (method) {
                    case "POST server/discover" -> {
                        List<@Nullable Object> versions = Values.list(Revision.MODERN);
                        send(
                                exchange,
                                200,
                                "application/json",
                                result(message, Values.map("supportedVersions", versions, "capabilities", tells)));
                    }
                    case "POST initialize" -> {
                        Map<String, @Nullable Object> hello = hello();
                        hello.put("capabilities", tells);
                        send(exchange, 200, "application/json", result(message, hello));
                    }
                    case "POST subscriptions/listen", "GET null" -> {
                        streams.countDown();
                        send(exchange, 200, "text/event-stream", event);
                    }
                    default -> send(exchange, 202, "text/plain", "");
                }
            });
            McpClient client = connect(uri, revision, Map.of());
            client.onToolsChanged(told::countDown);
            assertThat(streams.await(30, TimeUnit.SECONDS)).as(revision).isTrue();
            assertThat(told.await(30, TimeUnit.SECONDS)).as(revision).isTrue();
        }
    }

    @Test
    void a_server_that_refuses_to_tell_of_changes_is_not_asked_again() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Map<String, @Nullable Object> tells = Values.map("tools", Values.map("listChanged", true));
        URI uri = server((exchange, message) -> {
            if ("server/discover".equals(message.get("method"))) {
                List<@Nullable Object> versions = Values.list(Revision.MODERN);
                Map<String, @Nullable Object> about = Values.map("supportedVersions", versions, "capabilities", tells);
                send(exchange, 200, "application/json", result(message, about));
            } else if ("subscriptions/listen".equals(message.get("method"))) {
                asked.incrementAndGet();
                Map<String, @Nullable Object> error = Values.map("code", -32601L, "message", "no");
                String answer = Json.write(Values.map("jsonrpc", "2.0", "id", message.get("id"), "error", error));
                send(exchange, 200, "application/json", answer);
            } else {
                send(exchange, 200, "application/json", result(message, text("called")));
            }
        });
        McpClient client = connect(uri, Revision.MODERN, Map.of());
        client.onToolsChanged(() -> {});
        for (int i = 0; i < 50; i++) {
            assertThat(call(client, "a", Map.of())).isEqualTo("called");
        }
        assertThat(asked).hasValueLessThanOrEqualTo(1);
    }

    private static Map<String, @Nullable Object> text(String text) {
        return Values.map("content", Values.list(Values.map("type", "text", "text", text)));
    }

    @Test
    void what_is_no_answer_fails_the_call() throws Exception {
        String[] body = {""};
        URI uri = server((exchange, message) -> {
            if ("initialize".equals(message.get("method"))) {
                send(exchange, 200, "application/json", result(message, hello()));
            } else if ("tools/call".equals(message.get("method"))) {
                send(exchange, 200, "application/json", body[0]);
            } else {
                send(exchange, 202, "text/plain", "");
            }
        });
        McpClient client = connect(uri, Revision.LEGACY, Map.of());
        body[0] = "{ half";
        fails(ErrorCode.FAILED, "not JSON", () -> call(client, "a", Map.of()));
        body[0] = result(Map.of("id", 4711L), text("another's"));
        fails(ErrorCode.FAILED, "not to this request", () -> call(client, "a", Map.of()));
        body[0] = "";
        fails(ErrorCode.FAILED, "without an answer", () -> call(client, "a", Map.of()));
        body[0] = "\"" + "x".repeat(1 << 20) + "\"";
        fails(ErrorCode.LIMIT_EXCEEDED, "larger than 1048576", () -> call(client, "a", Map.of()));
        body[0] = Json.write(Values.map("jsonrpc", "2.0", "error", Values.map("code", -32601L, "message", "gone")));
        fails(ErrorCode.NOT_FOUND, "gone", () -> call(client, "a", Map.of()));
    }

    @Test
    void a_goodbye_that_has_to_wait_for_a_login_is_given_up() throws IOException {
        URI uri = server((exchange, message) -> {
            exchange.getResponseHeaders().set("Mcp-Session-Id", "s");
            boolean modern = "server/discover".equals(message.get("method"));
            send(exchange, modern ? 404 : 200, "application/json", modern ? "" : result(message, hello()));
        });
        AtomicInteger goodbyes = new AtomicInteger();
        Admission busy = cancellation -> new Admission.Attempt() {
            @Override
            public Map<String, String> headers(String method, URI url) {
                if (method.equals("DELETE")) {
                    goodbyes.incrementAndGet();
                    CountDownLatch ended = new CountDownLatch(1);
                    try (Cancellation.Registration _ = cancellation.onCancel(ended::countDown)) {
                        ended.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    cancellation.check();
                }
                return Map.of();
            }

            @Override
            public boolean again(int status, List<Http.Header> headers) {
                return false;
            }
        };
        HttpChannel.Address address = new HttpChannel.Address(uri, Map.of(), 1 << 20);
        McpClient.connect(() -> new HttpChannel(host, address, busy), ClientOptions.of("test", "1"))
                .close();
        assertThat(goodbyes).hasValue(1);
    }
}
