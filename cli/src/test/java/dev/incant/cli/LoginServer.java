package dev.incant.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.incant.cli.CliLauncher.Result;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An MCP server with one tool that wants a login, and is its own authorization server: whoever comes is let in. How
/// requests are checked is tried in the module `mcp`.
final class LoginServer implements AutoCloseable {
    private static final Pattern PAGE = Pattern.compile("(?m)^  (http\\S+)\n");
    private static final String TOKEN = "a-token-that-nobody-may-see";

    private final HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// What was asked, as `METHOD PATH`.
    final List<String> asked = new CopyOnWriteArrayList<>();

    /// Whether the token counts.
    volatile boolean open = true;

    /// Whether it says where tokens are given back.
    volatile boolean revoking;

    LoginServer() throws IOException {
        http.setExecutor(threads);
        http.createContext("/", exchange -> {
            try (exchange) {
                handle(exchange);
            }
        });
        http.start();
    }

    private String place() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    String url() {
        return place() + "/mcp";
    }

    static String token() {
        return TOKEN;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String what =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        asked.add(what);
        switch (what) {
            case "POST /mcp" -> mcp(exchange, body);
            case "GET /.well-known/oauth-protected-resource/mcp" ->
                send(exchange, 200, Values.map("resource", url(), "authorization_servers", Values.list(place())));
            case "GET /.well-known/oauth-authorization-server" ->
                send(
                        exchange,
                        200,
                        Values.map(
                                "issuer",
                                place(),
                                "authorization_endpoint",
                                place() + "/authorize",
                                "token_endpoint",
                                place() + "/token",
                                "registration_endpoint",
                                place() + "/register",
                                "revocation_endpoint",
                                revoking ? place() + "/revoke" : null,
                                "code_challenge_methods_supported",
                                Values.list("S256"),
                                "token_endpoint_auth_methods_supported",
                                Values.list("none")));
            case "POST /register" -> send(exchange, 201, Values.map("client_id", "incant"));
            case "POST /revoke" -> send(exchange, 200, Map.of());
            case "POST /token" ->
                send(exchange, 200, Values.map("access_token", TOKEN, "token_type", "Bearer", "expires_in", 3600L));
            case "GET /authorize" -> {
                Map<String, String> fields = new HashMap<>();
                for (String part : exchange.getRequestURI().getRawQuery().split("&")) {
                    int equals = part.indexOf('=');
                    fields.put(
                            part.substring(0, equals),
                            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
                }
                exchange.getResponseHeaders()
                        .set("Location", fields.get("redirect_uri") + "?code=c&state=" + fields.get("state"));
                exchange.sendResponseHeaders(302, -1);
            }
            default -> send(exchange, 404, Map.of());
        }
    }

    private void mcp(HttpExchange exchange, String body) throws IOException {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (!open || !("Bearer " + TOKEN).equals(given)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            send(exchange, 401, Map.of());
            return;
        }
        Map<?, ?> message = CliLauncher.map(body);
        Map<String, @Nullable Object> result = switch (String.valueOf(message.get("method"))) {
            case "server/discover" ->
                Values.map(
                        "supportedVersions",
                        Values.list("2026-07-28"),
                        "capabilities",
                        Values.map("tools", Values.map()));
            case "tools/list" ->
                Values.map(
                        "tools", Values.list(Values.map("name", "hello", "inputSchema", Values.map("type", "object"))));
            default -> Values.map("content", Values.list(Values.map("type", "text", "text", "hello")));
        };
        send(exchange, 200, Values.map("jsonrpc", "2.0", "id", message.get("id"), "result", result));
    }

    private static void send(HttpExchange exchange, int status, @Nullable Object json) throws IOException {
        byte[] bytes = Json.write(json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /// Adds this server as `me`, as it stands after somebody added it at a terminal, but for its tools.
    void addTo(Path home) throws IOException {
        Path file = home.resolve(".config/incant/mcp/me.json");
        Files.createDirectories(file.getParent());
        Map<String, @Nullable Object> server = Values.map("version", 1L, "name", "me", "url", url());
        server.putAll(Values.map("headers", Map.of(), "oauth", Map.of("grant", "authorization_code")));
        server.putAll(Values.map("timeout_ms", 60_000L, "revision", "2026-07-28", "software", ""));
        server.putAll(Values.map("accepted", "2026-11-30T00:00:00Z", "tools", List.of()));
        Files.writeString(file, Json.write(server));
    }

    /// Runs a command, and visits the page that it shows.
    static Result browsing(CliLauncher launcher, List<String> line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream() {
            private boolean visited;

            @Override
            public synchronized void write(byte[] bytes, int from, int count) {
                super.write(bytes, from, count);
                Matcher page = PAGE.matcher(toString(StandardCharsets.UTF_8));
                if (!visited && page.find()) {
                    visited = true;
                    Thread.ofVirtual().start(() -> visit(URI.create(page.group(1))));
                }
            }
        };
        int exit = launcher.run(line, out, err);
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static void visit(URI page) {
        try {
            HttpURLConnection browser = (HttpURLConnection) page.toURL().openConnection();
            browser.getResponseCode();
            browser.disconnect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
