package dev.incant.tools.web;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Talks GraphQL: documents are checked before they are sent, errors come with their places and paths.
public final class GraphqlQuery implements Tool {
    private static final String SDL = """
            type Query {
              tea(id: ID!): Tea
            }

            type Tea {
              name: String!
            }
            """;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "graphql_query", Category.API, "Run GraphQL operations, read schemas, follow subscriptions.")
            .aliases("graphql")
            .tags("graphql", "api", "query", "mutation", "subscription", "schema", "introspection", "websocket", "gql")
            .phrases(
                    "query a graphql api",
                    "send a graphql mutation",
                    "show the schema of a graphql endpoint",
                    "subscribe to graphql events",
                    "check a graphql query against a schema")
            .defaultOperation(query())
            .operation(mutation())
            .operation(introspect())
            .operation(subscription());

    private static Operation query() {
        return executing(Operation.of(
                        "query", "Read data; errors without data are an error, errors beside data come with it."))
                .effects(Effects.READ_ONLY_OPEN)
                .example(Example.of(
                                "Read a field, checked against a schema first.",
                                Values.map(
                                        "endpoint",
                                        "${server}/graphql",
                                        "query",
                                        "query Tea($id: ID!) { tea(id: $id) { name } }",
                                        "variables",
                                        Map.of("id", "1"),
                                        "schema",
                                        SDL))
                        .with(Fixture.json("POST /graphql", "{\"data\":{\"tea\":{\"name\":\"Assam\"}}}"))
                        .gives(Values.map(
                                "data",
                                Map.of("tea", Map.of("name", "Assam")),
                                "errors",
                                List.of(),
                                "extensions",
                                null,
                                "operation_name",
                                "Tea",
                                "status_code",
                                200,
                                "url",
                                "${server}/graphql",
                                "duration_ms",
                                0)))
                .handledBy((args, context) -> GraphqlCall.execute("query", args, context));
    }

    private static Operation mutation() {
        return executing(Operation.of("mutation", "Change data; as query otherwise."))
                .effects(Effects.UNKNOWN)
                .example(Example.of(
                                "Change something of which a part fails.",
                                Values.map(
                                        "endpoint",
                                        "${server}/graphql",
                                        "query",
                                        "mutation { add(name: \"Oolong\") { id price } }"))
                        .with(Fixture.json(
                                "POST /graphql",
                                "{\"data\":{\"add\":{\"id\":7,\"price\":null}},"
                                        + "\"errors\":[{\"message\":\"no price\",\"path\":[\"add\",\"price\"]}]}"))
                        .givesAtLeast(Values.map(
                                "data",
                                Values.map("add", Values.map("id", 7, "price", null)),
                                "errors",
                                List.of(Values.map("message", "no price", "path", List.of("add", "price"))),
                                "operation_name",
                                null)))
                .handledBy((args, context) -> GraphqlCall.execute("mutation", args, context));
    }

    private static Operation executing(Operation operation) {
        return RequestParameters.fetching(document(operation), 30)
                .returns(
                        Schema.object(
                                "The response.",
                                Field.of("data", Schema.any("What the operation gave.")),
                                errors("What went wrong beside it."),
                                Field.of("extensions", Schema.any("What the server adds, or null.")),
                                Field.of(
                                        "operation_name",
                                        Schema.string("The name of the operation run.")
                                                .orNull()),
                                Field.of("status_code", Schema.integer("The HTTP status.")),
                                Field.of("url", Schema.string("The URL that answered, after redirects.")),
                                Field.of("duration_ms", Schema.integer("How long it took, waits included."))),
                        "data")
                .timeout(Duration.ofMinutes(5));
    }

    private static Operation document(Operation operation) {
        return operation
                .main(endpoint("The URL of the endpoint, http or https."))
                .required(Parameter.text("query", "The document, GraphQL text.").alias("input", "document"))
                .optional(Parameter.map("variables", "The values of its variables.", Schema.any("A value.")))
                .optional(Parameter.text("operation_name", "Which operation of several to run.")
                        .alias("operationName"))
                .optional(Parameter.text("schema", "The schema (SDL) to check the document against first."))
                .optional(Parameter.bool(
                                "validate", "Whether to check it against the endpoint's own schema, by introspection.")
                        .otherwise(false))
                .optional(cache());
    }

    private static Parameter endpoint(String meaning) {
        return Parameter.text("endpoint", meaning)
                .alias("url", "uri")
                .format("uri")
                .needs(Permission.NET);
    }

    private static Parameter cache() {
        return Parameter.integer(
                        "cache_seconds", "How old a schema may be that an earlier call was given; 0 for a new one.")
                .between(0, 86_400)
                .otherwise(3600L);
    }

    private static Field errors(String meaning) {
        return Field.of(
                "errors",
                Schema.list(
                        meaning,
                        Schema.object(
                                "An error.",
                                Field.of("message", Schema.string("What went wrong.")),
                                Field.optional(
                                        "path",
                                        Schema.list("Where in the data.", Schema.any("A field or an index from 0."))),
                                Field.optional(
                                        "locations",
                                        Schema.list(
                                                "Where in the document.", Schema.any("The line and column, from 1."))),
                                Field.optional("extensions", Schema.any("What the server adds.")))));
    }

    private static Operation introspect() {
        Operation operation = Operation.of("introspect", "Read the schema of an endpoint.")
                .main(endpoint("The URL of the endpoint, http or https."))
                .optional(cache());
        return RequestParameters.fetching(operation, 30)
                .returns(
                        Schema.object(
                                "The schema.",
                                Field.of("sdl", Schema.string("The schema as a text (SDL).")),
                                Field.of("query_type", root("query")),
                                Field.of("mutation_type", root("mutation")),
                                Field.of("subscription_type", root("subscription")),
                                Field.of(
                                        "types",
                                        Schema.list(
                                                "Its types.",
                                                Schema.object(
                                                        "A type.",
                                                        Field.of("name", Schema.string("Its name.")),
                                                        Field.of(
                                                                "kind",
                                                                Schema.oneOf(
                                                                        "Its kind.",
                                                                        "object",
                                                                        "interface",
                                                                        "union",
                                                                        "enum",
                                                                        "input",
                                                                        "scalar")),
                                                        Field.of(
                                                                "description",
                                                                Schema.string("What it is.")
                                                                        .orNull()),
                                                        Field.of(
                                                                "members",
                                                                Schema.list(
                                                                        "Its fields, values or types.",
                                                                        Schema.string("A name.")))))),
                                Field.of("cached", Schema.bool("Whether an earlier call had asked for it.")),
                                Field.of("fetched_at", Schema.string("When it was asked for."))),
                        "sdl")
                .effects(Effects.READ_ONLY_OPEN)
                .timeout(Duration.ofMinutes(2))
                .example(Example.of("Read a schema.", Map.of("endpoint", "${server}/graphql"))
                        .with(Fixture.json("POST /graphql", """
                                {"data":{"__schema":{"queryType":{"name":"Query"},"types":[{"kind":"OBJECT",
                                "name":"Query","fields":[{"name":"teas","args":[],"type":{"kind":"SCALAR",
                                "name":"Int"}}],"interfaces":[]}],"directives":[]}}}"""))
                        .gives(Values.map(
                                "sdl",
                                "type Query {\n  teas: Int\n}\n",
                                "query_type",
                                "Query",
                                "mutation_type",
                                null,
                                "subscription_type",
                                null,
                                "types",
                                List.of(Values.map(
                                        "name",
                                        "Query",
                                        "kind",
                                        "object",
                                        "description",
                                        null,
                                        "members",
                                        List.of("teas"))),
                                "cached",
                                false,
                                "fetched_at",
                                "2025-01-15T12:00:00Z")))
                .handledBy(GraphqlCall::introspect);
    }

    private static Schema root(String kind) {
        return Schema.string("The type that a " + kind + " starts at, null for none.")
                .orNull();
    }

    private static Operation subscription() {
        return document(Operation.of("subscription", "Collect events until there are enough or the time is over."))
                .optional(Parameter.text("protocol", "How events come: over a WebSocket, or as server-sent events.")
                        .oneOf("graphql-transport-ws", "sse")
                        .otherwise("graphql-transport-ws"))
                .optional(Parameter.map(
                        "connection_params", "What to send when the WebSocket opens.", Schema.any("A value.")))
                .optional(Parameter.integer("max_events", "After how many events to end.")
                        .between(1, 10_000)
                        .otherwise(10L))
                .optional(Parameter.map("headers", "Headers to send.", Schema.string("The value of a header.")))
                .optional(Parameter.schema("auth", RequestParameters.auth()))
                .optional(Parameter.schema("retry", RequestParameters.retry()))
                .optional(Parameter.number("timeout_seconds", "How long to collect in seconds.")
                        .alias("timeout")
                        .between(0, 600)
                        .otherwise(30.0))
                .optional(Parameter.integer("max_redirects", "How many redirects to follow when asking for the schema.")
                        .between(0, 20)
                        .otherwise(5L))
                .optional(Parameter.integer("max_size", "How many bytes all events may have together.")
                        .between(0, Long.MAX_VALUE))
                .returns(
                        Schema.object(
                                "What came.",
                                Field.of(
                                        "events",
                                        Schema.list(
                                                "The events in order.",
                                                Schema.object(
                                                        "An event.",
                                                        Field.of("data", Schema.any("What happened.")),
                                                        errors("What went wrong with it."),
                                                        Field.of(
                                                                "extensions",
                                                                Schema.any("What the server adds, or null."))))),
                                Field.of("count", Schema.integer("How many there are.")),
                                Field.of(
                                        "ended",
                                        Schema.oneOf(
                                                "Why no more were collected: the server had no more, there were enough,"
                                                        + " the time was over, the server gave up.",
                                                "complete",
                                                "max_events",
                                                "timeout",
                                                "error")),
                                errors("Why the server gave up."),
                                Field.of("url", Schema.string("The URL of the endpoint."))),
                        "events")
                .effects(Effects.READ_ONLY_OPEN)
                .timeout(Duration.ofMinutes(11))
                .example(subscribed())
                .handledBy((args, context) -> new GraphqlSubscription(args, context).run());
    }

    private static Example subscribed() {
        Map<String, @Nullable Object> event =
                Values.map("data", Map.of("price", 3), "errors", List.of(), "extensions", null);
        return Example.of(
                        "Collect server-sent events.",
                        Values.map(
                                "endpoint", "${server}/graphql", "query", "subscription { price }", "protocol", "sse"))
                .with(Fixture.NONE.andRoute(
                        "POST /graphql",
                        new Fixture.Answer(
                                200,
                                Map.of("Content-Type", "text/event-stream"),
                                "event: next\ndata: {\"data\":{\"price\":3}}\n\nevent: complete\ndata:\n\n")))
                .gives(Values.map(
                        "events",
                        List.of(event),
                        "count",
                        1,
                        "ended",
                        "complete",
                        "errors",
                        List.of(),
                        "url",
                        "${server}/graphql"));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
