package dev.incant.mcp.authorization;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An MCP server that wants tokens, and the authorization server that gives them, which does what a well-behaved one
/// does and checks what it is sent. Tests change fields to have it misbehave.
final class GuardedServer implements AutoCloseable {
    /// What was asked.
    ///
    /// @param what `METHOD PATH`
    record Asked(String what, Map<String, String> fields, Map<String, String> headers) {}

    /// A refusal of the token endpoint: a status and a body.
    record Refusal(int status, Map<String, @Nullable Object> body) {}

    private final HttpServer resource = HttpServer.create(local(), 0);
    private final HttpServer issuer = HttpServer.create(local(), 0);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, String> challenges = new ConcurrentHashMap<>();
    private final Map<String, List<String>> codes = new ConcurrentHashMap<>();

    final List<Asked> asked = new CopyOnWriteArrayList<>();

    /// Tokens that are good now, with their scopes.
    final Map<String, List<String>> good = new ConcurrentHashMap<>();

    /// Refresh tokens that are good now. One that was good once is worth nothing the second time, and takes all
    /// others with it, as OAuth 2.1, section 4.3.1, asks for.
    final Set<String> renewing = ConcurrentHashMap.newKeySet();

    /// Where it is there, the first renewal waits for a second one, but not for long.
    volatile @Nullable CountDownLatch crowd;

    final Map<String, @Nullable Object> resourceMetadata = new LinkedHashMap<>();
    final Map<String, @Nullable Object> issuerMetadata = new LinkedHashMap<>();

    /// What the browser brings back instead of the usual.
    final Map<String, String> answer = new ConcurrentHashMap<>();

    /// Added to the challenge of a 401.
    volatile String challenge = "";

    /// The scope that each request needs; empty for none.
    volatile String needed = "";

    /// Whether each 403 needs a scope that nobody has heard of yet.
    volatile boolean insatiable;

    /// Whether tokens are bound to keys.
    volatile boolean dpop;

    /// Whether each answer of the MCP server brings another nonce.
    volatile boolean rotatesNonces;

    final ProofCheck resourceProofs = new ProofCheck();
    final ProofCheck issuerProofs = new ProofCheck();

    /// The keys that tokens are bound to.
    private final Map<String, String> keys = new ConcurrentHashMap<>();

    volatile @Nullable Refusal refusal;
    volatile long expiresIn = 3600;
    volatile boolean rotates = true;

    /// Whether there is no metadata.
    volatile boolean deaf;

    /// Whether tokens are forgotten as they are given.
    volatile boolean forgets;

    /// Whether no scope is ever given.
    volatile boolean stingy;

    /// Whether the token endpoint refuses everything and says what it was sent.
    volatile boolean echoes;

    GuardedServer() throws IOException {
        resourceMetadata.put("resource", url().toString());
        resourceMetadata.put("authorization_servers", Values.list(issuer()));
        issuerMetadata.put("issuer", issuer());
        for (String each : List.of("authorization", "token", "registration", "revocation")) {
            issuerMetadata.put(each + "_endpoint", issuer() + "/" + each);
        }
        issuerMetadata.put("code_challenge_methods_supported", Values.list("S256"));
        issuerMetadata.put("token_endpoint_auth_methods_supported", Values.list("none"));
        issuerMetadata.put("authorization_response_iss_parameter_supported", true);
        serve(resource, this::resource);
        serve(issuer, this::issuer);
    }

    private static InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private interface Handler {
        void handle(HttpExchange exchange, Asked asked) throws IOException;
    }

    private void serve(HttpServer server, Handler handler) {
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                boolean json = body.startsWith("{");
                Map<String, String> fields = new LinkedHashMap<>(
                        LoopbackRedirect.fields(exchange.getRequestURI().getRawQuery()));
                if (json) {
                    fields.put("json", body);
                } else {
                    fields.putAll(LoopbackRedirect.fields(body));
                }
                Map<String, String> headers = new LinkedHashMap<>();
                exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
                String what = exchange.getRequestMethod() + " "
                        + exchange.getRequestURI().getPath();
                Asked one = new Asked(what, fields, headers);
                asked.add(one);
                handler.handle(exchange, one);
            }
        });
        server.start();
    }

    private static String place(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    URI url() {
        return URI.create(place(resource) + "/mcp");
    }

    String issuer() {
        return place(issuer);
    }

    /// How often something was asked.
    long times(String what) {
        return asked.stream().filter(each -> each.what().equals(what)).count();
    }

    /// What was asked last of its kind.
    Asked last(String what) {
        return asked.stream()
                .filter(each -> each.what().equals(what))
                .reduce((a, b) -> b)
                .orElseThrow(() -> new AssertionError("nobody asked " + what + ", but " + asked));
    }

    private static void send(HttpExchange exchange, int status, @Nullable Object json) throws IOException {
        byte[] body = Json.write(json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private void resource(HttpExchange exchange, Asked one) throws IOException {
        if (one.what().equals("GET /.well-known/oauth-protected-resource/mcp")) {
            send(exchange, deaf ? 404 : 200, resourceMetadata);
            return;
        }
        if (!one.what().equals("POST /mcp")) {
            send(exchange, 404, Map.of());
            return;
        }
        String authorization = one.headers().getOrDefault("Authorization", "");
        String scheme = dpop ? "DPoP " : "Bearer ";
        String token = authorization.startsWith(scheme) ? authorization.substring(scheme.length()) : null;
        List<String> scopes = token == null ? null : good.get(token);
        String error = dpop && token != null && scopes != null ? refusedProof(exchange, one, token) : "";
        if (dpop && (scopes == null || !error.isEmpty())) {
            String why = error.isEmpty() ? "" : ", error=\"" + error + "\"";
            exchange.getResponseHeaders().set("WWW-Authenticate", "DPoP algs=\"ES256\"" + why);
            send(exchange, 401, Map.of());
        } else if (scopes == null) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"test\"" + challenge);
            send(exchange, 401, Map.of());
        } else if (insatiable || !needed.isEmpty() && !scopes.contains(needed)) {
            String wanted = insatiable ? "more:" + count.incrementAndGet() : needed;
            exchange.getResponseHeaders()
                    .set("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + wanted + "\"");
            send(exchange, 403, Map.of());
        } else {
            answer(exchange, (Map<?, ?>)
                    Objects.requireNonNull(Json.parse(one.fields().getOrDefault("json", "{}"))));
        }
    }

    /// Checks the proof of a request; says what is wrong with it.
    private String refusedProof(HttpExchange exchange, Asked one, String token) {
        ProofCheck.Verdict verdict = resourceProofs.check(one.headers(), "POST", url().toString(), token);
        String wanted = resourceProofs.nonce;
        if (wanted != null) {
            String next = rotatesNonces && verdict.error().isEmpty() ? "nonce-" + count.incrementAndGet() : wanted;
            resourceProofs.nonce = next;
            exchange.getResponseHeaders().set("DPoP-Nonce", next);
        }
        return verdict.error().isEmpty() && !verdict.key().equals(keys.get(token)) ? "invalid_token" : verdict.error();
    }

    private static void answer(HttpExchange exchange, Map<?, ?> message) throws IOException {
        Map<String, @Nullable Object> result = switch (String.valueOf(message.get("method"))) {
            case "server/discover" ->
                Values.map(
                        "supportedVersions",
                        Values.list("2026-07-28"),
                        "capabilities",
                        Values.map("tools", Values.map()));
            case "tools/list" -> Values.map("tools", Values.list(Values.map("name", "echo")));
            default -> Values.map("content", Values.list(Values.map("type", "text", "text", "let in")));
        };
        send(exchange, 200, Values.map("jsonrpc", "2.0", "id", message.get("id"), "result", result));
    }

    private void issuer(HttpExchange exchange, Asked one) throws IOException {
        switch (one.what()) {
            case "GET /.well-known/oauth-authorization-server" -> send(exchange, 200, issuerMetadata);
            case "POST /registration" ->
                send(exchange, 201, Values.map("client_id", "client-" + count.incrementAndGet()));
            case "GET /authorization" -> authorize(exchange, one.fields());
            case "POST /token" -> token(exchange, one);
            case "POST /revocation" -> {
                good.remove(one.fields().getOrDefault("token", ""));
                send(exchange, 200, Map.of());
            }
            default -> send(exchange, 404, Map.of());
        }
    }

    private void authorize(HttpExchange exchange, Map<String, String> fields) throws IOException {
        String code = "secret-code-" + count.incrementAndGet();
        challenges.put(code, fields.getOrDefault("code_challenge", ""));
        codes.put(code, Challenge.words(fields.getOrDefault("scope", "")));
        Map<String, String> back = new LinkedHashMap<>();
        back.put("code", code);
        back.put("state", fields.getOrDefault("state", ""));
        back.put("iss", issuer());
        back.putAll(answer);
        back.values().removeIf(String::isEmpty);
        StringBuilder place = new StringBuilder(fields.getOrDefault("redirect_uri", ""));
        back.forEach((name, value) -> place.append(place.indexOf("?") < 0 ? "?" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        exchange.getResponseHeaders().set("Location", place.toString());
        exchange.sendResponseHeaders(302, -1);
    }

    private void token(HttpExchange exchange, Asked one) throws IOException {
        Map<String, String> fields = one.fields();
        String key = "";
        if (dpop) {
            ProofCheck.Verdict verdict = issuerProofs.check(one.headers(), "POST", issuer() + "/token", null);
            if (!verdict.error().isEmpty()) {
                exchange.getResponseHeaders().set("DPoP-Nonce", String.valueOf(issuerProofs.nonce));
                send(exchange, 400, Values.map("error", verdict.error()));
                return;
            }
            key = verdict.key();
        }
        Refusal no = refusal;
        if (no != null) {
            send(exchange, no.status(), no.body());
            return;
        }
        if (echoes) {
            send(exchange, 400, Values.map("error", "invalid_grant", "error_description", "no: " + fields));
            return;
        }
        List<String> scopes = Challenge.words(fields.getOrDefault("scope", ""));
        if ("refresh_token".equals(fields.get("grant_type")) && !renewable(fields.getOrDefault("refresh_token", ""))) {
            good.clear();
            renewing.clear();
            send(exchange, 400, Values.map("error", "invalid_grant"));
            return;
        }
        if ("authorization_code".equals(fields.get("grant_type"))) {
            String code = fields.getOrDefault("code", "");
            String hash = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(DpopKey.sha256(fields.getOrDefault("code_verifier", "")));
            if (!hash.equals(challenges.remove(code))) {
                send(exchange, 400, Values.map("error", "invalid_grant"));
                return;
            }
            scopes = codes.getOrDefault(code, List.of());
        }
        scopes = stingy ? List.of("little") : scopes;
        int number = count.incrementAndGet();
        String access = "secret-access-" + number;
        if (!forgets) {
            good.put(access, scopes);
        }
        keys.put(access, key);
        Map<String, @Nullable Object> given =
                Values.map("access_token", access, "token_type", dpop ? "DPoP" : "bearer");
        given.put("expires_in", expiresIn);
        if (rotates) {
            given.put("refresh_token", "secret-refresh-" + number);
            renewing.add("secret-refresh-" + number);
        }
        if (!scopes.isEmpty()) {
            given.put("scope", String.join(" ", scopes));
        }
        send(exchange, 200, given);
    }

    private boolean renewable(String token) {
        CountDownLatch others = crowd;
        if (others != null) {
            others.countDown();
            try {
                others.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return rotates ? renewing.remove(token) : renewing.contains(token);
    }

    /// All that nobody but client and servers may see.
    List<String> secrets() {
        List<String> secrets = new ArrayList<>(good.keySet());
        for (Asked each : asked) {
            for (String name : List.of("code", "code_verifier", "refresh_token", "client_secret", "assertion")) {
                String value = each.fields().get(name);
                if (value != null) {
                    secrets.add(value);
                }
            }
        }
        return secrets;
    }

    @Override
    public void close() {
        resource.stop(0);
        issuer.stop(0);
        threads.shutdownNow();
    }
}
