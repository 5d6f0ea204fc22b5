package dev.incant.kernel.host;

import static dev.incant.kernel.host.HttpScene.head;
import static dev.incant.kernel.host.HttpScene.net;
import static dev.incant.kernel.host.HttpScene.request;
import static dev.incant.kernel.host.HttpScene.say;
import static dev.incant.kernel.host.HttpScene.text;
import static dev.incant.kernel.host.HttpScene.with;
import static dev.incant.kernel.host.HttpScene.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.capability.Http.Header;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class HostHttpTest {
    private static final Grants HERE = net("127.0.0.1", "localhost");

    private HttpScene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new HttpScene();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private String here(String path) {
        return scene.at("127.0.0.1", path);
    }

    private static String at(ServerSocket server) {
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    private static ToolException error(ErrorCode code, ThrowingCallable action) {
        ToolException error = catchThrowableOfType(ToolException.class, action);
        assertThat(error).isNotNull();
        assertThat(error.code()).as(error.message()).isEqualTo(code);
        return error;
    }

    /// Answers with the request as it came.
    private ServerSocket echo(AtomicReference<String> seen) throws IOException {
        return scene.raw((socket, _) -> {
            String head = head(socket);
            seen.set(head);
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
    }

    @Test
    void sends_what_was_asked_and_nothing_more() throws IOException {
        AtomicReference<String> seen = new AtomicReference<>("");
        ServerSocket server = echo(seen);
        String url = at(server) + "a%20b/ü?x=1&y=%2F#part";
        Http.Response response = scene.http(HERE)
                .send(with(request("DELETE", url), null, new Header("X-One", "1"), new Header("X-One", "2")));
        assertThat(text(response)).isEqualTo("ok");
        assertThat(response.uri()).hasToString(at(server) + "a%20b/%C3%BC?x=1&y=%2F");
        assertThat(seen.get())
                .isEqualTo("DELETE /a%20b/%C3%BC?x=1&y=%2F HTTP/1.1\r\nX-One: 1\r\nX-One: 2\r\nUser-Agent: incant\r\n"
                        + "Accept: */*\r\nAccept-Encoding: gzip, deflate\r\nHost: 127.0.0.1:" + server.getLocalPort()
                        + "\r\nConnection: keep-alive\r\n\r\n");
    }

    @Test
    void sends_bytes_files_and_forms(@TempDir Path folder) throws IOException {
        Path real = folder.toRealPath();
        Files.writeString(real.resolve("a.txt"), "from a file");
        scene.directory = real;
        scene.route("/echo", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            byte[] answer = (type + "\n" + body).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        Http http = scene.http(HERE.allow(Permission.READ, real.toString()));
        Http.Body bytes = new Http.Body.Bytes("héllo".getBytes(StandardCharsets.UTF_8));
        Header plain = new Header("Content-Type", "text/plain");
        assertThat(text(http.send(with(request("POST", here("/echo")), bytes, plain))))
                .isEqualTo("text/plain\nhéllo");
        Http.Body file = new Http.Body.File("a.txt");
        assertThat(text(http.send(with(request("PUT", here("/echo")), file, plain))))
                .endsWith("\nfrom a file");
        Http.Body form = new Http.Body.Multipart(
                List.of(new Http.Part("na\"me", bytes, null, null), new Http.Part("f", file, "a\r\n.txt", "text/x-a")));
        assertThat(text(http.send(with(request("POST", here("/echo")), form))))
                .matches("(?s)multipart/form-data; boundary=(incant-[0-9a-f]{32})\n--\\1\r\n"
                        + "Content-Disposition: form-data; name=\"na%22me\"\r\n\r\nhéllo\r\n--\\1\r\n"
                        + "Content-Disposition: form-data; name=\"f\"; filename=\"a%0D%0A.txt\"\r\n"
                        + "Content-Type: text/x-a\r\n\r\nfrom a file\r\n--\\1--\r\n");
        error(ErrorCode.DENIED, () -> scene.http(HERE).send(with(request("PUT", here("/echo")), file)));
    }

    @Test
    void headers_and_methods_that_would_add_lines_are_refused() {
        for (Header header : List.of(
                new Header("X", "a\r\nEvil: 1"),
                new Header("X\r\nEvil", "1"),
                new Header("X", "a\nb"),
                new Header("X", "a\0b"),
                new Header("X Y", "1"),
                new Header("", "1"),
                new Header("X", "\u2028"),
                new Header("Host", "other"),
                new Header("Content-Length", "5"),
                new Header("transfer-encoding", "chunked"),
                new Header("Connection", "upgrade"))) {
            error(ErrorCode.INVALID_PARAMS, () -> scene.http(HERE).send(with(request("GET", here("/")), null, header)));
        }
        for (String method : List.of("GET / HTTP/1.1\r\nX:", "", "CONNECT", "trace", "A B")) {
            error(ErrorCode.INVALID_PARAMS, () -> scene.http(HERE).send(request(method, here("/"))));
        }
        assertThat(scene.clients).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "301,POST,GET::null",
        "302,POST,GET::null",
        "303,POST,GET::null",
        "303,PUT,GET::null",
        "307,POST,POST:x:a/b",
        "308,POST,POST:x:a/b",
        "301,PUT,PUT:x:a/b",
        "302,GET,GET::a/b",
        "303,HEAD,HEAD::a/b"
    })
    void redirects_keep_or_change_the_method_as_rfc_9110_says(int status, String method, String expected) {
        AtomicReference<String> seen = new AtomicReference<>();
        scene.redirect("/go", status, "/there?a=b");
        scene.route("/there", exchange -> {
            String came = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            String who = exchange.getRequestHeaders().getFirst("Authorization");
            seen.set(exchange.getRequestMethod() + ":" + came + ":" + type + "," + who + exchange.getRequestURI());
            scene.answer(exchange, 200, "");
        });
        boolean bodiless = method.equals("GET") || method.equals("HEAD");
        Http.Response response = scene.http(HERE)
                .send(with(
                        request(method, here("/go")),
                        bodiless ? null : new Http.Body.Bytes(new byte[] {'x'}),
                        new Header("Content-Type", "a/b"),
                        new Header("Authorization", "me")));
        response.close();
        assertThat(response.redirects()).isEqualTo(1);
        assertThat(response.uri()).hasToString(here("/there?a=b"));
        assertThat(seen.get()).isEqualTo(expected + ",me/there?a=b");
    }

    @Test
    void another_origin_sees_no_secrets() throws IOException {
        AtomicReference<String> seen = new AtomicReference<>("");
        ServerSocket other = echo(seen);
        scene.redirect("/go", 307, at(other));
        Http.Response response = scene.http(HERE)
                .send(with(
                        request("GET", here("/go")),
                        null,
                        new Header("Authorization", "Bearer secret"),
                        new Header("Cookie", "secret"),
                        new Header("X-Api-Key", "secret"),
                        new Header("Accept", "a/b")));
        assertThat(text(response)).isEqualTo("ok");
        assertThat(seen.get()).contains("Accept: a/b\r\n").doesNotContain("secret");
    }

    @Test
    void redirects_end_at_their_limit_and_are_shown_when_none_are_followed() throws IOException {
        scene.redirect("/loop", 302, "/loop");
        ToolException error = error(ErrorCode.LIMIT_EXCEEDED, () -> scene.get(HERE, here("/loop")));
        assertThat(error.message()).contains("more than 5 redirects");
        Http.Request plain = request("GET", here("/loop"));
        try (Http.Response response =
                scene.http(HERE).send(new Http.Request("GET", plain.uri(), List.of(), null, plain.timeout(), 0, 1))) {
            assertThat(response.status()).isEqualTo(302);
            assertThat(response.header("location")).hasValue("/loop");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/", "http://[x/", "http://u:p@127.0.0.1/", "javascript:1"})
    void a_redirect_to_what_is_no_url_fails(String location) {
        scene.redirect("/go", 302, location);
        error(ErrorCode.FAILED, () -> scene.get(HERE, here("/go")));
    }

    @Test
    void redirects_with_spaces_and_raw_utf_8_are_understood() throws IOException {
        AtomicReference<String> path = new AtomicReference<>();
        ServerSocket server = scene.raw((socket, connection) -> {
            String head = head(socket);
            path.set(head.substring(4, head.indexOf(' ', 4)));
            say(
                    socket,
                    connection == 1
                            ? "HTTP/1.1 302 \r\nLocation: /a b/\u00c3\u00bc\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                            : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        scene.get(HERE, at(server)).close();
        assertThat(path.get()).isEqualTo("/a%20b/%C3%BC");
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private void serve(String path, String coding, byte[] body) {
        scene.route(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", coding);
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Test
    void bodies_are_decompressed() throws IOException {
        byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(zlib)) {
            out.write(hello);
        }
        byte[] wrapped = zlib.toByteArray();
        serve("/gzip", "gzip", gzip(hello));
        serve("/twice", "gzip, x-gzip", gzip(gzip(hello)));
        serve("/zlib", "deflate", wrapped);
        serve("/raw", "Deflate", java.util.Arrays.copyOfRange(wrapped, 2, wrapped.length - 4));
        serve("/empty", "gzip", new byte[0]);
        serve("/plain", "identity", hello);
        for (String path : List.of("/gzip", "/twice", "/zlib", "/raw", "/plain")) {
            assertThat(text(scene.get(HERE, here(path)))).as(path).isEqualTo("hello");
        }
        assertThat(text(scene.get(HERE, here("/empty")))).isEmpty();
        serve("/br", "br", hello);
        serve("/broken", "gzip", java.util.Arrays.copyOf(gzip(hello), 15));
        serve("/lies", "gzip", hello);
        assertThat(error(ErrorCode.FAILED, () -> text(scene.get(HERE, here("/br"))))
                        .message())
                .contains("'br', which is not supported");
        error(ErrorCode.FAILED, () -> text(scene.get(HERE, here("/broken"))));
        error(ErrorCode.FAILED, () -> text(scene.get(HERE, here("/lies"))));
    }

    @Test
    void a_body_that_is_too_large_is_refused_also_when_it_comes_compressed() throws IOException {
        serve("/bomb", "gzip", gzip(new byte[50 << 20]));
        scene.limits = Limits.GENEROUS.withBodySize(1 << 20);
        ToolException error = error(ErrorCode.LIMIT_EXCEEDED, () -> {
            try (Http.Response response = scene.get(HERE, here("/bomb"))) {
                response.body().transferTo(OutputStream.nullOutputStream());
            }
        });
        assertThat(error.message()).contains("larger than 1048576 bytes");
        scene.limits = Limits.GENEROUS;
        URI uri = URI.create(here("/"));
        Duration timeout = Duration.ofSeconds(5);
        Http http = scene.http(HERE);
        assertThat(text(http.send(new Http.Request("GET", uri, List.of(), null, timeout, 0, 5))))
                .isEqualTo("hello");
        error(
                ErrorCode.LIMIT_EXCEEDED,
                () -> text(http.send(new Http.Request("GET", uri, List.of(), null, timeout, 0, 4))));
    }

    @Test
    void a_body_shorter_than_promised_is_an_error() throws IOException {
        ServerSocket server = scene.raw((socket, _) -> {
            head(socket);
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        });
        assertThat(error(ErrorCode.FAILED, () -> text(scene.get(HERE, at(server))))
                        .message())
                .contains("127.0.0.1:" + server.getLocalPort())
                .contains("100");
        ServerSocket chunked = scene.raw((socket, _) -> {
            head(socket);
            say(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhe");
        });
        error(ErrorCode.FAILED, () -> text(scene.get(HERE, at(chunked))));
    }

    @Test
    void a_body_longer_than_promised_does_not_reach_the_next_answer() throws IOException {
        ServerSocket server = scene.raw((socket, connection) -> {
            head(socket);
            say(
                    socket,
                    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + connection
                            + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
            socket.getInputStream().read();
        });
        assertThat(text(scene.get(HERE, at(server)))).isEqualTo("1");
        assertThat(text(scene.get(HERE, at(server)))).isEqualTo("2");
        assertThat(text(scene.http(HERE).send(request("POST", at(server))))).isEqualTo("3");
    }

    @Test
    void hosts_that_are_not_there_are_named_in_plain_words() throws IOException {
        ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        closed.close();
        assertThat(error(ErrorCode.FAILED, () -> scene.get(HERE, at(closed))).message())
                .isEqualTo("127.0.0.1:" + closed.getLocalPort() + " refused the connection");
        assertThat(error(ErrorCode.FAILED, () -> scene.get(net("gone.test"), "http://gone.test/"))
                        .message())
                .isEqualTo("the host 'gone.test' cannot be found");
        ServerSocket silent = scene.raw((socket, _) -> head(socket));
        assertThat(error(ErrorCode.FAILED, () -> scene.get(HERE, at(silent))).message())
                .contains("closed the connection without an answer");
        ServerSocket other = scene.raw((socket, _) -> {
            head(socket);
            say(socket, "SSH-2.0-x\r\n\r\n");
        });
        error(ErrorCode.FAILED, () -> scene.get(HERE, at(other)));
        ServerSocket plain = scene.raw((socket, _) -> {
            socket.getInputStream().read();
            say(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
        assertThat(error(ErrorCode.FAILED, () -> scene.get(HERE, "https://127.0.0.1:" + plain.getLocalPort() + "/"))
                        .message())
                .contains("TLS");
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_named(@TempDir Path folder) throws Exception {
        String store = folder.resolve("self.p12").toString();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store,
                        "-storepass",
                        "secret")
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(folder.resolve("self.p12").toFile(), "secret".toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "secret".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> scene.answer(exchange, 200, "secret"));
        server.start();
        try {
            int port = server.getAddress().getPort();
            assertThat(error(ErrorCode.FAILED, () -> scene.get(HERE, "https://127.0.0.1:" + port + "/"))
                            .message())
                    .isEqualTo("127.0.0.1:" + port
                            + " failed at TLS: the certificate is not trusted: no path to a known authority");
            assertThat(scene.clients).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_head_without_end_is_refused() throws IOException {
        ServerSocket line = scene.raw((socket, _) -> {
            head(socket);
            say(socket, "HTTP/1.1 200 OK\r\nX: ");
            while (true) {
                say(socket, "x".repeat(10_000));
            }
        });
        assertThat(error(ErrorCode.FAILED, () -> scene.get(HERE, at(line))).message())
                .contains("longer than 65536 bytes");
        ServerSocket lines = scene.raw((socket, _) -> {
            head(socket);
            say(socket, "HTTP/1.1 200 OK\r\n");
            while (true) {
                say(socket, "X: y\r\n".repeat(100));
            }
        });
        assertThat(error(ErrorCode.FAILED, () -> scene.get(HERE, at(lines))).message())
                .contains("more than 500 headers");
    }

    @Test
    void a_second_address_is_tried_when_the_first_refuses() throws IOException {
        scene.names.put("two.test", List.of("127.0.0.2", "127.0.0.1"));
        assertThat(text(scene.get(net("two.test"), scene.at("two.test", "/")))).isEqualTo("hello");
    }

    @Test
    void the_deadline_ends_a_body_that_drips() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        ServerSocket server = scene.raw((socket, _) -> {
            head(socket);
            say(socket, "HTTP/1.1 200 OK\r\n\r\n");
            while (!end.await(20, TimeUnit.MILLISECONDS)) {
                say(socket, ".");
            }
        });
        long start = System.nanoTime();
        ToolException error =
                error(ErrorCode.TIMEOUT, () -> text(scene.http(HERE).send(within(Duration.ofMillis(300), at(server)))));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(290), Duration.ofSeconds(3));
        assertThat(error.message()).contains("300 ms").contains("GET http://127.0.0.1");
        end.countDown();
    }

    @Test
    void the_deadline_ends_a_server_that_says_nothing_and_a_resolver_that_hangs() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        ServerSocket server = scene.raw((_, _) -> end.await());
        error(ErrorCode.TIMEOUT, () -> scene.http(HERE).send(within(Duration.ofMillis(100), at(server))));
        AddressResolver hanging = _ -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        };
        try (Network network = new Network(hanging);
                HttpPool pool = new HttpPool(network)) {
            Http http = new HostHttp(
                    new dev.incant.kernel.capability.CallScope(
                            net("slow.test"), Limits.GENEROUS, Path.of("/"), scene.cancellation, scene.resources),
                    pool);
            error(ErrorCode.TIMEOUT, () -> http.send(within(Duration.ofMillis(100), "http://slow.test/")));
        }
        end.countDown();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancellation_closes_the_socket_at_once(boolean answers) throws Exception {
        Duration best = Duration.ofDays(1);
        // The machine may be busy with something else just then, but not each of several times.
        for (int i = 0; i < 10 && best.compareTo(Duration.ofMillis(50)) >= 0; i++) {
            try (HttpScene own = new HttpScene()) {
                Duration taken = cancelled(own, answers);
                best = taken.compareTo(best) < 0 ? taken : best;
            }
        }
        assertThat(best).isLessThan(Duration.ofMillis(50));
    }

    /// How long after the cancellation both the call had ended and the server had seen it.
    private static Duration cancelled(HttpScene own, boolean answers) throws Exception {
        CompletableFuture<Long> gone = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        ServerSocket server = own.raw((socket, _) -> {
            head(socket);
            if (answers) {
                say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            }
            asked.countDown();
            try {
                while (socket.getInputStream().read() >= 0) {
                    // Nothing more is sent.
                }
            } catch (IOException e) {
                // Reset is closed, too.
            }
            gone.complete(System.nanoTime());
        });
        CompletableFuture<Long> failed = new CompletableFuture<>();
        CompletableFuture<ToolException> error = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            error.complete(catchThrowableOfType(ToolException.class, () -> text(own.get(HERE, at(server)))));
            failed.complete(System.nanoTime());
        });
        asked.await();
        Thread.sleep(50); // so that the client is reading; the test holds without it
        long start = System.nanoTime();
        own.cancellation.cancel();
        long end = Math.max(failed.get(5, TimeUnit.SECONDS), gone.get(5, TimeUnit.SECONDS));
        assertThat(Objects.requireNonNull(error.get()).code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(own.pool.leased()).isZero();
        error(ErrorCode.CANCELLED, () -> own.get(HERE, at(server)));
        return Duration.ofNanos(end - start);
    }

    @Test
    void the_calls_end_closes_what_was_forgotten() throws Exception {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        ServerSocket server = scene.raw((socket, _) -> {
            head(socket);
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            try {
                gone.complete(socket.getInputStream().read() < 0);
            } catch (IOException e) {
                gone.complete(true);
            }
        });
        Http.Response forgotten = scene.get(HERE, at(server));
        assertThat(forgotten.status()).isEqualTo(200);
        assertThat(scene.pool.leased()).isEqualTo(1);
        scene.resources.close();
        assertThat(gone.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(scene.pool.leased()).isZero();
    }

    @Test
    void nothing_stays_behind_after_many_answers_of_all_kinds() throws IOException {
        scene.redirect("/go", 302, "/");
        int before = scene.resources.size();
        for (int i = 0; i < 50; i++) {
            text(scene.get(HERE, here("/")));
            scene.get(HERE, here("/go")).close();
            scene.http(HERE).send(request("HEAD", here("/"))).close();
            error(ErrorCode.DENIED, () -> scene.get(Grants.NONE, here("/")));
        }
        assertThat(scene.resources.size()).isEqualTo(before);
        assertThat(scene.pool.leased()).isZero();
        assertThat(scene.pool.idle()).isLessThanOrEqualTo(1);
    }

    @Test
    void a_kept_connection_that_the_server_closed_is_replaced() throws IOException {
        ServerSocket server = scene.raw((socket, connection) -> {
            head(socket);
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + connection);
            // Reads the next request and closes without an answer, as a server does whose patience ended just then.
            head(socket);
        });
        assertThat(text(scene.get(HERE, at(server)))).isEqualTo("1");
        assertThat(text(scene.get(HERE, at(server)))).isEqualTo("2");
        ToolException once = catchThrowableOfType(
                ToolException.class, () -> text(scene.http(HERE).send(request("POST", at(server)))));
        assertThat(once == null ? ErrorCode.FAILED : once.code()).isEqualTo(ErrorCode.FAILED);
    }

    @Test
    void a_hundred_calls_at_once_get_their_own_answers() throws Exception {
        scene.route(
                "/n",
                exchange -> scene.answer(exchange, 200, exchange.getRequestURI().getQuery()));
        List<CompletableFuture<String>> answers = new java.util.ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String url = here("/n?" + i);
            CompletableFuture<String> answer = new CompletableFuture<>();
            answers.add(answer);
            Thread.ofVirtual().start(() -> {
                try {
                    answer.complete(text(scene.get(HERE, url)));
                } catch (IOException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        }
        for (int i = 0; i < 100; i++) {
            assertThat(answers.get(i).get(10, TimeUnit.SECONDS)).isEqualTo(String.valueOf(i));
        }
    }
}
