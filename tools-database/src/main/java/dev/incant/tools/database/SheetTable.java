package dev.incant.tools.database;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.tools.document.sheet.SheetRows;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// A sheet of a workbook as a table of the engine, which holds it within its memory and puts the rest on
/// disk. The sheet is read twice, row by row: to see what its columns hold, and to copy it.
///
/// The first row with anything in it names the columns; rows without anything are left out, and errors such
/// as `#DIV/0!` are no value.
final class SheetTable {
    private static final long MOST_CELLS = 100_000_000;
    private static final Set<String> ERRORS = Set.of(
            "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!");

    private final String path;
    private final @Nullable String sheet;
    private final ToolContext context;
    private List<String> names = List.of();
    private final List<@Nullable CsvKind> kinds = new ArrayList<>();

    private SheetTable(String path, @Nullable String sheet, ToolContext context) {
        this.path = path;
        this.sheet = sheet;
        this.context = context;
    }

    /// Makes the table.
    ///
    /// @param table its name, quoted
    static void make(String table, String path, @Nullable String sheet, Connection connection, ToolContext context)
            throws SQLException {
        new SheetTable(path, sheet, context).make(table, connection);
    }

    private void make(String table, Connection connection) throws SQLException {
        SQLException[] failure = {null};
        SheetRows.of(context, path, sheet, MOST_CELLS, rows -> {
            rows.each((_, cells) -> look(cells));
            if (names.isEmpty()) {
                throw ToolException.failed("'" + path + "': the sheet is empty; its first row must name the columns");
            }
            try {
                create(table, connection);
                copy(table, rows, connection);
            } catch (SQLException e) {
                failure[0] = e;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private boolean look(List<@Nullable Object> cells) {
        context.checkCancelled();
        if (cells.isEmpty()) {
            return true;
        }
        if (names.isEmpty()) {
            names = header(cells);
            names.forEach(_ -> kinds.add(null));
            return true;
        }
        while (names.size() < cells.size()) {
            names.add(free("column_" + (names.size() + 1), names));
            kinds.add(null);
        }
        for (int i = 0; i < cells.size(); i++) {
            Object cell = value(cells.get(i));
            if (cell != null) {
                CsvKind kind = kind(cell);
                CsvKind before = kinds.get(i);
                kinds.set(i, before == null ? kind : together(before, kind));
            }
        }
        return true;
    }

    private static List<String> header(List<@Nullable Object> cells) {
        List<String> names = new ArrayList<>();
        for (Object cell : cells) {
            String name = cell == null ? "" : String.valueOf(cell).strip();
            names.add(free(name.isEmpty() ? "column_" + (names.size() + 1) : name, names));
        }
        return names;
    }

    /// The name, with a number where there is such a name already; the engine tells no case apart.
    private static String free(String name, List<String> names) {
        Set<String> used = new HashSet<>();
        names.forEach(each -> used.add(each.toLowerCase(Locale.ROOT)));
        String found = name;
        for (int n = 2; used.contains(found.toLowerCase(Locale.ROOT)); n++) {
            found = name + "_" + n;
        }
        return found;
    }

    private static @Nullable Object value(@Nullable Object cell) {
        return cell instanceof String text && (text.isEmpty() || ERRORS.contains(text)) ? null : cell;
    }

    private static CsvKind kind(Object cell) {
        return switch (cell) {
            case Long _ -> CsvKind.INTEGER;
            case Double _ -> CsvKind.DOUBLE;
            case Boolean _ -> CsvKind.BOOLEAN;
            default -> {
                CsvKind kind = CsvKind.of(cell.toString());
                // What is written as a text, such as 007, is one; dates come as texts.
                yield kind == CsvKind.DATE || kind == CsvKind.TIMESTAMP ? kind : CsvKind.TEXT;
            }
        };
    }

    private static CsvKind together(CsvKind a, CsvKind b) {
        boolean dates = (a == CsvKind.DATE || a == CsvKind.TIMESTAMP) && (b == CsvKind.DATE || b == CsvKind.TIMESTAMP);
        return dates && a != b ? CsvKind.TIMESTAMP : a.with(b);
    }

    private CsvKind kind(int column) {
        CsvKind kind = kinds.get(column);
        return kind == null ? CsvKind.TEXT : kind;
    }

    private void create(String table, Connection connection) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(Duck.identifier(names.get(i)) + " " + Engine.DUCKDB.type(kind(i)));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table " + Duck.identifier(table) + " (" + String.join(", ", columns) + ")");
        }
    }

    private void copy(String table, SheetRows rows, Connection connection) throws SQLException, IOException {
        SQLException[] failure = {null};
        boolean[] header = {true};
        try (DuckDBAppender appender = connection.unwrap(DuckDBConnection.class).createAppender("main", table)) {
            rows.each((_, cells) -> {
                context.checkCancelled();
                if (cells.isEmpty() || header[0]) {
                    header[0] &= cells.isEmpty();
                    return true;
                }
                try {
                    append(appender, cells);
                    return true;
                } catch (SQLException e) {
                    failure[0] = e;
                    return false;
                }
            });
            if (failure[0] == null) {
                appender.flush();
            }
        }
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private void append(DuckDBAppender appender, List<@Nullable Object> cells) throws SQLException {
        appender.beginRow();
        for (int i = 0; i < names.size(); i++) {
            Object cell = i < cells.size() ? value(cells.get(i)) : null;
            if (cell == null) {
                appender.appendNull();
                continue;
            }
            switch (kind(i)) {
                case INTEGER -> appender.append(((Number) cell).longValue());
                case DOUBLE -> appender.append(((Number) cell).doubleValue());
                case BOOLEAN -> appender.append(((Boolean) cell).booleanValue());
                case DATE -> appender.append(LocalDate.parse(cell.toString()));
                case TIMESTAMP -> appender.append(moment(cell.toString()));
                case TEXT -> appender.append(cell.toString());
            }
        }
        appender.endRow();
    }

    private static LocalDateTime moment(String text) {
        return text.length() == 10 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text.replace(' ', 'T'));
    }
}
