package dev.incant.tools.file;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Replaces an exact text in a file, if it is there as often as the caller expects. All else in the file stays byte
/// for byte, and the file is written whole or not at all.
final class TextEdit {
    /// The most lines that an error names.
    private static final int NAMED = 20;

    private TextEdit() {}

    static Operation operation() {
        return Operation.of("edit", "Replace an exact text in a file that is there as often as expected.")
                .main(Parameter.path("path", "The file.").needs(Permission.READ, Permission.WRITE))
                .required(Parameter.text("old_text", "The text to replace, exactly as it is, line ends included."))
                .required(Parameter.text("new_text", "What takes its place; empty to take it out."))
                .optional(Parameter.integer("expected_count", "How often old_text has to be there.")
                        .between(1, Integer.MAX_VALUE)
                        .otherwise(1))
                .returns(
                        Schema.object(
                                "What was replaced.",
                                Field.of("replaced", Schema.integer("How often it was replaced.")),
                                Field.of(
                                        "lines",
                                        Schema.list(
                                                "The lines where it began, before the edit.",
                                                Schema.integer("A line."))),
                                Field.of("path", Schema.string("The file.")),
                                Field.of("size", Schema.integer("Its size in bytes afterwards."))),
                        "replaced")
                .effects(Effects.DESTROYS)
                .example(Example.of("Replace a word.", Values.map("path", "a.txt", "old_text", "two", "new_text", "2"))
                        .with(Fixture.file("a.txt", "one\ntwo\n"))
                        .gives(Values.map("replaced", 1, "lines", Values.list(2), "path", "a.txt", "size", 6)))
                .example(Example.of(
                                "Take out a text that is there twice.",
                                Values.map("path", "a.txt", "old_text", "x", "new_text", "", "expected_count", 2))
                        .with(Fixture.file("a.txt", "x\nyx\n"))
                        .gives(Values.map("replaced", 2, "lines", Values.list(1, 2), "path", "a.txt", "size", 3)))
                .handledBy(TextEdit::run);
    }

    private static Object run(Args args, ToolContext context) {
        String path = args.string("path");
        String old = args.string("old_text");
        String replacement = args.string("new_text");
        if (old.isEmpty()) {
            throw ToolException.invalidParams("old_text: is empty; give the text to replace");
        }
        FileInfo before = context.files().info(path);
        String text = text(context.files().read(path), path);
        List<Long> lines = new ArrayList<>();
        StringBuilder edited = new StringBuilder();
        long line = 1;
        int from = 0;
        for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, from)) {
            context.checkCancelled();
            line += breaks(text, lines.isEmpty() ? 0 : from - old.length(), at);
            lines.add(line);
            edited.append(text, from, at).append(replacement);
            from = at + old.length();
        }
        if (lines.size() != args.integer("expected_count")) {
            throw unexpected(path, lines, args.integer("expected_count"), text, old);
        }
        byte[] content = edited.append(text, from, text.length()).toString().getBytes(StandardCharsets.UTF_8);
        FileInfo now = context.files().info(path);
        if (now.size() != before.size() || !now.modified().equals(before.modified())) {
            throw ToolException.conflict("'" + path + "' was changed meanwhile by someone else; read it again");
        }
        context.files().write(path, content);
        return Values.map("replaced", lines.size(), "lines", lines, "path", path, "size", content.length);
    }

    private static long breaks(String text, int from, int to) {
        long count = 0;
        for (int i = from; i < to; i++) {
            count += text.charAt(i) == '\n' ? 1 : 0;
        }
        return count;
    }

    private static ToolException unexpected(String path, List<Long> lines, long expected, String text, String old) {
        String where = lines.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
        String message = "'" + path + "' has old_text " + lines.size() + (lines.size() == 1 ? " time" : " times")
                + ", not " + expected + (lines.isEmpty() ? "" : "; on lines " + where)
                + (lines.size() > NAMED ? ", …" : "");
        if (lines.isEmpty() && text.replace("\r\n", "\n").contains(old.replace("\r\n", "\n"))) {
            message += "; it is there with other line ends (the file has " + (text.contains("\r\n") ? "CR LF)" : "LF)");
        }
        return new ToolException(
                ErrorCode.CONFLICT,
                message + "; nothing was changed",
                Values.map("path", path, "found", lines.size(), "expected", expected, "lines", lines),
                null);
    }

    private static String text(byte[] bytes, String path) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ToolException.failed("'" + path + "' is not valid UTF-8, so its text cannot be edited");
        }
    }
}
