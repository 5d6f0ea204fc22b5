package dev.incant.kernel.host;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.capability.Rules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Servers on loopback, names that a test decides on, and calls with grants. Names that it does not know are unknown,
/// so no look-up leaves the machine.
final class HttpScene implements AutoCloseable, AddressResolver {
    /// Writes raw bytes to a client.
    interface Speaker {
        void speak(Socket socket, int connection) throws Exception;
    }

    final HttpServer server;
    final Network network = new Network(this);
    final HttpPool pool = new HttpPool(network);
    final Map<String, List<String>> names = new ConcurrentHashMap<>();
    final Queue<String> looked = new ConcurrentLinkedQueue<>();
    /// The client's ports, one for each request: the same port twice is one connection used twice.
    final Queue<Integer> clients = new ConcurrentLinkedQueue<>();
    final Cancellation cancellation = new Cancellation();
    final Resources resources = new Resources();
    Path directory = Path.of("/nonexistent");
    Limits limits = Limits.GENEROUS;

    HttpScene() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(exchange, 200, "hello"));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String at(String host, String path) {
        return "http://" + host + ":" + port() + path;
    }

    void route(String path, com.sun.net.httpserver.HttpHandler handler) {
        server.createContext(path, handler);
    }

    void redirect(String path, int status, String location) {
        route(path, exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            answer(exchange, status, "");
        });
    }

    void answer(HttpExchange exchange, int status, String body) throws IOException {
        clients.add(exchange.getRemoteAddress().getPort());
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        boolean none = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, none ? -1 : bytes.length);
        if (!none) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    /// A server that says whatever bytes it likes to each connection.
    ServerSocket raw(Speaker speaker) throws IOException {
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        resources.add(listening);
        AtomicInteger count = new AtomicInteger();
        Thread.ofVirtual().start(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket socket = listening.accept();
                    int connection = count.incrementAndGet();
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            speaker.speak(socket, connection);
                        } catch (Exception e) {
                            // The client went away; what it saw is what the test looks at.
                        }
                    });
                } catch (IOException e) {
                    return;
                }
            }
        });
        return listening;
    }

    /// Reads a request's head from a socket.
    static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                throw new IOException("no request");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        looked.add(host);
        List<String> addresses = names.get(host);
        if (addresses == null) {
            throw new UnknownHostException(host);
        }
        return addresses.stream().map(InetAddress::ofLiteral).toList();
    }

    static Grants net(String... names) {
        return Grants.NONE.with(Permission.NET, Rules.allowing(names));
    }

    static Grants everything() {
        return Grants.NONE.with(Permission.NET, Rules.EVERYTHING);
    }

    Http http(Grants grants) {
        return new HostHttp(new CallScope(grants, limits, directory, cancellation, resources), pool);
    }

    Http.Response get(Grants grants, String url) {
        return http(grants).send(Http.Request.get(URI.create(url)));
    }

    static Http.Request request(String method, String url) {
        return new Http.Request(method, URI.create(url), List.of(), null, Duration.ofSeconds(20), 5, Long.MAX_VALUE);
    }

    static Http.Request within(Duration timeout, String url) {
        return new Http.Request("GET", URI.create(url), List.of(), null, timeout, 5, Long.MAX_VALUE);
    }

    static Http.Request with(Http.Request request, Http.@Nullable Body body, Http.Header... headers) {
        return new Http.Request(
                request.method(),
                request.uri(),
                List.of(headers),
                body,
                request.timeout(),
                request.maxRedirects(),
                request.maxBody());
    }

    static String text(Http.Response response) throws IOException {
        try (response) {
            return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        resources.close();
        server.stop(0);
        pool.close();
        network.close();
    }
}
