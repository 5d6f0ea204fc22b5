package dev.incant.tools.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.AddressResolver;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ServiceCheckerTest implements ToolContract {
    private static final AddressResolver NAMES = host -> {
        if (host.equals("good.test")) {
            return List.of(InetAddress.ofLiteral("127.0.0.1"));
        }
        throw new UnknownHostException(host);
    };

    private final Cancellation cancellation = new Cancellation();
    private final ToolTester checker = ToolTester.of(new ServiceChecker())
            .resolving(NAMES)
            .cancelledBy(cancellation)
            .granting(Permission.NET, "127.0.0.1")
            .granting(Permission.NET, "good.test")
            .granting(Permission.NET, "bad.test");
    private ServerSocket server;
    private HttpServer web;
    private volatile Speaker speaker = socket -> socket.getInputStream().readAllBytes();

    @TempDir
    Path folder;

    @FunctionalInterface
    private interface Speaker {
        void speak(Socket socket) throws IOException;
    }

    @Override
    public Tool tool() {
        return new ServiceChecker();
    }

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            speaker.speak(socket);
                        } catch (IOException e) {
                            // The client went away.
                        }
                    });
                } catch (IOException e) {
                    return;
                }
            }
        });
        web = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        web.createContext("/", exchange -> {
            try (exchange) {
                int status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
                exchange.getResponseHeaders().set("Location", "/200");
                exchange.sendResponseHeaders(status, -1);
            }
        });
        web.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        web.stop(0);
    }

    private String port() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private String page(int status) {
        return "http://127.0.0.1:" + web.getAddress().getPort() + "/" + status;
    }

    @SuppressWarnings("unchecked") // the schema says so
    private static Map<String, @Nullable Object> part(Map<String, @Nullable Object> result, String name) {
        return (Map<String, @Nullable Object>) java.util.Objects.requireNonNull(result.get(name));
    }

    @Test
    void an_open_port_is_up_with_the_time_of_each_phase() {
        Map<String, @Nullable Object> found = checker.map("tcp", "target", "good.test:" + server.getLocalPort());
        assertThat(found)
                .containsEntry("available", true)
                .containsEntry("status", "up")
                .containsEntry("reason", null)
                .containsEntry("timeout_seconds", 5.0);
        assertThat(part(found, "timings")).containsOnlyKeys("lookup_ms", "connect_ms");
        assertThat(part(found, "timings").get("connect_ms")).isInstanceOf(Double.class);
        assertThat(part(found, "metadata")).containsEntry("remote", port());
    }

    @Test
    void the_names_of_the_reference_are_understood() {
        assertThat(checker.map("check", "host", port(), "check_type", "tcp", "timeout", 2L))
                .containsEntry("status", "up")
                .containsEntry("check_type", "tcp")
                .containsEntry("timeout_seconds", 2.0);
        assertThat(checker.map("check", "target", page(200), "check_type", "http"))
                .containsEntry("available", true);
    }

    @Test
    void what_does_not_answer_is_down_for_a_reason() throws IOException {
        String closed;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            closed = "127.0.0.1:" + unused.getLocalPort();
        }
        assertThat(checker.map("tcp", "target", closed))
                .containsEntry("status", "down")
                .containsEntry("available", false)
                .containsEntry("reason", "refused")
                .containsEntry("error", closed + " refused the connection");
        assertThat(checker.map("tcp", "target", "bad.test:1")).containsEntry("reason", "unresolved");
        assertThat(checker.map("dns", "target", "bad.test")).containsEntry("reason", "unresolved");
        assertThat(checker.map("http", "target", "http://" + closed)).containsEntry("reason", "refused");
        assertThat(checker.map("https", "target", "https://" + closed)).containsEntry("reason", "refused");
        assertThat(checker.map("tls", "target", closed)).containsEntry("reason", "refused");
        assertThat(checker.map("tls", "target", port(), "timeout_seconds", 0.2)).containsEntry("reason", "timeout");
        assertThat(checker.map("http", "target", port(), "timeout_seconds", 0.2))
                .containsEntry("reason", "timeout");
    }

    @Test
    void a_banner_is_read_or_missed() {
        assertThat(checker.map("tcp", "target", port(), "banner", true, "timeout_seconds", 0.2))
                .containsEntry("reason", "silent");
        speaker = socket -> socket.getOutputStream().write("220 mail \u0001test\r\nmore".getBytes(UTF_8));
        assertThat(part(checker.map("tcp", "target", port(), "banner", true), "metadata"))
                .containsEntry("banner", "220 mail .test");
        speaker = socket -> {
            byte[] much = "x".repeat(10_000).getBytes(UTF_8);
            while (true) {
                socket.getOutputStream().write(much);
            }
        };
        assertThat((String) part(checker.map("tcp", "target", port(), "banner", true), "metadata")
                        .get("banner"))
                .hasSize(512);
    }

    @Test
    void a_page_is_up_by_its_status() {
        Map<String, @Nullable Object> found = checker.map("http", "target", page(204));
        assertThat(found).containsEntry("status", "up");
        assertThat(part(found, "metadata")).containsEntry("status_code", 204L).containsEntry("url", page(204));
        assertThat(part(found, "timings")).containsOnlyKeys("lookup_ms", "connect_ms", "response_ms");
        assertThat(checker.map("http", "target", page(500)))
                .containsEntry("status", "down")
                .containsEntry("reason", "status")
                .containsEntry("error", "it answered with status 500");
        assertThat(checker.map("http", "target", page(404), "expected_status", List.of(404L)))
                .containsEntry("status", "up");
        assertThat(part(checker.map("http", "target", page(302)), "metadata")).containsEntry("url", page(200));
        assertThat(part(checker.map("http", "target", page(302), "max_redirects", 0L), "metadata"))
                .containsEntry("status_code", 302L);
        assertThat(checker.map("http", "target", page(200), "method", "HEAD")).containsEntry("status", "up");
    }

    @Test
    void a_host_is_looked_up() {
        assertThat(part(checker.map("dns", "target", "https://good.test/x"), "metadata"))
                .containsEntry("addresses", List.of("127.0.0.1"));
    }

    @Test
    void a_certificate_is_shown_with_the_days_that_are_left() throws Exception {
        try (ServerSocket secure = secure()) {
            String target = "127.0.0.1:" + secure.getLocalPort();
            Map<String, @Nullable Object> found = checker.map("tls", "target", target, "server_name", "localhost");
            assertThat(found).containsEntry("status", "down").containsEntry("reason", "untrusted");
            assertThat((String) found.get("error")).contains("no path to a known authority");
            Map<String, @Nullable Object> seen = part(found, "metadata");
            assertThat(part(seen, "certificate"))
                    .containsEntry("subject", "CN=checked.test")
                    .containsEntry("days_left", 29L)
                    .containsEntry("names", List.of("localhost"));
            assertThat(seen).containsEntry("trusted", false).containsEntry("protocol", "TLSv1.3");
            assertThat(part(found, "timings")).containsOnlyKeys("lookup_ms", "connect_ms", "tls_ms");
            assertThat(checker.map("tls", "target", target, "verify", false)).containsEntry("status", "up");
            assertThat(checker.map("tls", "target", target, "verify", false, "min_days", 30L))
                    .containsEntry("reason", "expires")
                    .containsEntry("error", "the certificate is valid for 29 days more, not 30");
            assertThat(checker.map("https", "target", target)).containsEntry("reason", "untrusted");
            ToolTester later = checker.at(Clock.fixed(Instant.now().plus(Duration.ofDays(31)), ZoneOffset.UTC));
            assertThat(part(part(later.map("tls", "target", target, "verify", false), "metadata"), "certificate"))
                    .containsEntry("days_left", -2L);
        }
        speaker = socket -> socket.getOutputStream().write("220 no TLS here\r\n".getBytes(UTF_8));
        assertThat((String) checker.map("tls", "target", port()).get("reason")).isIn("tls", "broken");
    }

    private ServerSocket secure() throws Exception {
        Path store = folder.resolve("keys.p12");
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit",
                        "-alias",
                        "x",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=checked.test",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "30")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(made.getInputStream().readAllBytes(), UTF_8)).isNotNull();
        assertThat(made.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        ServerSocket secure =
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(() -> {
            while (!secure.isClosed()) {
                try (Socket socket = secure.accept()) {
                    socket.getInputStream().read();
                } catch (IOException e) {
                    // The client does not trust it, or the test is over.
                }
            }
        });
        return secure;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http", "https", "dns", "tls"})
    void what_is_not_granted_is_denied_and_not_down(String operation) {
        ToolTester none = checker.granting(Grants.NONE);
        none.fails(ErrorCode.DENIED, operation, "target", "good.test:80");
        ToolTester other = checker.granting(Grants.NONE.allow(Permission.NET, "other.test"));
        other.fails(ErrorCode.DENIED, operation, "target", "good.test:80");
    }

    @ParameterizedTest
    @CsvSource({
        "tcp,''",
        "tcp,host",
        "tcp,host:0",
        "tcp,host:65536",
        "tcp,host:x",
        "tcp,'a b:80'",
        "tcp,http://u:p@host/",
        "tcp,http:///x",
        "tcp,a/b:80",
        "http,http://[::1",
        "dns,'a..b'",
        "tls,[::1",
        "http,'a b'"
    })
    void targets_that_make_no_sense_are_refused(String operation, String target) {
        checker.granting(Permission.NET, "host").fails(ErrorCode.INVALID_PARAMS, operation, "target", target);
    }

    @Test
    void other_parameters_are_checked() {
        checker.fails(ErrorCode.INVALID_PARAMS, "tcp", "target", port(), "timeout_seconds", -1L);
        checker.fails(ErrorCode.INVALID_PARAMS, "tcp", "target", port(), "timeout_seconds", 301L);
        checker.fails(ErrorCode.INVALID_PARAMS, "tcp", "target", port(), "banner", "yes");
        checker.fails(ErrorCode.INVALID_PARAMS, "check", "target", port(), "check_type", "icmp");
        checker.fails(ErrorCode.INVALID_PARAMS, "http", "target", port(), "method", "DELETE");
        checker.fails(ErrorCode.INVALID_PARAMS, "http", "target", port(), "expected_status", List.of(99L));
        checker.fails(ErrorCode.INVALID_PARAMS, "http", "target", port(), "max_redirects", 21L);
        checker.fails(ErrorCode.INVALID_PARAMS, "tls", "target", port(), "min_days", -1L);
        checker.fails(ErrorCode.INVALID_PARAMS, "tls", "target", port(), "verify", "no");
        checker.fails(ErrorCode.INVALID_PARAMS, "tls", "target", port(), "server_name", 1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "tls"})
    void cancelling_ends_a_check_that_waits(String operation) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        speaker = socket -> {
            socket.getInputStream().read();
            asked.countDown();
            socket.getInputStream().readAllBytes();
        };
        CompletableFuture<ToolException> ended = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                ToolException.class, () -> checker.call(operation, "target", port(), "timeout_seconds", 60L)));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        cancellation.cancel();
        assertThat(ended.get(5, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CANCELLED);
    }
}
