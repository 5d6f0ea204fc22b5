package dev.incant.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds for a database on whichever server.
interface ServerContract {
    DatabaseServer server();

    /// Starts another one.
    DatabaseServer another() throws IOException;

    /// A query that takes `seconds`, and says so by the text `incant-sleeps` in it.
    String sleeping(int seconds);

    /// A query for all numbers from 1 to some hundred millions.
    String numbers();

    /// How many connections other than that of who asks the user has.
    String connections();

    /// How many statements run that have `incant-sleeps` in them, other than this one.
    String sleepers();

    default ToolTester tool() {
        return ToolTester.of(new DatabaseConnector())
                .granting(Permission.NET, "127.0.0.1:" + server().port)
                .granting(Permission.ENV, "INCANT_TEST_PASSWORD")
                .variables(Map.of("INCANT_TEST_PASSWORD", DatabaseServer.PASSWORD));
    }

    default Map<String, @Nullable Object> params(@Nullable Object... pairs) {
        Map<String, @Nullable Object> params =
                new HashMap<>(Values.map("database", server().url(), "password_variable", "INCANT_TEST_PASSWORD"));
        params.putAll(Values.map(pairs));
        return params;
    }

    @SuppressWarnings("unchecked")
    default Map<String, @Nullable Object> call(ToolTester tool, String operation, @Nullable Object... pairs) {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(tool.callWith(operation, params(pairs)));
    }

    default Map<String, @Nullable Object> call(String operation, @Nullable Object... pairs) {
        return call(tool(), operation, pairs);
    }

    default ToolException fails(ToolTester tool, String operation, @Nullable Object... pairs) {
        ToolException error = catchThrowableOfType(ToolException.class, () -> call(tool, operation, pairs));
        assertThat(error).as(operation + " " + List.of(pairs)).isNotNull();
        assertThat(error.message() + error.details()).doesNotContain(DatabaseServer.PASSWORD);
        return error;
    }

    default ToolException fails(ErrorCode code, String operation, @Nullable Object... pairs) {
        ToolException error = fails(tool(), operation, pairs);
        assertThat(error.code()).as(error.message()).isEqualTo(code);
        return error;
    }

    default void run(String... statements) {
        for (String statement : statements) {
            call("execute", "sql", statement);
        }
    }

    default List<?> rows(String sql, @Nullable Object... parameters) {
        return (List<?>) Objects.requireNonNull(
                call("query", "sql", sql, "parameters", Values.list(parameters)).get("rows"));
    }

    default @Nullable Object one(String sql, @Nullable Object... parameters) {
        return ((Map<?, ?>) rows(sql, parameters).getFirst())
                .values()
                .iterator()
                .next();
    }

    @Test
    default void statements_are_done_together_or_not_at_all() {
        run("create table together (id integer primary key, name varchar(50))");
        Map<String, @Nullable Object> done = call(
                "execute",
                "statements",
                Values.list(
                        "insert into together values (1, 'Ann')",
                        Values.map(
                                "sql",
                                "insert into together values (?, ?)",
                                "parameters",
                                Values.list(2, "é'\\\"; --"))));
        assertThat(done).containsEntry("rows_affected", 2L);
        ToolException error = fails(
                ErrorCode.CONFLICT,
                "execute",
                "statements",
                Values.list("insert into together values (3, 'Cid')", "insert into together values (1, 'Dan')"));
        assertThat(error.message()).startsWith("statements[1]: ");
        assertThat(rows("select name from together order by id"))
                .isEqualTo(Values.list(Values.map("name", "Ann"), Values.map("name", "é'\\\"; --")));
        assertThat(server().ask("select name from together where id = 2")).contains("é'");
    }

    @Test
    default void values_are_never_read_as_sql() {
        run("create table evil (name varchar(200))");
        for (String evil :
                List.of("x'); drop table evil; --", "\\'; drop table evil; --", "' or '1'='1", "\\", "\"`$$")) {
            call("execute", "sql", "insert into evil values (?)", "parameters", Values.list(evil));
            assertThat(rows("select name from evil where name = ?", evil))
                    .isEqualTo(Values.list(Values.map("name", evil)));
        }
        assertThat(rows("select name from evil where name = ?", "' or 1=1 --")).isEmpty();
        assertThat(one("select count(*) from evil")).isEqualTo(5L);
        fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1; drop table evil");
        fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select ?", "parameters", List.of());
        fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1", "parameters", Values.list(1));
    }

    @Test
    default void a_wrong_password_is_denied_and_not_told() {
        ToolTester wrong = tool().variables(Map.of("INCANT_TEST_PASSWORD", "not-the-secret"));
        ToolException error = fails(wrong, "query", "sql", "select 1");
        assertThat(error.code()).as(error.message()).isEqualTo(ErrorCode.DENIED);
        assertThat(error.message()).contains("incant").doesNotContain("not-the-secret");
        assertThat(fails(tool().variables(Map.of()), "query", "sql", "select 1").code())
                .isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(fails(tool().granting(Grants.NONE.allow(Permission.NET, "127.0.0.1")), "query", "sql", "select 1")
                        .message())
                .contains("--allow-env=INCANT_TEST_PASSWORD");
    }

    @Test
    default void a_password_may_stand_in_the_url_or_beside_it() {
        String quoted = java.net.URLEncoder.encode(DatabaseServer.PASSWORD, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
        String url = server().url().replace("incant@", "incant:" + quoted + "@");
        ToolTester tool = tool().variables(Map.of("DATABASE_URL", url)).granting(Permission.ENV, "DATABASE_URL");
        Map<String, @Nullable Object> one = Values.map("sql", "select 1 as n");
        for (Map<String, @Nullable Object> more : List.of(
                Values.map("database", url),
                Values.map("database", server().url(), "password", DatabaseServer.PASSWORD),
                Values.map(
                        "database",
                        server().url().replace("incant@", ""),
                        "user",
                        "incant",
                        "password",
                        DatabaseServer.PASSWORD),
                Values.map("database_variable", "DATABASE_URL"))) {
            Map<String, @Nullable Object> params = new HashMap<>(one);
            params.putAll(more);
            assertThat(((Map<?, ?>) Objects.requireNonNull(tool.callWith("query", params))).get("rows"))
                    .isEqualTo(Values.list(Values.map("n", 1L)));
        }
        for (Object[] wrong : new Object[][] {
            {"database", url, "password", "x"},
            {"database", url, "user", "x"},
            {"database", url + "?sslmode=prefer"},
            {"database", url + "?socketFactory=x"},
            {"database", url + "?sslmode=require", "tls", "disable"},
            {"database", url + "/more"},
            {"database", url, "database_variable", "DATABASE_URL"},
            {"database", server().url().replace("incant@", ""), "password", "x"},
            {"database", "oracle://x/y"},
            {"database", url.replace("127.0.0.1", "")},
            {"database", url.replace("%", "%zz")},
            {}
        }) {
            Map<String, @Nullable Object> params = new HashMap<>(one);
            params.putAll(Values.map(wrong));
            ToolException error = catchThrowableOfType(ToolException.class, () -> tool.callWith("query", params));
            assertThat(error).as(List.of(wrong).toString()).isNotNull();
            assertThat(error.code()).as(error.message()).isEqualTo(ErrorCode.INVALID_PARAMS);
            assertThat(error.message()).doesNotContain("s3cret");
        }
    }

    @Test
    default void only_granted_hosts_are_reached() {
        ToolTester none = tool().granting(Grants.NONE.allow(Permission.ENV, "INCANT_TEST_PASSWORD"));
        ToolException error = fails(none, "query", "sql", "select 1");
        assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(error.message()).contains("--allow-net=127.0.0.1:" + server().port);
        ToolException name = fails(
                none, "query", "sql", "select 1", "database", server().url().replace("127.0.0.1", "db.example"));
        assertThat(name.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(name.message()).contains("--allow-net=db.example:" + server().port);
        // The kernel's look-up is what counts, not the driver's.
        String elsewhere = server().url().replace("127.0.0.1", "db.example");
        ToolTester resolved = tool().resolving(_ -> List.of(java.net.InetAddress.getLoopbackAddress()))
                .granting(Permission.NET, "db.example:" + server().port);
        assertThat(call(resolved, "query", "sql", "select 1 as n", "tls", "disable", "database", elsewhere))
                .containsEntry("row_count", 1L);
        // A name out of many that are granted, which leads into this machine.
        ToolTester rebound = tool().resolving(_ -> List.of(java.net.InetAddress.getLoopbackAddress()))
                .granting(Grants.NONE
                        .allow(Permission.NET, "*.example:" + server().port)
                        .allow(Permission.ENV, "INCANT_TEST_PASSWORD"));
        ToolException inside = fails(rebound, "query", "sql", "select 1", "tls", "disable", "database", elsewhere);
        assertThat(inside.code()).as(inside.message()).isEqualTo(ErrorCode.DENIED);
        ToolException closed = fails(
                tool().granting(Permission.NET, "127.0.0.1:1"),
                "query",
                "sql",
                "select 1",
                "database",
                server().url().replace(":" + server().port, ":1"));
        assertThat(closed.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(closed.message()).isEqualTo("database: 127.0.0.1:1 refused the connection");
        assertThat(closed.details()).containsEntry("reason", "refused");
    }

    @Test
    default void an_unknown_database_is_not_found() {
        ToolException error =
                fails(ErrorCode.NOT_FOUND, "query", "sql", "select 1", "database", server().url() + "_none");
        assertThat(error.message()).contains("_none");
    }

    @Test
    default void a_server_that_dies_in_mid_query_is_an_error() throws Exception {
        try (DatabaseServer other = another()) {
            ToolTester tool = tool().granting(Permission.NET, "127.0.0.1:" + other.port);
            CompletableFuture<ToolException> ended = CompletableFuture.supplyAsync(
                    () -> fails(tool, "query", "sql", sleeping(60), "database", other.url()));
            other.awaitAnswer(sleepers(), "1");
            other.kill();
            ToolException error = ended.get(30, TimeUnit.SECONDS);
            assertThat(error.code()).isEqualTo(ErrorCode.FAILED);
            assertThat(error.message()).contains("127.0.0.1:" + other.port + " broke off the connection");
        }
    }

    @Test
    default void rows_beyond_the_limits_are_left_out_and_said() {
        Map<String, @Nullable Object> found = call("query", "sql", numbers(), "limit", 3L);
        assertThat(found).containsEntry("row_count", 3L).containsEntry("truncated", true);
        assertThat(call("query", "sql", "select 1 as n", "limit", 1L)).containsEntry("truncated", false);
        Map<String, @Nullable Object> bounded =
                call(tool().within(Limits.GENEROUS.withOutput(10_000)), "query", "sql", numbers(), "limit", 1_000_000L);
        assertThat(bounded).containsEntry("truncated", true);
        assertThat((List<?>) bounded.get("rows")).hasSizeBetween(100, 2000);
        server().awaitAnswer(connections(), "0");
    }

    @Test
    default void cancelling_ends_the_statement_on_the_server() throws Exception {
        for (String operation : List.of("query", "execute")) {
            Cancellation cancellation = new Cancellation();
            ToolTester tool = tool().cancelledBy(cancellation);
            CompletableFuture<ToolException> ended =
                    CompletableFuture.supplyAsync(() -> fails(tool, operation, "sql", sleeping(60)));
            server().awaitAnswer(sleepers(), "1");
            cancellation.cancel();
            assertThat(ended.get(10, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CANCELLED);
            server().awaitAnswer(sleepers(), "0");
        }
        server().awaitAnswer(connections(), "0");
    }

    @Test
    default void a_time_that_is_over_ends_the_statement_on_the_server() {
        ToolException error = fails(ErrorCode.TIMEOUT, "query", "sql", sleeping(60), "timeout_seconds", 0.7);
        assertThat(error.message()).isEqualTo("timeout_seconds: it took longer than 700 ms and was ended");
        server().awaitAnswer(sleepers(), "0");
        server().awaitAnswer(connections(), "0");
        assertThat(call("query", "sql", "select 1 as n", "timeout", 20L)).containsEntry("row_count", 1L);
    }

    @Test
    default void cancelling_at_any_moment_leaves_nothing_on_the_server() throws Exception {
        run("create table moments (n integer)");
        for (int i = 0; i < 40; i++) {
            Cancellation cancellation = new Cancellation();
            ToolTester tool = tool().cancelledBy(cancellation);
            Supplier<@Nullable ToolException> work = i % 2 == 0
                    ? () -> catchThrowableOfType(ToolException.class, () -> call(tool, "query", "sql", numbers()))
                    : () -> catchThrowableOfType(
                            ToolException.class,
                            () -> call(
                                    tool,
                                    "execute",
                                    "statements",
                                    Values.list("insert into moments values (1)", sleeping(30))));
            CompletableFuture<@Nullable ToolException> ended = CompletableFuture.supplyAsync(work);
            Thread.sleep(ThreadLocalRandom.current().nextInt(120));
            cancellation.cancel();
            ToolException error = ended.get(20, TimeUnit.SECONDS);
            assertThat(error == null ? ErrorCode.CANCELLED : error.code())
                    .as(error == null ? "" : error.message())
                    .isEqualTo(ErrorCode.CANCELLED);
        }
        server().awaitAnswer(connections(), "0");
        assertThat(server().ask("select count(*) from moments")).isEqualTo("0");
    }

    /// With its thread interrupted, and its sockets closed when it does not end soon.
    @Test
    default void a_kernel_that_cancels_a_call_ends_the_statement_on_the_server() throws Exception {
        Grants grants = Grants.NONE.allow(Permission.NET, "127.0.0.1:" + server().port);
        KernelClient client = new KernelClient();
        try (Kernel kernel = Kernel.start(KernelOptions.of(new DatabaseTools()))) {
            kernel.connect(SessionOptions.standard().granting(grants), client);
            Map<String, @Nullable Object> params =
                    Values.map("database", server().url(), "password", DatabaseServer.PASSWORD, "sql", sleeping(60));
            for (int i = 0; i < 12; i++) {
                KernelClient.Pending call =
                        client.send(new Message.ToolInvoke("database_connector.query", params, null, false));
                if (i == 0) {
                    server().awaitAnswer(sleepers(), "1");
                } else {
                    Thread.sleep(ThreadLocalRandom.current().nextInt(80));
                }
                client.ask(new Message.CancelRequest(call.id()));
                ToolException error = catchThrowableOfType(ToolException.class, call::await);
                assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
                if (i == 0) {
                    server().awaitAnswer(sleepers(), "0");
                }
            }
            server().awaitAnswer(connections(), "0");
            KernelClient.Pending late =
                    client.send(new Message.ToolInvoke("database_connector.query", params, 700L, false));
            ToolException error = catchThrowableOfType(ToolException.class, late::await);
            assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
            server().awaitAnswer(connections(), "0");
        }
    }

    @Test
    default void a_csv_file_becomes_a_table_or_nothing_does(@TempDir Path folder) throws IOException {
        Path in = folder.toRealPath();
        Files.writeString(
                in.resolve("x.csv"),
                "id,price,code,day,at,ok\n1,2,007,2024-01-02,2024-01-02T10:00:00,true\n"
                        + "2,2.5,8,2024-01-03,2024-01-02 11:00:00,false\n3,,,,,\n");
        ToolTester tool = tool().in(in);
        Object[] params = {"file", "x.csv", "table", "from_csv", "null_text", ""};
        assertThat(call(tool, "import_csv", params))
                .containsEntry("rows_imported", 3L)
                .containsEntry("created", true);
        assertThat(call(tool, "import_csv", params)).containsEntry("created", false);
        assertThat(rows("select id, price, code, day, at from from_csv where id < 3 order by id")
                        .subList(0, 1))
                .isEqualTo(Values.list(Values.map(
                        "id", 1L, "price", 2.0, "code", "007", "day", "2024-01-02", "at", "2024-01-02T10:00")));
        assertThat(one("select count(*) from from_csv where ok")).isEqualTo(2L);
        Files.writeString(in.resolve("y.csv"), "id,price\n5,1\nx,2\n");
        ToolException bad = fails(tool, "import_csv", "file", "y.csv", "table", "from_csv");
        assertThat(bad.message()).contains("line 3 column 1: 'x' is no integer");
        assertThat(one("select count(*) from from_csv")).isEqualTo(6L);
        StringBuilder long_ = new StringBuilder("id,v\n");
        for (int i = 0; i < 2000; i++) {
            long_.append(i).append(",a\n");
        }
        Files.writeString(in.resolve("z.csv"), long_ + "7,b\n");
        run("create table keyed (id integer primary key, v varchar(9))");
        ToolException twice = fails(tool, "import_csv", "file", "z.csv", "table", "keyed");
        assertThat(twice.code()).as(twice.message()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(one("select count(*) from keyed")).isEqualTo(0L);
    }

    @Test
    default void tables_are_described_with_their_keys() {
        run(
                "create table users_of (id integer primary key, name varchar(50) not null)",
                "create table orders_of (id integer primary key, who integer, total decimal(9,2) default 0,"
                        + " foreign key (who) references users_of (id))",
                "create index by_who on orders_of (who)",
                "create view names_of as select name from users_of");
        String text = call("schema").toString();
        assertThat(text)
                .contains("name=orders_of", "name=names_of, type=view")
                .contains("foreign_keys=[{columns=[who], table=users_of, references=[id]}]", "name=by_who")
                .doesNotContain("pg_catalog", "information_schema");
        assertThat((List<?>) call("schema", "table", "users_of").get("tables")).hasSize(1);
        assertThat(call("schema", "table", "users_of").toString()).contains("primary_key=[id]", "nullable=false");
        fails(ErrorCode.NOT_FOUND, "schema", "table", "users%");
        assertThat(call("explain", "sql", "select * from users_of where name = ?", "parameters", Values.list("x")))
                .asString()
                .contains("users_of");
        fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select * from nowhere_at_all");
        fails(ErrorCode.INVALID_PARAMS, "query", "sql", "selec 1");
    }
}
