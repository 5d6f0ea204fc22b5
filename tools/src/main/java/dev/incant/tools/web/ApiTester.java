package dev.incant.tools.web;

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
import java.util.Map;

/// Sends requests to an API and checks the answers.
///
/// An expectation that is not met is part of the report (`passed` is false), not an error: whoever asks for a report
/// wants all of it. A host that cannot be reached is the error `failed` in `test`, and a failed step in `suite`.
public final class ApiTester implements Tool {
    /// What a step of a suite may say, besides `name` and `capture`.
    static final Operation TEST = test();

    private static final ToolSpec SPEC = ToolSpec.of(
                    "api_tester", Category.WEB, "Test an HTTP API: send requests and check what comes back.")
            .aliases("api_test")
            .tags(
                    "api",
                    "test",
                    "http",
                    "rest",
                    "assert",
                    "json",
                    "schema",
                    "endpoint",
                    "assertion",
                    "status code",
                    "integration test")
            .phrases(
                    "test a rest api",
                    "check that an endpoint returns 200",
                    "validate an api response against a json schema",
                    "run a suite of api tests",
                    "measure the response time of an api")
            .defaultOperation(TEST)
            .operation(suite());

    private static Operation test() {
        Operation operation = Operation.of("test", "Send one request and check the answer.")
                .main(RequestParameters.url())
                .optional(Parameter.text("method", "The method.")
                        .oneOf("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
                        .otherwise("GET"))
                .optional(Parameter.any("body", "The body: text as it is, anything else as JSON."))
                .optional(Parameter.schema("expect", ApiExpectations.schema()));
        return RequestParameters.added(operation, 30)
                .returns(report(), "passed")
                .effects(Effects.UNKNOWN)
                .timeout(Duration.ofMinutes(2))
                .example(Example.of(
                                "Check status, type and body.",
                                Values.map(
                                        "url",
                                        "${server}/users/1",
                                        "expect",
                                        Values.map(
                                                "status",
                                                200,
                                                "headers",
                                                Values.map("content-type", "application/json"),
                                                "json",
                                                Values.map(".name", "Ada", ".tags | length", 2),
                                                "schema",
                                                Values.map("type", "object", "required", Values.list("id")))))
                        .with(Fixture.json("GET /users/1", "{\"id\":1,\"name\":\"Ada\",\"tags\":[\"a\",\"b\"]}"))
                        .givesAtLeast(Values.map("passed", true, "failed", 0)))
                .handledBy((args, context) -> new ApiCall(args, context).report());
    }

    static Schema report() {
        return Schema.object(
                "The report.",
                Field.of("passed", Schema.bool("Whether all expectations are met.")),
                Field.of("failed", Schema.integer("How many are not.")),
                Field.of("assertions", ApiExpectations.resultSchema()),
                Field.of(
                        "request",
                        Schema.object(
                                "What was sent.",
                                Field.of("method", Schema.string("The method.")),
                                Field.of("url", Schema.string("The URL.")))),
                Field.of(
                        "response",
                        Schema.object(
                                "What came back.",
                                Field.of("status_code", Schema.integer("The status.")),
                                Field.of("status_text", Schema.string("The reason phrase, empty for none.")),
                                Field.of("is_success", Schema.bool("Whether the status is from 200 to 299.")),
                                Field.of("url", Schema.string("The URL that answered, after redirects.")),
                                Field.of(
                                        "headers",
                                        Schema.map("The headers by name in lower case.", Schema.string("A value."))),
                                Field.of("body", Schema.any("The body: parsed JSON, text, base64, or null.")),
                                Field.of("body_is_json", Schema.bool("Whether the body is JSON.")))),
                Field.of(
                        "timing",
                        Schema.object(
                                "How long it took, to the end of the body, without waits between attempts.",
                                Field.of("duration_ms", Schema.integer("Milliseconds.")),
                                Field.of("duration_secs", Schema.number("Seconds.")))));
    }

    private static Operation suite() {
        return Operation.of("suite", "Send requests one after the other, with values of earlier answers in later ones.")
                .required(Parameter.list(
                        "steps",
                        "The steps.",
                        Schema.map(
                                "A step: all that test takes; name; capture, a map of variables to jq queries on"
                                        + " {status, headers, body}. ${NAME} in texts stands for a variable.",
                                Schema.any("A parameter."))))
                .optional(Parameter.map("variables", "Variables to begin with.", Schema.any("A value.")))
                .optional(Parameter.bool("stop_on_failure", "Whether to leave out the steps after one that failed.")
                        .otherwise(false))
                .returns(
                        Schema.object(
                                "The report.",
                                Field.of("passed", Schema.bool("Whether all steps passed.")),
                                Field.of("total", Schema.integer("How many steps there are.")),
                                Field.of("failed", Schema.integer("How many failed.")),
                                Field.of("skipped", Schema.integer("How many were left out.")),
                                Field.of("duration_ms", Schema.integer("How long all took.")),
                                Field.of("steps", Schema.list("The steps in order.", ApiSuite.stepSchema())),
                                Field.of("variables", Schema.map("The variables at the end.", Schema.any("A value.")))),
                        "passed")
                .effects(Effects.UNKNOWN)
                .timeout(Duration.ofMinutes(10))
                .example(Example.of(
                                "Use what one step made in the next.",
                                Values.map(
                                        "variables",
                                        Values.map("base", "${server}"),
                                        "steps",
                                        Values.list(
                                                Values.map(
                                                        "name",
                                                        "make",
                                                        "url",
                                                        "${base}/users",
                                                        "method",
                                                        "POST",
                                                        "body",
                                                        Values.map("name", "Ada"),
                                                        "expect",
                                                        Values.map("status", 201),
                                                        "capture",
                                                        Values.map("id", ".body.id")),
                                                Values.map(
                                                        "url",
                                                        "${base}/users/${id}",
                                                        "expect",
                                                        Values.map("json", Values.map(".id", "${id}"))))))
                        .with(Fixture.json("GET /users/7", "{\"id\":7}")
                                .andRoute(
                                        "POST /users",
                                        new Fixture.Answer(
                                                201, Map.of("Content-Type", "application/json"), "{\"id\":7}")))
                        .givesAtLeast(Values.map(
                                "passed", true, "total", 2, "failed", 0, "skipped", 0, "variables", Map.of("id", 7))))
                .handledBy((args, context) -> new ApiSuite(args, context).run());
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
