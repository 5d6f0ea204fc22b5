package dev.incant.tools.text;

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
import dev.incant.tools.data.JsonChanges;
import dev.incant.tools.text.diff.DiffText;
import dev.incant.tools.text.diff.TextDiff;
import dev.incant.tools.text.diff.UnifiedPatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compares texts and JSON values, and applies patches.
public final class DiffCalculator implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "diff_calculator",
                    Category.UTILITY,
                    "Find what differs between two texts or JSON values, and apply patches.")
            .aliases("diff")
            .tags("diff", "compare", "patch", "unified", "json", "changes", "difference", "version", "hunk")
            .phrases(
                    "what changed between two texts",
                    "compare two files",
                    "make a unified diff",
                    "apply this patch",
                    "difference of two JSON documents")
            .defaultOperation(json(text(
                            Operation.of("compare", "Compare two texts, or two JSON values with type = json.")
                                    .optional(Parameter.text("type", "What is compared.")
                                            .oneOf("text", "json")
                                            .otherwise("text"))))
                    .returns(Schema.either("What differs.", textResult(), jsonResult()))
                    .readOnly()
                    .example(Example.of(
                                    "Compare two JSON values.",
                                    Values.map("type", "json", "old_json", "{\"a\": 1}", "new_json", "{\"a\": 2}"))
                            .givesAtLeast(Values.map(
                                    "summary", Values.map("added", 0, "removed", 0, "modified", 1, "unchanged", 0))))
                    .handledBy(DiffCalculator::compare))
            .operation(text(Operation.of("text", "Compare two texts line by line."))
                    .returns(textResult(), "diff")
                    .readOnly()
                    .example(
                            "See what changed.",
                            Values.map("old_text", "one\ntwo\nthree\n", "new_text", "one\n2\nthree\n"),
                            Values.map(
                                    "type",
                                    "text",
                                    "format",
                                    "unified",
                                    "diff",
                                    "--- old\n+++ new\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n",
                                    "equal",
                                    false,
                                    "stats",
                                    Values.map(
                                            "old_lines",
                                            3,
                                            "new_lines",
                                            3,
                                            "removed",
                                            1,
                                            "added",
                                            1,
                                            "changes",
                                            1,
                                            "minimal",
                                            true)))
                    .example(Example.of(
                                    "Say it in words.",
                                    Values.map("old_text", "a\nb\n", "new_text", "a\nx\ny\n", "format", "simple"))
                            .givesAtLeast(Values.map("diff", "Total changes: 1\nReplaced at line 2 with lines 2-3\n")))
                    .example(Example.of(
                                    "Compare two files.",
                                    Values.map("old_file", "a.txt", "new_file", "b.txt", "format", "inline"))
                            .with(Fixture.file("a.txt", "x\n").andFile("b.txt", "x\ny\n"))
                            .givesAtLeast(Values.map("diff", "  x\n+ y\n")))
                    .handledBy(DiffCalculator::texts))
            .operation(json(files(Operation.of("json", "Compare two JSON values member by member.")))
                    .returns(jsonResult(), "diff")
                    .readOnly()
                    .example(
                            "See which members changed.",
                            Values.map(
                                    "old_json",
                                    Values.map("a", 1, "b", Values.map("c", 2, "d", 3)),
                                    "new_json",
                                    Values.map("a", 1, "b", Values.map("c", 4), "e", 5)),
                            Values.map(
                                    "type",
                                    "json",
                                    "equal",
                                    false,
                                    "diff",
                                    Values.map(
                                            "added",
                                            Values.map("e", 5),
                                            "removed",
                                            Values.map("b.d", 3),
                                            "modified",
                                            Values.map("b.c", Values.map("old", 2, "new", 4)),
                                            "unchanged",
                                            Values.list("a")),
                                    "summary",
                                    Values.map("added", 1, "removed", 1, "modified", 1, "unchanged", 1),
                                    "patch",
                                    Values.list(
                                            Values.map("op", "replace", "path", "/b/c", "value", 4),
                                            Values.map("op", "remove", "path", "/b/d"),
                                            Values.map("op", "add", "path", "/e", "value", 5))))
                    .handledBy(DiffCalculator::jsons))
            .operation(Operation.of(
                            "apply_patch", "Apply a unified patch to a text; hunks that do not fit are reported.")
                    .optional(Parameter.text("old_text", "The text to change.").alias("text", "input"))
                    .optional(Parameter.path("old_file", "The file with it instead.")
                            .alias("input_file", "path")
                            .needs(Permission.READ))
                    .optional(Parameter.text("patch", "The patch of one file, as `diff -u` writes it."))
                    .optional(Parameter.path("patch_file", "The file with it instead.")
                            .needs(Permission.READ))
                    .optional(Parameter.path(
                                    "output_file",
                                    "The file to write; left as it is when a hunk is rejected, unless partial.")
                            .needs(Permission.WRITE))
                    .optional(Parameter.bool("partial", "Whether to write output_file although a hunk is rejected.")
                            .otherwise(false))
                    .optional(Parameter.bool("reverse", "Whether to take the patch back.")
                            .otherwise(false))
                    .optional(Parameter.integer("fuzz", "Lines of context at each end of a hunk that need not fit.")
                            .between(0, 100)
                            .otherwise(2))
                    .returns(
                            Schema.object(
                                    "The text after the patch.",
                                    Field.optional("text", Schema.string("The text; missing when written to a file.")),
                                    Field.of("complete", Schema.bool("Whether all hunks fitted.")),
                                    Field.of("applied", Schema.integer("How many hunks fitted.")),
                                    Field.of(
                                            "hunks",
                                            Schema.list(
                                                    "Those that fitted.",
                                                    Schema.object(
                                                            "A hunk.",
                                                            Field.of("hunk", Schema.integer("Its number, from 1.")),
                                                            Field.of(
                                                                    "line",
                                                                    Schema.integer("The line it was put at, from 1.")),
                                                            Field.of(
                                                                    "offset",
                                                                    Schema.integer(
                                                                            "How many lines from where it should be.")),
                                                            Field.of(
                                                                    "fuzz",
                                                                    Schema.integer("Lines of context left out."))))),
                                    Field.of(
                                            "rejected",
                                            Schema.list(
                                                    "Those that did not.",
                                                    Schema.object(
                                                            "A hunk.",
                                                            Field.of("hunk", Schema.integer("Its number, from 1.")),
                                                            Field.of(
                                                                    "line",
                                                                    Schema.integer("Where it should fit, from 1.")),
                                                            Field.of("text", Schema.string("The hunk."))))),
                                    Field.optional("output_file", Schema.string("The file written."))),
                            "text")
                    .effects(Effects.REPLACES)
                    .example(
                            "Change a text.",
                            Values.map("old_text", "a\nb\nc\n", "patch", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"),
                            Values.map(
                                    "text",
                                    "a\nB\nc\n",
                                    "complete",
                                    true,
                                    "applied",
                                    1,
                                    "hunks",
                                    Values.list(Values.map("hunk", 1, "line", 1, "offset", 0, "fuzz", 0)),
                                    "rejected",
                                    List.of()))
                    .handledBy(DiffCalculator::applyPatch));

    private static Operation files(Operation operation) {
        return operation
                .optional(Parameter.path("old_file", "The file with the old one instead.")
                        .needs(Permission.READ))
                .optional(Parameter.path("new_file", "The file with the new one instead.")
                        .needs(Permission.READ));
    }

    private static Operation text(Operation operation) {
        return files(operation
                        .optional(Parameter.text("old_text", "The old text."))
                        .optional(Parameter.text("new_text", "The new text.")))
                .optional(Parameter.text("format", "How the difference is written.")
                        .oneOf("unified", "context", "inline", "simple")
                        .otherwise("unified"))
                .optional(Parameter.integer("context_lines", "Lines around each change, for unified and context.")
                        .alias("context")
                        .between(0, 1_000_000)
                        .otherwise(3))
                .optional(Parameter.text("old_label", "The old text's name in the diff.")
                        .otherwise("old"))
                .optional(Parameter.text("new_label", "The new text's name in the diff.")
                        .otherwise("new"));
    }

    private static Operation json(Operation operation) {
        return operation
                .optional(Parameter.any("old_json", "The old value, or its JSON text."))
                .optional(Parameter.any("new_json", "The new value, or its JSON text."));
    }

    private static Schema textResult() {
        return Schema.object(
                "What differs between two texts.",
                Field.of("type", Schema.oneOf("What was compared.", "text")),
                Field.of("format", Schema.string("How diff is written.")),
                Field.of("diff", Schema.string("The difference.")),
                Field.of("equal", Schema.bool("Whether both are the same.")),
                Field.of(
                        "stats",
                        Schema.object(
                                "Counts.",
                                Field.of("old_lines", Schema.integer("Lines of the old text.")),
                                Field.of("new_lines", Schema.integer("Lines of the new text.")),
                                Field.of("removed", Schema.integer("Lines that went.")),
                                Field.of("added", Schema.integer("Lines that came.")),
                                Field.of("changes", Schema.integer("Places with changes.")),
                                Field.of("minimal", Schema.bool("Whether no shorter difference exists.")))));
    }

    private static Schema jsonResult() {
        Schema count = Schema.integer("How many.");
        Schema values = Schema.map("By dotted path.", Schema.any("The value."));
        return Schema.object(
                "What differs between two JSON values.",
                Field.of("type", Schema.oneOf("What was compared.", "json")),
                Field.of("equal", Schema.bool("Whether both are the same.")),
                Field.of(
                        "diff",
                        Schema.object(
                                "The members by what became of them; lists are compared whole.",
                                Field.of("added", values),
                                Field.of("removed", values),
                                Field.of(
                                        "modified",
                                        Schema.map(
                                                "By dotted path; empty for the whole value.",
                                                Schema.object(
                                                        "Both values.",
                                                        Field.of("old", Schema.any("The old one.")),
                                                        Field.of("new", Schema.any("The new one."))))),
                                Field.of("unchanged", Schema.list("Paths.", Schema.string("A path."))))),
                Field.of(
                        "summary",
                        Schema.object(
                                "Counts.",
                                Field.of("added", count),
                                Field.of("removed", count),
                                Field.of("modified", count),
                                Field.of("unchanged", count))),
                Field.of(
                        "patch",
                        Schema.list(
                                "The JSON Patch (RFC 6902) from the old value to the new one.",
                                Schema.map("An operation.", Schema.any("Its op, path or value.")))));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object compare(Args args, ToolContext context) {
        boolean json = args.string("type").equals("json");
        for (String other : json ? List.of("old_text", "new_text") : List.of("old_json", "new_json")) {
            if (args.given(other)) {
                throw ToolException.invalidParams(other + ": is not for type = '" + args.string("type") + "'");
            }
        }
        return json ? JsonChanges.of(args, context) : texts(args, context);
    }

    private static Object jsons(Args args, ToolContext context) {
        return JsonChanges.of(args, context);
    }

    private static Object texts(Args args, ToolContext context) {
        String from = given("old_text", "old_file", args, context);
        String to = given("new_text", "new_file", args, context);
        TextDiff diff = TextDiff.of(from, to, context);
        String format = args.string("format");
        String text = new DiffText(diff, args.intValue("context_lines"), context)
                .write(format, label("old_label", args), label("new_label", args));
        return Values.map(
                "type",
                "text",
                "format",
                format,
                "diff",
                text,
                "equal",
                diff.equal(),
                "stats",
                Values.map(
                        "old_lines",
                        diff.from().size(),
                        "new_lines",
                        diff.to().size(),
                        "removed",
                        diff.removed(),
                        "added",
                        diff.added(),
                        "changes",
                        diff.changes().size(),
                        "minimal",
                        diff.minimal()));
    }

    private static String label(String name, Args args) {
        String label = args.string(name);
        if (label.indexOf('\n') >= 0 || label.indexOf('\r') >= 0) {
            throw ToolException.invalidParams(name + ": must be one line");
        }
        return label;
    }

    private static String given(String name, String fileName, Args args, ToolContext context) {
        if (args.given(name) == args.given(fileName)) {
            throw ToolException.invalidParams("give one of " + name + " and " + fileName);
        }
        return args.given(name) ? args.string(name) : context.files().readText(args.string(fileName));
    }

    private static Object applyPatch(Args args, ToolContext context) {
        UnifiedPatch patch = UnifiedPatch.parse(given("patch", "patch_file", args, context), args.bool("reverse"));
        UnifiedPatch.Applied applied =
                patch.apply(given("old_text", "old_file", args, context), args.intValue("fuzz"), context);
        List<@Nullable Object> fitted = new ArrayList<>();
        List<@Nullable Object> rejected = new ArrayList<>();
        for (UnifiedPatch.Outcome each : applied.outcomes()) {
            Map<String, @Nullable Object> hunk = Values.map("hunk", each.number(), "line", each.line());
            if (each.applied()) {
                hunk.put("offset", each.offset());
                hunk.put("fuzz", (long) each.fuzz());
                fitted.add(hunk);
            } else {
                hunk.put("text", each.text());
                rejected.add(hunk);
            }
        }
        Map<String, @Nullable Object> result = Values.map();
        boolean toFile = args.has("output_file") && (rejected.isEmpty() || args.bool("partial"));
        if (!toFile) {
            result.put("text", applied.text());
        }
        result.put("complete", rejected.isEmpty());
        result.put("applied", (long) fitted.size());
        result.put("hunks", fitted);
        result.put("rejected", rejected);
        if (toFile) {
            context.files().write(args.string("output_file"), applied.text().getBytes(StandardCharsets.UTF_8));
            result.put("output_file", args.string("output_file"));
        }
        return result;
    }
}
