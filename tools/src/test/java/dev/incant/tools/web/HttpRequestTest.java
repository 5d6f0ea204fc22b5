package dev.incant.tools.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class HttpRequestTest implements ToolContract {
    private static final Map<String, Object> QUICK = Map.of("initial_delay_ms", 1L, "max_delay_ms", 2000L);

    /// What was asked: method, URI, headers of interest and body.
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private HttpServer server;
    private Answer answer = exchange -> reply(exchange, 200, "text/plain", "hi".getBytes(UTF_8));
    private ToolTester http;
    private String url;

    @FunctionalInterface
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @Override
    public Tool tool() {
        return new HttpRequest();
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                        + exchange.getRequestHeaders().getFirst("Authorization") + " "
                        + exchange.getRequestHeaders().getFirst("X-API-Key") + " " + body);
                answer.to(exchange);
            }
        });
        server.start();
        String place = "127.0.0.1:" + server.getAddress().getPort();
        url = "http://" + place + "/";
        http = ToolTester.of(tool()).granting(Permission.NET, place);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void reply(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Test
    void sends_each_kind_of_body(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("f.txt"), "file");
        ToolTester here = http.in(folder);
        here.call("request", "url", url, "method", "POST", "body", Map.of("a", List.of(1L, 2L)));
        here.call("request", "url", url, "method", "PUT", "body", "text", "headers", Map.of("content-type", "a/b"));
        here.call("request", "url", url, "method", "POST", "form", Map.of("k y", "ü&="));
        here.call("request", "url", url, "method", "POST", "body_file", "f.txt");
        assertThat(asked)
                .containsExactly(
                        "POST / application/json null null {\"a\":[1,2]}",
                        "PUT / a/b null null text",
                        "POST / application/x-www-form-urlencoded null null k+y=%C3%BC%26%3D",
                        "POST / application/octet-stream null null file");
        here.call("request", "url", url, "method", "POST", "multipart", Map.of("up", Map.of("file", "f.txt")));
        assertThat(asked.getLast())
                .startsWith("POST / multipart/form-data; boundary=")
                .contains("name=\"up\"; filename=\"f.txt\"\r\nContent-Type: application/octet-stream\r\n\r\nfile\r\n");
        assertThat(here.fails(ErrorCode.INVALID_PARAMS, "request", "url", url, "body", "a", "form", Map.of("a", "b"))
                        .message())
                .contains("give one body only, not body and form");
    }

    @Test
    void says_who_asks() {
        http.call(
                "request",
                "url",
                url,
                "auth",
                Map.of("type", "basic", "username", "Aladdin", "password", "open sesame"));
        http.call("request", "url", url, "auth", Map.of("type", "bearer", "token", "t"));
        http.call("request", "url", url, "auth", Map.of("type", "api_key", "key", "k"));
        http.call("request", "url", url, "auth", Map.of("type", "custom", "headers", Map.of("X-Api-Key", "c")));
        assertThat(asked)
                .containsExactly(
                        "GET / null Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== null ",
                        "GET / null Bearer t null ",
                        "GET / null null k ",
                        "GET / null null c ");
        assertThat(http.fails(ErrorCode.INVALID_PARAMS, "request", "url", url, "auth", Map.of("type", "bearer"))
                        .message())
                .contains("auth.token");
    }

    @Test
    void adds_parameters_to_the_url() {
        http.call("request", "url", url + "p?a=1#part", "query", Map.of("b c", List.of("ü", 2L)));
        assertThat(asked.getFirst()).startsWith("GET /p?a=1&b+c=%C3%BC&b+c=2 ");
    }

    @Test
    void reads_json_text_other_charsets_and_bytes() {
        Object[][] cases = {
            {"application/problem+json", "{\"a\":1}".getBytes(UTF_8), "json", Map.of("a", 1L)},
            {"application/json", "{broken".getBytes(UTF_8), "text", "{broken"},
            {"text/plain; charset=iso-8859-1", new byte[] {(byte) 0xfc}, "text", "ü"},
            {"image/png", new byte[] {(byte) 0x89, 0, 1}, "base64", "iQAB"},
        };
        for (Object[] each : cases) {
            answer = exchange -> reply(exchange, 200, (String) each[0], (byte[]) each[1]);
            assertThat(http.map("request", "url", url))
                    .containsEntry("body_encoding", each[2])
                    .containsEntry("body", each[3]);
        }
        answer = exchange -> reply(exchange, 204, "a/b", new byte[0]);
        assertThat(http.map("request", "url", url))
                .containsEntry("status_code", 204L)
                .containsEntry("body", null)
                .containsEntry("body_encoding", "none");
    }

    @Test
    void sends_again_when_the_host_is_busy() {
        answer = exchange -> reply(exchange, asked.size() < 3 ? 500 : 200, "text/plain", "x".getBytes(UTF_8));
        assertThat(http.map("request", "url", url, "retry", QUICK))
                .containsEntry("status_code", 200L)
                .containsEntry("attempts", 3L);
        asked.clear();
        assertThat(http.map("request", "url", url, "method", "POST", "retry", QUICK))
                .containsEntry("status_code", 500L)
                .containsEntry("attempts", 1L);
        asked.clear();
        assertThat(http.map("request", "url", url, "retry", Map.of("max_attempts", 1L)))
                .containsEntry("attempts", 1L);
    }

    @Test
    void waits_as_long_as_the_host_asks_and_no_longer_than_allowed() {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", asked.size() == 1 ? "1" : "60");
            reply(exchange, 429, "text/plain", "busy".getBytes(UTF_8));
        };
        long start = System.nanoTime();
        assertThat(http.map("request", "url", url, "method", "POST", "retry", QUICK))
                .containsEntry("status_code", 429L)
                .containsEntry("attempts", 2L);
        assertThat(System.nanoTime() - start).isBetween(1_000_000_000L, 30_000_000_000L);
    }

    @Test
    void a_wait_ends_with_the_call() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        answer = exchange -> {
            reply(exchange, 503, "text/plain", "busy".getBytes(UTF_8));
            busy.countDown();
        };
        Cancellation cancellation = new Cancellation();
        Thread.ofVirtual().start(() -> {
            try {
                busy.await();
                Thread.sleep(100);
            } catch (InterruptedException e) {
                return;
            }
            cancellation.cancel();
        });
        long start = System.nanoTime();
        http.cancelledBy(cancellation)
                .fails(ErrorCode.CANCELLED, "request", "url", url, "retry", Map.of("initial_delay_ms", 30_000L));
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }

    @Test
    void goes_nowhere_without_a_grant() {
        ToolException error = http.fails(ErrorCode.DENIED, "request", "url", "http://127.0.0.1:1/");
        assertThat(error.details()).containsEntry("flag", "--allow-net=127.0.0.1:1");
        http.fails(ErrorCode.LIMIT_EXCEEDED, "request", "url", url, "max_size", 1);
        http.fails(ErrorCode.INVALID_PARAMS, "request", "url", "http://a b/");
        http.fails(ErrorCode.INVALID_PARAMS, "request", "url", url, "method", "BREW");
    }

    @Test
    void a_download_is_whole_or_not_there(@TempDir Path folder) throws IOException {
        ToolTester here = http.in(folder);
        here.call("download", "url", url, "path", "a.txt");
        assertThat(folder.resolve("a.txt")).hasContent("hi");
        here.fails(ErrorCode.CONFLICT, "download", "url", url, "path", "a.txt");
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            exchange.close();
        };
        here.fails(ErrorCode.FAILED, "download", "url", url, "path", "a.txt", "overwrite", true);
        answer = exchange -> reply(exchange, 404, "text/plain", "no".getBytes(UTF_8));
        assertThat(here.fails(ErrorCode.FAILED, "download", "url", url, "path", "b.txt")
                        .message())
                .isEqualTo(url + " answered 404 Not Found");
        assertThat(folder.resolve("a.txt")).hasContent("hi");
        try (var left = Files.list(folder)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void a_download_goes_on_where_it_broke_off_unless_the_content_changed(@TempDir Path folder) throws IOException {
        ToolTester here = http.in(folder);
        byte[] content = new byte[1_000_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 >> 3);
        }
        String[] tag = {"\"v1\""};
        boolean[] breaks = {true};
        List<String> ranges = new CopyOnWriteArrayList<>();
        answer = exchange -> {
            String range = String.valueOf(exchange.getRequestHeaders().getFirst("Range"));
            ranges.add(range);
            exchange.getResponseHeaders().set("ETag", tag[0]);
            boolean part = tag[0].equals(exchange.getRequestHeaders().getFirst("If-Range"));
            int from = part ? Integer.parseInt(range.substring(6, range.length() - 1)) : 0;
            if (part) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            exchange.sendResponseHeaders(part ? 206 : 200, content.length - from);
            int count = breaks[0] ? 400_000 : content.length - from;
            exchange.getResponseBody().write(content, from, count);
            exchange.getResponseBody().flush();
        };
        here.fails(ErrorCode.FAILED, "download", "url", url, "path", "a", "resume", true);
        assertThat(folder.resolve("a")).doesNotExist();
        assertThat(folder.resolve("a.part")).hasSize(400_000);
        breaks[0] = false;
        assertThat(here.map("download", "url", url, "path", "a", "resume", true))
                .containsEntry("resumed_from", 400_000L)
                .containsEntry("bytes", 1_000_000L);
        assertThat(folder.resolve("a")).hasBinaryContent(content);
        breaks[0] = true;
        here.fails(ErrorCode.FAILED, "download", "url", url, "path", "b", "resume", true);
        breaks[0] = false;
        tag[0] = "\"v2\"";
        assertThat(here.map("download", "url", url, "path", "b", "resume", true))
                .containsEntry("resumed_from", 0L);
        assertThat(folder.resolve("b")).hasBinaryContent(content);
        assertThat(ranges).containsExactly("null", "bytes=400000-", "null", "bytes=400000-");
        try (var left = Files.list(folder)) {
            assertThat(left).hasSize(2);
        }
    }
}
