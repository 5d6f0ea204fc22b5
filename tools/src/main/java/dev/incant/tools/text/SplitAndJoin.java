package dev.incant.tools.text;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The operations of [TextManipulator] that lead from a text to a list and back.
final class SplitAndJoin {
    private SplitAndJoin() {}

    static Operation split(Parameter input) {
        return Operation.of("split", "Part a text into a list.")
                .main(input)
                .optional(Parameter.text("delimiter", "What parts it, literally; the empty text parts characters.")
                        .otherwise(" "))
                .returns(
                        Schema.object(
                                "The parts.",
                                Field.of("result", Schema.list("The parts.", Schema.string("One part."))),
                                Field.of("operation", Schema.string("What was done.")),
                                Field.of("original_length", Schema.integer("Characters before.")),
                                Field.of("result_length", Schema.integer("How many parts."))),
                        "result")
                .readOnly()
                .example(
                        "Part at commas.",
                        Values.map("input", "a,b,,c", "delimiter", ","),
                        Values.map(
                                "result",
                                Values.list("a", "b", "", "c"),
                                "operation",
                                "split",
                                "original_length",
                                6,
                                "result_length",
                                4))
                .example(Example.of("Part characters.", Values.map("input", "né!", "delimiter", ""))
                        .givesAtLeast(Values.map("result", Values.list("n", "é", "!"))))
                .handledBy(SplitAndJoin::split);
    }

    static Operation join() {
        return Operation.of("join", "Join a list to one text.")
                .main(Parameter.schema(
                        "input",
                        Schema.either(
                                "The list, or a JSON array as text.",
                                Schema.list("The parts.", Schema.any("A text, number or boolean.")),
                                Schema.string("A JSON array."))))
                .optional(Parameter.text("delimiter", "What stands between the parts.")
                        .otherwise(" "))
                .returns(
                        Schema.object(
                                "The text.",
                                Field.of("result", Schema.string("The text.")),
                                Field.of("operation", Schema.string("What was done.")),
                                Field.of("original_length", Schema.integer("How many parts.")),
                                Field.of("result_length", Schema.integer("Characters after."))),
                        "result")
                .readOnly()
                .example(
                        "Join a list.",
                        Values.map("input", Values.list("a", "b", 3), "delimiter", "-"),
                        Values.map("result", "a-b-3", "operation", "join", "original_length", 3, "result_length", 5))
                .example(Example.of("Join a JSON array.", Map.of("input", "[\"x\", \"y\"]"))
                        .givesAtLeast(Map.of("result", "x y")))
                .handledBy(SplitAndJoin::join);
    }

    private static Object split(Args args, ToolContext context) {
        String text = args.string("input");
        String delimiter = args.string("delimiter");
        List<String> parts = new ArrayList<>();
        if (delimiter.isEmpty()) {
            parts.addAll(Graphemes.of(text, context.cancellation()));
        } else {
            int start = 0;
            for (int at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, start)) {
                context.checkCancelled();
                parts.add(text.substring(start, at));
                start = at + delimiter.length();
            }
            parts.add(text.substring(start));
        }
        return Values.map(
                "result",
                parts,
                "operation",
                "split",
                "original_length",
                Graphemes.count(text, context.cancellation()),
                "result_length",
                parts.size());
    }

    private static Object join(Args args, ToolContext context) {
        Object given = args.value("input") instanceof String json ? array(json, context) : args.value("input");
        if (!(given instanceof List<?> parts)) {
            throw ToolException.invalidParams(
                    "input: must be a list, or text that is a JSON array, not a JSON " + Values.typeName(given));
        }
        String delimiter = args.string("delimiter");
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            context.checkCancelled();
            joined.append(i > 0 ? delimiter : "").append(text(parts.get(i), i));
            Wording.check(joined.length());
        }
        return Values.map(
                "result",
                joined.toString(),
                "operation",
                "join",
                "original_length",
                parts.size(),
                "result_length",
                Graphemes.count(joined.toString(), context.cancellation()));
    }

    private static @Nullable Object array(String json, ToolContext context) {
        try {
            return Json.parse(json, context::checkCancelled);
        } catch (ToolException | IllegalArgumentException e) {
            context.checkCancelled();
            throw ToolException.invalidParams("input: not a JSON array: " + e.getMessage());
        }
    }

    private static String text(@Nullable Object part, int index) {
        if (part instanceof String text) {
            return text;
        }
        if (part instanceof Long || part instanceof Double || part instanceof Boolean) {
            return Json.write(part);
        }
        throw ToolException.invalidParams(
                "input[" + (index + 1) + "] must be a text, number or boolean, not " + Values.typeName(part));
    }
}
