package dev.incant.tools.database;

import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.RouteSockets;
import dev.incant.kernel.capability.Sockets;
import dev.incant.kernel.tool.ToolContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// A connection to a server, and a way to tell the server to stop what it does on it.
///
/// Cancelling a call breaks off its sockets at once, which a server that is at work does not notice. So
/// there is a second route, which outlasts a cancel until the call has ended: over it PostgreSQL is sent
/// its cancel request, and MySQL a `KILL` on a connection that was made before. Should that fail, limits of
/// the session that were set before end the work: the call's time, and on PostgreSQL 14 and later a look at
/// the socket each half second.
final class ServerLink implements AutoCloseable {
    /// Modes of MySQL in which a statement is read in another way than [SqlText] reads it.
    private static final Set<String> OTHER_READING =
            Set.of("NO_BACKSLASH_ESCAPES", "ANSI_QUOTES", "ANSI", "ORACLE", "POSTGRESQL", "MSSQL", "DB2", "MAXDB");

    private final Engine engine;
    private final Sockets.Route route;
    private final Sockets.Route farewell;
    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable Connection main;
    private @Nullable Connection companion;
    private long id;
    private boolean broken;

    private ServerLink(Engine engine, Sockets.Route route, Sockets.Route farewell) {
        this.engine = engine;
        this.route = route;
        this.farewell = farewell;
    }

    /// Connects. Without leave to write, the server is told to change nothing.
    static ServerLink open(Engine engine, ServerAddress address, boolean write, ToolContext context)
            throws SQLException {
        Sockets sockets = context.sockets();
        Sockets.Route route = sockets.route(address.host(), address.port(), false);
        Sockets.Route farewell = sockets.route(address.host(), address.port(), true);
        ServerLink link = new ServerLink(engine, route, farewell);
        boolean done = false;
        try {
            link.connect(address, write, context);
            done = true;
            return link;
        } finally {
            if (!done) {
                link.breakOff();
                link.close();
            }
        }
    }

    private void connect(ServerAddress address, boolean write, ToolContext context) throws SQLException {
        Connection made = connected(address, route);
        main = made;
        if (engine == Engine.POSTGRESQL) {
            preparePostgresql(made, context.limits());
            made.setReadOnly(!write);
            made.setAutoCommit(false);
        } else {
            prepareMysql(made, address, context.limits());
            made.setAutoCommit(false);
            if (!write) {
                run(made, "set session transaction read only");
                run(made, "start transaction read only");
            }
        }
    }

    private Connection connected(ServerAddress address, Sockets.Route over) throws SQLException {
        return RouteSockets.through(over, () -> Drivers.connect(engine, address));
    }

    Connection connection() {
        Connection made = main;
        if (made == null) {
            throw new IllegalStateException("not connected");
        }
        return made;
    }

    /// Whether statements are read as [SqlText] reads them. The server tells of a change as it answers.
    boolean readsAsWritten() throws SQLException {
        return engine != Engine.POSTGRESQL
                || connection().unwrap(PgConnection.class).getStandardConformingStrings();
    }

    /// In one query, which leaves out what an older server does not know.
    private static void preparePostgresql(Connection made, Limits limits) throws SQLException {
        run(
                made,
                "select set_config(name, case name when 'standard_conforming_strings' then 'on'"
                        + " when 'client_connection_check_interval' then '500' else '"
                        + longest(limits) + "' end, false) from pg_catalog.pg_settings where name in"
                        + " ('standard_conforming_strings', 'client_connection_check_interval', 'statement_timeout',"
                        + " 'idle_in_transaction_session_timeout')");
    }

    private static long longest(Limits limits) {
        return Math.min(Integer.MAX_VALUE, limits.timeout().toMillis() + 1000);
    }

    private void prepareMysql(Connection made, ServerAddress address, Limits limits) throws SQLException {
        boolean mariadb;
        String modes;
        try (Statement statement = made.createStatement();
                ResultSet set = statement.executeQuery("select connection_id(), version(), @@session.sql_mode")) {
            set.next();
            id = set.getLong(1);
            mariadb = set.getString(2).toLowerCase(Locale.ROOT).contains("mariadb");
            modes = String.valueOf(set.getString(3));
        }
        List<String> kept = new ArrayList<>();
        for (String mode : modes.split(",")) {
            if (!mode.isEmpty() && !OTHER_READING.contains(mode)) {
                kept.add(mode);
            }
        }
        String time = mariadb
                ? "max_statement_time = " + longest(limits) / 1000.0
                : "max_execution_time = " + longest(limits);
        run(made, "set session sql_mode = '" + String.join(",", kept) + "', session " + time);
        companion = connected(address, farewell);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Breaks the connection off and has the server stop what it does on it.
    void breakOff() {
        if (broken) {
            return;
        }
        broken = true;
        route.close();
        boolean interrupted = Thread.interrupted();
        try {
            stop();
        } catch (SQLException | RuntimeException e) {
            // The one interrupt of a cancelled call may have come in between.
            interrupted |= Thread.interrupted();
            if (interrupted) {
                stopAgain();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void stopAgain() {
        try {
            stop();
        } catch (SQLException | RuntimeException e) {
            // The limits of the server's session end what it does.
        }
    }

    private void stop() throws SQLException {
        if (main != null && engine == Engine.POSTGRESQL) {
            PgConnection postgresql = main.unwrap(PgConnection.class);
            RouteSockets.through(farewell, () -> {
                postgresql.getQueryExecutor().sendQueryCancel();
                return true;
            });
        }
        if (companion != null) {
            run(companion, "kill " + id);
        }
    }

    /// Runs a statement after the connection was broken off, on MySQL's second one.
    void undo(String sql) {
        try {
            if (companion != null) {
                run(companion, sql);
            }
        } catch (SQLException | RuntimeException e) {
            // It stays; the call's error is told all the same.
        }
    }

    /// Leaves the server; what was not committed is thrown away.
    @Override
    public void close() {
        if (main != null) {
            open.add(main);
        }
        if (companion != null) {
            open.add(companion);
        }
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                // Its socket is closed below.
            }
        }
        route.close();
        farewell.close();
    }
}
