package dev.incant.tools.data;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.tools.data.jq.JqQuery;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs a query on each line of JSON Lines, one line in memory at a time.
final class JsonLines {
    private static final int MAX_LINE = 64 << 20;
    private static final int MAX_ERRORS = 1_000;

    private final Args args;
    private final ToolContext context;
    private final JqQuery query;
    private final double now;
    private final List<@Nullable Object> results = new ArrayList<>();
    private final List<@Nullable Object> errors = new ArrayList<>();
    private long held;
    private long lines;
    private long failed;
    private long count;

    JsonLines(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
        this.query = JqQuery.compile(args.string("query"), args.map("variables").keySet());
        this.now = context.clock().millis() / 1000.0;
    }

    Object run() throws IOException {
        Map<String, @Nullable Object> result;
        if (args.has("output_file")) {
            try (Files.Replacement file = context.files().replace(args.string("output_file"))) {
                read(file.out());
                file.commit();
            }
            result = Values.map("output_file", args.string("output_file"));
        } else {
            read(null);
            result = Values.map("result", results);
        }
        result.putAll(Values.map("count", count, "lines", lines, "error_count", failed, "errors", errors));
        return result;
    }

    private void read(@Nullable OutputStream out) throws IOException {
        if (args.given("input") == args.given("input_file")) {
            throw ToolException.invalidParams("give the lines as input, or the path of a file in input_file");
        }
        if (args.given("input_file")) {
            var decoder = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
            try (Reader reader = new InputStreamReader(context.files().open(args.string("input_file")), decoder)) {
                each(reader, out);
            } catch (CharacterCodingException e) {
                throw ToolException.failed("input_file: not UTF-8 after line " + lines);
            }
        } else {
            each(new StringReader(args.string("input")), out);
        }
    }

    private void each(Reader source, @Nullable OutputStream out) throws IOException {
        BufferedReader reader = new BufferedReader(source, 1 << 16);
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = reader.read();
            if (c == '\n' || c < 0) {
                if (c < 0 && line.isEmpty()) {
                    return;
                }
                lines++;
                line(line.toString(), out);
                line.setLength(0);
                if (c < 0) {
                    return;
                }
            } else if (line.length() >= MAX_LINE) {
                throw ToolException.limitExceeded(
                        "line " + (lines + 1) + " is longer than " + MAX_LINE + " characters");
            } else if (c != '\uFEFF' || lines > 0 || !line.isEmpty()) {
                line.append((char) c);
            }
        }
    }

    private void line(String line, @Nullable OutputStream out) throws IOException {
        context.checkCancelled();
        if (line.isBlank()) {
            return;
        }
        List<@Nullable Object> found;
        try {
            found = query.run(
                    JsonInput.plain(Json.parse(line, context::checkCancelled), context),
                    args.map("variables"),
                    context.cancellation(),
                    context.limits().memory(),
                    now);
        } catch (ToolException e) {
            boolean stops = switch (e.code()) {
                case INVALID_PARAMS, FAILED -> !args.bool("skip_invalid");
                default -> true;
            };
            String message =
                    "line " + lines + ": " + e.message().replace("bad JSON at line 1, column ", "bad JSON at column ");
            if (stops) {
                throw new ToolException(e.code(), message, Map.of("line", lines), null);
            }
            failed++;
            if (errors.size() < MAX_ERRORS) {
                errors.add(Values.map("line", lines, "message", message));
            }
            return;
        }
        for (Object each : found) {
            count++;
            if (out == null) {
                held += 64
                        + (each instanceof Long || each instanceof Boolean
                                ? 0
                                : 2L * Json.write(each).length());
                if (held > context.limits().memory()) {
                    throw ToolException.limitExceeded("the results need more than "
                            + context.limits().memory() + " bytes; write them to output_file");
                }
                results.add(each);
            } else {
                Json.write(out, each);
                out.write('\n');
            }
        }
    }
}
