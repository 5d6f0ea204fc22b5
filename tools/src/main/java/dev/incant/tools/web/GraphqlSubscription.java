package dev.incant.tools.web;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.tools.web.graphql.EventStream;
import dev.incant.tools.web.graphql.GraphqlReply;
import dev.incant.tools.web.socket.WebSocket;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One subscription: over a WebSocket as the protocol `graphql-transport-ws` has it (graphql-ws, PROTOCOL.md), or over
/// server-sent events in one response (graphql-sse, "distinct connections mode").
final class GraphqlSubscription {
    private static final String PROTOCOL = "graphql-transport-ws";
    private static final String ID = "1";

    private final Args args;
    private final ToolContext context;
    private final GraphqlEndpoint endpoint;
    private final long most;
    private final List<@Nullable Object> events = new ArrayList<>();
    private List<@Nullable Object> errors = List.of();

    GraphqlSubscription(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
        this.endpoint = new GraphqlEndpoint(GraphqlCall.socket(args.string("endpoint")), args, context);
        this.most = Math.min(
                args.optionalInteger("max_size").orElse(Long.MAX_VALUE),
                context.limits().bodySize());
    }

    Map<String, @Nullable Object> run() throws IOException {
        GraphqlCall.checked("subscription", args, endpoint);
        boolean socket = args.string("protocol").equals(PROTOCOL);
        if (!socket && args.given("connection_params")) {
            throw ToolException.invalidParams("connection_params: goes with the protocol " + PROTOCOL + " only");
        }
        Instant deadline = context.clock().instant().plus(OutgoingRequest.timeout(args));
        String ended;
        try {
            ended = socket ? overSocket(deadline) : overEvents();
        } catch (ToolException e) {
            throw events.isEmpty() ? e : e.with("events", events);
        }
        return Values.map(
                "events",
                events,
                "count",
                events.size(),
                "ended",
                ended,
                "errors",
                errors,
                "url",
                endpoint.uri().toString());
    }

    private String overSocket(Instant deadline) {
        try (WebSocket socket =
                WebSocket.open(endpoint.uri(), OutgoingRequest.headers(args), PROTOCOL, deadline, most, context)) {
            Map<String, @Nullable Object> init = Values.map("type", "connection_init");
            if (args.given("connection_params")) {
                init.put("payload", args.map("connection_params"));
            }
            socket.send(Json.write(init));
            message(socket, "connection_ack");
            socket.send(
                    Json.write(Values.map("id", ID, "type", "subscribe", "payload", GraphqlEndpoint.payload(args))));
            return collect(socket);
        }
    }

    private String collect(WebSocket socket) {
        while (true) {
            Map<?, ?> message;
            try {
                message = message(socket, "next", "error", "complete");
            } catch (ToolException e) {
                return over(e);
            }
            if (!ID.equals(message.get("id"))) {
                throw socket.broken(4400, "a message is for the subscription " + Json.write(message.get("id")));
            }
            if ("complete".equals(message.get("type"))) {
                return "complete";
            }
            if ("error".equals(message.get("type"))) {
                return refused(GraphqlReply.errors(message.get("payload")));
            }
            GraphqlReply reply = GraphqlReply.of(message.get("payload"));
            if (reply == null) {
                throw socket.broken(4400, "an event is no GraphQL response");
            }
            if (add(reply)) {
                socket.send(Json.write(Values.map("id", ID, "type", "complete")));
                return "max_events";
            }
        }
    }

    /// The next message, which is of one of the types that may come now; pings are answered, pongs passed over.
    private Map<?, ?> message(WebSocket socket, String... types) {
        while (true) {
            String text = socket.receive();
            if (text == null) {
                throw closed(socket);
            }
            Object value;
            try {
                value = Json.parse(text, context::checkCancelled);
            } catch (ToolException e) {
                context.checkCancelled();
                throw socket.broken(4400, "a message is no JSON: " + e.message());
            }
            Object type = value instanceof Map<?, ?> map ? map.get("type") : null;
            if ("ping".equals(type)) {
                socket.send(Json.write(Values.map("type", "pong")));
            } else if (value instanceof Map<?, ?> map && List.of(types).contains(String.valueOf(type))) {
                return map;
            } else if (!"pong".equals(type)) {
                throw socket.broken(
                        4400,
                        "a message of the type " + Json.write(type) + " came where " + String.join(" or ", types)
                                + " was due");
            }
        }
    }

    private ToolException closed(WebSocket socket) {
        String reason = socket.closeReason().isEmpty() ? "" : ": " + socket.closeReason();
        return ToolException.failed(
                        endpoint.uri() + " closed the subscription with the code " + socket.closeCode() + reason)
                .with("close_code", (long) socket.closeCode());
    }

    private String overEvents() throws IOException {
        Http.Request request = endpoint.request(GraphqlEndpoint.payload(args), "text/event-stream", 0);
        Http.Response response = context.http().send(request);
        try (response) {
            String type =
                    response.header("Content-Type").orElse("").split(";", 2)[0].strip();
            if (response.status() != 200 || !type.equalsIgnoreCase("text/event-stream")) {
                GraphqlReply reply = endpoint.reply(Fetched.of(response));
                throw GraphqlReply.refused(endpoint.uri().toString(), reply.errors());
            }
            return collect(new EventStream(response.body(), context::checkCancelled));
        }
    }

    private String collect(EventStream stream) throws IOException {
        while (true) {
            EventStream.Event event;
            try {
                event = stream.next();
            } catch (ToolException e) {
                return over(e);
            }
            if (event == null) {
                throw ToolException.failed(endpoint.uri() + " ended the stream before the subscription was complete");
            }
            if (event.type().equals("complete")) {
                return "complete";
            }
            if (!event.type().equals("next")) {
                continue;
            }
            GraphqlReply reply = null;
            try {
                reply = GraphqlReply.of(Json.parse(event.data(), context::checkCancelled));
            } catch (ToolException e) {
                context.checkCancelled();
            }
            if (reply == null) {
                throw ToolException.failed(endpoint.uri() + " sent an event that is no GraphQL response");
            }
            if (add(reply)) {
                return "max_events";
            }
        }
    }

    /// The time for collecting is over; any other error stays one.
    private String over(ToolException error) {
        context.checkCancelled();
        if (error.code() != ErrorCode.TIMEOUT) {
            throw error;
        }
        return "timeout";
    }

    private String refused(@Nullable List<@Nullable Object> said) {
        errors = said == null ? List.of() : said;
        if (events.isEmpty()) {
            throw GraphqlReply.refused(endpoint.uri().toString(), errors);
        }
        return "error";
    }

    /// Keeps an event; returns whether there are enough.
    private boolean add(GraphqlReply reply) {
        events.add(reply.fields());
        context.progress().report(events.size(), args.integer("max_events"), "events");
        return events.size() >= args.integer("max_events");
    }
}
