package dev.incant.tools.document.sheet;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.document.archive.ZipCheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;

/// Reads XLSX workbooks row by row. Only shared texts and formats are held besides the rows that are asked for.
public final class SheetReading {
    static final int MOST_COLUMNS = 16_384;
    private static final long MOST_CELLS = 5_000_000;
    private static final double EXACT = 1L << 53;

    private final ToolContext context;
    private final String path;
    private final ReadableWorkbook workbook;

    private SheetReading(ToolContext context, String path, ReadableWorkbook workbook) {
        this.context = context;
        this.path = path;
        this.workbook = workbook;
    }

    /// A step with an open workbook.
    @FunctionalInterface
    interface Work<T> {
        T on(SheetReading reading) throws IOException;
    }

    /// Opens the workbook at `path`, works on it, closes it. What the library throws at damage becomes `failed`.
    static <T> T with(Args args, ToolContext context, Work<T> work) {
        return with(args.string("path"), context, work);
    }

    /// The same.
    static <T> T with(String path, ToolContext context, Work<T> work) {
        ZipCheck.check(context, path);
        try (InputStream in = context.files().open(path);
                ReadableWorkbook workbook = new ReadableWorkbook(in, new ReadingOptions(true, true))) {
            return work.on(new SheetReading(context, path, workbook));
        } catch (ToolException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw ToolException.failed(path + ": is damaged or no XLSX workbook: " + e.getMessage());
        }
    }

    /// The sheet meant by its name, or by its number from 1; the first when nothing is said.
    Sheet sheet(Args args) {
        return sheet(args.value("sheet"));
    }

    /// The same; the first when it is null.
    Sheet sheet(@Nullable Object asked) {
        List<Sheet> sheets = workbook.getSheets().toList();
        Object wanted = asked;
        if (wanted == null) {
            wanted = 1L;
        }
        if (wanted instanceof Long number) {
            if (number < 1 || number > sheets.size()) {
                throw ToolException.invalidParams(
                        "sheet: there is no sheet " + number + "; the workbook has " + sheets.size());
            }
            return sheets.get((int) (number - 1));
        }
        String name = String.valueOf(wanted);
        return sheets.stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names = sheets.stream().map(Sheet::getName).toList();
                    return ToolException.notFound(
                            "sheet: no sheet '" + name + "' in " + path + Nearest.hint(name, names));
                });
    }

    /// Sees the rows of a sheet, those that are empty too.
    @FunctionalInterface
    public interface RowVisitor {
        /// @param number from 1
        /// @return whether to go on
        boolean row(long number, List<@Nullable Object> cells) throws IOException;
    }

    /// Visits rows from `first` on. Cells after the last one that is filled are left out.
    void each(Sheet sheet, long first, RowVisitor visitor) throws IOException {
        each(sheet, first, MOST_CELLS, visitor);
    }

    /// The same, with a limit of its own.
    void each(Sheet sheet, long first, long mostCells, RowVisitor visitor) throws IOException {
        long next = first;
        long cells = 0;
        try (Stream<Row> rows = sheet.openStream()) {
            for (Iterator<Row> all = rows.iterator(); all.hasNext(); ) {
                context.checkCancelled();
                Row row = all.next();
                if (row.getRowNum() < first) {
                    continue;
                }
                for (; next < row.getRowNum(); next++) {
                    if (!visitor.row(next, List.of())) {
                        return;
                    }
                }
                List<@Nullable Object> values = values(row);
                cells += values.size();
                if (cells > mostCells) {
                    throw ToolException.limitExceeded(
                            path + ": more than " + mostCells + " cells; ask for fewer rows with start_row, max_rows");
                }
                if (!visitor.row(next++, values)) {
                    return;
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private List<@Nullable Object> values(Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        int filled = 0;
        for (int i = 0; i < row.getCellCount(); i++) {
            Cell cell = row.getCell(i);
            if (i >= MOST_COLUMNS) {
                throw ToolException.failed(path + ": row " + row.getRowNum() + " has too many columns");
            }
            Object value = cell == null ? null : value(cell);
            values.add(value);
            if (value != null) {
                filled = i + 1;
            }
        }
        return values.subList(0, filled);
    }

    /// A number, a date as text, a truth value, a text, or an error such as `#DIV/0!`; of a formula what it gave
    /// last.
    private @Nullable Object value(Cell cell) {
        Object value = cell.getValue();
        if (value == null || cell.getType() == CellType.EMPTY) {
            return cell.getType() == CellType.ERROR ? cell.getRawValue() : null;
        }
        return switch (value) {
            case BigDecimal number -> number(number, cell);
            case Boolean truth -> truth;
            default -> CellText.decode(String.valueOf(value));
        };
    }

    private Object number(BigDecimal number, Cell cell) {
        Dates.Kind kind = Dates.kind(cell.getDataFormatId(), cell.getDataFormatString());
        if (kind != Dates.Kind.NUMBER) {
            var text = Dates.text(number, kind, workbook.isDate1904());
            if (text.isPresent()) {
                return text.get();
            }
        }
        double value = number.doubleValue();
        return value == Math.rint(value) && Math.abs(value) <= EXACT ? (Object) (long) value : (Object) value;
    }

    /// Lists the sheets.
    public static Object sheets(Args args, ToolContext context) {
        return with(args, context, reading -> {
            List<@Nullable Object> sheets = new ArrayList<>();
            for (Sheet sheet : reading.workbook.getSheets().toList()) {
                long[] size = {0, 0};
                reading.each(sheet, 1, (number, cells) -> {
                    size[0] = number;
                    size[1] = Math.max(size[1], cells.size());
                    return true;
                });
                sheets.add(Values.map(
                        "name",
                        sheet.getName(),
                        "rows",
                        size[0],
                        "columns",
                        size[1],
                        "visibility",
                        sheet.getVisibility()
                                .name()
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace('_', ' ')));
            }
            return Values.map("sheets", sheets);
        });
    }

    /// Reads rows of one sheet.
    public static Object read(Args args, ToolContext context) {
        return with(args, context, reading -> {
            Sheet sheet = reading.sheet(args);
            boolean header = args.bool("header");
            List<String> columns = new ArrayList<>();
            List<@Nullable Object> rows = new ArrayList<>();
            boolean[] more = {false};
            reading.each(sheet, args.integer("start_row"), (number, cells) -> {
                if (header && number == args.integer("start_row")) {
                    columns.addAll(names(cells));
                    return true;
                }
                if (rows.size() == args.integer("max_rows")) {
                    more[0] = true;
                    return false;
                }
                rows.add(header ? named(columns, cells) : cells);
                return true;
            });
            return Values.map(
                    "sheet",
                    sheet.getName(),
                    "columns",
                    columns,
                    "rows",
                    rows,
                    "row_count",
                    (long) rows.size(),
                    "more",
                    more[0]);
        });
    }

    private static List<String> names(List<@Nullable Object> cells) {
        List<String> names = new ArrayList<>();
        for (Object cell : cells) {
            String name = cell == null ? "column_" + (names.size() + 1) : String.valueOf(cell);
            if (names.contains(name)) {
                throw ToolException.failed("header: two columns are called '" + name + "'; read without header");
            }
            names.add(name);
        }
        return names;
    }

    private static Map<String, @Nullable Object> named(List<String> columns, List<@Nullable Object> cells) {
        Map<String, @Nullable Object> row = Values.map();
        for (int i = 0; i < Math.max(columns.size(), cells.size()); i++) {
            String name = i < columns.size() ? columns.get(i) : "column_" + (i + 1);
            row.put(name, i < cells.size() ? cells.get(i) : null);
        }
        return row;
    }
}
