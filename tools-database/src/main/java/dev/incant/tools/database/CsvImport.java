package dev.incant.tools.database;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts the rows of a CSV file into a table, all of them or none. The file is read as a stream, once more before to see
/// what its columns hold where the table has to be made.
final class CsvImport {
    private static final int BATCH = 500;
    private static final int MAX_COLUMNS = 1000;
    private static final int BAD_SHOWN = 20;

    private final Database database;
    private final Engine engine;
    private final String file;
    private final char delimiter;
    private final String nullText;
    private final String table;
    private final List<@Nullable Object> bad = new ArrayList<>();
    private long badRows;
    /// Whether a table was made that only dropping it takes away again.
    private boolean made;

    private CsvImport(Database database, Args args) {
        this.database = database;
        this.engine = database.engine();
        this.file = args.string("file");
        this.delimiter = args.string("delimiter").charAt(0);
        this.nullText = args.string("null_text");
        this.table = args.string("table");
    }

    static Map<String, @Nullable Object> run(Database database, Args args) {
        CsvImport csv = new CsvImport(database, args);
        boolean done = false;
        try {
            Map<String, @Nullable Object> result = csv.run();
            done = true;
            return result;
        } catch (SQLException e) {
            throw database.error("table", e);
        } catch (IOException | UncheckedIOException e) {
            throw ToolException.failed("file: '" + csv.file + "' cannot be read: " + e.getMessage());
        } catch (de.siegmar.fastcsv.reader.CsvParseException e) {
            throw ToolException.failed("file: '" + csv.file + "' is no CSV: " + e.getMessage());
        } finally {
            if (!done && csv.made) {
                database.undo("drop table " + csv.engine.quoted(csv.table));
            }
        }
    }

    private CsvReader<CsvRecord> reader() throws IOException {
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .detectBomHeader(false)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(new InputStreamReader(
                        database.context().files().open(file),
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)));
    }

    private Map<String, @Nullable Object> run() throws IOException, SQLException {
        List<String> header = header();
        boolean create = !exists();
        if (create) {
            create(header, kinds(header.size()));
        }
        List<Integer> types = types(header);
        long rows = insert(header, types);
        if (badRows > 0) {
            throw new ToolException(
                    ErrorCode.FAILED,
                    "file: " + badRows + " rows do not fit, nothing was imported; the first: " + bad.getFirst(),
                    Values.map("bad_rows", badRows, "first", bad),
                    null);
        }
        database.context().checkCancelled();
        database.connection().commit();
        return Values.map("table", table, "created", create, "columns", header, "rows_imported", rows);
    }

    private List<String> header() throws IOException {
        try (CsvReader<CsvRecord> reader = reader()) {
            Iterator<CsvRecord> records = reader.iterator();
            if (!records.hasNext()) {
                throw ToolException.failed("file: '" + file + "' is empty; its first line must name the columns");
            }
            List<String> names = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (String field : records.next().getFields()) {
                String name = (names.isEmpty() ? field.replaceFirst("^\uFEFF", "") : field).strip();
                if (name.isEmpty() || name.indexOf('\0') >= 0 || !seen.add(name.toLowerCase(java.util.Locale.ROOT))) {
                    throw ToolException.failed("file: column " + (names.size() + 1) + " in the first line of '" + file
                            + "' has no name of its own: '" + name + "'");
                }
                names.add(name);
            }
            if (names.size() > MAX_COLUMNS) {
                throw ToolException.limitExceeded("file: '" + file + "' has more than " + MAX_COLUMNS + " columns");
            }
            return names;
        }
    }

    private boolean exists() throws SQLException {
        DatabaseMetaData meta = database.connection().getMetaData();
        try (ResultSet set = meta.getTables(
                database.connection().getCatalog(), database.connection().getSchema(), "%", null)) {
            while (set.next()) {
                String name = set.getString("TABLE_NAME");
                if (engine.namesHaveCase() ? table.equals(name) : table.equalsIgnoreCase(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<CsvKind> kinds(int count) throws IOException {
        CsvKind[] kinds = new CsvKind[count];
        boolean[] large = new boolean[count];
        try (CsvReader<CsvRecord> reader = reader()) {
            Iterator<CsvRecord> records = reader.iterator();
            records.next();
            while (records.hasNext()) {
                database.context().checkCancelled();
                List<String> fields = records.next().getFields();
                for (int i = 0; i < Math.min(count, fields.size()); i++) {
                    String cell = fields.get(i);
                    if (!cell.equals(nullText)) {
                        CsvKind kind = CsvKind.of(cell);
                        large[i] |= kind == CsvKind.INTEGER && cell.length() > 15;
                        kinds[i] = kinds[i] == null ? kind : kinds[i].with(kind);
                    }
                }
            }
        }
        List<CsvKind> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Such integers would change as doubles.
            boolean text = kinds[i] == null || kinds[i] == CsvKind.DOUBLE && large[i];
            found.add(text ? CsvKind.TEXT : kinds[i]);
        }
        return found;
    }

    private void create(List<String> header, List<CsvKind> kinds) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            columns.add(engine.quoted(header.get(i)) + " " + engine.type(kinds.get(i)));
        }
        try (Statement statement = database.connection().createStatement()) {
            statement.execute("create table " + engine.quoted(table) + " (" + String.join(", ", columns) + ")");
            made = !engine.undoesDefinitions();
        }
    }

    private String columns(List<String> header) {
        return String.join(", ", header.stream().map(engine::quoted).toList());
    }

    /// The types of the table's columns, as JDBC counts them.
    private List<Integer> types(List<String> header) throws SQLException {
        try (PreparedStatement statement = database.connection()
                        .prepareStatement(
                                "select " + columns(header) + " from " + engine.quoted(table) + " where 1 = 0");
                ResultSet set = statement.executeQuery()) {
            ResultSetMetaData meta = set.getMetaData();
            List<Integer> types = new ArrayList<>();
            for (int i = 1; i <= header.size(); i++) {
                types.add(engine.declared(meta, i));
            }
            return types;
        }
    }

    private long insert(List<String> header, List<Integer> types) throws IOException, SQLException {
        Connection connection = database.connection();
        String places = String.join(", ", java.util.Collections.nCopies(header.size(), "?"));
        long rows = 0;
        try (PreparedStatement statement = connection.prepareStatement(
                        "insert into " + engine.quoted(table) + " (" + columns(header) + ") values (" + places + ")");
                Cancellation.Registration _ = database.cancelling(statement);
                CsvReader<CsvRecord> reader = reader()) {
            Iterator<CsvRecord> records = reader.iterator();
            records.next();
            long from = 0;
            int waiting = 0;
            while (records.hasNext()) {
                database.context().checkCancelled();
                CsvRecord row = records.next();
                if (fits(row, types, statement)) {
                    from = waiting == 0 ? row.getStartingLineNumber() : from;
                    statement.addBatch();
                    waiting++;
                    rows++;
                }
                if (waiting == engine.batch(BATCH)) {
                    send(statement, from, row.getStartingLineNumber());
                    waiting = 0;
                }
                if (rows % BATCH == 0) {
                    database.context().progress().report(rows, -1, "rows");
                }
            }
            if (waiting > 0) {
                send(statement, from, -1);
            }
        }
        return rows;
    }

    private void send(PreparedStatement statement, long from, long to) throws SQLException {
        try {
            statement.executeBatch();
        } catch (SQLException e) {
            String lines = from == to ? "line " + from : to < 0 ? "from line " + from : "lines " + from + " to " + to;
            ToolException error = database.error("file: " + lines + " of '" + file + "', nothing was imported", e);
            throw error.with("line", from);
        }
    }

    /// Binds a row; tells whether it fits, and notes why where it does not.
    private boolean fits(CsvRecord row, List<Integer> types, PreparedStatement statement) throws SQLException {
        List<String> fields = row.getFields();
        String problem = null;
        if (fields.size() != types.size()) {
            problem = "has " + fields.size() + " fields, not " + types.size();
        }
        for (int i = 0; problem == null && i < types.size(); i++) {
            String cell = fields.get(i);
            try {
                statement.setObject(i + 1, cell.equals(nullText) ? null : CsvCell.of(cell, types.get(i)));
            } catch (IllegalArgumentException e) {
                problem = "column " + (i + 1) + ": '" + shortened(cell) + "' is " + e.getMessage();
            }
        }
        if (problem != null) {
            badRows++;
            if (bad.size() < BAD_SHOWN) {
                bad.add("line " + row.getStartingLineNumber() + " " + problem);
            }
        }
        return problem == null;
    }

    private static String shortened(String cell) {
        return cell.length() <= 60 ? cell : cell.substring(0, 60) + "…";
    }
}
