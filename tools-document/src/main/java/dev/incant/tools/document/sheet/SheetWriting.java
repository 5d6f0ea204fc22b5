package dev.incant.tools.document.sheet;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/// Writes XLSX workbooks.
public final class SheetWriting {
    private static final int LONGEST_TEXT = 32_767;
    private static final int MOST_ROWS = 1_048_576;
    private static final int LONGEST_NAME = 31;
    private static final double EXACT = 1L << 53;
    private static final Pattern BAD_NAME = Pattern.compile("[\\[\\]:*?/\\\\\\x00-\\x1f]|^'|'$");

    private final ToolContext context;
    private final boolean dates;
    private final boolean formulas;

    private SheetWriting(Args args, ToolContext context) {
        this.context = context;
        this.dates = args.bool("dates");
        this.formulas = args.bool("formulas");
    }

    /// Writes as the arguments say.
    public static Object run(Args args, ToolContext context) throws IOException {
        return new SheetWriting(args, context).write(args);
    }

    private Object write(Args args) throws IOException {
        String path = args.string("path");
        Map<String, List<?>> sheets = sheets(args);
        if (!args.bool("overwrite") && context.files().exists(path)) {
            throw ToolException.conflict(path + ": exists already (overwrite)");
        }
        long rows = 0;
        try (Files.Replacement file = context.files().replace(path)) {
            Workbook workbook = new Workbook(file.out(), "Incant", null);
            for (Map.Entry<String, List<?>> sheet : sheets.entrySet()) {
                Worksheet out = workbook.newWorksheet(sheet.getKey());
                rows += rows(out, sheet.getKey(), sheet.getValue());
                out.finish();
            }
            workbook.finish();
            return Values.map("path", path, "sheets", (long) sheets.size(), "rows", rows, "size", file.commit());
        }
    }

    private static Map<String, List<?>> sheets(Args args) {
        if (args.has("rows") == args.has("sheets")) {
            throw ToolException.invalidParams("give either rows or sheets");
        }
        Map<String, List<?>> sheets = new LinkedHashMap<>();
        if (args.has("rows")) {
            sheets.put(args.string("sheet"), args.list("rows"));
        } else {
            args.map("sheets").forEach((name, rows) -> sheets.put(name, (List<?>) rows));
        }
        if (sheets.isEmpty()) {
            throw ToolException.invalidParams("sheets: a workbook needs one at least");
        }
        for (String name : sheets.keySet()) {
            if (name.isEmpty()
                    || name.length() > LONGEST_NAME
                    || BAD_NAME.matcher(name).find()) {
                throw ToolException.invalidParams("sheet: '" + name + "' is no name of a sheet: 1 to " + LONGEST_NAME
                        + " characters, none of []:*?/\\, no ' at its ends");
            }
        }
        List<String> lower = sheets.keySet().stream()
                .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                .toList();
        if (lower.stream().distinct().count() < lower.size()) {
            throw ToolException.invalidParams("sheets: two names differ in case only");
        }
        return sheets;
    }

    private long rows(Worksheet out, String sheet, List<?> rows) {
        if (rows.size() >= MOST_ROWS) {
            throw ToolException.limitExceeded("rows: a sheet holds " + MOST_ROWS + " at most");
        }
        List<String> columns = new ArrayList<>();
        boolean maps = !rows.isEmpty() && rows.getFirst() instanceof Map<?, ?>;
        int at = 0;
        if (maps) {
            ((Map<?, ?>) rows.getFirst()).keySet().forEach(key -> columns.add((String) key));
            line(out, sheet, at++, columns);
        }
        for (Object row : rows) {
            context.checkCancelled();
            if (row instanceof Map<?, ?> map && maps) {
                for (Object key : map.keySet()) {
                    if (!columns.contains(key)) {
                        throw ToolException.invalidParams("rows: '" + key + "' in row " + at + " of '" + sheet
                                + "' is no column of the first row");
                    }
                }
                List<@Nullable Object> cells = new ArrayList<>();
                columns.forEach(column -> cells.add(map.get(column)));
                line(out, sheet, at++, cells);
            } else if (row instanceof List<?> cells && !maps) {
                line(out, sheet, at++, cells);
            } else {
                throw ToolException.invalidParams(
                        "rows: all must be lists, or all maps; row " + (at + 1) + " of '" + sheet + "' is not");
            }
        }
        return at;
    }

    private void line(Worksheet out, String sheet, int row, List<?> cells) {
        if (cells.size() > SheetReading.MOST_COLUMNS) {
            throw ToolException.limitExceeded("rows: a row holds " + SheetReading.MOST_COLUMNS + " cells at most");
        }
        for (int column = 0; column < cells.size(); column++) {
            cell(out, sheet, row, column, cells.get(column));
        }
    }

    private void cell(Worksheet out, String sheet, int row, int column, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Boolean truth -> out.value(row, column, truth);
            case Long number when Math.abs((double) number) <= EXACT -> out.value(row, column, number);
            case Double number when Double.isFinite(number) -> out.value(row, column, number);
            case String text -> text(out, sheet, row, column, text);
            default ->
                throw ToolException.invalidParams("rows: row " + (row + 1) + ", column " + (column + 1) + " of '"
                        + sheet + "': a cell cannot keep " + Values.typeName(value) + " "
                        + (value instanceof Number ? value + " exactly; give it as text" : ""));
        }
    }

    private void text(Worksheet out, String sheet, int row, int column, String text) {
        Optional<LocalDateTime> moment = dates ? Dates.parse(text) : Optional.empty();
        if (moment.isPresent()) {
            out.value(row, column, Dates.days(moment.get()));
            String format = text.indexOf('T') < 0
                    ? "yyyy-mm-dd"
                    : moment.get().getNano() == 0 ? "yyyy-mm-dd hh:mm:ss" : "yyyy-mm-dd hh:mm:ss.000";
            out.style(row, column).format(format).set();
        } else if (formulas && text.startsWith("=") && text.length() > 1) {
            out.formula(row, column, text.substring(1));
        } else {
            String encoded = CellText.encode(text);
            if (encoded.length() > LONGEST_TEXT) {
                throw ToolException.limitExceeded("rows: row " + (row + 1) + ", column " + (column + 1) + " of '"
                        + sheet + "' has " + text.length() + " characters; a cell holds " + LONGEST_TEXT);
            }
            out.value(row, column, encoded);
        }
    }
}
