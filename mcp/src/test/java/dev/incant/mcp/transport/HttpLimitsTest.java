package dev.incant.mcp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentSettings;
import dev.incant.mcp.agent.CatalogueTools;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.server.KernelOffer;
import dev.incant.script.LuaScriptRuntime;
import dev.incant.tools.Tools;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What one client cannot do to the others: hold the server up, fill it, or see what they keep.
final class HttpLimitsTest {
    private final Kernel kernel = Kernel.start(KernelOptions.of(new Tools()).withScripts(new LuaScriptRuntime()));
    private final SessionOptions session = SessionOptions.standard().within(Limits.STRICT);
    private final HttpClient http = HttpClient.newHttpClient();
    private McpServer server;
    private HttpTransport transport;
    private HttpCalls calls;

    @BeforeEach
    void open() throws IOException {
        open(Duration.ofSeconds(1), Duration.ofMinutes(30));
    }

    private void open(Duration patience, Duration idle) throws IOException {
        server = KernelOffer.server(
                kernel,
                "1",
                session,
                () -> CatalogueTools.open(kernel, session, AgentSettings.STANDARD),
                "Hello.",
                List.of(),
                _ -> {});
        transport = HttpTransport.open(
                server, HttpSettings.loopback(0, Map.of()).waiting(patience).keeping(idle));
        calls = new HttpCalls(http, transport.uri());
    }

    @AfterEach
    void close() {
        transport.close();
        server.close();
        http.close();
        kernel.close();
    }

    /// Waits until the server closes a connection, whatever it says before.
    private static void ends(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void a_body_that_does_not_end_is_not_waited_for() throws Exception {
        try (Socket slow = calls.raw(HttpCalls.head("", 1000, "{\"jsonrpc\":"))) {
            assertThat(run("other", "return 1")).contains("\"result\":1");
            ends(slow);
        }
        nothingIsKept();
    }

    @Test
    void nothing_is_kept_of_a_request_that_breaks_off() throws Exception {
        try (Socket half = calls.raw(HttpCalls.head("", 1000, "{\"jsonrpc\":"))) {
            half.shutdownOutput();
            ends(half);
        }
        nothingIsKept();
    }

    private void nothingIsKept() {
        // The handler may still be on its way out.
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (transport.failed() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(transport.failed()).isZero();
    }

    @Test
    void headers_that_do_not_end_are_not_waited_for() throws Exception {
        try (Socket slow = calls.raw("POST /mcp HTTP/1.1\r\nHost: localh")) {
            ends(slow);
        }
    }

    @Test
    void a_client_that_does_not_read_is_not_waited_for() throws Exception {
        String id = calls.session("2025-11-25");
        String body = HttpCalls.message(
                "tools/call",
                Values.map(
                        "name",
                        "run_script",
                        "arguments",
                        Values.map("code", "for i = 1, 800 do display(('x'):rep(10000)) end")));
        try (Socket slow = calls.raw(HttpCalls.head(id, body.length(), body))) {
            // The first byte of the answer: it is on its way, and the rest is not taken.
            assertThat(slow.getInputStream().read()).isNotNegative();
            transport.awaitIdle(30_000);
            assertThat(transport.open()).isZero();
        }
        assertThat(run("other", "return 1")).contains("\"result\":1");
    }

    private String run(String client, String code) throws IOException, InterruptedException {
        return calls.call(client, "run_script", Values.map("code", code));
    }

    @Test
    void clients_without_a_token_that_name_themselves_are_apart() throws Exception {
        assertThat(run("first", "State.set('secret', 41, {scope = 'session'}) secret = 1 return 'kept'"))
                .contains("kept");
        assertThat(run("second", "return {State.get('secret', {scope = 'session'}) or 'nothing', secret or 'none'}"))
                .contains("[\"nothing\",\"none\"]");
        assertThat(run("first", "return State.get('secret', {scope = 'session'}) + secret"))
                .contains("\"result\":42");
    }

    @Test
    void a_client_that_is_not_heard_of_ends_with_all_it_kept() throws Exception {
        transport.close();
        server.close();
        open(Duration.ofSeconds(30), Duration.ofMillis(200));
        String id = calls.session("2025-11-25");
        run("first", "x = 1");
        assertThat(transport.clients()).isBetween(1, 2);
        while (transport.clients() > 0) {
            Thread.onSpinWait();
        }
        HttpResponse<String> later =
                calls.send(calls.post(HttpCalls.message("ping", Map.of())).header("Mcp-Session-Id", id));
        assertThat(later.statusCode()).isEqualTo(404);
        assertThat(run("first", "return x or 'gone'")).contains("gone");
    }

    @Test
    void one_client_has_so_many_sessions_and_loses_its_own_oldest() throws Exception {
        String first = calls.session("2025-11-25");
        String second = "";
        for (int i = 1; i < Sessions.MOST_OF_ONE; i++) {
            second = calls.session("2025-11-25");
        }
        calls.session("2025-11-25");
        assertThat(transport.clients()).isEqualTo(Sessions.MOST_OF_ONE);
        assertThat(calls.send(calls.post(HttpCalls.message("ping", Map.of())).header("Mcp-Session-Id", first))
                        .statusCode())
                .isEqualTo(404);
        assertThat(calls.send(calls.post(HttpCalls.message("ping", Map.of())).header("Mcp-Session-Id", second))
                        .statusCode())
                .isEqualTo(200);
    }
}
