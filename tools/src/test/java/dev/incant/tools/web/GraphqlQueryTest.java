package dev.incant.tools.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolTester;
import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.GraphqlErrorException;
import graphql.schema.idl.FieldWiringEnvironment;
import graphql.schema.idl.MockedWiringFactory;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class GraphqlQueryTest implements FetchingContract {
    static final String SDL = """
            "All that can be asked"
            type Query {
              tea(id: ID!): Tea
              teas(first: Int = 10, kind: Kind): [Tea!]!
              broken: String!
            }

            type Mutation {
              add(input: TeaInput!): Tea!
            }

            type Tea implements Named @key(fields: "id") {
              id: ID!
              name: String!
              price: Money
              old: Int @deprecated(reason: "gone")
            }

            interface Named {
              name: String!
            }

            union Thing = Tea

            enum Kind {
              BLACK
              GREEN
            }

            input TeaInput {
              name: String!
              kind: Kind = BLACK
            }

            scalar Money

            directive @key(fields: String!) repeatable on OBJECT
            """;

    private LocalServer server;
    private ToolTester graphql;

    @Override
    public Tool tool() {
        return new GraphqlQuery();
    }

    @Override
    public String operation() {
        return "query";
    }

    @Override
    public String urlParameter() {
        return "endpoint";
    }

    @Override
    public Map<String, @Nullable Object> arguments() {
        return Map.of("query", "{ a }");
    }

    @Override
    public String type() {
        return "application/json";
    }

    /// What the engine needs for the scalar and the abstract types.
    private static final class ScalarsAndTypes extends MockedWiringFactory {
        @Override
        public boolean providesDataFetcher(FieldWiringEnvironment environment) {
            return false;
        }
    }

    /// A server that does what graphql-java does with the schema above.
    static LocalServer.Answer executing() {
        GraphQL engine = GraphQL.newGraphQL(new SchemaGenerator()
                        .makeExecutableSchema(
                                new SchemaParser().parse(SDL),
                                RuntimeWiring.newRuntimeWiring()
                                        .wiringFactory(new ScalarsAndTypes())
                                        .type(
                                                "Query",
                                                type -> type.dataFetcher(
                                                                "tea",
                                                                env -> Map.of(
                                                                        "id", env.getArgument("id"), "name", "Assam"))
                                                        .dataFetcher("teas", _ -> List.of(Map.of("id", "1")))
                                                        .dataFetcher("broken", _ -> {
                                                            throw GraphqlErrorException.newErrorException()
                                                                    .message("no luck")
                                                                    .extensions(Map.of("code", "LUCK"))
                                                                    .build();
                                                        }))
                                        .type(
                                                "Mutation",
                                                type -> type.dataFetcher("add", env -> {
                                                    Map<String, Object> input =
                                                            Objects.requireNonNull(env.getArgument("input"));
                                                    return Map.of("id", "9", "name", input.get("name"));
                                                }))
                                        .build()))
                .build();
        return (exchange, body) -> {
            Map<?, ?> asked = (Map<?, ?>) Objects.requireNonNull(Json.parse(body));
            @SuppressWarnings("unchecked")
            Map<String, Object> variables =
                    asked.containsKey("variables") ? (Map<String, Object>) asked.get("variables") : Map.of();
            Map<String, Object> result = engine.execute(ExecutionInput.newExecutionInput()
                            .query((String) asked.get("query"))
                            .operationName((String) asked.get("operationName"))
                            .variables(variables))
                    .toSpecification();
            LocalServer.reply(
                    exchange, 200, "application/graphql-response+json; charset=utf-8", Json.write(Values.deep(result)));
        };
    }

    @BeforeEach
    void start() throws IOException {
        server = new LocalServer();
        server.on("/graphql", executing());
        graphql = server.tester(tool());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Object[] with(Object... pairs) {
        List<Object> all = new ArrayList<>(List.of("endpoint", server.url("/graphql")));
        all.addAll(List.of(pairs));
        return all.toArray();
    }

    private void replies(int status, String type, String body) {
        server.on("/graphql", (exchange, _) -> LocalServer.reply(exchange, status, type, body));
    }

    @Test
    void a_real_engine_answers_with_variables_and_names() {
        String document = "query One($id: ID!) { tea(id: $id) { id name } } query Two { teas { id } }";
        assertThat(graphql.map(
                        "query", with("query", document, "operation_name", "One", "variables", Map.of("id", "ä\"1"))))
                .containsEntry("data", Map.of("tea", Map.of("id", "ä\"1", "name", "Assam")))
                .containsEntry("errors", List.of())
                .containsEntry("operation_name", "One")
                .containsEntry("status_code", 200L);
        assertThat(graphql.map("query", with("input", document, "operationName", "Two")))
                .containsEntry("data", Map.of("teas", List.of(Map.of("id", "1"))));
        assertThat(graphql.map(
                        "mutation",
                        with(
                                "query",
                                "mutation($t: TeaInput!) { add(input: $t) { id name } }",
                                "variables",
                                Map.of("t", Map.of("name", "Oolong")))))
                .containsEntry("data", Map.of("add", Map.of("id", "9", "name", "Oolong")));
    }

    @Test
    void requests_are_what_graphql_over_http_asks_for() {
        graphql.call(
                "query",
                with(
                        "query",
                        "{ teas { id } }",
                        "headers",
                        Map.of("X-Team", "tea"),
                        "auth",
                        Map.of("type", "bearer", "token", "t0k")));
        LocalServer.Asked asked = server.asked.getFirst();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.header("Content-Type")).isEqualTo("application/json");
        assertThat(asked.header("Accept")).startsWith("application/graphql-response+json, application/json");
        assertThat(asked.header("Authorization")).isEqualTo("Bearer t0k");
        assertThat(asked.header("X-Team")).isEqualTo("tea");
        assertThat(Json.parse(asked.body())).isEqualTo(Map.of("query", "{ teas { id } }"));
    }

    @Test
    void errors_beside_data_come_with_it_and_errors_alone_are_an_error() {
        replies(200, "application/json", """
                {"data":{"a":1,"b":null},"extensions":{"cost":3},"errors":[{"message":"no b","path":["b",0],
                "locations":[{"line":1,"column":5}],"extensions":{"code":"X"},"other":1}]}""");
        assertThat(graphql.map("query", with("query", "{ a b }")))
                .containsEntry("data", Values.map("a", 1L, "b", null))
                .containsEntry("extensions", Map.of("cost", 3L))
                .containsEntry(
                        "errors",
                        List.of(Map.of(
                                "message",
                                "no b",
                                "path",
                                List.of("b", 0L),
                                "locations",
                                List.of(Map.of("line", 1L, "column", 5L)),
                                "extensions",
                                Map.of("code", "X"))));
        server.on("/graphql", executing());
        ToolException error = graphql.fails(ErrorCode.FAILED, "query", with("query", "{ broken }"));
        assertThat(error.message()).contains("no luck");
        assertThat(String.valueOf(error.details().get("errors"))).contains("[broken]", "LUCK", "line=1", "column=3");
    }

    @Test
    void refusals_with_a_status_are_told_by_their_errors() {
        replies(400, "application/graphql-response+json", "{\"errors\":[{\"message\":\"unknown field\"}]}");
        ToolException refused = graphql.fails(ErrorCode.FAILED, "query", with("query", "{ a }"));
        assertThat(refused.message()).contains("unknown field");
        assertThat(refused.details()).containsEntry("status_code", 400L);
        replies(502, "text/html", "<h1>Bad Gateway");
        assertThat(graphql.fails(ErrorCode.FAILED, "query", with("query", "{ a }"))
                        .message())
                .contains("502");
        replies(404, "application/json", "{\"error\":\"no\"}");
        graphql.fails(ErrorCode.NOT_FOUND, "query", with("query", "{ a }"));
    }

    @Test
    void what_is_no_graphql_response_is_an_error() {
        for (String body : List.of(
                "",
                "<html>",
                "[]",
                "{}",
                "{\"errors\":[]}",
                "{\"errors\":{}}",
                "{\"errors\":[1]}",
                "{\"data\":1",
                "{\"data\":1,\"errors\":[{\"message\":1}]}",
                "[".repeat(100_000))) {
            replies(200, "application/json", body);
            ToolException error = graphql.fails(ErrorCode.FAILED, "query", with("query", "{ a }"));
            assertThat(error.message()).as(body).contains("no GraphQL response");
        }
        replies(200, "text/html", "{\"data\":{}}");
        graphql.fails(ErrorCode.FAILED, "query", with("query", "{ a }"));
        replies(200, "application/json", "{\"data\":null}");
        assertThat(graphql.map("query", with("query", "{ a }"))).containsEntry("data", null);
    }

    @Test
    void documents_are_checked_before_anything_is_sent() {
        ToolException syntax = graphql.fails(ErrorCode.INVALID_PARAMS, "query", with("query", "{\n  tea(id: }"));
        assertThat(syntax.message()).startsWith("query: line 2, column ");
        assertThat(syntax.details()).containsEntry("line", 2L).containsKey("column");
        assertThat(refused("query", "mutation { add }")).contains("holds a mutation", "operation mutation");
        assertThat(refused("mutation", "{ a }")).contains("holds a query");
        assertThat(refused("query", "subscription { a }")).contains("subscription");
        assertThat(refused("query", "query A { a } query B { a }")).contains("operation_name: is needed", "A, B");
        assertThat(refused("query", "query A { a }", "operation_name", "C")).contains("no 'C'", "A");
        assertThat(refused("query", "fragment F on T { a }")).contains("only fragments");
        assertThat(refused("query", "type A { a: Int }")).contains("line 1", "schema");
        assertThat(refused("query", "query($a: Int!, $b: Int! = 1, $c: Int) { a(x: $a) }"))
                .contains("variables.a");
        assertThat(refused("query", "query($b: Int! = 1) { a }", "variables", Values.map("b", null)))
                .contains("variables.b");
        refused("query", "");
        refused("query", "# nothing");
        assertThat(server.asked).isEmpty();
    }

    private String refused(String operation, String document, Object... more) {
        List<Object> pairs = new ArrayList<>(List.of("query", document));
        pairs.addAll(List.of(more));
        return graphql.fails(ErrorCode.INVALID_PARAMS, operation, with(pairs.toArray()))
                .message();
    }

    @Test
    void documents_that_are_too_large_or_too_deep_are_refused() {
        for (String document : List.of(
                "{ " + "a ".repeat(20_000) + "}",
                "{a".repeat(5_000) + "}".repeat(5_000),
                "{ a(x: " + "[".repeat(5_000) + "]".repeat(5_000) + ") }",
                "# " + "x".repeat(2_000_000) + "\n{ a }")) {
            graphql.fails(ErrorCode.LIMIT_EXCEEDED, "query", with("query", document));
        }
        assertThat(server.asked).isEmpty();
    }

    @Test
    void a_schema_that_is_given_refuses_what_it_does_not_allow() {
        ToolException error =
                graphql.fails(ErrorCode.INVALID_PARAMS, "query", with("query", "{ teas { nme } tea }", "schema", SDL));
        assertThat(error.message()).contains("query: line 1, column 10", "nme");
        assertThat((List<?>) error.details().get("errors")).hasSizeGreaterThan(1);
        assertThat(graphql.fails(ErrorCode.INVALID_PARAMS, "query", with("query", "{ a }", "schema", "type Query {"))
                        .message())
                .startsWith("schema: line 1");
        assertThat(graphql.fails(
                                ErrorCode.INVALID_PARAMS,
                                "query",
                                with("query", "{ a }", "schema", "type Query { a: B }"))
                        .message())
                .contains("schema: ", "B");
        assertThat(server.asked).isEmpty();
        assertThat(graphql.map("query", with("query", "{ teas { id price } }", "schema", SDL)))
                .containsKey("data");
    }

    @Test
    void the_endpoints_own_schema_is_asked_for_once() {
        for (int round = 0; round < 2; round++) {
            ToolException error =
                    graphql.fails(ErrorCode.INVALID_PARAMS, "query", with("query", "{ nope }", "validate", true));
            assertThat(error.message()).contains("nope");
        }
        assertThat(server.asked).hasSize(1);
        graphql.call("query", with("query", "{ teas { id } }", "validate", true));
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void a_schema_is_read_whole_and_kept() {
        Map<String, @Nullable Object> first = graphql.map("introspect", "endpoint", server.url("/graphql"));
        assertThat(first)
                .containsEntry("query_type", "Query")
                .containsEntry("mutation_type", "Mutation")
                .containsEntry("subscription_type", null)
                .containsEntry("cached", false);
        String sdl = String.valueOf(first.get("sdl"));
        assertThat(sdl)
                .contains(
                        "All that can be asked",
                        "teas(first: Int = 10, kind: Kind): [Tea!]!",
                        "type Tea implements Named",
                        "old: Int @deprecated(reason: \"gone\")",
                        "union Thing = Tea",
                        "kind: Kind = BLACK",
                        "scalar Money",
                        "repeatable on OBJECT");
        assertThat(new SchemaParser().parse(sdl).types().keySet()).contains("Query", "Tea", "Kind", "TeaInput");
        assertThat(first)
                .extractingByKey("types", org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .contains(
                        Values.map(
                                "name",
                                "Kind",
                                "kind",
                                "enum",
                                "description",
                                null,
                                "members",
                                List.of("BLACK", "GREEN")),
                        Values.map("name", "Thing", "kind", "union", "description", null, "members", List.of("Tea")));
        assertThat(graphql.map("introspect", "endpoint", server.url("/graphql")))
                .containsEntry("cached", true)
                .containsEntry("sdl", sdl)
                .containsEntry("fetched_at", first.get("fetched_at"))
                .containsEntry("types", first.get("types"));
        assertThat(server.asked).hasSize(1);
        assertThat(graphql.map("introspect", "endpoint", server.url("/graphql"), "cache_seconds", 0))
                .containsEntry("cached", false);
        assertThat(graphql.map("introspect", "endpoint", server.url("/graphql"), "headers", Map.of("A", "b")))
                .containsEntry("cached", false);
        assertThat(server.asked).hasSize(3);
    }

    @Test
    void a_kept_schema_grows_old_and_is_for_those_only_who_may_ask() throws IOException {
        var store = new dev.incant.kernel.state.MemoryStateStore(() -> java.time.Instant.EPOCH, 1 << 20);
        var now = java.time.Instant.parse("2026-01-01T00:00:00Z");
        ToolTester early = graphql.keeping(store).at(now);
        early.call("introspect", "endpoint", server.url("/graphql"));
        assertThat(graphql.keeping(store)
                        .at(now.plusSeconds(100))
                        .map("introspect", "endpoint", server.url("/graphql"), "cache_seconds", 60))
                .containsEntry("cached", false);
        ToolTester.of(tool())
                .keeping(store)
                .at(now)
                .fails(ErrorCode.DENIED, "introspect", "endpoint", server.url("/graphql"));
    }

    @Test
    void old_servers_are_asked_for_what_they_know() {
        LocalServer.Answer engine = executing();
        server.on("/graphql", (exchange, body) -> {
            if (body.contains("specifiedByURL")) {
                LocalServer.reply(exchange, 400, "application/json", "{\"errors\":[{\"message\":\"unknown\"}]}");
            } else {
                engine.to(exchange, body);
            }
        });
        assertThat(String.valueOf(graphql.map("introspect", "endpoint", server.url("/graphql"))
                        .get("sdl")))
                .contains("type Tea");
        replies(200, "application/json", "{\"errors\":[{\"message\":\"introspection is disabled\"}]}");
        assertThat(graphql.fails(ErrorCode.FAILED, "introspect", "endpoint", server.url("/graphql"), "cache_seconds", 0)
                        .message())
                .contains("introspection is disabled");
    }

    @Test
    void an_introspection_that_describes_no_schema_is_an_error() {
        String deep = "{\"kind\":\"LIST\",\"ofType\":".repeat(400) + "null" + "}".repeat(400);
        for (String schema : List.of(
                "null",
                "1",
                "{}",
                "{\"queryType\":1}",
                "{\"queryType\":{\"name\":\"Q\"}}",
                "{\"queryType\":{\"name\":\"Q\"},\"types\":[1]}",
                "{\"queryType\":{\"name\":\"Q\"},\"types\":[{\"name\":\"A\",\"kind\":\"WRONG\"}]}",
                "{\"queryType\":{\"name\":\"Q\"},\"types\":[{\"name\":\"A } } {\",\"kind\":\"SCALAR\"}]}",
                "{\"queryType\":{\"name\":\"Q\"},\"types\":[{\"name\":\"Q\",\"kind\":\"OBJECT\",\"interfaces\":[],"
                        + "\"fields\":[{\"name\":\"f\",\"args\":[],\"type\":" + deep + "}]}]}")) {
            replies(200, "application/json", "{\"data\":{\"__schema\":" + schema + "}}");
            ToolException error = graphql.fails(
                    ErrorCode.FAILED, "introspect", "endpoint", server.url("/graphql"), "cache_seconds", 0);
            assertThat(error.message()).as(schema).isNotEmpty();
        }
        graphql.within(Limits.GENEROUS.withBodySize(100))
                .fails(ErrorCode.LIMIT_EXCEEDED, "query", with("query", "{ teas { id a: id b: id c: id } }"));
    }

    @Test
    void every_parameter_is_checked() {
        for (Object[] wrong : List.of(
                new Object[] {"endpoint", "nothing", "query", "{ a }"},
                new Object[] {"endpoint", "ftp://a/", "query", "{ a }"},
                with("query", "{ a }", "variables", 1),
                with("query", "{ a }", "operation_name", 1),
                with("query", "{ a }", "validate", "perhaps"),
                with("query", "{ a }", "cache_seconds", -1),
                with("query", "{ a }", "schema", 1),
                with("query", "{ a }", "auth", Map.of("type", "secret")),
                with("query", "{ a }", "max_redirects", 21),
                with("query", "{ a }", "timeout_seconds", -1),
                with("query", "{ a }", "retry", Map.of("max_attempts", 11)),
                with("query", "{ a }", "max_size", -1))) {
            graphql.fails(ErrorCode.INVALID_PARAMS, "query", wrong);
        }
        graphql.fails(ErrorCode.INVALID_PARAMS, "introspect", with("cache_seconds", 90_000));
        assertThat(server.asked).isEmpty();
    }
}
