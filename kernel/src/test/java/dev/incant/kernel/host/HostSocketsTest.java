package dev.incant.kernel.host;

import static dev.incant.kernel.host.HttpScene.everything;
import static dev.incant.kernel.host.HttpScene.net;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.capability.RouteSockets;
import dev.incant.kernel.capability.Sockets;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sockets of a call: where they may connect, what ends them, and that nothing stays open. Names are decided by the
/// test; no packet leaves the machine.
final class HostSocketsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Resources resources = new Resources();
    private final Cancellation cancellation = new Cancellation();
    private final AtomicInteger accepted = new AtomicInteger();
    private HttpScene scene;
    private ServerSocket server;

    @BeforeEach
    void open() throws IOException {
        scene = new HttpScene();
        server = scene.raw((socket, _) -> {
            accepted.incrementAndGet();
            InputStream in = socket.getInputStream();
            socket.getOutputStream().write("hello\n".getBytes(US_ASCII));
            in.transferTo(socket.getOutputStream());
        });
    }

    @AfterEach
    void close() {
        resources.close();
        scene.close();
    }

    private Sockets sockets(Grants grants) {
        return sockets(grants, scene.network);
    }

    private Sockets sockets(Grants grants, Network network) {
        return new HostSockets(
                new CallScope(grants, Limits.GENEROUS, Path.of("/nonexistent"), cancellation, resources), network);
    }

    private int port() {
        return server.getLocalPort();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static ToolException error(ErrorCode code, ThrowingCallable action) {
        ToolException error = catchThrowableOfType(ToolException.class, action);
        assertThat(error).isNotNull();
        assertThat(error.code()).as(error.message()).isEqualTo(code);
        return error;
    }

    /// Every way to a socket must be denied, without a connection.
    private void denied(Grants grants, String host) {
        Sockets sockets = sockets(grants);
        error(ErrorCode.DENIED, () -> sockets.connect(host, port(), LONG));
        error(ErrorCode.DENIED, () -> sockets.tls(host, port(), host, LONG));
        error(ErrorCode.DENIED, () -> sockets.factory().createSocket(host, port()));
        error(
                ErrorCode.DENIED,
                () -> sockets.factory().createSocket(host, port(), InetAddress.ofLiteral("0.0.0.0"), 0));
        error(
                ErrorCode.DENIED,
                () -> sockets.factory().createSocket().connect(InetSocketAddress.createUnresolved(host, port())));
        error(
                ErrorCode.DENIED,
                () -> sockets.factory().createSocket().connect(InetSocketAddress.createUnresolved(host, port()), 1000));
        assertThat(accepted).hasValue(0);
        assertThat(resources.size()).isZero();
    }

    @Test
    void a_link_carries_bytes_both_ways_and_says_where_it_leads() throws IOException {
        scene.names.put("good.test", List.of("127.0.0.1"));
        try (Sockets.Link link = sockets(net("good.test:" + port())).connect("Good.Test.", port(), LONG)) {
            assertThat(line(link.input())).isEqualTo("hello");
            link.output().write("ping\n".getBytes(US_ASCII));
            assertThat(line(link.input())).isEqualTo("ping");
            assertThat(link.remote()).isEqualTo("127.0.0.1:" + port());
            assertThat(link.connecting()).isPositive();
            assertThat(resources.size()).isEqualTo(1);
        }
        assertThat(resources.size()).isZero();
        assertThat(scene.looked).containsExactly("good.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f.1",
                "0177.0.0.1",
                "0.0.0.0",
                "0",
                "::1",
                "::",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "10.0.0.1",
                "169.254.169.254",
                "fe80::1",
                "localhost",
                "a.localhost",
                "inside.test"
            })
    void everything_does_not_include_addresses_that_lead_inside(String host) {
        scene.names.put("localhost", List.of("127.0.0.1", "::1"));
        scene.names.put("a.localhost", List.of("127.0.0.1"));
        scene.names.put("inside.test", List.of("127.0.0.1", "10.0.0.1", "::ffff:127.0.0.1"));
        denied(everything(), host);
        denied(Grants.NONE, host);
        denied(everything().deny(Permission.NET, host.contains(":") ? "[" + host + "]" : host), host);
    }

    @Test
    void a_name_that_is_not_granted_is_not_even_looked_up() {
        denied(net("good.test", "127.0.0.1"), "secret-in-a-name.test");
        error(ErrorCode.DENIED, () -> sockets(net("good.test")).resolve("secret-in-a-name.test", LONG));
        assertThat(scene.looked).isEmpty();
    }

    @Test
    void an_address_that_a_library_looked_up_itself_is_not_trusted() throws IOException {
        scene.names.put("good.test", List.of("127.0.0.1"));
        Sockets sockets = sockets(net("good.test"));
        InetAddress forged = InetAddress.getByAddress("good.test", new byte[] {127, 0, 0, 2});
        try (Socket socket = sockets.factory().createSocket(forged, port())) {
            assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("127.0.0.1");
            assertThat(line(socket.getInputStream())).isEqualTo("hello");
        }
        InetAddress inside = InetAddress.getByAddress("other.test", new byte[] {127, 0, 0, 1});
        error(ErrorCode.DENIED, () -> sockets.factory().createSocket(inside, port()));
        error(
                ErrorCode.DENIED,
                () -> sockets.factory().createSocket(InetAddress.ofLiteral("127.0.0.1"), port(), null, 0));
    }

    @Test
    void the_address_that_was_checked_is_the_one_connected_to() throws IOException {
        List<String> answers = new ArrayList<>(List.of("127.0.0.1", "10.0.0.1"));
        try (Network rebinding = new Network(_ -> List.of(InetAddress.ofLiteral(answers.removeFirst())))) {
            Sockets sockets = sockets(everything().allow(Permission.NET, "127.0.0.1"), rebinding);
            try (Sockets.Link link = sockets.connect("rebinding.test", port(), LONG)) {
                assertThat(line(link.input())).isEqualTo("hello");
            }
            ToolException error = error(ErrorCode.DENIED, () -> sockets.connect("rebinding.test", port(), LONG));
            assertThat(error.message()).contains("resolves to 10.0.0.1, a private address");
        }
    }

    @Test
    void each_allowed_address_of_a_host_is_tried_in_turn() throws IOException {
        scene.names.put("several.test", List.of("127.0.0.3", "127.0.0.2", "127.0.0.1"));
        Grants grants = everything().allow(Permission.NET, "127.0.0.1").allow(Permission.NET, "127.0.0.2");
        try (Sockets.Link link = sockets(grants).connect("several.test", port(), LONG)) {
            assertThat(link.remote()).isEqualTo("127.0.0.1:" + port());
        }
        try (Socket socket = sockets(grants).factory().createSocket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(5000);
            socket.bind(new InetSocketAddress("127.0.0.1", 0));
            socket.connect(new InetSocketAddress("several.test", port()), 5000);
            assertThat(socket.getTcpNoDelay()).isTrue();
            assertThat(socket.getSoTimeout()).isEqualTo(5000);
            assertThat(socket.isConnected()).isTrue();
            assertThat(line(socket.getInputStream())).isEqualTo("hello");
        }
        assertThat(resources.size()).isZero();
    }

    @Test
    void what_cannot_be_reached_says_why() throws IOException {
        Sockets here = sockets(net("127.0.0.1", "nowhere.test"));
        int closed;
        try (ServerSocket unused = new ServerSocket(0)) {
            closed = unused.getLocalPort();
        }
        assertThat(error(ErrorCode.FAILED, () -> here.connect("127.0.0.1", closed, LONG))
                        .details())
                .containsEntry("reason", "refused")
                .containsEntry("port", (long) closed);
        assertThat(error(ErrorCode.FAILED, () -> here.connect("nowhere.test", 80, LONG))
                        .details())
                .containsEntry("reason", "unresolved");
        assertThat(error(ErrorCode.FAILED, () -> here.resolve("nowhere.test", LONG))
                        .details())
                .containsEntry("reason", "unresolved");
        error(ErrorCode.INVALID_PARAMS, () -> here.connect("a b", 80, LONG));
        error(ErrorCode.INVALID_PARAMS, () -> here.connect("127.0.0.1", 0, LONG));
        error(ErrorCode.INVALID_PARAMS, () -> here.connect("127.0.0.1", 65_536, LONG));
        error(ErrorCode.INVALID_PARAMS, () -> here.connect("127.0.0.1", 80, Duration.ZERO));
        assertThat(resources.size()).isZero();
    }

    @Test
    void hosts_are_looked_up_where_any_port_of_them_is_granted() {
        scene.names.put("good.test", List.of("10.0.0.1", "::1"));
        assertThat(sockets(net("good.test:443")).resolve("GOOD.test", LONG))
                .containsExactly("10.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(sockets(net("*.test")).resolve("good.test", LONG)).hasSize(2);
        assertThat(sockets(everything()).resolve("127.1", LONG)).containsExactly("127.0.0.1");
        error(
                ErrorCode.DENIED,
                () -> sockets(everything().deny(Permission.NET, "good.test")).resolve("good.test", LONG));
        error(ErrorCode.DENIED, () -> sockets(Grants.NONE).resolve("good.test", LONG));
    }

    /// A server whose queue is full: a connection to it hangs.
    private ServerSocket full() throws IOException {
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        resources.add(listening);
        for (int i = 0; i < 8; i++) {
            Socket filling = resources.add(new Socket());
            try {
                filling.connect(listening.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException e) {
                return listening;
            }
        }
        throw new AssertionError("the queue is never full");
    }

    private static Network hanging(CountDownLatch asked) {
        return new Network(_ -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        });
    }

    @Test
    void each_step_ends_at_its_timeout() throws IOException {
        Duration brief = Duration.ofMillis(100);
        Sockets here = sockets(net("127.0.0.1", "slow.test"));
        ServerSocket silent = scene.raw((socket, _) -> socket.getInputStream().readAllBytes());
        int full = full().getLocalPort();
        assertThat(error(ErrorCode.TIMEOUT, () -> here.connect("127.0.0.1", full, brief))
                        .details())
                .containsEntry("reason", "timeout");
        assertThatThrownBy(() -> here.factory().createSocket().connect(new InetSocketAddress("127.0.0.1", full), 100))
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(error(
                                ErrorCode.TIMEOUT,
                                () -> here.tls("127.0.0.1", silent.getLocalPort(), "127.0.0.1", Duration.ofMillis(300)))
                        .details())
                .containsEntry("reason", "timeout");
        try (Sockets.Link link = here.connect("127.0.0.1", silent.getLocalPort(), LONG)) {
            link.readTimeout(brief);
            assertThatThrownBy(() -> link.input().read()).isInstanceOf(SocketTimeoutException.class);
        }
        try (Network network = hanging(new CountDownLatch(1))) {
            Sockets slow = sockets(net("slow.test"), network);
            error(ErrorCode.TIMEOUT, () -> slow.connect("slow.test", 80, brief));
            error(ErrorCode.TIMEOUT, () -> slow.resolve("slow.test", brief));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"look-up", "resolve", "connect", "factory", "read", "handshake"})
    void cancellation_ends_each_step(String step) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        ServerSocket silent = scene.raw((socket, _) -> {
            begun.countDown();
            socket.getInputStream().readAllBytes();
            // Until the client closes, whatever it says.
            while (socket.getInputStream().read() >= 0) {}
        });
        int full = full().getLocalPort();
        try (Network network = hanging(begun)) {
            Sockets here = sockets(net("127.0.0.1", "slow.test"), network);
            CompletableFuture<Void> ended = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    switch (step) {
                        case "look-up" -> here.connect("slow.test", 80, LONG);
                        case "resolve" -> here.resolve("slow.test", LONG);
                        case "connect" -> {
                            begun.countDown();
                            here.connect("127.0.0.1", full, LONG);
                        }
                        case "factory" -> {
                            begun.countDown();
                            here.factory().createSocket("127.0.0.1", full);
                        }
                        case "read" ->
                            here.connect("127.0.0.1", silent.getLocalPort(), LONG)
                                    .input()
                                    .read();
                        default -> here.tls("127.0.0.1", silent.getLocalPort(), "127.0.0.1", LONG);
                    }
                    ended.complete(null);
                } catch (Throwable e) {
                    ended.completeExceptionally(e);
                }
            });
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            cancellation.cancel();
            assertThatThrownBy(() -> ended.get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfAny(ToolException.class, IOException.class);
            error(ErrorCode.CANCELLED, () -> here.connect("127.0.0.1", silent.getLocalPort(), LONG));
            error(ErrorCode.CANCELLED, () -> here.factory().createSocket());
        }
    }

    @Test
    void the_end_of_the_call_closes_what_was_forgotten() throws IOException {
        Sockets here = sockets(net("127.0.0.1"));
        Sockets.Link forgotten = here.connect("127.0.0.1", port(), LONG);
        Socket also = here.factory().createSocket("127.0.0.1", port());
        Socket unconnected = here.factory().createSocket();
        assertThat(resources.size()).isEqualTo(3);
        resources.close();
        assertThat(also.isClosed()).isTrue();
        assertThat(unconnected.isClosed()).isTrue();
        assertThatThrownBy(() -> forgotten.output().write(1)).isInstanceOf(IOException.class);
        error(ErrorCode.CANCELLED, () -> here.factory().createSocket());
    }

    @Test
    void a_route_leads_to_its_host_whatever_address_is_asked_for() throws IOException {
        Sockets sockets = sockets(net("127.0.0.1:" + port()));
        Sockets.Route route = sockets.route("127.0.0.1", port(), false);
        try (Socket socket = route.factory().createSocket("203.0.113.9", 9)) {
            InputStream in = socket.getInputStream();
            assertThat(line(in)).isEqualTo("hello");
            route.close();
            assertThatThrownBy(in::read).isInstanceOf(IOException.class);
            error(ErrorCode.CANCELLED, () -> route.factory().createSocket());
        }
        error(ErrorCode.DENIED, () -> sockets.route("db.example", port(), false));
        error(
                ErrorCode.DENIED,
                () -> sockets(Grants.NONE)
                        .route("127.0.0.1", port(), true)
                        .factory()
                        .createSocket("127.0.0.1", port()));
        assertThat(resources.size()).isZero();
    }

    @Test
    void a_route_that_outlasts_a_cancel_ends_with_the_call() throws IOException {
        Sockets sockets = sockets(net("127.0.0.1:" + port()));
        Sockets.Route route = sockets.route("127.0.0.1", port(), false);
        Sockets.Route outlasting = sockets.route("127.0.0.1", port(), true);
        Socket before = route.factory().createSocket("127.0.0.1", port());
        Socket kept = outlasting.factory().createSocket("127.0.0.1", port());
        cancellation.cancel();
        assertThat(before.isClosed()).isTrue();
        error(ErrorCode.CANCELLED, () -> route.factory().createSocket());
        assertThat(line(kept.getInputStream())).isEqualTo("hello");
        Socket after = outlasting.factory().createSocket("127.0.0.1", port());
        assertThat(line(after.getInputStream())).isEqualTo("hello");
        resources.close();
        assertThat(kept.isClosed()).isTrue();
        assertThat(after.isClosed()).isTrue();
    }

    @Test
    void libraries_make_sockets_of_the_route_in_force_only() throws Exception {
        RouteSockets byName = new RouteSockets();
        assertThatThrownBy(byName::createSocket).isInstanceOf(IOException.class);
        try (Sockets.Route route = sockets(net("127.0.0.1:" + port())).route("127.0.0.1", port(), false);
                Socket socket = RouteSockets.through(route, () -> byName.createSocket("localhost", 1))) {
            assertThat(line(socket.getInputStream())).isEqualTo("hello");
        }
        assertThatThrownBy(() -> byName.createSocket("127.0.0.1", port())).isInstanceOf(IOException.class);
    }
}
