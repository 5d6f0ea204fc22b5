package dev.incant.tools.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolTester;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/// A real server on a free port of this machine, for the tests of tools that talk HTTP. Unknown paths answer 404.
final class LocalServer implements AutoCloseable {
    /// Answers one request; the body of the request has been read.
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange, String body) throws IOException;
    }

    /// One request as it came.
    record Asked(String method, String uri, Map<String, List<String>> headers, String body) {
        String header(String name) {
            for (Map.Entry<String, List<String>> entry : headers.entrySet()) {
                if (entry.getKey().equalsIgnoreCase(name)) {
                    return entry.getValue().getFirst();
                }
            }
            return "";
        }
    }

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    LocalServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                asked.add(new Asked(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        Map.copyOf(exchange.getRequestHeaders()),
                        body));
                answers.getOrDefault(
                                exchange.getRequestURI().getPath(),
                                (unknown, _) -> reply(unknown, 404, "text/plain", "no"))
                        .to(exchange, body);
            }
        });
        server.start();
    }

    String place() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String url(String path) {
        return "http://" + place() + path;
    }

    /// A tester that may talk to this server and to nothing else.
    ToolTester tester(Tool tool) {
        return ToolTester.of(tool).granting(Permission.NET, place());
    }

    LocalServer on(String path, Answer answer) {
        answers.put(path, answer);
        return this;
    }

    LocalServer on(String path, String type, String body) {
        return on(path, (exchange, _) -> reply(exchange, 200, type, body));
    }

    LocalServer redirecting(String path, String location) {
        return on(path, (exchange, _) -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
        });
    }

    /// An answer whose 10 kB become 10 MB.
    LocalServer bomb(String path, String type) {
        return on(path, (exchange, _) -> {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(new byte[10_000_000]);
            }
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            reply(exchange, 200, type, packed.toByteArray());
        });
    }

    /// An answer that goes on until the connection breaks.
    LocalServer endless(String path, String type) {
        return on(path, (exchange, _) -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            while (true) {
                out.write("<p>more ".repeat(1000).getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        });
    }

    /// An answer that says 100 bytes and breaks off after 10.
    LocalServer cut(String path, String type) {
        return on(path, (exchange, _) -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            exchange.close();
        });
    }

    /// An answer that never comes, until the server stops.
    LocalServer silent(String path) {
        return on(path, (_, _) -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    static void reply(HttpExchange exchange, int status, String type, String body) throws IOException {
        reply(exchange, status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    static void reply(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean none = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, none ? -1 : body.length);
        if (!none) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
