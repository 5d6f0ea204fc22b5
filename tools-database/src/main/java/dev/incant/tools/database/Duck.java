package dev.incant.tools.database;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;

/// An engine of DuckDB in memory for one call. Extensions are neither fetched nor loaded, and once it is locked it
/// opens the files that it was given, its temporary folder, and nothing else; the lock cannot be undone by SQL.
final class Duck implements AutoCloseable {
    private static final String TEMPORARY = "16GB";

    private final ToolContext context;
    private final Connection connection;

    private Duck(ToolContext context, Connection connection) {
        this.context = context;
        this.connection = connection;
    }

    static Duck open(ToolContext context, long memory, int threads) {
        Properties settings = new Properties();
        settings.put("autoinstall_known_extensions", "false");
        settings.put("autoload_known_extensions", "false");
        settings.put("memory_limit", memory + "MiB");
        settings.put("threads", String.valueOf(threads));
        settings.put("temp_directory", context.files().temporaryDirectory().toString());
        settings.put("max_temp_directory_size", TEMPORARY);
        try {
            Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", settings);
            if (connection == null) {
                throw new IllegalStateException("the driver does not know its own URL");
            }
            return new Duck(context, connection);
        } catch (SQLException e) {
            throw ToolException.unavailable("DuckDB cannot be started here: " + e.getMessage());
        }
    }

    /// Allows these files and locks all settings.
    void lock(List<String> paths) {
        try {
            execute("set allowed_paths = ["
                    + String.join(", ", paths.stream().map(Duck::quoted).toList()) + "]");
            execute("set allow_community_extensions = false");
            execute("set enable_external_access = false");
            execute("set lock_configuration = true");
        } catch (SQLException e) {
            throw error(e, context);
        }
    }

    /// Copies a sheet of a workbook into a table.
    void load(String table, SourceFile workbook) {
        try {
            SheetTable.make(table, workbook.name(), workbook.sheet(), connection, context);
        } catch (SQLException e) {
            throw error(e, context);
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                Cancellation.Registration _ = cancelling(statement)) {
            statement.execute(sql);
        }
    }

    private Cancellation.Registration cancelling(Statement statement) {
        return cancelling(statement, context);
    }

    /// Ends a statement when the call is cancelled, from now on: the engine forgets that it was told to end one
    /// that has not begun.
    static Cancellation.Registration cancelling(Statement statement, ToolContext context) {
        Cancellation.Registration registration = context.cancellation().onCancel(() -> {
            try {
                statement.cancel();
            } catch (SQLException e) {
                // It has just ended by itself.
            }
        });
        context.checkCancelled();
        return registration;
    }

    /// The tree of a query that must be one SELECT.
    Object parsed(String sql) {
        try (PreparedStatement statement = connection.prepareStatement("select json_serialize_sql(?)::varchar")) {
            statement.setString(1, sql);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Object tree = QueryFiles.tree(row.getString(1));
                if (tree instanceof Map<?, ?> map) {
                    refuse(map);
                }
                return tree;
            }
        } catch (SQLException e) {
            throw error(e, context);
        }
    }

    private static void refuse(Map<?, ?> tree) {
        if (Boolean.TRUE.equals(tree.get("error"))) {
            String message = String.valueOf(tree.get("error_message"));
            boolean other = "not implemented".equals(tree.get("error_type"));
            String place = tree.get("position") == null ? "" : " (at character " + position(tree) + ")";
            throw ToolException.invalidParams(
                    other ? "sql: only SELECT can be run over files, nothing that changes" : "sql: " + message + place);
        }
        if (!(tree.get("statements") instanceof List<?> statements) || statements.size() != 1) {
            throw ToolException.invalidParams("sql: give one query, not several");
        }
    }

    private static String position(Map<?, ?> tree) {
        String text = String.valueOf(tree.get("position"));
        return text.matches("[0-9]{1,9}") ? String.valueOf(Integer.parseInt(text) + 1) : text;
    }

    /// The query with its rows limited by the engine, so that it makes no more than are read. What comes after the
    /// query, such as a semicolon, must not stand in the middle.
    ///
    /// @param limit more than this are not made
    String limited(String sql, long limit) {
        String inner = sql.strip();
        while (inner.endsWith(";")) {
            inner = inner.substring(0, inner.length() - 1).strip();
        }
        String outer = "select * from (\n" + inner + "\n) limit " + limit;
        parsed(outer);
        return outer;
    }

    /// Runs a query and reads its rows.
    Map<String, @Nullable Object> select(String sql, List<@Nullable Object> parameters, long limit) {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                Cancellation.Registration _ = cancelling(statement)) {
            bind(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                Rows read = Rows.read(rows, limit, context);
                return Values.map(
                        "columns",
                        read.columns(),
                        "rows",
                        read.rows(),
                        "row_count",
                        read.rows().size(),
                        "truncated",
                        read.truncated());
            }
        } catch (SQLException e) {
            throw error(e, context);
        }
    }

    private static void bind(PreparedStatement statement, List<@Nullable Object> parameters) throws SQLException {
        int wanted = statement.getParameterMetaData().getParameterCount();
        if (wanted != parameters.size()) {
            throw ToolException.invalidParams(
                    "parameters: the query has " + wanted + " places for values, not " + parameters.size());
        }
        for (int i = 0; i < parameters.size(); i++) {
            Object value = parameters.get(i);
            if (value instanceof List || value instanceof Map) {
                throw ToolException.invalidParams(
                        "parameters[" + i + "]: give a text, number, boolean or null, not a " + Values.typeName(value));
            }
            statement.setObject(i + 1, value);
        }
    }

    /// What the engine said as an error of ours.
    static ToolException error(SQLException error, ToolContext context) {
        context.checkCancelled();
        String words = words(error);
        String kind = words.toLowerCase(Locale.ROOT);
        if (kind.startsWith("permission error")) {
            return ToolException.denied("sql: only the files that the query names may be read: " + words);
        }
        if (kind.startsWith("out of memory")) {
            return ToolException.limitExceeded("sql: the query needs more memory than memory_mb allows: " + words);
        }
        boolean wrong = kind.startsWith("parser error")
                || kind.startsWith("binder error")
                || kind.startsWith("catalog error")
                || kind.startsWith("syntax error");
        return wrong ? ToolException.invalidParams("sql: " + words) : ToolException.failed("sql: " + words);
    }

    /// The engine's words without the name of the driver's exception.
    static String words(SQLException error) {
        return String.valueOf(error.getMessage())
                .replaceFirst("^(java\\.sql\\.)?SQLException: ", "")
                .strip();
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String identifier(String text) {
        return "\"" + text.replace("\"", "\"\"") + "\"";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // Its memory and its temporary folder go with the call.
        }
    }
}
