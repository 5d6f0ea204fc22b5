package dev.incant.tools.file;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads some lines of a text file of any size, as a stream.
final class LineReading {
    private static final Fixture LINES = Fixture.file("list.txt", "one\ntwo\nthree\n");

    private LineReading() {}

    static Operation operation() {
        return Operation.of("read_lines", "Read some lines of a text file of any size.")
                .main(Parameter.path("path", "The file.").needs(Permission.READ))
                .optional(Parameter.integer("start_line", "The first line to read, from 1 on.")
                        .between(1, Long.MAX_VALUE)
                        .otherwise(1))
                .optional(Parameter.integer("count", "The most lines to read.")
                        .between(0, 1_000_000)
                        .otherwise(1000))
                .returns(
                        Schema.object(
                                "The lines.",
                                Field.of(
                                        "lines",
                                        Schema.list("The lines without their ends.", Schema.string("A line."))),
                                Field.of("path", Schema.string("The file read.")),
                                Field.of("start_line", Schema.integer("The number of the first line.")),
                                Field.of("count", Schema.integer("How many lines there are here.")),
                                Field.of("has_more", Schema.bool("Whether lines follow.")),
                                Field.of(
                                        "total_lines",
                                        Schema.integer("How many lines the file has; null where lines follow.")
                                                .orNull()),
                                Field.of(
                                        "invalid_lines",
                                        Schema.integer("How many lines are not UTF-8; bad bytes are U+FFFD."))),
                        "lines")
                .readOnly()
                .example(Example.of("Read from the second line on.", Values.map("path", "list.txt", "start_line", 2))
                        .with(LINES)
                        .gives(example(List.of("two", "three"), 2, false, 3L)))
                .example(Example.of("Read the first line.", Values.map("path", "list.txt", "count", 1))
                        .with(LINES)
                        .gives(example(List.of("one"), 1, true, null)))
                .handledBy(LineReading::run);
    }

    private static Object run(Args args, ToolContext context) throws IOException {
        String path = args.string("path");
        long first = args.integer("start_line");
        int count = args.intValue("count");
        long limit = context.limits().fileSize();
        List<String> found = new ArrayList<>();
        long size = 0;
        long invalid = 0;
        try (TextLines lines = new TextLines(context.files().open(path))) {
            boolean more = true;
            while (more && lines.number() < first - 1) {
                context.checkCancelled();
                more = lines.skip();
            }
            while (more && found.size() < count) {
                context.checkCancelled();
                String line = lines.next();
                more = line != null;
                if (line != null) {
                    found.add(line);
                    size += line.length() + 1;
                    invalid += lines.valid() ? 0 : 1;
                }
                if (size > limit) {
                    throw ToolException.limitExceeded("count: the lines from " + first + " to " + lines.number()
                            + " have more than the session's limit of " + limit + " characters for a file (fileSize)");
                }
            }
            long total = lines.number();
            more = more && lines.skip();
            return Values.map(
                    "lines",
                    found,
                    "path",
                    path,
                    "start_line",
                    first,
                    "count",
                    found.size(),
                    "has_more",
                    more,
                    "total_lines",
                    more ? null : (Object) total,
                    "invalid_lines",
                    invalid);
        }
    }

    private static Object example(List<String> lines, long start, boolean more, @Nullable Long total) {
        return Values.map(
                "lines",
                lines,
                "path",
                "list.txt",
                "start_line",
                start,
                "count",
                lines.size(),
                "has_more",
                more,
                "total_lines",
                total,
                "invalid_lines",
                0);
    }
}
