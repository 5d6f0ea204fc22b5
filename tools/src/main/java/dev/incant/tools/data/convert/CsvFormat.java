package dev.incant.tools.data.convert;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import dev.incant.kernel.error.ToolException;
import dev.incant.tools.data.JsonText;
import dev.incant.tools.data.csv.Cells;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// CSV (RFC 4180): a list of maps, whose names are the header.
final class CsvFormat implements Format {
    @Override
    public boolean untyped() {
        return true;
    }

    @Override
    public @Nullable Object read(String text, Settings settings) {
        List<@Nullable Object> rows = new ArrayList<>();
        List<String> header = null;
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(settings.delimiter())
                .skipEmptyLines(true)
                // Rows of another width are refused here, with their line.
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(text)) {
            for (CsvRecord record : reader) {
                settings.context().checkCancelled();
                List<String> cells = record.getFields();
                if (header == null) {
                    header = cells;
                    Set<String> names = new HashSet<>();
                    for (String name : header) {
                        if (!names.add(name)) {
                            throw Format.wrong("CSV that is taken", "two columns are '" + name + "'", 1, 0);
                        }
                    }
                    continue;
                }
                if (cells.size() != header.size()) {
                    String counts = cells.size() + " fields, not " + header.size();
                    throw Format.wrong("CSV that is taken", "has " + counts, record.getStartingLineNumber(), 0);
                }
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int i = 0; i < header.size(); i++) {
                    row.put(header.get(i), settings.infer() ? Cells.value(cells.get(i)) : cells.get(i));
                }
                rows.add(row);
            }
        } catch (CsvParseException | java.io.IOException e) {
            throw Format.wrong("CSV", String.valueOf(e.getMessage()), 0, 0);
        }
        return rows;
    }

    @Override
    public String write(@Nullable Object value, Settings settings) {
        if (!(value instanceof List<?> list)) {
            throw ToolException.invalidParams("input: CSV holds a list of maps, one a row; this is none");
        }
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < list.size(); i++) {
            settings.context().checkCancelled();
            if (!(list.get(i) instanceof Map<?, ?> row)) {
                throw ToolException.invalidParams("input: [" + i + "]: a row of CSV is a map; this is none");
            }
            row.keySet().forEach(name -> names.add((String) name));
        }
        StringWriter text = new StringWriter();
        if (names.isEmpty()) {
            return "";
        }
        try (CsvWriter writer = CsvWriter.builder()
                .fieldSeparator(settings.delimiter())
                .lineDelimiter(LineDelimiter.LF)
                // An empty cell alone on its line would read back as no row.
                .quoteStrategy(names.size() == 1 ? QuoteStrategies.EMPTY : QuoteStrategies.REQUIRED)
                .build(text)) {
            writer.writeRecord(names);
            for (int i = 0; i < list.size(); i++) {
                writer.writeRecord(cells(list.get(i), "[" + i + "]", names, settings));
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("a text is no file", e);
        }
        return text.toString();
    }

    private static List<String> cells(@Nullable Object row, String path, Set<String> names, Settings settings) {
        settings.context().checkCancelled();
        List<String> cells = new ArrayList<>();
        for (String name : names) {
            Object cell = row instanceof Map<?, ?> map ? map.get(name) : null;
            if (!Format.isScalar(cell)) {
                settings.losses().add(path + "." + name, "a list or map fits no cell; its JSON text is written");
                cell = new JsonText(settings.context(), 0, false).write(cell);
            }
            cells.add(Format.text(cell));
        }
        return cells;
    }
}
