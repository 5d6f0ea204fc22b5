package dev.incant.tools.web;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.web.graphql.GraphqlDocument;
import dev.incant.tools.web.graphql.GraphqlReply;
import dev.incant.tools.web.graphql.GraphqlSchema;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The calls of GraphQL that one request answers.
final class GraphqlCall {
    private GraphqlCall() {}

    /// Reads the document and checks it, against a schema where one is given or asked for.
    static GraphqlDocument checked(String kind, Args args, GraphqlEndpoint endpoint) throws IOException {
        GraphqlDocument document = GraphqlDocument.of(
                args.string("query"),
                kind,
                args.optionalString("operation_name").orElse(null));
        document.requireVariables(args.map("variables"));
        if (args.given("schema")) {
            GraphqlSchema.of("schema", args.string("schema"), ErrorCode.INVALID_PARAMS)
                    .require(document);
        } else if (args.bool("validate")) {
            new GraphqlSchemas(endpoint).get().schema().require(document);
        }
        return document;
    }

    /// @param kind `query` or `mutation`
    static Map<String, @Nullable Object> execute(String kind, Args args, ToolContext context) throws IOException {
        GraphqlEndpoint endpoint = GraphqlEndpoint.of(args, context);
        GraphqlDocument document = checked(kind, args, endpoint);
        Instant start = context.clock().instant();
        GraphqlEndpoint.Answer answer = endpoint.post(GraphqlEndpoint.payload(args));
        GraphqlReply reply = answer.reply();
        if (reply.data() == null && !reply.errors().isEmpty()) {
            throw GraphqlReply.refused(answer.uri().toString(), reply.errors())
                    .with("status_code", (long) answer.status());
        }
        Map<String, @Nullable Object> result = reply.fields();
        result.put("operation_name", document.name());
        result.put("status_code", (long) answer.status());
        result.put("url", answer.uri().toString());
        result.put(
                "duration_ms",
                Duration.between(start, context.clock().instant()).toMillis());
        return result;
    }

    static Map<String, @Nullable Object> introspect(Args args, ToolContext context) throws IOException {
        GraphqlEndpoint endpoint = GraphqlEndpoint.of(args, context);
        GraphqlSchemas.Known known = new GraphqlSchemas(endpoint).get();
        GraphqlSchema schema = known.schema();
        return Values.map(
                "sdl",
                schema.sdl(),
                "query_type",
                schema.root("query"),
                "mutation_type",
                schema.root("mutation"),
                "subscription_type",
                schema.root("subscription"),
                "types",
                schema.types(),
                "cached",
                known.cached(),
                "fetched_at",
                known.at());
    }

    /// An endpoint whose scheme may be that of WebSockets too.
    static URI socket(String endpoint) {
        String http = endpoint.replaceFirst("(?i)^\\s*ws(s?):", "http$1:");
        return OutgoingRequest.absolute(http);
    }
}
