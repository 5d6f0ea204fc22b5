package dev.incant.mcp.authorization;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Where the browser comes back to: a port of this machine that listens while somebody logs in. What does not carry the
/// login's own `state` is not taken, so that no page can push an answer of its own in. Source: RFC 8252, section 7.3.
final class LoopbackRedirect implements AutoCloseable {
    static final String PATH = "/callback";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
    private final String state;

    private LoopbackRedirect(HttpServer server, String state) {
        this.server = server;
        this.state = state;
    }

    /// Begins to listen.
    ///
    /// @param port 0 for any
    /// @param state what the answer must carry
    /// @throws IOException when the port is taken
    static LoopbackRedirect open(int port, String state) throws IOException {
        InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(here, port), 0);
        LoopbackRedirect redirect = new LoopbackRedirect(server, state);
        server.setExecutor(redirect.threads);
        server.createContext("/", redirect::handle);
        server.start();
        return redirect;
    }

    /// What the authorization server is told.
    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean here = exchange.getRequestURI().getPath().equals(PATH)
                    && exchange.getRequestMethod().equals("GET");
            if (!here) {
                page(exchange, 404, "There is nothing here.");
                return;
            }
            Map<String, String> fields = fields(exchange.getRequestURI().getRawQuery());
            if (!same(fields.get("state"))) {
                page(exchange, 400, "This is not the answer to the login that is waited for. Nothing was done.");
                return;
            }
            // The browser is answered before anybody closes the server.
            page(exchange, 200, "Incant has the answer. You can close this page.");
            answer.complete(fields);
        }
    }

    private boolean same(@Nullable String given) {
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8));
    }

    private static void page(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = ("<!doctype html><meta charset=utf-8><title>Incant</title><p>" + text + "\n")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().flush();
    }

    /// The fields of a query; the first of a name counts.
    static Map<String, String> fields(@Nullable String query) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String part : (query == null ? "" : query).split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /// Waits for the browser.
    ///
    /// @return the fields that it brought
    /// @throws ToolException `timeout`, or the cancellation's reason
    Map<String, String> await(Duration patience, Cancellation cancellation) {
        CompletableFuture<Object> stopped = new CompletableFuture<>();
        try (Cancellation.Registration _ = cancellation.onCancel(() -> stopped.complete(true))) {
            CompletableFuture.anyOf(answer, stopped).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            cancellation.check();
            return answer.get();
        } catch (TimeoutException e) {
            throw new ToolException(
                    ErrorCode.TIMEOUT, "nobody logged in within " + patience.toMinutes() + " minutes; try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "the login was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
