package dev.incant.tools.web;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.tools.web.graphql.GraphqlReply;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends operations to an endpoint, as the draft "GraphQL over HTTP" has it: JSON by POST.
///
/// @param uri http or https
record GraphqlEndpoint(URI uri, Args args, ToolContext context) {
    private static final String ACCEPT = "application/graphql-response+json, application/json;q=0.9";

    static GraphqlEndpoint of(Args args, ToolContext context) {
        return new GraphqlEndpoint(OutgoingRequest.absolute(args.string("endpoint")), args, context);
    }

    /// A reply and how it came.
    ///
    /// @param uri what answered, after redirects
    record Answer(GraphqlReply reply, int status, URI uri) {}

    /// What is sent: `query`, and `variables` and `operationName` where they are given.
    static Map<String, @Nullable Object> payload(Args args) {
        Map<String, @Nullable Object> payload = Values.map("query", args.string("query"));
        if (args.given("variables")) {
            payload.put("variables", args.map("variables"));
        }
        args.optionalString("operation_name").ifPresent(name -> payload.put("operationName", name));
        return payload;
    }

    Answer post(Map<String, @Nullable Object> payload) throws IOException {
        Fetched fetched = Fetched.of(request(payload, ACCEPT, args.intValue("max_redirects")), args, context);
        return new Answer(reply(fetched), fetched.status(), fetched.uri());
    }

    /// A request with the payload as JSON.
    Http.Request request(Map<String, @Nullable Object> payload, String accept, int redirects) {
        List<Http.Header> headers = new ArrayList<>(OutgoingRequest.headers(args));
        if (headers.stream().noneMatch(header -> header.name().equalsIgnoreCase("Accept"))) {
            headers.add(new Http.Header("Accept", accept));
        }
        Http.Body body = OutgoingRequest.content(payload, headers);
        return new Http.Request(
                "POST",
                uri,
                headers,
                body,
                OutgoingRequest.timeout(args),
                redirects,
                args.optionalInteger("max_size").orElse(Long.MAX_VALUE));
    }

    /// A reply comes with any status, as servers answer a document that they refuse with 400 and errors.
    ///
    /// @throws ToolException `failed` or `not_found` when it is none
    GraphqlReply reply(Fetched fetched) {
        GraphqlReply reply = json(fetched.type()) ? GraphqlReply.of(parsed(fetched)) : null;
        if (reply != null) {
            return reply;
        }
        fetched.expectSuccess();
        String excerpt = new String(fetched.body(), 0, Math.min(200, fetched.body().length), StandardCharsets.UTF_8);
        throw ToolException.failed(fetched.uri() + " answered with no GraphQL response but "
                        + (fetched.type().isEmpty() ? "something without a type" : fetched.type()))
                .with("status_code", (long) fetched.status())
                .with("body_start", excerpt);
    }

    private static boolean json(String type) {
        return type.isEmpty() || type.equals("application/json") || type.endsWith("+json");
    }

    private @Nullable Object parsed(Fetched fetched) {
        String type = fetched.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        String text = IncomingResponse.text(fetched.body(), type);
        try {
            return text == null ? null : Json.parse(text, context::checkCancelled);
        } catch (ToolException e) {
            context.checkCancelled();
            return null;
        }
    }
}
