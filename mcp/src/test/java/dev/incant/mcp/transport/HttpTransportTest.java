package dev.incant.mcp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.conformance.ConformanceFixtures;
import dev.incant.mcp.protocol.McpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A real server on loopback, and clients that speak to it.
final class HttpTransportTest {
    private static final String ANN = "the-token-of-ann-1";
    private static final String BOB = "the-token-of-bob-2";

    private final McpServer server = ConformanceFixtures.server();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpTransport transport;
    private URI uri;

    @BeforeEach
    void open() throws IOException {
        transport = HttpTransport.open(server, HttpSettings.loopback(0, Map.of(ANN, "ann", BOB, "bob")));
        uri = transport.uri();
    }

    @AfterEach
    void close() {
        http.close();
        transport.close();
        server.close();
    }

    private HttpRequest.Builder post(String body) {
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("Authorization", "Bearer " + ANN)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String message(String method, Map<String, @Nullable Object> params) {
        return Json.write(Values.map("jsonrpc", "2.0", "id", 1L, "method", method, "params", params));
    }

    private static Map<String, @Nullable Object> meta(@Nullable Object... more) {
        Map<String, @Nullable Object> meta = Values.map(more);
        meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
        meta.put("io.modelcontextprotocol/clientCapabilities", Map.of());
        return meta;
    }

    private HttpRequest.Builder modern(String method, @Nullable String name, Map<String, @Nullable Object> params) {
        HttpRequest.Builder request = post(message(method, params))
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method);
        return name == null ? request : request.header("Mcp-Name", name);
    }

    private HttpRequest.Builder greet() {
        return modern(
                "tools/call",
                "greet",
                Values.map("name", "greet", "arguments", Values.map("name", "Ann"), "_meta", meta()));
    }

    @Test
    void answers_a_request_that_stands_alone() throws Exception {
        HttpResponse<String> answer = send(greet());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).contains("Hello, Ann!", "\"resultType\":\"complete\"");
        assertThat(answer.headers().firstValue("Mcp-Session-Id")).isEmpty();
    }

    @Test
    void a_token_is_needed() throws Exception {
        for (String wrong : List.of("Bearer wrong", "Basic " + ANN, "Bearer", ANN)) {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(uri)
                    .header("Content-Type", "application/json")
                    .header("Authorization", wrong)
                    .POST(HttpRequest.BodyPublishers.ofString(message("server/discover", Map.of()))));
            assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
    }

    /// Sends a request as it is, with whatever Host it says, which Java's client would not.
    private String raw(String... headers) throws IOException {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            String body = message("server/discover", Values.map("_meta", meta()));
            String text = "POST /mcp HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nAuthorization: Bearer " + ANN
                    + "\r\nContent-Type: application/json\r\nMCP-Protocol-Version: 2026-07-28\r\n"
                    + "Mcp-Method: server/discover\r\nConnection: close\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body;
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void other_names_and_pages_of_other_hosts_are_refused() throws Exception {
        String here = "Host: 127.0.0.1:" + uri.getPort();
        assertThat(raw(here)).startsWith("HTTP/1.1 200");
        assertThat(raw("Host: localhost")).startsWith("HTTP/1.1 200");
        assertThat(raw("Host: [::1]:1")).startsWith("HTTP/1.1 200");
        assertThat(raw(here, "Origin: http://localhost:3000")).startsWith("HTTP/1.1 200");
        for (String wrong : List.of(
                "Host: evil.example.com",
                "Host: 127.0.0.1.evil.example.com",
                "Host: localhost.evil.example.com:80",
                here + "\r\nOrigin: http://evil.example.com",
                here + "\r\nOrigin: null",
                here + "\r\nOrigin: http://localhost@evil.example.com",
                here + "\r\nOrigin: file://localhost")) {
            assertThat(raw(wrong)).as(wrong).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void what_is_no_message_is_refused_with_a_status_that_fits() throws Exception {
        assertThat(send(post("{")).statusCode()).isEqualTo(400);
        assertThat(send(post("[]")).body()).contains("batches");
        assertThat(send(HttpRequest.newBuilder(uri)
                                .header("Authorization", "Bearer " + ANN)
                                .header("Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(send(HttpRequest.newBuilder(uri)
                                .header("Authorization", "Bearer " + ANN)
                                .header("Content-Type", "application/json")
                                .header("Accept", "text/html")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(406);
        assertThat(send(post(" ".repeat((16 << 20) + 1))).statusCode()).isEqualTo(413);
        HttpRequest.Builder elsewhere = HttpRequest.newBuilder(uri.resolve("/mcpx"))
                .header("Authorization", "Bearer " + ANN)
                .GET();
        assertThat(send(elsewhere).statusCode()).isEqualTo(404);
        HttpResponse<String> put = send(HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + ANN)
                .PUT(HttpRequest.BodyPublishers.noBody()));
        assertThat(put.statusCode()).isEqualTo(405);
        assertThat(put.headers().firstValue("Allow")).contains("POST, GET, DELETE");
    }

    @Test
    void headers_that_say_something_else_than_the_body_are_refused() throws Exception {
        HttpResponse<String> answer = send(
                modern("tools/call", "other", Values.map("name", "greet", "arguments", Values.map(), "_meta", meta())));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("-32020", "Mcp-Name");
        assertThat(send(modern("no/method", null, Values.map("_meta", meta()))).statusCode())
                .isEqualTo(404);
        String encoded = "=?base64?"
                + java.util.Base64.getEncoder().encodeToString("greet".getBytes(StandardCharsets.UTF_8)) + "?=";
        assertThat(send(modern(
                                "tools/call",
                                encoded,
                                Values.map("name", "greet", "arguments", Values.map("name", "Ann"), "_meta", meta())))
                        .statusCode())
                .isEqualTo(200);
    }

    private String session(String token) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(post(message(
                        "initialize",
                        Values.map(
                                "protocolVersion",
                                "2025-11-25",
                                "capabilities",
                                Map.of(),
                                "clientInfo",
                                Values.map("name", "t", "version", "1"))))
                .setHeader("Authorization", "Bearer " + token));
        assertThat(answer.body()).contains("\"protocolVersion\":\"2025-11-25\"");
        return answer.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    @Test
    void a_session_lives_until_it_is_deleted_and_belongs_to_its_client() throws Exception {
        String id = session(ANN);
        HttpRequest.Builder list = post(message("tools/list", Map.of())).header("Mcp-Session-Id", id);
        assertThat(send(list).body()).contains("test_simple_text");
        assertThat(send(post(message("tools/list", Map.of()))
                                .header("Mcp-Session-Id", id)
                                .setHeader("Authorization", "Bearer " + BOB))
                        .statusCode())
                .isEqualTo(404);
        assertThat(send(post(message("tools/list", Map.of()))
                                .header("Mcp-Session-Id", id)
                                .header("MCP-Protocol-Version", "1999-01-01"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(post(message("tools/list", Map.of())).header("MCP-Protocol-Version", "2025-11-25"))
                        .body())
                .contains("Mcp-Session-Id is missing");
        HttpRequest.Builder delete = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + ANN)
                .header("Mcp-Session-Id", id)
                .DELETE();
        assertThat(send(delete).statusCode()).isEqualTo(204);
        assertThat(send(list).statusCode()).isEqualTo(404);
    }

    @Test
    void progress_comes_as_events_before_the_answer() throws Exception {
        HttpResponse<String> answer = send(modern(
                "tools/call",
                "test_tool_with_progress",
                Values.map("name", "test_tool_with_progress", "_meta", meta("progressToken", 7L))));
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        List<String> events = new ArrayList<>();
        for (String line : answer.body().lines().toList()) {
            if (line.startsWith("data: ")) {
                events.add(line.substring("data: ".length()));
            }
        }
        assertThat(events).hasSize(4);
        assertThat(events.subList(0, 3)).allMatch(event -> event.contains("notifications/progress"));
        assertThat(events.getLast()).contains("\"result\"");
    }

    @Test
    void a_client_that_goes_away_cancels_its_request() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            String body = message(
                    "tools/call",
                    Values.map("name", "slow_compute", "arguments", Values.map("seconds", 600L), "_meta", meta()));
            socket.getOutputStream()
                    .write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ANN
                                    + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream"
                                    + "\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\n"
                                    + "Mcp-Name: slow_compute\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            // The first beat of the stream says that the call runs.
            assertThat(in.read()).isNotNegative();
            assertThat(transport.open()).isEqualTo(1);
        }
        Thread.ofVirtual().start(() -> {
            transport.awaitIdle(30_000);
            ended.countDown();
        });
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void clients_that_go_away_do_not_use_connections_up() throws Exception {
        // The server of this test may have a hundred.
        for (int round = 0; round < 3; round++) {
            List<Socket> gone = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                gone.add(slow());
            }
            for (Socket socket : gone) {
                assertThat(socket.getInputStream().read()).isNotNegative();
                socket.setSoLinger(true, 0);
                socket.close();
            }
            transport.awaitIdle(30_000);
            assertThat(transport.open()).isZero();
        }
        assertThat(send(greet()).statusCode()).isEqualTo(200);
    }

    private Socket slow() throws IOException {
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        String body = message(
                "tools/call",
                Values.map("name", "slow_compute", "arguments", Values.map("seconds", 600L), "_meta", meta()));
        socket.getOutputStream()
                .write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ANN
                                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream"
                                + "\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\n"
                                + "Mcp-Name: slow_compute\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    @Test
    void a_session_is_told_of_changes_on_its_own_stream() throws Exception {
        String id = session(ANN);
        HttpResponse<InputStream> stream = http.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + ANN)
                        .header("Accept", "text/event-stream")
                        .header("Mcp-Session-Id", id)
                        .GET()
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        HttpRequest.Builder second = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + ANN)
                .header("Accept", "text/event-stream")
                .header("Mcp-Session-Id", id)
                .GET();
        assertThat(send(second).statusCode()).isEqualTo(409);
        send(post(message("tools/call", Values.map("name", "test_trigger_tool_change")))
                .header("Mcp-Session-Id", id));
        try (InputStream body = stream.body()) {
            StringBuilder text = new StringBuilder();
            while (text.indexOf("notifications/tools/list_changed") < 0) {
                int each = body.read();
                assertThat(each).isNotNegative();
                text.append((char) each);
            }
        }
    }
}
