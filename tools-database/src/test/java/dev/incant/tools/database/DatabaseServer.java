package dev.incant.tools.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A server of Debian's packages in a temporary folder, on a port of its own, for the user `incant` whose password is
/// [#PASSWORD]. As these servers refuse to be root, root runs them as somebody else.
final class DatabaseServer implements AutoCloseable {
    static final String PASSWORD = "s3cret'\"\\ p%40ss@:/";

    final Path folder;
    final int port;
    private final String scheme;
    private final List<String> client;
    private final Map<String, String> clientVariables;
    private final Process process;

    private DatabaseServer(
            Path folder,
            int port,
            String scheme,
            List<String> client,
            Map<String, String> clientVariables,
            Process process) {
        this.folder = folder;
        this.port = port;
        this.scheme = scheme;
        this.client = client;
        this.clientVariables = clientVariables;
        this.process = process;
    }

    private static final Path POSTGRESQL_HOME = Path.of("/usr/lib/postgresql");
    private static final Path MARIADB = Path.of("/usr/sbin/mariadbd");

    private static @Nullable Path postgresql() {
        if (!Files.isDirectory(POSTGRESQL_HOME)) {
            return null;
        }
        try (var versions = Files.list(POSTGRESQL_HOME)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .sorted()
                    .reduce((a, b) -> b)
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean hasPostgresql() {
        return postgresql() != null;
    }

    static boolean hasMariadb() {
        return Files.isExecutable(MARIADB);
    }

    static DatabaseServer startPostgresql() throws IOException {
        Path bin = java.util.Objects.requireNonNull(postgresql());
        Path folder = folder("incant-postgresql", "postgres");
        Path data = folder.resolve("data");
        Path password = folder.resolve("password");
        Files.writeString(password, PASSWORD + "\n");
        give(password, "postgres");
        run(
                as("postgres"),
                bin.resolve("initdb").toString(),
                "-D",
                data.toString(),
                "-U",
                "incant",
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync");
        TestCertificate.write(folder, "postgres");
        Files.writeString(
                data.resolve("postgresql.conf"),
                "fsync = off\nssl = on\nssl_cert_file = '" + folder.resolve("server.pem") + "'\nssl_key_file = '"
                        + folder.resolve("server.key") + "'\nlisten_addresses = '127.0.0.1,::1'\n"
                        + "unix_socket_directories = '" + folder + "'\nlog_min_messages = fatal\n"
                        + "max_connections = 40\nshared_buffers = 16MB\n",
                java.nio.file.StandardOpenOption.APPEND);
        int port = freePort();
        Process process = start(
                folder,
                as("postgres"),
                bin.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                String.valueOf(port));
        DatabaseServer server = new DatabaseServer(
                folder,
                port,
                "postgresql",
                List.of(
                        "psql",
                        "-X",
                        "-At",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(port),
                        "-U",
                        "incant",
                        "-d",
                        "postgres",
                        "-c"),
                Map.of("PGPASSWORD", PASSWORD),
                process);
        server.awaitReady();
        return server;
    }

    static DatabaseServer startMariadb() throws IOException {
        Path folder = folder("incant-mariadb", "mysql");
        Path data = folder.resolve("data");
        run(
                as("mysql"),
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db");
        String quoted = PASSWORD.replace("\\", "\\\\").replace("'", "''");
        Path init = folder.resolve("init.sql");
        Files.writeString(
                init,
                "create database if not exists shop;\ncreate user if not exists incant@'%' identified by '" + quoted
                        + "';\ngrant all on *.* to incant@'%';\n");
        give(init, "mysql");
        TestCertificate.write(folder, "mysql");
        int port = freePort();
        Process process = start(
                folder,
                as("mysql"),
                MARIADB.toString(),
                "--no-defaults",
                "--datadir=" + data,
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--init-file=" + init,
                "--skip-name-resolve",
                "--connect-timeout=120",
                "--secure-file-priv=" + folder,
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-buffer-pool-size=16M",
                "--ssl-cert=" + folder.resolve("server.pem"),
                "--ssl-key=" + folder.resolve("server.key"));
        DatabaseServer server = new DatabaseServer(
                folder,
                port,
                "mysql",
                List.of(
                        "mariadb",
                        "--no-defaults",
                        "-N",
                        "-B",
                        "--skip-ssl",
                        "--default-character-set=utf8mb4",
                        "-h",
                        "127.0.0.1",
                        "-P",
                        String.valueOf(port),
                        "-u",
                        "incant",
                        "shop",
                        "-e"),
                Map.of("MYSQL_PWD", PASSWORD),
                process);
        server.awaitReady();
        return server;
    }

    /// The URL of the server's database, with the user and without the password.
    String url() {
        return scheme + "://incant@127.0.0.1:" + port + "/" + database();
    }

    String database() {
        return scheme.equals("mysql") ? "shop" : "postgres";
    }

    /// What the server's own client says, without its last line end.
    String ask(String sql) {
        List<String> command = new ArrayList<>(client);
        command.add(sql);
        return run(clientVariables, command);
    }

    /// Waits until the server's own client says this.
    void awaitAnswer(String sql, String wanted) {
        await(() -> {
            String said = ask(sql);
            return said.equals(wanted) ? null : sql + " says " + said + ", not " + wanted;
        });
    }

    private static void await(Supplier<@Nullable String> problem) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String last;
        do {
            last = problem.get();
            if (last == null) {
                return;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        } while (System.nanoTime() < end);
        throw new AssertionError(last);
    }

    private void awaitReady() {
        await(() -> {
            if (!process.isAlive()) {
                try {
                    throw new AssertionError(Files.readString(folder.resolve("log")));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            try {
                return ask("select 1").equals("1") ? null : "not ready";
            } catch (IllegalStateException e) {
                return e.getMessage();
            }
        });
    }

    /// Ends the server without notice.
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() throws IOException {
        kill();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException error) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static List<String> as(String user) {
        return root() ? List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups") : List.of();
    }

    private static Path folder(String prefix, String user) throws IOException {
        Path folder = Files.createTempDirectory(prefix);
        give(folder, user);
        return folder;
    }

    static void give(Path path, String user) throws IOException {
        if (root()) {
            java.util.Objects.requireNonNull(Files.getFileAttributeView(path, PosixFileAttributeView.class))
                    .setOwner(
                            path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
        }
    }

    private static Process start(Path folder, List<String> before, String... command) throws IOException {
        List<String> all = new ArrayList<>(before);
        all.addAll(List.of(command));
        return new ProcessBuilder(all)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static void run(List<String> before, String... command) {
        List<String> all = new ArrayList<>(before);
        all.addAll(List.of(command));
        run(Map.of(), all);
    }

    private static String run(Map<String, String> variables, List<String> command) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectErrorStream(true);
            builder.environment().putAll(variables);
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IllegalStateException(command.getFirst() + ": " + said);
            }
            return said.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 30_000);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (BindException e) {
                // Taken; another one.
            }
        }
    }
}
