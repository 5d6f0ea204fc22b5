package dev.incant.tools.database;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Locale;
import java.util.Set;

/// The kinds of databases, and in which ways their SQL differs.
///
/// @see DatabaseAddress
enum Engine {
    SQLITE(0, "select", "with", "values", "explain", "pragma"),
    DUCKDB(
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
            "unpivot"),
    POSTGRESQL(5432, "select", "with", "values", "explain", "table", "show"),
    /// MySQL and MariaDB, which speak the same protocol.
    MYSQL(3306, "select", "with", "values", "explain", "table", "show", "describe", "desc");

    private final int port;
    private final Set<String> reading;

    Engine(int port, String... reading) {
        this.port = port;
        this.reading = Set.of(reading);
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
        return this == MYSQL ? "`" : "\"";
    }

    /// A name with that of its schema in front, where there is one.
    String quoted(String schema, String name) {
        return schema.isEmpty() ? quoted(name) : quoted(schema) + "." + quoted(name);
    }

    /// What to put before a statement so that its plan is shown.
    String explaining() {
        return switch (this) {
            case SQLITE -> "explain query plan ";
            case DUCKDB, POSTGRESQL -> "explain (format json) ";
            case MYSQL -> "explain format=json ";
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
            case POSTGRESQL ->
                switch (kind) {
                    case INTEGER -> "bigint";
                    case DOUBLE -> "double precision";
                    case BOOLEAN, DATE, TIMESTAMP, TEXT -> kind.name().toLowerCase(Locale.ROOT);
                };
            case MYSQL ->
                switch (kind) {
                    case INTEGER -> "bigint";
                    case TIMESTAMP -> "datetime(6)";
                    case TEXT -> "longtext";
                    case DOUBLE, BOOLEAN, DATE -> kind.name().toLowerCase(Locale.ROOT);
                };
        };
    }

    /// Whether the driver tells which keys the engine made for new rows. PostgreSQL's does by reading the whole
    /// new rows, which not everybody may who may insert them; `returning` asks for what is wanted.
    boolean givesKeys() {
        return this == SQLITE || this == MYSQL;
    }

    /// Whether statements that define tables can be undone; where they cannot, they also keep what was done before.
    boolean undoesDefinitions() {
        return this != MYSQL;
    }

    /// Whether names that differ in the case of letters only are different.
    boolean namesHaveCase() {
        return !inFile();
    }

    /// Which column of the keys that were made holds them, from 1; 0 for none.
    int keyColumn(ResultSetMetaData keys) throws SQLException {
        return Math.min(1, keys.getColumnCount());
    }

    /// The type of a column as JDBC counts types. SQLite keeps what it is given, so only what its columns are declared
    /// as says what belongs there.
    int declared(ResultSetMetaData columns, int column) throws SQLException {
        if (this == POSTGRESQL && "bool".equals(columns.getColumnTypeName(column))) {
            return Types.BOOLEAN;
        }
        if (this == MYSQL && columns.getColumnType(column) == Types.TINYINT) {
            // As they are made for `boolean`; see CsvCell.
            return Types.BIT;
        }
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
}
