package dev.incant.tools.file;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Permission;
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
import dev.incant.tools.file.convert.Encodings;
import dev.incant.tools.file.convert.TextChange;
import dev.incant.tools.file.convert.TextPipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rewrites text files in another encoding, with other line ends or another indentation. Files of any size are
/// streamed; the target appears when it is whole, and not at all after an error.
public final class FileConverter implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "file_converter",
                    Category.FILESYSTEM,
                    "Convert the encoding, line ends or indentation of text files, in place or into another file.")
            .tags(
                    "encoding",
                    "utf-8",
                    "line endings",
                    "crlf",
                    "tabs",
                    "spaces",
                    "bom",
                    "convert",
                    "charset",
                    "latin-1",
                    "unicode",
                    "newline",
                    "dos2unix",
                    "iconv",
                    "mojibake")
            .phrases(
                    "convert this file to utf-8",
                    "which encoding has this file",
                    "change windows line endings to unix",
                    "replace tabs by spaces",
                    "save a file without BOM",
                    "detect the character set of a file")
            .operation(target(Operation.of("encoding", "Write a file in another encoding."))
                    .optional(Parameter.text("from_encoding", "Its encoding now; told from its bytes unless given."))
                    .optional(Parameter.text("to_encoding", "The encoding to write, such as utf-8 or windows-1252.")
                            .otherwise("utf-8"))
                    .optional(Parameter.text(
                                    "bom",
                                    "Whether Unicode begins with a byte order mark; auto: in UTF-16 and UTF-32 alone.")
                            .oneOf("auto", "add", "remove")
                            .otherwise("auto"))
                    .returns(
                            result(
                                    Field.of("from_encoding", Schema.string("The encoding read.")),
                                    Field.of("to_encoding", Schema.string("The encoding written.")),
                                    Field.of(
                                            "certain",
                                            Schema.bool("Whether from_encoding was given or is sure, not guessed."))),
                            "output_path")
                    .effects(Effects.REPLACES)
                    .timeout(Duration.ofMinutes(5))
                    .example(Example.of("Write UTF-8.", Map.of("path", "a.txt", "from_encoding", "iso-8859-1"))
                            .with(Fixture.NONE.andFile("a.txt", "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1)))
                            .gives(Values.map(
                                    "input_path",
                                    "a.txt",
                                    "output_path",
                                    "a.txt",
                                    "operation",
                                    "encoding",
                                    "changed",
                                    true,
                                    "written",
                                    true,
                                    "from_encoding",
                                    "ISO-8859-1",
                                    "to_encoding",
                                    "UTF-8",
                                    "certain",
                                    true)))
                    .handledBy(FileConverter::encoding))
            .operation(text(target(Operation.of("line_endings", "Give all lines of a file the same end.")))
                    .optional(Parameter.text("line_ending", "The end.")
                            .oneOf("lf", "crlf", "cr")
                            .otherwise("lf"))
                    .returns(result(Field.of("changes", Schema.integer("How many line ends change."))), "changes")
                    .effects(Effects.REPLACES)
                    .timeout(Duration.ofMinutes(5))
                    .example(Example.of("Check for Windows line ends.", Map.of("path", "a.txt", "check", true))
                            .with(Fixture.file("a.txt", "a\r\nb\nc\r\n"))
                            .gives(Values.map(
                                    "input_path",
                                    "a.txt",
                                    "output_path",
                                    "a.txt",
                                    "operation",
                                    "line_endings",
                                    "changed",
                                    true,
                                    "written",
                                    false,
                                    "changes",
                                    2)))
                    .handledBy(FileConverter::lineEndings))
            .operation(text(target(Operation.of(
                            "indentation", "Indent lines by spaces or by tabs; what stands behind stays.")))
                    .optional(Parameter.bool("convert_to_spaces", "Whether to write spaces; else tabs.")
                            .otherwise(true))
                    .optional(Parameter.integer("tab_size", "How many columns a tab is wide.")
                            .between(1, 64)
                            .otherwise(4))
                    .returns(result(Field.of("changes", Schema.integer("How many lines change."))), "changes")
                    .effects(Effects.REPLACES)
                    .timeout(Duration.ofMinutes(5))
                    .example(Example.of("Write spaces.", Map.of("path", "a.c", "target_path", "b.c"))
                            .with(Fixture.file("a.c", "\tx\t= 1;\n  \ty\n"))
                            .givesAtLeast(Values.map("output_path", "b.c", "changes", 2)))
                    .handledBy(FileConverter::indentation))
            .operation(Operation.of("detect", "Tell the encoding of a file, from its mark or its bytes.")
                    .main(Parameter.path("path", "The file.")
                            .alias("input_path")
                            .needs(Permission.READ))
                    .returns(
                            Schema.object(
                                    "What was found.",
                                    Field.of("encoding", Schema.string("The encoding; UTF-8 for plain ASCII too.")),
                                    Field.of("bom", Schema.bool("Whether it begins with a byte order mark.")),
                                    Field.of(
                                            "certain", Schema.bool("Whether it is sure, not guessed by frequencies."))),
                            "encoding")
                    .readOnly()
                    .example(Example.of("Tell UTF-8.", Map.of("path", "a.txt"))
                            .with(Fixture.file("a.txt", "naïve\n"))
                            .gives(Values.map("encoding", "UTF-8", "bom", false, "certain", true)))
                    .handledBy(FileConverter::detect));

    private static Operation target(Operation operation) {
        return operation
                .main(Parameter.path("path", "The file.").alias("input_path").needs(Permission.READ))
                .optional(Parameter.path("target_path", "The file to write; the file itself unless given.")
                        .alias("output_path")
                        .needs(Permission.WRITE))
                .optional(Parameter.bool("check", "Whether to change nothing and only tell what would change.")
                        .otherwise(false))
                .optional(Parameter.bool(
                                "backup", "Whether to keep a copy beside a file changed in place, as NAME.backup.")
                        .otherwise(false));
    }

    private static Operation text(Operation operation) {
        return operation.optional(
                Parameter.text("encoding", "Its encoding, which is kept; told from its bytes unless given."));
    }

    private static Schema result(Field... more) {
        Field[] fields = new Field[6 + more.length];
        fields[0] = Field.of("input_path", Schema.string("The file read."));
        fields[1] = Field.of("output_path", Schema.string("The file to write."));
        fields[2] = Field.of("operation", Schema.string("What was done."));
        fields[3] = Field.of("changed", Schema.bool("Whether the bytes differ from those read."));
        fields[4] = Field.of(
                "written", Schema.bool("Whether output_path was written: not by a check, nor in place unchanged."));
        fields[5] = Field.optional("backup_path", Schema.string("The copy kept."));
        System.arraycopy(more, 0, fields, 6, more.length);
        return Schema.object("What was converted.", fields);
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static @Nullable Charset charset(String parameter, Args args) {
        return args.has(parameter) ? Encodings.named(parameter, args.string(parameter)) : null;
    }

    private static Encodings.Found found(Args args, ToolContext context, @Nullable Charset given) throws IOException {
        try (InputStream in = context.files().open(args.string("path"))) {
            return Encodings.of(args.string("path"), in, given);
        }
    }

    private static Object detect(Args args, ToolContext context) throws IOException {
        Encodings.Found found = found(args, context, null);
        return Values.map("encoding", found.charset().name(), "bom", found.mark() > 0, "certain", found.certain());
    }

    private static Object encoding(Args args, ToolContext context) throws IOException {
        Charset to = Encodings.named("to_encoding", args.string("to_encoding"));
        // The JDK's UTF-16 writes its own mark; ours is written by hand.
        Charset plain = to.equals(StandardCharsets.UTF_16) ? StandardCharsets.UTF_16BE : to;
        Encodings.Found from = found(args, context, charset("from_encoding", args));
        String wide = plain.name().toUpperCase(Locale.ROOT);
        boolean mark = switch (args.string("bom")) {
            case "add" -> true;
            case "remove" -> false;
            default -> wide.startsWith("UTF-16") || wide.startsWith("UTF-32");
        };
        Map<String, @Nullable Object> result = run(
                "encoding",
                new TextPipe(args.string("path"), from, plain, mark, context),
                TextChange.NONE,
                args,
                context);
        result.put("from_encoding", from.charset().name());
        result.put("to_encoding", plain.name());
        result.put("certain", from.certain());
        return result;
    }

    private static Object lineEndings(Args args, ToolContext context) throws IOException {
        String end = switch (args.string("line_ending")) {
            case "crlf" -> "\r\n";
            case "cr" -> "\r";
            default -> "\n";
        };
        return changed("line_endings", TextChange.lineEnds(end), args, context);
    }

    private static Object indentation(Args args, ToolContext context) throws IOException {
        TextChange change = TextChange.indentation(args.bool("convert_to_spaces"), args.intValue("tab_size"));
        return changed("indentation", change, args, context);
    }

    private static Object changed(String operation, TextChange change, Args args, ToolContext context)
            throws IOException {
        Encodings.Found from = found(args, context, charset("encoding", args));
        TextPipe pipe = new TextPipe(args.string("path"), from, from.charset(), from.mark() > 0, context);
        Map<String, @Nullable Object> result = run(operation, pipe, change, args, context);
        result.put("changes", change.changes());
        return result;
    }

    private static Map<String, @Nullable Object> run(
            String operation, TextPipe pipe, TextChange change, Args args, ToolContext context) throws IOException {
        String path = args.string("path");
        String target = args.has("target_path") ? args.string("target_path") : path;
        boolean changed;
        boolean written = false;
        String backup = null;
        try (InputStream in = context.files().open(path)) {
            if (args.bool("check")) {
                changed = pipe.run(in, OutputStream.nullOutputStream(), change);
            } else {
                try (Files.Replacement replacement = context.files().replace(target)) {
                    changed = pipe.run(in, replacement.out(), change);
                    // A file that stays as it is keeps its time, too.
                    written = changed || !target.equals(path);
                    if (written && target.equals(path) && args.bool("backup")) {
                        backup = path + ".backup";
                        context.files().copy(path, backup, false, true);
                    }
                    if (written) {
                        replacement.commit();
                    }
                }
            }
        }
        Map<String, @Nullable Object> result = Values.map(
                "input_path",
                path,
                "output_path",
                target,
                "operation",
                operation,
                "changed",
                changed,
                "written",
                written);
        if (backup != null) {
            result.put("backup_path", backup);
        }
        return result;
    }
}
