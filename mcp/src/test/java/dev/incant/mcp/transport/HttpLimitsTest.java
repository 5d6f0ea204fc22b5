package dev.incant.mcp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentSettings;
import dev.incant.mcp.agent.CatalogueTools;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.protocol.TotalLimits;
import dev.incant.mcp.server.KernelOffer;
import dev.incant.script.LuaScriptRuntime;
import dev.incant.tools.Tools;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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
        open(HttpSettings.loopback(0, Map.of()).waiting(Duration.ofSeconds(1)));
    }

    private void open(HttpSettings settings) throws IOException {
        server = KernelOffer.server(
                kernel,
                "1",
                session,
                () -> CatalogueTools.open(kernel, session, AgentSettings.STANDARD),
                "Hello.",
                List.of(),
                _ -> {});
        transport = HttpTransport.open(server, settings);
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
        open(HttpSettings.loopback(0, Map.of()).keeping(Duration.ofMillis(200)));
        String id = calls.session("2025-11-25");
        assertThat(run("first", "x = 1 return 'set'")).contains("set");
        while (transport.clients() > 0) {
            Thread.onSpinWait();
        }
        HttpResponse<String> later =
                calls.send(calls.post(HttpCalls.message("ping", Map.of())).header("Mcp-Session-Id", id));
        assertThat(later.statusCode()).isEqualTo(404);
        assertThat(run("first", "return x or 'gone'")).contains("gone");
    }

    private int ping(String session, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder ping =
                calls.post(HttpCalls.message("ping", Map.of())).header("Mcp-Session-Id", session);
        return calls.send(headers.length == 0 ? ping : ping.headers(headers)).statusCode();
    }

    @Test
    void one_client_has_so_many_sessions_and_loses_its_own_oldest() throws Exception {
        transport.close();
        server.close();
        open(HttpSettings.loopback(0, Map.of("one", "first client", "two", "second client")));
        String[] one = {"Authorization", "Bearer one"};
        String[] two = {"Authorization", "Bearer two"};
        String other = calls.session("2025-11-25", two);
        String first = calls.session("2025-11-25", one);
        String second = "";
        for (int i = 1; i < TotalLimits.STANDARD.sessionsOfOne(); i++) {
            second = calls.session("2025-11-25", one);
        }
        calls.session("2025-11-25", one);
        assertThat(transport.clients()).isEqualTo(TotalLimits.STANDARD.sessionsOfOne() + 1);
        assertThat(ping(first, one)).isEqualTo(404);
        assertThat(ping(second, one)).isEqualTo(200);
        assertThat(ping(other, two)).isEqualTo(200);
    }

    @Test
    void clients_without_a_token_are_not_taken_for_one_client() throws Exception {
        String first = calls.session("2025-11-25");
        for (int i = 0; i < TotalLimits.STANDARD.sessionsOfOne(); i++) {
            calls.session("2025-11-25");
        }
        assertThat(transport.clients()).isEqualTo(TotalLimits.STANDARD.sessionsOfOne() + 1);
        assertThat(ping(first)).isEqualTo(200);
    }

    @Test
    void a_session_too_many_is_refused_with_a_clear_error_when_all_others_are_busy() throws Exception {
        for (int i = 0; i < TotalLimits.STANDARD.sessions(); i++) {
            transport.sessions().begin("anybody").client().begin(null, new Cancellation());
        }
        HttpResponse<String> refused = calls.send(calls.post(calls.hello("2025-11-25")));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.body())
                .contains("\"code\":\"limit_exceeded\"", "\"limit\":" + TotalLimits.STANDARD.sessions())
                .contains("more than " + TotalLimits.STANDARD.sessions() + " sessions may not be open");
    }

    @Test
    void a_server_that_closes_names_no_time_to_come_again() throws Exception {
        server.close();
        HttpResponse<String> refused = calls.send(calls.post(calls.hello("2025-11-25")));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
        assertThat(refused.body()).contains("\"code\":\"unavailable\"", "shutting down");
    }
}
