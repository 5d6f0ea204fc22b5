package dev.incant.tools.web;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.data.jq.JqQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Steps of tests, one after the other; what an answer holds can be captured for the steps that follow.
final class ApiSuite {
    private static final int MAX_STEPS = 1000;

    private final Args args;
    private final ToolContext context;
    private final StepVariables variables;

    ApiSuite(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
        this.variables = new StepVariables(args.map("variables"));
    }

    static Schema stepSchema() {
        return Schema.object(
                "A step.",
                Field.of("name", Schema.string("Its name, or its number.")),
                Field.of("passed", Schema.bool("Whether its expectations are met and its captures found.")),
                Field.of("skipped", Schema.bool("Whether it was left out.")),
                Field.of(
                        "error",
                        Schema.string("Why it could not be carried out.").orNull()),
                Field.of("captured", Schema.map("What it captured.", Schema.any("A value."))),
                Field.optional("report", ApiTester.report()));
    }

    /// A step as it was given.
    private record Step(String name, Map<String, @Nullable Object> params, Map<String, JqQuery> captures) {}

    Map<String, @Nullable Object> run() throws IOException {
        List<Step> steps = steps();
        Instant start = context.clock().instant();
        List<@Nullable Object> reports = new ArrayList<>();
        long failed = 0;
        long skipped = 0;
        for (int i = 0; i < steps.size(); i++) {
            context.checkCancelled();
            if (failed > 0 && args.bool("stop_on_failure")) {
                skipped++;
                reports.add(step(steps.get(i).name(), false, true, null, Map.of()));
                continue;
            }
            Map<String, @Nullable Object> report = carryOut(steps.get(i));
            failed += Boolean.TRUE.equals(report.get("passed")) ? 0 : 1;
            reports.add(report);
            context.progress().report(i + 1L, steps.size(), steps.get(i).name());
        }
        return Values.map(
                "passed",
                failed == 0,
                "total",
                steps.size(),
                "failed",
                failed,
                "skipped",
                skipped,
                "duration_ms",
                Duration.between(start, context.clock().instant()).toMillis(),
                "steps",
                reports,
                "variables",
                variables.all());
    }

    /// All steps, checked before the first is carried out.
    private List<Step> steps() {
        List<@Nullable Object> given = args.list("steps");
        if (given.isEmpty() || given.size() > MAX_STEPS) {
            throw ToolException.invalidParams("steps: must be from 1 to " + MAX_STEPS + ", not " + given.size());
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String where = "steps[" + i + "]";
            Map<String, @Nullable Object> params = new LinkedHashMap<>();
            if (given.get(i) instanceof Map<?, ?> map) {
                map.forEach((name, value) -> params.put((String) name, value));
            }
            Object name = params.remove("name");
            Map<String, JqQuery> captures = captures(where, params.remove("capture"));
            ApiExpectations.of(Args.bind(where, ApiTester.TEST, params).map("expect"), context);
            steps.add(new Step(name == null ? "step " + (i + 1) : name.toString(), params, captures));
        }
        return steps;
    }

    private static Map<String, JqQuery> captures(String where, @Nullable Object given) {
        if (given != null && !(given instanceof Map)) {
            throw ToolException.invalidParams(where + ".capture: must be a map of names to jq queries");
        }
        Map<String, JqQuery> captures = new LinkedHashMap<>();
        if (given instanceof Map<?, ?> map) {
            map.forEach(
                    (name, query) -> captures.put((String) name, JqQuery.compile(String.valueOf(query), List.of())));
        }
        return captures;
    }

    private Map<String, @Nullable Object> carryOut(Step step) throws IOException {
        try {
            Args bound = Args.bind(step.name(), ApiTester.TEST, variables.placedIn(step.params()));
            Map<String, @Nullable Object> report = new ApiCall(bound, context).report();
            Map<String, @Nullable Object> captured = capture(step, report);
            Map<String, @Nullable Object> result =
                    step(step.name(), Boolean.TRUE.equals(report.get("passed")), false, null, captured);
            result.put("report", report);
            return result;
        } catch (ToolException e) {
            if (e.code() == ErrorCode.CANCELLED
                    || e.code() == ErrorCode.DENIED
                    || context.cancellation().cancelled()) {
                throw e;
            }
            return step(step.name(), false, false, e.message(), Map.of());
        }
    }

    private Map<String, @Nullable Object> capture(Step step, Map<String, @Nullable Object> report) {
        Map<String, @Nullable Object> captured = Values.map();
        if (!(report.get("response") instanceof Map<?, ?> response)) {
            return captured;
        }
        Map<String, @Nullable Object> input = Values.map(
                "status",
                response.get("status_code"),
                "headers",
                response.get("headers"),
                "body",
                response.get("body"));
        step.captures().forEach((name, query) -> {
            List<@Nullable Object> found = query.run(
                    input,
                    Map.of(),
                    context.cancellation(),
                    context.limits().memory(),
                    context.clock().millis() / 1000.0);
            Object value = found.isEmpty() ? null : found.getFirst();
            if (value == null) {
                throw ToolException.failed("the answer holds nothing to capture for " + name);
            }
            captured.put(name, value);
        });
        captured.forEach(variables::set);
        return captured;
    }

    private static Map<String, @Nullable Object> step(
            String name,
            boolean passed,
            boolean skipped,
            @Nullable String error,
            Map<String, @Nullable Object> captured) {
        return Values.map("name", name, "passed", passed, "skipped", skipped, "error", error, "captured", captured);
    }
}
