package dev.incant.tools.data;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import dev.incant.tools.data.jq.JqQuery;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Queries, checks, changes and compares JSON. Queries are jq 1.7; [JqQuery] states the differences.
public final class JsonProcessor implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "json_processor",
                    Category.DATA,
                    "Query JSON with jq 1.7 (RE2 regular expressions; no env, input or import), validate, patch, merge, format and compare it.")
            .aliases("json", "jq")
            .tags(
                    "json",
                    "jq",
                    "json schema",
                    "json patch",
                    "jsonl",
                    "query",
                    "filter",
                    "pretty print",
                    "minify",
                    "validate",
                    "merge")
            .phrases(
                    "get a field out of some JSON",
                    "run a jq query on a file",
                    "check JSON against a schema",
                    "indent this JSON so that I can read it",
                    "what changed between two JSON documents",
                    "apply a list of changes to a JSON document",
                    "merge one JSON file into another",
                    "filter a huge JSON Lines file")
            .defaultOperation(input(Operation.of("query", "Run a jq query on a JSON value."))
                    .optional(query())
                    .optional(variables())
                    .returns(
                            Schema.object(
                                    "What the query gave.",
                                    Field.of("result", Schema.any("The value; a list when there are several or none.")),
                                    Field.of("count", Schema.integer("How many values the query gave."))),
                            "result")
                    .readOnly()
                    .example(
                            "Take a field out of each item.",
                            Values.map(
                                    "input",
                                    Values.map(
                                            "users",
                                            Values.list(Values.map("name", "Ada"), Values.map("name", "Alan"))),
                                    "query",
                                    ".users[].name"),
                            Values.map("result", Values.list("Ada", "Alan"), "count", 2))
                    .example(
                            "JSON text is read as JSON.",
                            Values.map("input", "{\"a\": [1, 2, 3]}", "query", ".a | add"),
                            Values.map("result", 6, "count", 1))
                    .example(Example.of("Query a file.", Map.of("input_file", "a.json", "query", ".version"))
                            .with(Fixture.file("a.json", "{\"version\": \"1.2\"}"))
                            .gives(Values.map("result", "1.2", "count", 1)))
                    .handledBy(JsonProcessor::query))
            .operation(input(
                            Operation.of("validate", "Check JSON against a JSON Schema (2020-12, or as $schema says)."))
                    .optional(Parameter.any("schema", "The schema, as a value or as JSON text."))
                    .optional(Parameter.path("schema_file", "The file with the schema instead.")
                            .needs(Permission.READ))
                    .optional(Parameter.bool("check_formats", "Whether format is checked rather than only noted.")
                            .otherwise(true))
                    .returns(
                            Schema.object(
                                    "Whether it is valid, with all errors.",
                                    Field.of("is_valid", Schema.bool("Whether there is no error.")),
                                    Field.of("error_count", Schema.integer("How many errors there are.")),
                                    Field.of("errors", Schema.list("All errors.", error()))),
                            "is_valid")
                    .readOnly()
                    .example(
                            "A valid value.",
                            Values.map("input", 5, "schema", Values.map("type", "integer")),
                            Values.map("is_valid", true, "error_count", 0, "errors", List.of()))
                    .example(Example.of(
                                    "All errors are found.",
                                    Values.map(
                                            "input",
                                            Values.map("age", -1),
                                            "schema",
                                            "{\"required\": [\"name\"], \"properties\": {\"age\": {\"minimum\": 0}}}"))
                            .givesAtLeast(Values.map("is_valid", false, "error_count", 2)))
                    .handledBy(JsonProcessor::validate))
            .operation(Operation.of(
                            "stream", "Run a jq query on each line of JSON Lines, in text or a file of any size.")
                    .mainOptional(Parameter.text("input", "The lines.").alias("text"))
                    .optional(Parameter.path("input_file", "The file with the lines instead.")
                            .alias("path", "file")
                            .needs(Permission.READ))
                    .optional(Parameter.path("output_file", "The file to write the results to, one a line.")
                            .alias("output_path")
                            .needs(Permission.WRITE))
                    .optional(query())
                    .optional(variables())
                    .optional(Parameter.bool("skip_invalid", "Whether to report bad lines and go on.")
                            .otherwise(false))
                    .returns(
                            Schema.object(
                                    "What the query gave for all lines.",
                                    Field.optional(
                                            "result",
                                            Schema.list(
                                                    "All values; missing when written to a file.",
                                                    Schema.any("A value."))),
                                    Field.optional("output_file", Schema.string("The file written.")),
                                    Field.of("count", Schema.integer("How many values there are.")),
                                    Field.of("lines", Schema.integer("How many lines were read.")),
                                    Field.of("error_count", Schema.integer("How many lines were skipped as bad.")),
                                    Field.of(
                                            "errors",
                                            Schema.list(
                                                    "The first 1000 of them.",
                                                    Schema.object(
                                                            "A bad line.",
                                                            Field.of("line", Schema.integer("Its number, from 1.")),
                                                            Field.of("message", Schema.string("What is wrong.")))))),
                            "result")
                    .effects(Effects.REPLACES)
                    .example(
                            "Filter lines.",
                            Values.map("input", "{\"n\":1}\n{\"n\":5}\n", "query", "select(.n > 2) | .n"),
                            Values.map(
                                    "result",
                                    Values.list(5),
                                    "count",
                                    1,
                                    "lines",
                                    2,
                                    "error_count",
                                    0,
                                    "errors",
                                    List.of()))
                    .example(Example.of(
                                    "Go on after a bad line.",
                                    Values.map("input", "1\n?\n3", "query", ". * 2", "skip_invalid", true))
                            .givesAtLeast(Values.map("result", Values.list(2, 6), "lines", 3, "error_count", 1)))
                    .handledBy(JsonProcessor::stream))
            .operation(input(Operation.of("patch", "Apply a JSON Patch (RFC 6902): all of it or nothing."))
                    .required(Parameter.any("patch", "The list of operations, as a value or as JSON text."))
                    .returns(
                            Schema.object("The outcome.", Field.of("result", Schema.any("The changed value."))),
                            "result")
                    .readOnly()
                    .example(
                            "Replace a member and append to a list.",
                            Values.map(
                                    "input",
                                    Values.map("a", 1, "b", Values.list(1)),
                                    "patch",
                                    Values.list(
                                            Values.map("op", "replace", "path", "/a", "value", 2),
                                            Values.map("op", "add", "path", "/b/-", "value", 3))),
                            Values.map("result", Values.map("a", 2, "b", Values.list(1, 3))))
                    .handledBy(JsonProcessor::patch))
            .operation(input(Operation.of("merge", "Apply a JSON Merge Patch (RFC 7386): null removes a member."))
                    .required(Parameter.any("patch", "The members to put in, as a value or as JSON text.")
                            .alias("with", "other"))
                    .returns(
                            Schema.object("The outcome.", Field.of("result", Schema.any("The merged value."))),
                            "result")
                    .readOnly()
                    .example(
                            "Change one member and remove another.",
                            Values.map(
                                    "input",
                                    Values.map("a", Values.map("x", 1), "b", 2),
                                    "patch",
                                    Values.map("a", Values.map("y", 3), "b", null)),
                            Values.map("result", Values.map("a", Values.map("x", 1, "y", 3))))
                    .handledBy(JsonProcessor::merge))
            .operation(input(Operation.of("format", "Write JSON as text: indented, on one line, with sorted keys."))
                    .optional(Parameter.text("style", "One line for each entry, or all on one line.")
                            .oneOf("pretty", "compact")
                            .otherwise("pretty"))
                    .optional(Parameter.integer("indent", "Spaces for each level of the pretty style.")
                            .between(1, 16)
                            .otherwise(2))
                    .optional(Parameter.bool("sort_keys", "Whether to sort the keys of all objects.")
                            .otherwise(false))
                    .returns(
                            Schema.object("The outcome.", Field.of("result", Schema.string("The JSON text."))),
                            "result")
                    .readOnly()
                    .example(
                            "Indent and sort.",
                            Values.map("input", "{\"b\":[],\"a\":[1,2]}", "sort_keys", true),
                            Values.map("result", "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": []\n}"))
                    .example(
                            "Put it on one line.",
                            Values.map("text", "{ \"a\" : 1 }", "style", "compact"),
                            Values.map("result", "{\"a\":1}"))
                    .handledBy(JsonProcessor::format))
            .operation(input(Operation.of("diff", "Find the JSON Patch (RFC 6902) that turns one value into another."))
                    .optional(Parameter.any("other", "The value to arrive at, or its JSON text.")
                            .alias("to", "new"))
                    .optional(Parameter.path("other_file", "The file with that value instead.")
                            .needs(Permission.READ))
                    .returns(
                            Schema.object(
                                    "What differs.",
                                    Field.of(
                                            "patch",
                                            Schema.list(
                                                    "The operations, empty when both are the same.",
                                                    Schema.map("An operation.", Schema.any("Its op, path or value.")))),
                                    Field.of("equal", Schema.bool("Whether both are the same.")),
                                    Field.of("added", Schema.integer("How many values were added.")),
                                    Field.of("removed", Schema.integer("How many values were removed.")),
                                    Field.of("replaced", Schema.integer("How many values were replaced."))),
                            "patch")
                    .readOnly()
                    .example(
                            "Compare two values.",
                            Values.map("input", Values.map("a", 1, "b", 2), "other", Values.map("a", 1, "b", 3)),
                            Values.map(
                                    "patch",
                                    Values.list(Values.map("op", "replace", "path", "/b", "value", 3)),
                                    "equal",
                                    false,
                                    "added",
                                    0,
                                    "removed",
                                    0,
                                    "replaced",
                                    1))
                    .handledBy(JsonProcessor::diff));

    private static Operation input(Operation operation) {
        Parameter value = Parameter.any(
                "input", "The value; a string that is JSON text, or begins with { or [, is read as JSON text.");
        return operation
                .mainOptional(value)
                .optional(Parameter.text("text", "The value as JSON text instead."))
                .optional(Parameter.path("input_file", "The file with the JSON text instead.")
                        .alias("path", "file")
                        .needs(Permission.READ));
    }

    private static Parameter query() {
        return Parameter.text("query", "The jq query.").format("expression").otherwise(".");
    }

    private static Parameter variables() {
        return Parameter.map("variables", "Values that the query sees as $name.", Schema.any("A value."));
    }

    private static Schema error() {
        return Schema.object(
                "An error.",
                Field.of("path", Schema.string("Where in the value, a JSON Pointer.")),
                Field.of("message", Schema.string("What is wrong.")),
                Field.of("keyword", Schema.string("The schema's keyword that failed.")),
                Field.of("schema_path", Schema.string("Where in the schema, a JSON Pointer.")));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object query(Args args, ToolContext context) {
        JqQuery query =
                JqQuery.compile(args.string("query"), args.map("variables").keySet());
        List<@Nullable Object> results = query.run(
                JsonInput.of(args, context),
                args.map("variables"),
                context.cancellation(),
                context.limits().memory(),
                context.clock().millis() / 1000.0);
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("result", results.size() == 1 ? results.getFirst() : results);
        result.put("count", (long) results.size());
        return result;
    }

    private static Object validate(Args args, ToolContext context) {
        Object schema = JsonInput.of("schema", "schema_file", args, context);
        List<@Nullable Object> errors =
                new JsonSchemaCheck(context).errors(schema, JsonInput.of(args, context), args.bool("check_formats"));
        return Values.map("is_valid", errors.isEmpty(), "error_count", errors.size(), "errors", errors);
    }

    private static Object stream(Args args, ToolContext context) throws IOException {
        return new JsonLines(args, context).run();
    }

    private static Object patch(Args args, ToolContext context) {
        if (!(JsonInput.value("patch", args.value("patch"), context) instanceof List<?> operations)) {
            throw ToolException.invalidParams("patch: must be a list of operations");
        }
        return result(new JsonPatch(context).apply(JsonInput.of(args, context), new java.util.ArrayList<>(operations)));
    }

    private static Object merge(Args args, ToolContext context) {
        return result(new JsonPatch(context)
                .merge(JsonInput.of(args, context), JsonInput.value("patch", args.value("patch"), context)));
    }

    private static Object format(Args args, ToolContext context) {
        int indent = args.string("style").equals("pretty") ? args.intValue("indent") : 0;
        return result(new JsonText(context, indent, args.bool("sort_keys")).write(JsonInput.of(args, context)));
    }

    private static Object diff(Args args, ToolContext context) {
        Object other = JsonInput.of("other", "other_file", args, context);
        List<@Nullable Object> patch = new JsonPatch(context).diff(JsonInput.of(args, context), other);
        return Values.map(
                "patch",
                patch,
                "equal",
                patch.isEmpty(),
                "added",
                count(patch, "add"),
                "removed",
                count(patch, "remove"),
                "replaced",
                count(patch, "replace"));
    }

    private static long count(List<@Nullable Object> patch, String op) {
        return patch.stream()
                .filter(each -> each instanceof Map<?, ?> map && op.equals(map.get("op")))
                .count();
    }

    private static Map<String, @Nullable Object> result(@Nullable Object value) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("result", value);
        return result;
    }
}
