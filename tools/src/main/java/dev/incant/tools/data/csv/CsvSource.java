package dev.incant.tools.data.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the rows of a CSV text or file one after another (RFC 4180, with any of the usual delimiters and line ends),
/// as often as asked. Rows with too few fields are filled up with empty cells, fields too many are left out, and both
/// are reported.
public final class CsvSource {
    private static final int SAMPLE = 1 << 16;
    private static final int MAX_REPORTED = 1_000;

    /// Takes rows.
    public interface RowSink {
        /// Takes one row.
        ///
        /// @param number from 1, the header not counted
        /// @return whether to go on
        boolean take(List<String> cells, long number) throws IOException;
    }

    private final Args args;
    private final ToolContext context;
    private final String name;
    private final Dialect dialect;
    private final List<String> columns;
    private final String encoding;
    private List<@Nullable Object> errors = new ArrayList<>();
    private long errorCount;
    private long bytes;

    private CsvSource(Args args, ToolContext context, String name) throws IOException {
        this.args = args;
        this.context = context;
        this.name = name;
        String sample = sample();
        this.encoding = encodingName(sample);
        String text = sample.startsWith("\uFEFF") ? sample.substring(1) : sample;
        char quote = args.string("quote").charAt(0);
        char delimiter = args.given("delimiter") ? delimiter(args.string("delimiter")) : Dialect.delimiter(text, quote);
        boolean header =
                args.given("has_headers") ? args.bool("has_headers") : Dialect.hasHeader(text, delimiter, quote);
        if (delimiter == quote) {
            throw ToolException.invalidParams("delimiter: must differ from quote");
        }
        this.dialect = new Dialect(delimiter, quote, header);
        this.columns = columnNames();
    }

    /// Opens what `input` or `path` say.
    public static CsvSource of(Args args, ToolContext context) throws IOException {
        if (args.given("input") == args.given("path")) {
            throw ToolException.invalidParams("give either input, the CSV text, or path, the file's path");
        }
        return new CsvSource(args, context, args.given("path") ? args.string("path") : "input");
    }

    static char delimiter(String text) {
        return switch (text) {
            case "tab", "\\t" -> '\t';
            case "comma" -> ',';
            case "semicolon" -> ';';
            case "pipe" -> '|';
            default -> {
                if (text.length() != 1 || text.equals("\n") || text.equals("\r")) {
                    throw ToolException.invalidParams(
                            "delimiter: must be one character, or tab, comma, semicolon, pipe; not '" + text + "'");
                }
                yield text.charAt(0);
            }
        };
    }

    private Charset charset() {
        return switch (args.string("encoding")) {
            case "iso-8859-1" -> StandardCharsets.ISO_8859_1;
            case "windows-1252" -> Charset.forName("windows-1252");
            case "utf-16" -> StandardCharsets.UTF_16;
            default -> StandardCharsets.UTF_8;
        };
    }

    private String encodingName(String sample) {
        if (args.given("input")) {
            return "UTF-8";
        }
        boolean utf8 = charset() == StandardCharsets.UTF_8;
        return utf8 && sample.startsWith("\uFEFF")
                ? "UTF-8 with BOM"
                : charset().name();
    }

    private String sample() throws IOException {
        if (args.given("input")) {
            String text = args.string("input");
            return text.substring(0, Math.min(SAMPLE, text.length()));
        }
        try (InputStream in = context.files().open(name)) {
            byte[] start = in.readNBytes(SAMPLE);
            if (charset() == StandardCharsets.UTF_8
                    && start.length > 1
                    && ((start[0] == -1 && start[1] == -2) || (start[0] == -2 && start[1] == -1))) {
                throw ToolException.failed(name + ": is UTF-16, not UTF-8; give encoding = 'utf-16'");
            }
            return new String(start, charset());
        }
    }

    private Reader open() throws IOException {
        if (args.given("input")) {
            String text = args.string("input");
            bytes = text.getBytes(StandardCharsets.UTF_8).length;
            return new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text);
        }
        bytes = context.files().info(name).size();
        InputStream in = context.files().open(name);
        if (charset() != StandardCharsets.UTF_8) {
            return new InputStreamReader(in, charset());
        }
        byte[] start = in.readNBytes(3);
        boolean mark =
                start.length == 3 && start[0] == (byte) 0xef && start[1] == (byte) 0xbb && start[2] == (byte) 0xbf;
        InputStream rest = mark ? in : new SequenceInputStream(new ByteArrayInputStream(start), in);
        return new InputStreamReader(new Utf8Check(rest, name), StandardCharsets.UTF_8);
    }

    private CsvReader<CsvRecord> reader(Reader reader) {
        return CsvReader.builder()
                .fieldSeparator(dialect.delimiter())
                .quoteCharacter(dialect.quote())
                .skipEmptyLines(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(reader);
    }

    private List<String> columnNames() throws IOException {
        try (CsvReader<CsvRecord> reader = reader(open())) {
            var rows = reader.iterator();
            if (!rows.hasNext()) {
                throw ToolException.invalidParams(name + ": holds no row");
            }
            List<String> first = rows.next().getFields();
            List<String> remarks = new ArrayList<>();
            List<String> header = dialect.header() ? first : Collections.nCopies(first.size(), "");
            List<String> names = Dialect.names(header, remarks);
            if (dialect.header()) {
                remarks.forEach(remark -> report(1, remark));
            }
            return names;
        } catch (CsvParseException | UncheckedIOException e) {
            throw problem(e, 1);
        }
    }

    /// Hands all rows to a sink until it has enough. May be called again, which reads again from the beginning.
    public void each(RowSink sink) throws IOException {
        long number = 0;
        long line = 1;
        boolean skip = dialect.header();
        errors = new ArrayList<>();
        errorCount = 0;
        if (dialect.header()) {
            columnNames();
        }
        try (CsvReader<CsvRecord> reader = reader(open())) {
            for (CsvRecord record : reader) {
                context.checkCancelled();
                line = record.getStartingLineNumber();
                if (skip) {
                    skip = false;
                    continue;
                }
                number++;
                if ((number & 0xffff) == 0) {
                    context.progress().report(number, -1, "rows");
                }
                if (!sink.take(fitted(record, number), number)) {
                    return;
                }
            }
        } catch (CsvParseException | UncheckedIOException e) {
            throw problem(e, line);
        }
    }

    private List<String> fitted(CsvRecord record, long number) {
        List<String> cells = record.getFields();
        int width = columns.size();
        if (cells.size() == width) {
            return cells;
        }
        report(record.getStartingLineNumber(), "row " + number + " has " + cells.size() + " fields, not " + width);
        List<String> fitted = new ArrayList<>(cells.subList(0, Math.min(width, cells.size())));
        while (fitted.size() < width) {
            fitted.add("");
        }
        return fitted;
    }

    private void report(long line, String message) {
        errorCount++;
        if (errors.size() < MAX_REPORTED) {
            errors.add(Values.map("line", line, "message", message));
        }
    }

    private ToolException problem(RuntimeException e, long line) {
        // The library wraps what its reader throws, and what we throw inside comes through.
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ToolException known) {
                return known;
            }
        }
        return ToolException.failed(name + ": not CSV after line " + line + ": " + e.getMessage())
                .with("line", line);
    }

    public List<String> columns() {
        return columns;
    }

    Dialect dialect() {
        return dialect;
    }

    /// The position of a column.
    ///
    /// @throws ToolException `invalid_params` naming the parameter, with the nearest name
    public int column(String parameter, String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw ToolException.invalidParams(parameter + ": there is no column '" + column + "'"
                    + dev.incant.kernel.error.Nearest.hint(column, columns) + "; the columns are "
                    + String.join(", ", columns));
        }
        return index;
    }

    /// What every result says of the source: the dialect and what was wrong with rows.
    public void describe(Map<String, @Nullable Object> result) {
        result.put("parse_error_count", errorCount);
        result.put("parse_errors", errors);
    }

    /// How the file is written: encoding, delimiter, header, size.
    public Map<String, @Nullable Object> format() {
        return Values.map(
                "encoding",
                encoding,
                "delimiter",
                String.valueOf(dialect.delimiter()),
                "quote",
                String.valueOf(dialect.quote()),
                "has_headers",
                dialect.header(),
                "file_size_bytes",
                bytes);
    }
}
