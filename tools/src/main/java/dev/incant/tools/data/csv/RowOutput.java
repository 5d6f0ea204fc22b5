package dev.incant.tools.data.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes rows as CSV, TSV, JSON or JSON Lines, into the result or streamed into a file that appears when it
/// is whole.
final class RowOutput implements AutoCloseable {
    private final ToolContext context;
    private final String format;
    private final boolean types;
    private final List<String> columns;
    private final @Nullable String path;
    private final Files.@Nullable Replacement file;
    private final StringWriter text = new StringWriter();
    private final Writer out;
    private final @Nullable CsvWriter csv;
    private final List<@Nullable Object> values = new ArrayList<>();
    private long weight;
    private long rows;

    RowOutput(Args args, ToolContext context, List<String> columns, char sourceDelimiter) {
        this.context = context;
        this.columns = columns;
        this.format = format(args.string("format"));
        this.types = args.bool("infer_types");
        this.path = args.optionalString("output_path").orElse(null);
        this.file = path == null ? null : context.files().replace(path);
        this.out = file == null
                ? text
                : new BufferedWriter(new OutputStreamWriter(file.out(), StandardCharsets.UTF_8), 1 << 16);
        this.csv = format.equals("csv") || format.equals("tsv") ? csv(args, sourceDelimiter) : null;
    }

    private static String format(String name) {
        return name.equals("jsonlines") ? "jsonl" : name;
    }

    private CsvWriter csv(Args args, char sourceDelimiter) {
        char delimiter = format.equals("tsv")
                ? '\t'
                : args.has("output_delimiter") ? CsvSource.delimiter(args.string("output_delimiter")) : sourceDelimiter;
        CsvWriter writer = CsvWriter.builder()
                .fieldSeparator(delimiter)
                .lineDelimiter(LineDelimiter.LF)
                // An empty cell alone on its line would read back as no row.
                .quoteStrategy(columns.size() == 1 ? QuoteStrategies.EMPTY : QuoteStrategies.REQUIRED)
                .build(new Unflushed(out));
        writer.writeRecord(columns);
        return writer;
    }

    void row(List<String> cells) throws IOException {
        rows++;
        if (csv != null) {
            csv.writeRecord(cells);
        } else if (path == null && format.equals("json")) {
            values.add(map(cells));
            cells.forEach(cell -> weight += 48 + 2L * cell.length());
        } else {
            if (format.equals("json")) {
                out.write(rows == 1 ? "[\n" : ",\n");
            }
            out.write(Json.write(map(cells)));
            if (format.equals("jsonl")) {
                out.write('\n');
            }
        }
        if (path == null
                && text.getBuffer().length() + weight > context.limits().output()) {
            throw ToolException.limitExceeded("the result is larger than "
                    + context.limits().output() + " bytes; write it to a file with output_path");
        }
    }

    private Map<String, @Nullable Object> map(List<String> cells) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String cell = cells.get(i);
            map.put(columns.get(i), types ? Cells.value(cell) : (Object) cell);
        }
        return map;
    }

    long rows() {
        return rows;
    }

    /// Ends the output and says where it is: `output` (text), `data` (values) or `output_path`.
    Map<String, @Nullable Object> finish() throws IOException {
        if (csv != null) {
            csv.flush();
        }
        if (path == null) {
            return format.equals("json")
                    ? Values.map("data", values, "format", format)
                    : Values.map("output", text.toString(), "format", format);
        }
        if (format.equals("json")) {
            out.write(rows == 0 ? "[]\n" : "\n]\n");
        }
        out.flush();
        long bytes = file == null ? 0 : file.commit();
        return Values.map("output_path", path, "format", format, "bytes_written", bytes);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }

    /// Keeps the CSV writer, which flushes and closes at times of its own, from doing so beneath.
    private static final class Unflushed extends Writer {
        private final Writer out;

        Unflushed(Writer out) {
            this.out = out;
        }

        @Override
        public void write(char[] chars, int from, int length) throws IOException {
            out.write(chars, from, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
