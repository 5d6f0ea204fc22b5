package dev.incant.tools.database;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The kinds of databases, and in which ways their SQL differs.
///
/// @see DatabaseAddress
enum Engine {
    SQLITE("sqlite", 0, "select", "with", "values", "explain", "pragma"),
    DUCKDB(
            "duckdb",
            0,
            "select",
            "with",
            "values",
            "explain",
            "from",
            "table",
            "show",
            "describe",
            "summarize",
            "pivot",
            "unpivot");

    private final String word;
    private final int port;
    private final Set<String> reading;

    Engine(String word, int port, String... reading) {
        this.word = word;
        this.port = port;
        this.reading = Set.of(reading);
    }

    /// The name in parameters and as a URL's scheme.
    String word() {
        return word;
    }

    /// The port of a server that says none; 0 for a database in a file.
    int port() {
        return port;
    }

    boolean inFile() {
        return port == 0;
    }

    /// Whether a statement that begins with this word, in lower case, asks and does not change.
    boolean reads(String firstWord) {
        return reading.contains(firstWord);
    }

    /// A name as SQL writes it whatever is in it.
    String quoted(String name) {
        String quote = quote();
        return quote + name.replace(quote, quote + quote) + quote;
    }

    private String quote() {
        return "\"";
    }

    /// A name with that of its schema in front, where there is one.
    String quoted(String schema, String name) {
        return schema.isEmpty() ? quoted(name) : quoted(schema) + "." + quoted(name);
    }

    /// What to put before a statement so that its plan is shown.
    String explaining() {
        return switch (this) {
            case SQLITE -> "explain query plan ";
            case DUCKDB -> "explain (format json) ";
        };
    }

    /// How a new table's column is declared that holds values of a kind.
    String type(CsvKind kind) {
        return switch (this) {
            case SQLITE ->
                switch (kind) {
                    case INTEGER -> "integer";
                    case DOUBLE -> "real";
                    case BOOLEAN -> "boolean";
                    case DATE, TIMESTAMP, TEXT -> "text";
                };
            case DUCKDB ->
                switch (kind) {
                    case INTEGER -> "bigint";
                    case DOUBLE -> "double";
                    case TEXT -> "varchar";
                    case BOOLEAN, DATE, TIMESTAMP -> kind.name().toLowerCase(Locale.ROOT);
                };
        };
    }

    /// Whether the driver tells which keys the engine made for new rows.
    boolean givesKeys() {
        return this != DUCKDB;
    }

    /// Which column of the keys that were made holds them, from 1; 0 for none.
    int keyColumn(ResultSetMetaData keys) throws SQLException {
        return Math.min(1, keys.getColumnCount());
    }

    /// The type of a column as JDBC counts types. SQLite keeps what it is given, so only what its columns are declared
    /// as says what belongs there.
    int declared(ResultSetMetaData columns, int column) throws SQLException {
        if (this != SQLITE) {
            return columns.getColumnType(column);
        }
        String type = String.valueOf(columns.getColumnTypeName(column)).toLowerCase(Locale.ROOT);
        if (type.contains("int")) {
            return Types.BIGINT;
        }
        if (type.contains("real") || type.contains("floa") || type.contains("doub")) {
            return Types.DOUBLE;
        }
        return type.startsWith("bool") ? Types.BOOLEAN : Types.VARCHAR;
    }

    /// How many rows are sent at a time; one where that costs nothing, so that errors name their line.
    int batch(int most) {
        return inFile() ? 1 : most;
    }

    /// All names that are accepted.
    static List<String> words() {
        return List.of("sqlite", "duckdb");
    }
}
