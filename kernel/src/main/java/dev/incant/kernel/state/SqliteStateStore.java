package dev.incant.kernel.state;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps values in a SQLite file with a write-ahead log. What was answered is on the disk: it survives `kill -9` and a
/// loss of power. Several processes may use one file.
public final class SqliteStateStore implements StateStore {
    private static final String SCHEMA = """
            CREATE TABLE IF NOT EXISTS state (
              scope TEXT NOT NULL, key TEXT NOT NULL, json BLOB NOT NULL, version INTEGER NOT NULL,
              expires INTEGER NOT NULL, PRIMARY KEY (scope, key)) WITHOUT ROWID""";

    /// A version is never used again, so that compare-and-set cannot mistake a new entry for an old one.
    private static final String VERSIONS = "CREATE TABLE IF NOT EXISTS versions (last INTEGER NOT NULL)";

    private final InstantSource clock;
    private final long quota;
    private final Connection connection;

    private SqliteStateStore(InstantSource clock, long quota, Connection connection) {
        this.clock = clock;
        this.quota = quota;
        this.connection = connection;
    }

    /// Opens a file, which is made when missing.
    ///
    /// @param quota bytes that each scope may hold: keys and the JSON of values
    /// @throws ToolException `unavailable` when the file cannot be opened or is no such store
    public static SqliteStateStore open(Path file, InstantSource clock, long quota) {
        Connection connection = null;
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 5000");
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute(SCHEMA);
                statement.execute(VERSIONS);
                statement.execute("INSERT INTO versions SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM versions)");
            }
            return new SqliteStateStore(clock, quota, connection);
        } catch (SQLException e) {
            closeQuietly(connection);
            throw ToolException.unavailable("cannot open the state in " + file + ": " + e.getMessage());
        }
    }

    private static void closeQuietly(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // The reason why it could not be opened is told already.
        }
    }

    /// Work on the database that runs as one transaction.
    @FunctionalInterface
    private interface Work<T> {
        T run() throws SQLException;
    }

    private synchronized <T> T atomically(Work<T> work) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            boolean done = false;
            try {
                T result = work.run();
                statement.execute("COMMIT");
                done = true;
                return result;
            } finally {
                if (!done) {
                    statement.execute("ROLLBACK");
                }
            }
        } catch (SQLException e) {
            throw ToolException.failed("the state store: " + e.getMessage());
        }
    }

    private synchronized <T> T reading(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw ToolException.failed("the state store: " + e.getMessage());
        }
    }

    @Override
    public Optional<Entry> get(String scope, String key) {
        return reading(() -> entry(scope, key));
    }

    private Optional<Entry> entry(String scope, String key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT json, version FROM state WHERE scope = ? AND key = ? AND expires > ?")) {
            query.setString(1, scope);
            query.setString(2, key);
            query.setLong(3, clock.millis());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Entry(Json.parse(row.getBytes(1)), row.getLong(2)))
                        : Optional.empty();
            }
        }
    }

    @Override
    public long set(String scope, String key, @Nullable Object value, @Nullable Duration ttl) {
        return atomically(() -> put(scope, key, value, ttl));
    }

    private long put(String scope, String key, @Nullable Object value, @Nullable Duration ttl) throws SQLException {
        byte[] json = Json.write(value).getBytes(StandardCharsets.UTF_8);
        expire();
        long size = sizeWithout(scope, key) + key.length() + json.length;
        if (size > quota) {
            throw ToolException.limitExceeded(
                            "state scope '" + scope + "' would hold " + size + " bytes; it may hold " + quota)
                    .with("scope", scope)
                    .with("limit", quota);
        }
        long version = nextVersion();
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO state (scope, key, json, version, expires) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, scope);
            insert.setString(2, key);
            insert.setBytes(3, json);
            insert.setLong(4, version);
            insert.setLong(5, ttl == null ? Long.MAX_VALUE : clock.millis() + ttl.toMillis());
            insert.executeUpdate();
        }
        return version;
    }

    private long sizeWithout(String scope, String key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT COALESCE(SUM(LENGTH(key) + LENGTH(json)), 0) FROM state WHERE scope = ? AND key <> ?")) {
            query.setString(1, scope);
            query.setString(2, key);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private long nextVersion() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("UPDATE versions SET last = last + 1 RETURNING last")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void expire() throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM state WHERE expires <= ?")) {
            delete.setLong(1, clock.millis());
            delete.executeUpdate();
        }
    }

    @Override
    public Optional<Long> compareAndSet(
            String scope, String key, long expected, @Nullable Object value, @Nullable Duration ttl) {
        return atomically(() -> {
            long version = entry(scope, key).map(Entry::version).orElse(0L);
            return version == expected ? Optional.of(put(scope, key, value, ttl)) : Optional.empty();
        });
    }

    @Override
    public boolean delete(String scope, String key) {
        return atomically(() -> {
            expire();
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM state WHERE scope = ? AND key = ?")) {
                delete.setString(1, scope);
                delete.setString(2, key);
                return delete.executeUpdate() > 0;
            }
        });
    }

    @Override
    public List<String> keys(String scope, String prefix) {
        return reading(() -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT key FROM state WHERE scope = ?"
                    + " AND substr(key, 1, ?) = ? AND expires > ? ORDER BY key")) {
                query.setString(1, scope);
                query.setInt(2, prefix.codePointCount(0, prefix.length()));
                query.setString(3, prefix);
                query.setLong(4, clock.millis());
                return strings(query);
            }
        });
    }

    @Override
    public List<String> scopes() {
        return reading(() -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT DISTINCT scope FROM state WHERE expires > ? ORDER BY scope")) {
                query.setLong(1, clock.millis());
                return strings(query);
            }
        });
    }

    private static List<String> strings(PreparedStatement query) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                strings.add(row.getString(1));
            }
        }
        return strings;
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw ToolException.failed("the state store: " + e.getMessage());
        }
    }
}
