package dev.incant.tools.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class ApiTesterTest implements FetchingContract {
    private LocalServer server;
    private ToolTester api;

    @Override
    public Tool tool() {
        return new ApiTester();
    }

    @Override
    public String operation() {
        return "test";
    }

    @BeforeEach
    void start() throws IOException {
        server = new LocalServer()
                .on("/u", (exchange, body) -> {
                    exchange.getResponseHeaders().set("X-Id", "abc-123");
                    LocalServer.reply(
                            exchange,
                            exchange.getRequestMethod().equals("POST") ? 201 : 200,
                            "application/json; charset=utf-8",
                            "{\"id\":7,\"name\":\"Ada\",\"ratio\":1.0,\"got\":" + (body.isEmpty() ? "null" : body)
                                    + "}");
                })
                .on("/t", "text/plain", "hello world");
        api = server.tester(tool());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// The names of the expectations with whether they are met.
    private List<String> outcome(String path, Map<String, ?> expect) {
        Object assertions =
                api.map("test", "url", server.url(path), "expect", expect).get("assertions");
        return ((List<?>) java.util.Objects.requireNonNull(assertions))
                .stream()
                        .map(each -> ((Map<?, ?>) each).get("name") + " " + ((Map<?, ?>) each).get("passed"))
                        .toList();
    }

    @Test
    void each_kind_of_expectation_is_met_or_not() {
        assertThat(outcome("/u", Map.of("status", 200L))).containsExactly("status true");
        assertThat(outcome("/u", Map.of("status", List.of(201L, 204L)))).containsExactly("status false");
        assertThat(outcome("/u", Map.of())).containsExactly("status true");
        assertThat(outcome("/none", Map.of())).containsExactly("status false");
        assertThat(outcome(
                        "/u",
                        Map.of(
                                "headers",
                                Values.map(
                                        "x-ID",
                                        "abc-123",
                                        "Content-Type",
                                        "application/json",
                                        "X-Id",
                                        "/^[a-z]+-\\d+$/",
                                        "x-none",
                                        null,
                                        "X-Missing",
                                        "x",
                                        "x-iD",
                                        "/^\\d/"))))
                .containsExactly(
                        "header x-ID true",
                        "header Content-Type true",
                        "header X-Id true",
                        "header x-none true",
                        "header X-Missing false",
                        "header x-iD false");
        assertThat(outcome(
                        "/u",
                        Map.of(
                                "json",
                                Values.map(".id", 7L, ".ratio", 1L, ".name", "Bob", ".[", 1L).entrySet().stream()
                                        .filter(entry -> !entry.getKey().equals(".["))
                                        .collect(java.util.stream.Collectors.toMap(
                                                Map.Entry::getKey,
                                                entry -> java.util.Objects.requireNonNull(entry.getValue()),
                                                (a, _) -> a,
                                                java.util.LinkedHashMap::new)))))
                .containsExactly("json .id true", "json .ratio true", "json .name false");
        assertThat(outcome("/u", Map.of("jq", List.of(".id > 5", ".id > 9", ".name.x", "error(\"x\")"))))
                .containsExactly("jq .id > 5 true", "jq .id > 9 false", "jq .name.x false", "jq error(\"x\") false");
        assertThat(outcome("/u", Map.of("schema", Map.of("properties", Map.of("id", Map.of("type", "string"))))))
                .containsExactly("schema false");
        assertThat(outcome("/t", Map.of("schema", true, "jq", List.of("."), "json", Map.of(".", 1L))))
                .containsExactly("json . false", "jq . false", "schema false");
        assertThat(outcome("/t", Map.of("body_contains", List.of("world", "moon"), "body_matches", "^hel+o")))
                .containsExactly("body_contains true", "body_contains false", "body_matches true");
        assertThat(outcome("/t", Map.of("max_time_ms", 60_000L))).containsExactly("max_time_ms true");
    }

    @Test
    void a_report_shows_what_was_sent_and_what_came() {
        Map<String, @Nullable Object> report = api.map(
                "test",
                "input",
                server.url("/u"),
                "method",
                "POST",
                "body",
                Map.of("a", 1L),
                "query",
                Map.of("q", "x"),
                "expect",
                Map.of("status", 200L));
        assertThat(report).containsEntry("passed", false).containsEntry("failed", 1L);
        assertThat(Json.write(report))
                .contains(
                        "\"expected\":200,\"actual\":201,\"message\":\"the status is 201\"",
                        "\"request\":{\"method\":\"POST\",\"url\":\"" + server.url("/u?q=x") + "\"}",
                        "\"status_text\":\"Created\",\"is_success\":true",
                        "\"got\":{\"a\":1}",
                        "\"body_is_json\":true");
        assertThat(server.asked.getFirst().header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void mistakes_in_expectations_are_found_before_anything_is_sent() {
        for (Map<String, ?> wrong : List.of(
                Map.of("json", Map.of(".[", 1L)),
                Map.of("jq", List.of("nope(")),
                Map.of("body_matches", "("),
                Map.of("headers", Map.of("a", "/(/")),
                Map.of("status", 99L),
                Map.of("max_time_ms", -1L),
                Map.of("stauts", 200L))) {
            assertThat(api.fails(ErrorCode.INVALID_PARAMS, "test", "url", server.url("/u"), "expect", wrong)
                            .message())
                    .contains("expect");
        }
        api.fails(ErrorCode.INVALID_PARAMS, "test", "url", server.url("/u"), "method", "BREW");
        assertThat(server.asked).isEmpty();
        api.fails(ErrorCode.INVALID_PARAMS, "test", "url", server.url("/u"), "expect", Map.of("schema", 1L));
    }

    @Test
    void a_busy_host_is_asked_again_only_where_that_is_wanted() {
        server.on(
                "/busy",
                (exchange, _) -> LocalServer.reply(exchange, server.asked.size() < 2 ? 429 : 200, "text/plain", "x"));
        assertThat(api.map("test", "url", server.url("/busy"))).containsEntry("passed", false);
        server.asked.clear();
        assertThat(api.map("test", "url", server.url("/busy"), "retry", Map.of("initial_delay_ms", 1L)))
                .containsEntry("passed", true);
    }

    private Map<String, @Nullable Object> suite(Object... steps) {
        return api.map("suite", "variables", Map.of("base", server.url("")), "steps", List.of(steps));
    }

    @Test
    void a_suite_hands_on_what_it_captures_in_its_own_type() {
        Map<String, @Nullable Object> report = suite(
                Map.of(
                        "name", "make",
                        "url", "${base}/u",
                        "method", "POST",
                        "body", Map.of("n", List.of(1L)),
                        "capture", Map.of("id", ".body.id", "tag", ".headers[\"x-id\"]", "code", ".status")),
                Map.of(
                        "url",
                        "${base}/u",
                        "method",
                        "POST",
                        "body",
                        Map.of("id", "${id}", "text", "id ${id} of ${tag}"),
                        "expect",
                        Map.of("json", Map.of(".got", Map.of("id", 7L, "text", "id 7 of abc-123")))));
        assertThat(report)
                .containsEntry("passed", true)
                .containsEntry("variables", Map.of("base", server.url(""), "id", 7L, "tag", "abc-123", "code", 201L));
    }

    @Test
    void a_suite_goes_on_after_a_failure_or_stops_there() {
        Object bad = Map.of("url", "${base}/u", "expect", Map.of("status", 500L));
        Object good = Map.of("url", "${base}/t");
        Object unset = Map.of("url", "${nope}/t");
        Object missing = Map.of("url", "${base}/u", "capture", Map.of("x", ".body.none"));
        assertThat(suite(bad, unset, missing, good))
                .containsEntry("passed", false)
                .containsEntry("failed", 3L)
                .containsEntry("skipped", 0L)
                .extractingByKey("steps")
                .asString()
                .contains("the variable nope is not set", "nothing to capture for x");
        assertThat(api.map(
                        "suite",
                        "variables",
                        Map.of("base", server.url("")),
                        "steps",
                        List.of(good, bad, good, good),
                        "stop_on_failure",
                        true))
                .containsEntry("failed", 1L)
                .containsEntry("skipped", 2L);
    }

    @Test
    void a_suite_is_checked_as_a_whole_before_it_starts() {
        for (Object wrong : List.of(
                Map.of("url", "http://x/", "methd", "GET"),
                Map.of("method", "GET"),
                Map.of("url", "http://x/", "capture", List.of("x")),
                Map.of("url", "http://x/", "capture", Map.of("a", ".[")),
                Map.of("url", "http://x/", "expect", Map.of("jq", List.of("("))))) {
            api.fails(ErrorCode.INVALID_PARAMS, "suite", "steps", List.of(Map.of("url", server.url("/t")), wrong));
        }
        api.fails(ErrorCode.INVALID_PARAMS, "suite", "steps", List.of());
        assertThat(server.asked).isEmpty();
        api.fails(ErrorCode.DENIED, "suite", "steps", List.of(Map.of("url", "http://127.0.0.1:1/")));
    }
}
