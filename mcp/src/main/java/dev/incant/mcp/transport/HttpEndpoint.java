package dev.incant.mcp.transport;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.protocol.Client;
import dev.incant.mcp.protocol.Codes;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.protocol.Modern;
import dev.incant.mcp.protocol.Revision;
import dev.incant.mcp.protocol.Totals;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcException;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import dev.incant.mcp.rpc.RpcText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one HTTP request means.
final class HttpEndpoint implements HttpHandler {
    private static final String SESSION = "Mcp-Session-Id";
    private static final int LONGEST_NAME = 400;

    /// When a client may try again that was refused because there is too much already.
    private static final String RETRY_SECONDS = "5";

    private static final String VERSION = "MCP-Protocol-Version";

    private final McpServer server;
    private final HttpSettings settings;
    private final HttpGuard guard;
    private final Sessions sessions;
    private final SlowClients slow;
    private final Set<HttpReply> open;

    /// @param open takes the replies that are not ended yet
    HttpEndpoint(McpServer server, HttpSettings settings, Sessions sessions, SlowClients slow, Set<HttpReply> open) {
        this.server = server;
        this.settings = settings;
        this.guard = new HttpGuard(settings);
        this.sessions = sessions;
        this.slow = slow;
        this.open = open;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            try (exchange) {
                refusing(exchange);
                if (exchange.getResponseCode() >= 0) {
                    SlowClients.close(exchange);
                }
            }
            slow.finish(exchange);
        } finally {
            slow.forget(exchange);
        }
    }

    private void refusing(HttpExchange exchange) throws IOException {
        try {
            admitted(exchange);
        } catch (ToolException e) {
            // No more sessions or streams, or the server is closing.
            unavailable(exchange, null, e);
        }
    }

    private static void unavailable(HttpExchange exchange, @Nullable RpcId id, ToolException e) throws IOException {
        if (e.code() == ErrorCode.LIMIT_EXCEEDED) {
            // A server that is closing does not come back by being asked again.
            exchange.getResponseHeaders().set("Retry-After", RETRY_SECONDS);
        }
        respond(exchange, 503, new RpcMessage.Failure(id, McpServer.error(e)));
    }

    private void admitted(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        String refusal = guard.refusal(headers);
        if (refusal != null) {
            refuse(exchange, 403, RpcError.INVALID_REQUEST, refusal);
            return;
        }
        String principal = guard.principal(headers);
        if (principal == null) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            refuse(exchange, 401, RpcError.INVALID_REQUEST, "a bearer token that this server knows is needed");
            return;
        }
        if (!exchange.getRequestURI().getPath().equals(HttpSettings.PATH)) {
            refuse(exchange, 404, RpcError.INVALID_REQUEST, "the endpoint is " + HttpSettings.PATH);
            return;
        }
        switch (exchange.getRequestMethod()) {
            case "POST" -> post(exchange, principal);
            case "GET" -> get(exchange, principal);
            case "DELETE" -> delete(exchange, principal);
            default -> notAllowed(exchange);
        }
    }

    private static void notAllowed(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Allow", "POST, GET, DELETE");
        refuse(exchange, 405, RpcError.INVALID_REQUEST, "POST messages here");
    }

    private static void refuse(HttpExchange exchange, int status, int code, String message) throws IOException {
        respond(exchange, status, new RpcMessage.Failure(null, new RpcError(code, message)));
    }

    private static void respond(HttpExchange exchange, int status, RpcMessage.Answer answer) throws IOException {
        byte[] body = RpcText.write(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private void post(HttpExchange exchange, String principal) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        String type = headers.getFirst("Content-Type");
        if (type == null || !media(type).equals("application/json")) {
            refuse(exchange, 415, RpcError.INVALID_REQUEST, "Content-Type must be application/json");
            return;
        }
        if (!accepts(headers, "application/json") && !accepts(headers, "text/event-stream")) {
            refuse(exchange, 406, RpcError.INVALID_REQUEST, "Accept must list application/json and text/event-stream");
            return;
        }
        byte[] body = slow.bounded(exchange, () -> exchange.getRequestBody().readNBytes(settings.largest() + 1));
        if (body.length > settings.largest()) {
            refuse(
                    exchange,
                    413,
                    RpcError.INVALID_REQUEST,
                    "a message may have " + settings.largest() + " bytes at most");
            return;
        }
        RpcMessage message;
        try {
            message = RpcText.read(body);
        } catch (RpcException e) {
            respond(exchange, 400, e.answer());
            return;
        }
        String id = headers.getFirst(SESSION);
        switch (message) {
            case RpcMessage.Request request when begins(request) -> initialize(exchange, request, principal);
            case RpcMessage.Request request
            when Modern.revision(request) != null || id == null -> stateless(exchange, request, principal);
            case RpcMessage.Notification _ when id == null -> exchange.sendResponseHeaders(202, -1);
            default -> inSession(exchange, message, id, principal);
        }
    }

    private static boolean begins(RpcMessage.Request request) {
        return request.method().equals("initialize") && Modern.revision(request) == null;
    }

    private static String media(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean accepts(Headers headers, String wanted) {
        if (!headers.containsKey("Accept")) {
            return true;
        }
        for (String line : headers.get("Accept")) {
            for (String each : line.split(",", -1)) {
                String media = media(each);
                if (media.equals(wanted) || media.equals("*/*") || media.equals(wanted.replaceAll("/.*", "/*"))) {
                    return true;
                }
            }
        }
        return false;
    }

    private void initialize(HttpExchange exchange, RpcMessage.Request request, String principal) throws IOException {
        Sessions.Session session = sessions.begin(principal);
        exchange.getResponseHeaders().set(SESSION, session.id());
        try {
            answer(exchange, request, session.client(), session);
        } finally {
            if (session.client().revision() == null) {
                // The handshake failed.
                sessions.end(session);
            }
        }
    }

    private void stateless(HttpExchange exchange, RpcMessage.Request request, String principal) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        String version = headers.getFirst(VERSION);
        if (version != null && Revision.HANDSHAKES.contains(version) && Modern.revision(request) == null) {
            respond(
                    exchange,
                    400,
                    new RpcMessage.Failure(
                            request.id(),
                            new RpcError(RpcError.INVALID_REQUEST, SESSION + " is missing; begin with initialize")));
            return;
        }
        Client client = sessions.stateless(settings.tokens().isEmpty() ? claimed(exchange, request) : principal);
        try {
            RoutingHeaders.check(headers, request);
            Modern.check(request);
            if (request.method().equals("tools/call")) {
                RoutingHeaders.check(headers, request, server.tools(client));
            }
        } catch (RpcException e) {
            respond(exchange, 400, new RpcMessage.Failure(request.id(), e.error()));
            return;
        }
        answer(exchange, request, client, null);
    }

    /// Who an anonymous client says it is. Nothing of it is proved; it keeps apart those that are honest.
    private static String claimed(HttpExchange exchange, RpcMessage.Request request) {
        String text = "anybody " + exchange.getRemoteAddress().getAddress().getHostAddress() + " "
                + Modern.claimed(request) + " " + exchange.getRequestHeaders().getFirst("User-Agent");
        return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) : text;
    }

    private void inSession(HttpExchange exchange, RpcMessage message, @Nullable String id, String principal)
            throws IOException {
        Sessions.Session session = session(exchange, id, principal);
        if (session == null) {
            return;
        }
        switch (message) {
            case RpcMessage.Request request -> answer(exchange, request, session.client(), session);
            case RpcMessage.Notification notification -> {
                server.hear(session.client(), notification);
                exchange.sendResponseHeaders(202, -1);
            }
            case RpcMessage.Answer answer -> {
                session.client().answered(answer);
                exchange.sendResponseHeaders(202, -1);
            }
        }
    }

    /// The session that a request names; null when there is none, which is then answered already.
    private Sessions.@Nullable Session session(HttpExchange exchange, @Nullable String id, String principal)
            throws IOException {
        if (id == null) {
            refuse(exchange, 400, RpcError.INVALID_REQUEST, SESSION + " is missing; begin with initialize");
            return null;
        }
        Sessions.Session session = sessions.find(id, principal);
        if (session == null) {
            refuse(exchange, 404, RpcError.INVALID_REQUEST, "no such session; begin again with initialize");
            return null;
        }
        String version = exchange.getRequestHeaders().getFirst(VERSION);
        if (version != null && !Revision.HANDSHAKES.contains(version)) {
            refuse(
                    exchange,
                    400,
                    RpcError.INVALID_REQUEST,
                    VERSION + " must be the one agreed on, " + session.client().revision() + ", not " + version);
            return null;
        }
        return session;
    }

    /// @param session null for a request that stands alone
    private void answer(
            HttpExchange exchange, RpcMessage.Request request, Client client, Sessions.@Nullable Session session)
            throws IOException {
        Cancellation cancellation = new Cancellation();
        boolean mayStream = accepts(exchange.getRequestHeaders(), "text/event-stream");
        HttpReply reply = new HttpReply(
                exchange,
                new HttpReply.Kind(mayStream, request.method().equals("subscriptions/listen"), primed(client)),
                // In the dialect with a handshake a lost connection is no wish to cancel.
                session != null ? () -> {} : cancellation::cancel,
                slow,
                session == null ? null : session.replays());
        RpcMessage.Answer answer;
        open.add(reply);
        RpcId id = session == null ? null : request.id();
        try (var _ = reply.lasting() ? client.beginStream(id, cancellation) : client.begin(id, cancellation)) {
            answer = server.answer(client, request, reply, cancellation);
        } catch (RpcException e) {
            answer = new RpcMessage.Failure(request.id(), e.error());
        } catch (ToolException e) {
            unavailable(exchange, request.id(), e);
            return;
        } finally {
            forget(reply);
        }
        boolean full = answer instanceof RpcMessage.Failure failure && Totals.full(failure.error());
        if (full) {
            exchange.getResponseHeaders().set("Retry-After", RETRY_SECONDS);
        }
        reply.end(full ? 503 : session == null ? status(answer) : 200, answer);
    }

    /// Whether a stream's first event may have no message: clients of older revisions would take it for a broken one.
    private static boolean primed(Client client) {
        String revision = client.revision();
        return revision != null && revision.compareTo(Revision.LEGACY) >= 0;
    }

    private void forget(HttpReply reply) {
        open.remove(reply);
        synchronized (open) {
            open.notifyAll();
        }
    }

    private static int status(RpcMessage.@Nullable Answer answer) {
        if (!(answer instanceof RpcMessage.Failure failure)) {
            return 200;
        }
        return switch (failure.error().code()) {
            case RpcError.METHOD_NOT_FOUND -> 404;
            case Codes.HEADER_MISMATCH, Codes.MISSING_CAPABILITY, Codes.UNSUPPORTED_REVISION -> 400;
            default -> 200;
        };
    }

    /// The stream for what belongs to no request (legacy).
    private void get(HttpExchange exchange, String principal) throws IOException {
        String id = exchange.getRequestHeaders().getFirst(SESSION);
        if (id == null) {
            notAllowed(exchange);
            return;
        }
        if (!accepts(exchange.getRequestHeaders(), "text/event-stream")) {
            refuse(exchange, 406, RpcError.INVALID_REQUEST, "Accept must list text/event-stream");
            return;
        }
        Sessions.Session session = session(exchange, id, principal);
        if (session == null) {
            return;
        }
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        if (last != null) {
            resume(exchange, session, last);
            return;
        }
        Cancellation cancellation = new Cancellation();
        HttpReply reply = new HttpReply(
                exchange,
                new HttpReply.Kind(true, true, primed(session.client())),
                cancellation::cancel,
                slow,
                session.replays());
        try (var _ = session.client().beginStream(null, cancellation)) {
            if (!session.listen(reply)) {
                refuse(exchange, 409, RpcError.INVALID_REQUEST, "this session has such a stream already");
                return;
            }
            open.add(reply);
            try {
                server.push(session.client(), reply, cancellation);
            } finally {
                forget(reply);
                session.unlisten(reply);
                reply.end(200, null);
            }
        }
    }

    /// Goes on with a stream whose connection was lost (legacy).
    private static void resume(HttpExchange exchange, Sessions.Session session, String last) throws IOException {
        Replays.Place place = session.replays().find(last);
        if (place == null) {
            refuse(exchange, 400, RpcError.INVALID_REQUEST, "no stream of the event " + last + " is kept any more");
            return;
        }
        place.reply().resume(exchange, place.after());
    }

    private void delete(HttpExchange exchange, String principal) throws IOException {
        String id = exchange.getRequestHeaders().getFirst(SESSION);
        if (id == null) {
            notAllowed(exchange);
            return;
        }
        Sessions.Session session = session(exchange, id, principal);
        if (session != null) {
            sessions.end(session);
            exchange.sendResponseHeaders(204, -1);
        }
    }
}
