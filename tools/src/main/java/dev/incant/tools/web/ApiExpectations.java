package dev.incant.tools.web;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.tools.data.JsonSchemaCheck;
import dev.incant.tools.data.jq.JqQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is expected of an answer, and whether it is so.
final class ApiExpectations {
    private final Map<String, @Nullable Object> expected;
    private final Map<String, JqQuery> queries = new LinkedHashMap<>();
    private final Map<String, Pattern> patterns = new LinkedHashMap<>();
    private final ToolContext context;
    private final List<@Nullable Object> results = new ArrayList<>();

    private ApiExpectations(Map<String, @Nullable Object> expected, ToolContext context) {
        this.expected = expected;
        this.context = context;
    }

    static Schema schema() {
        Schema text = Schema.string("A text.");
        return Schema.object(
                "What is expected; a status from 200 to 299 when nothing is said.",
                Field.optional(
                        "status",
                        Schema.either(
                                "The status, or a list of those that are right.",
                                Schema.integer("A status.", 100, 599),
                                Schema.list("Statuses.", Schema.integer("A status.", 100, 599)))),
                Field.optional(
                        "headers",
                        Schema.map(
                                "Headers by name: the value, which a media type's parameters may follow; or a pattern"
                                        + " between slashes that is found in it; or null for a header that must not"
                                        + " be there.",
                                text.orNull())),
                Field.optional("json", Schema.map("Results of jq queries on the body.", Schema.any("The result."))),
                Field.optional("jq", Schema.list("Queries (jq) on the body that must give true.", text)),
                Field.optional("schema", Schema.any("A JSON Schema that the body must fit.")),
                Field.optional(
                        "body_contains",
                        Schema.either("Text in the body.", text, Schema.list("Texts in the body.", text))),
                Field.optional("body_matches", Schema.string("A regular expression (RE2) found in the body.")),
                Field.optional("max_time_ms", Schema.integer("How long it may take.", 0, 3_600_000)));
    }

    static Schema resultSchema() {
        return Schema.list(
                "The expectations in order.",
                Schema.object(
                        "An expectation.",
                        Field.of("name", Schema.string("What is expected, such as status or json .name.")),
                        Field.of("passed", Schema.bool("Whether it is so.")),
                        Field.of("expected", Schema.any("What was expected.")),
                        Field.of("actual", Schema.any("What came.")),
                        Field.of("message", Schema.string("What is wrong, empty for nothing."))));
    }

    /// Reads expectations.
    ///
    /// @throws ToolException `invalid_params` for a query or pattern that cannot be read
    static ApiExpectations of(Map<String, @Nullable Object> expected, ToolContext context) {
        ApiExpectations expectations = new ApiExpectations(expected, context);
        for (String query : map(expected.get("json")).keySet()) {
            expectations.queries.put(query, compiled(query));
        }
        for (Object query : list(expected.get("jq"))) {
            expectations.queries.put(String.valueOf(query), compiled(String.valueOf(query)));
        }
        if (expected.get("body_matches") instanceof String pattern) {
            expectations.patterns.put(pattern, pattern("body_matches", pattern));
        }
        map(expected.get("headers")).forEach((name, value) -> {
            if (value instanceof String text && slashed(text)) {
                expectations.patterns.put(text, pattern("headers." + name, text.substring(1, text.length() - 1)));
            }
        });
        return expectations;
    }

    private static JqQuery compiled(String query) {
        try {
            return JqQuery.compile(query, List.of());
        } catch (ToolException e) {
            throw new ToolException(e.code(), "expect: " + e.message(), e.details(), null);
        }
    }

    private static Pattern pattern(String where, String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw ToolException.invalidParams(
                    "expect." + where + ": '" + text + "' is not a regular expression: " + e.getDescription());
        }
    }

    private static boolean slashed(String text) {
        return text.length() > 2 && text.startsWith("/") && text.endsWith("/");
    }

    @SuppressWarnings("unchecked") // checked by the schema
    private static Map<String, @Nullable Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    }

    /// All results, met or not.
    ///
    /// @param answer as [IncomingResponse#read] gives it
    List<@Nullable Object> check(Map<String, @Nullable Object> answer, long millis) {
        Object status = answer.get("status_code");
        if (expected.containsKey("status")) {
            List<?> right = list(expected.get("status"));
            add("status", right.contains(status), expected.get("status"), status, "the status is " + status);
        } else if (expected.isEmpty()) {
            boolean success = status instanceof Long code && code >= 200 && code < 300;
            add("status", success, "2xx", status, "the status is " + status);
        }
        Map<String, @Nullable Object> headers = map(answer.get("headers"));
        map(expected.get("headers")).forEach((name, value) -> header(name, value, headers));
        json(answer);
        body(answer);
        if (expected.get("max_time_ms") instanceof Long most) {
            add("max_time_ms", millis <= most, most, millis, "it took " + millis + " ms");
        }
        return results;
    }

    private void header(String name, @Nullable Object wanted, Map<String, @Nullable Object> headers) {
        Object actual = headers.get(name.toLowerCase(Locale.ROOT));
        String text = actual == null ? "" : actual.toString();
        boolean passed;
        if (wanted == null || actual == null) {
            passed = wanted == null && actual == null;
        } else if (slashed(wanted.toString())) {
            Pattern pattern = patterns.get(wanted.toString());
            passed = pattern != null && pattern.matcher(text).find();
        } else {
            passed = text.equals(wanted) || text.startsWith(wanted + ";");
        }
        add(
                "header " + name,
                passed,
                wanted,
                actual,
                actual == null ? "there is no header " + name : "the header is '" + text + "'");
    }

    private void json(Map<String, @Nullable Object> answer) {
        boolean json = "json".equals(answer.get("body_encoding"));
        map(expected.get("json")).forEach((query, wanted) -> {
            List<@Nullable Object> found = json ? run(query, answer.get("body")) : null;
            Object actual = found == null ? null : found.size() == 1 ? found.getFirst() : found;
            boolean passed = found != null && same(wanted, actual);
            add("json " + query, passed, wanted, actual, wrong(json, found, actual));
        });
        for (Object query : list(expected.get("jq"))) {
            List<@Nullable Object> found = json ? run(query.toString(), answer.get("body")) : null;
            Object actual = found == null ? null : found.size() == 1 ? found.getFirst() : found;
            add("jq " + query, Boolean.TRUE.equals(actual), true, actual, wrong(json, found, actual));
        }
        if (expected.containsKey("schema")) {
            List<@Nullable Object> errors = json
                    ? new JsonSchemaCheck(context).errors(expected.get("schema"), answer.get("body"), true)
                    : List.of();
            add(
                    "schema",
                    json && errors.isEmpty(),
                    null,
                    errors,
                    json ? "the body does not fit the schema in " + errors.size() + " places" : "the body is not JSON");
        }
    }

    private static String wrong(boolean json, @Nullable List<@Nullable Object> found, @Nullable Object actual) {
        return !json
                ? "the body is not JSON"
                : found == null ? "the query raised an error" : "it is " + Json.write(actual);
    }

    /// Numbers are the same whether they are written `1` or `1.0`.
    private static boolean same(@Nullable Object wanted, @Nullable Object actual) {
        return wanted instanceof Number a && actual instanceof Number b
                ? Double.compare(a.doubleValue(), b.doubleValue()) == 0
                        && (!(a instanceof Long) || !(b instanceof Long) || a.equals(b))
                : Values.equal(wanted, actual);
    }

    /// The results of a query; null when it raised an error.
    private @Nullable List<@Nullable Object> run(String query, @Nullable Object body) {
        JqQuery compiled = queries.get(query);
        try {
            return compiled == null
                    ? null
                    : compiled.run(
                            body,
                            Map.of(),
                            context.cancellation(),
                            context.limits().memory(),
                            context.clock().millis() / 1000.0);
        } catch (ToolException e) {
            if (e.code() != ErrorCode.FAILED) {
                throw e;
            }
            return null;
        }
    }

    private void body(Map<String, @Nullable Object> answer) {
        Object body = answer.get("body");
        String text = body instanceof String string ? string : body == null ? "" : Json.write(body);
        for (Object part : list(expected.get("body_contains"))) {
            add("body_contains", text.contains(part.toString()), part, null, "the body does not contain it");
        }
        if (expected.get("body_matches") instanceof String given) {
            Pattern pattern = patterns.get(given);
            boolean found = pattern != null && pattern.matcher(text).find();
            add("body_matches", found, given, null, "the body does not match");
        }
    }

    private void add(String name, boolean passed, @Nullable Object wanted, @Nullable Object actual, String message) {
        context.checkCancelled();
        results.add(Values.map(
                "name",
                name,
                "passed",
                passed,
                "expected",
                wanted,
                "actual",
                actual,
                "message",
                passed ? "" : message));
    }
}
