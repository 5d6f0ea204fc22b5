package dev.incant.tools.database;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A connection to a database for one call. Cancelling the call ends the statement that runs, and closing throws away
/// what was not committed.
final class Database implements AutoCloseable {
    private final Engine engine;
    private final Connection connection;
    private final ToolContext context;
    private final SqlErrors errors;
    private final @Nullable ServerLink server;

    private Database(
            Engine engine, Connection connection, ToolContext context, SqlErrors errors, @Nullable ServerLink server) {
        this.engine = engine;
        this.connection = connection;
        this.context = context;
        this.errors = errors;
        this.server = server;
    }

    /// Connects.
    ///
    /// @param write whether the call may change anything; else the engine itself refuses to
    static Database open(DatabaseAddress address, boolean write, ToolContext context) {
        SqlErrors errors = new SqlErrors(address, context);
        try {
            ServerAddress at = address.server();
            if (at == null) {
                Connection connection = Connecting.to(address, write, context);
                return new Database(address.engine(), connection, context, errors, null);
            }
            ServerLink server = ServerLink.open(address.engine(), at, write, context);
            return new Database(address.engine(), server.connection(), context, errors, server);
        } catch (SQLException e) {
            throw errors.of("database", e);
        }
    }

    Engine engine() {
        return engine;
    }

    Connection connection() {
        return connection;
    }

    ToolContext context() {
        return context;
    }

    ToolException error(String field, SQLException error) {
        return errors.of(field, error);
    }

    /// Ends a statement when the call is cancelled. A server's ends as its connection is broken off.
    Cancellation.Registration cancelling(Statement statement) {
        if (server != null) {
            context.checkCancelled();
            return () -> {};
        }
        return Duck.cancelling(statement, context);
    }

    /// Runs a statement that asks, and reads its rows.
    Map<String, @Nullable Object> query(SqlText sql, List<@Nullable Object> parameters, long limit) {
        Map<String, @Nullable Object> result = null;
        try (PreparedStatement statement = connection.prepareStatement(sql.text());
                Cancellation.Registration _ = cancelling(statement)) {
            bind(statement, parameters, "parameters");
            limit(statement, limit);
            if (!statement.execute()) {
                throw ToolException.invalidParams("sql: the statement gives no rows; execute runs such statements");
            }
            try (ResultSet set = statement.getResultSet()) {
                Map<String, @Nullable Object> found = rows(set, limit);
                result = found;
                if (server != null && Boolean.TRUE.equals(found.get("truncated"))) {
                    // Or the driver would read all that is left.
                    server.breakOff();
                }
            }
            return result;
        } catch (SQLException e) {
            if (result != null && server != null) {
                return result;
            }
            throw errors.of("sql", e);
        }
    }

    private static void limit(Statement statement, long limit) throws SQLException {
        statement.setMaxRows((int) Math.min(Integer.MAX_VALUE, limit + 1));
    }

    private Map<String, @Nullable Object> rows(ResultSet set, long limit) throws SQLException {
        Rows rows = Rows.read(set, limit, context, Cells.of(engine));
        return Values.map(
                "columns",
                rows.columns(),
                "rows",
                rows.rows(),
                "row_count",
                rows.rows().size(),
                "truncated",
                rows.truncated());
    }

    /// How the engine would run a statement.
    @Nullable Object explain(SqlText sql, List<@Nullable Object> parameters) {
        try (PreparedStatement statement = connection.prepareStatement(engine.explaining() + sql.text());
                Cancellation.Registration _ = cancelling(statement)) {
            bind(statement, parameters, "parameters");
            try (ResultSet set = statement.executeQuery()) {
                return plan(set);
            }
        } catch (SQLException e) {
            throw errors.of("sql", e);
        }
    }

    private @Nullable Object plan(ResultSet set) throws SQLException {
        if (engine == Engine.SQLITE) {
            return Rows.read(set, Integer.MAX_VALUE, context, Cells.of(engine)).rows();
        }
        StringBuilder text = new StringBuilder();
        int last = set.getMetaData().getColumnCount();
        while (set.next()) {
            text.append(set.getString(last)).append('\n');
        }
        return Json.parse(text.toString(), context::checkCancelled);
    }

    /// Runs statements as one transaction. What happened is kept once all of them are done.
    List<@Nullable Object> execute(List<SqlStatement> statements, long limit) {
        List<@Nullable Object> results = new ArrayList<>();
        String field = "sql";
        try {
            for (SqlStatement statement : statements) {
                field = statement.field();
                results.add(execute(statement, limit));
            }
            context.checkCancelled();
            connection.commit();
            return results;
        } catch (SQLException e) {
            throw errors.of(field, e);
        }
    }

    private Map<String, @Nullable Object> execute(SqlStatement one, long limit) throws SQLException {
        if (server != null && !server.readsAsWritten()) {
            throw ToolException.denied(one.field() + ": a statement before has set standard_conforming_strings off");
        }
        boolean keys = engine.givesKeys() && one.inserts();
        int wish = keys ? Statement.RETURN_GENERATED_KEYS : Statement.NO_GENERATED_KEYS;
        try (PreparedStatement statement = keys
                        ? connection.prepareStatement(one.sql().text(), wish)
                        : connection.prepareStatement(one.sql().text());
                Cancellation.Registration _ = cancelling(statement)) {
            bind(statement, one.parameters(), one.parametersField());
            if (statement.execute()) {
                try (ResultSet set = statement.getResultSet()) {
                    Map<String, @Nullable Object> result = Values.map("rows_affected", 0L, "generated_keys", List.of());
                    result.putAll(rows(set, limit));
                    result.put("rows_affected", one.changesRows() ? result.get("row_count") : 0L);
                    return result;
                }
            }
            long count = Math.max(0, statement.getLargeUpdateCount());
            return Values.map(
                    "rows_affected", count, "generated_keys", keys && count > 0 ? keys(statement) : List.of());
        }
    }

    private List<@Nullable Object> keys(Statement statement) throws SQLException {
        List<@Nullable Object> keys = new ArrayList<>();
        try (ResultSet set = statement.getGeneratedKeys()) {
            int column = engine.keyColumn(set.getMetaData());
            while (column > 0 && keys.size() < SqlStatement.MAX_KEYS && set.next()) {
                keys.add(SqlValues.of(set.getObject(column)));
            }
        }
        return keys;
    }

    private void bind(PreparedStatement statement, List<@Nullable Object> parameters, String field)
            throws SQLException {
        int wanted = statement.getParameterMetaData().getParameterCount();
        if (wanted != parameters.size()) {
            throw ToolException.invalidParams(
                    field + ": the statement has " + wanted + " places for values, not " + parameters.size());
        }
        for (int i = 0; i < parameters.size(); i++) {
            Object value = parameters.get(i);
            if (engine == Engine.POSTGRESQL && ServerValues.bind(statement, i + 1, value)) {
                continue;
            }
            if (value instanceof List || value instanceof Map) {
                throw ToolException.invalidParams(field + "[" + i
                        + "]: give a text, number, boolean, bytes or null, not a " + Values.typeName(value)
                        + "; JSON is given as its text");
            }
            if (value instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }

    /// Runs a statement that takes away what a failed or cancelled call has left, on a server that cannot undo it.
    void undo(String sql) {
        if (server != null) {
            server.breakOff();
            server.undo(sql);
        }
    }

    /// Throws away what was not committed and leaves the database.
    @Override
    public void close() {
        if (server != null) {
            if (context.cancellation().cancelled()) {
                server.breakOff();
            }
            server.close();
            return;
        }
        try (connection) {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            // What it had not committed is thrown away by the engine.
        }
    }
}
