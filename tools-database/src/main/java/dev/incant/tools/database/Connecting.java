package dev.incant.tools.database;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/// Connects to a database so that it gives no way to the outside: no other files, no extensions, no settings that
/// undo this. Without leave to write, the engine itself refuses to change anything.
final class Connecting {
    private static final int BUSY_MILLIS = 1000;
    private static final String DUCKDB_MEMORY = "1GiB";

    private Connecting() {}

    static Connection to(DatabaseAddress address, boolean write, ToolContext context) throws SQLException {
        return switch (address.engine()) {
            case SQLITE -> sqlite(path(address, write, context), write, context);
            case DUCKDB -> duckdb(path(address, write, context), write);
            case POSTGRESQL, MYSQL -> throw new IllegalArgumentException("a server's");
        };
    }

    /// The real path of a database's file, which may be missing only when it may be made.
    private static String path(DatabaseAddress address, boolean write, ToolContext context) {
        if (address.inMemory()) {
            return DatabaseAddress.MEMORY;
        }
        String place = address.place();
        if (!write && !context.files().info(place).isFile()) {
            throw ToolException.conflict("database: '" + place + "' is not a file");
        }
        String path = context.files()
                .checked(place, write ? Permission.WRITE : Permission.READ)
                .toString();
        if (path.indexOf('?') >= 0) {
            throw ToolException.invalidParams("database: '" + path + "' must not have a question mark in it");
        }
        return path;
    }

    private static Connection sqlite(String path, boolean write, ToolContext context) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(!write && !path.equals(DatabaseAddress.MEMORY));
        config.enableLoadExtension(false);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        Connection connection = connect(new JDBC(), "jdbc:sqlite:" + path, config.toProperties());
        return prepared(connection, () -> {
            if (connection instanceof SQLiteConnection lite) {
                lite.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
                lite.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, (int)
                        Math.min(1_000_000_000L, context.limits().output()));
            }
            run(connection, "pragma trusted_schema = off");
            run(connection, write ? "pragma query_only = off" : "pragma query_only = on");
            connection.setAutoCommit(!write);
        });
    }

    /// All calls on a file have the same settings, as the engine shares what it knows of a file among them.
    private static Connection duckdb(String path, boolean write) throws SQLException {
        boolean memory = path.equals(DatabaseAddress.MEMORY);
        Properties settings = new Properties();
        settings.put("access_mode", write || memory ? "READ_WRITE" : "READ_ONLY");
        settings.put("autoinstall_known_extensions", "false");
        settings.put("autoload_known_extensions", "false");
        settings.put("allow_community_extensions", "false");
        settings.put("temp_directory", "");
        settings.put("memory_limit", DUCKDB_MEMORY);
        settings.put("enable_external_access", "false");
        settings.put("lock_configuration", "true");
        Connection connection = connect(new DuckDBDriver(), "jdbc:duckdb:" + path, settings);
        return prepared(connection, () -> connection.setAutoCommit(!write));
    }

    private static Connection connect(Driver driver, String url, Properties settings) throws SQLException {
        Connection connection = driver.connect(url, settings);
        if (connection == null) {
            throw new IllegalStateException("the driver does not know its own URL");
        }
        return connection;
    }

    /// What is done with a connection before it is used.
    @FunctionalInterface
    private interface Preparation {
        void run() throws SQLException;
    }

    private static Connection prepared(Connection connection, Preparation preparation) throws SQLException {
        boolean done = false;
        try {
            preparation.run();
            done = true;
            return connection;
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
