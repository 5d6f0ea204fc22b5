package dev.incant.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Databases in files, of both engines.
@Timeout(120)
final class DatabaseConnectorTest implements ToolContract {
    private static final String LONG = "with recursive t(n) as (select 1 union all select n + 1 from t"
            + " where n < 10000000000) select count(*) from t";

    private final Cancellation cancellation = new Cancellation();
    private ToolTester tool;
    private Path in;
    private Path out;

    @TempDir
    Path folder;

    @Override
    public Tool tool() {
        return new DatabaseConnector();
    }

    @BeforeEach
    void set_up() throws IOException {
        in = Files.createDirectory(folder.toRealPath().resolve("in"));
        out = Files.createDirectory(folder.toRealPath().resolve("out"));
        Files.writeString(out.resolve("secret.csv"), "secret\nthe-content-of-it\n");
        tool = ToolTester.of(new DatabaseConnector()).in(in).cancelledBy(cancellation);
    }

    private void run(String database, String... statements) {
        tool.call("execute", "statements", List.of(statements), "database", database);
    }

    private List<?> rows(String database, String sql, @Nullable Object... parameters) {
        Map<String, @Nullable Object> found =
                tool.map("query", "sql", sql, "database", database, "parameters", Values.list(parameters));
        return (List<?>) Objects.requireNonNull(found.get("rows"));
    }

    private @Nullable Object one(String database, String sql, @Nullable Object... parameters) {
        return ((Map<?, ?>) rows(database, sql, parameters).getFirst())
                .values()
                .iterator()
                .next();
    }

    private void shop(String database) {
        run(
                database,
                "create table users (id integer primary key, name varchar not null unique)",
                "create table orders (id integer primary key, who integer references users (id), total double)",
                "insert into users values (1, 'Ann'), (2, 'Bob')",
                "insert into orders values (10, 1, 2.5), (11, 2, 4.0)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.db", "a.duckdb", "sqlite:b.db", "duckdb:b.any"})
    void what_is_written_is_read(String database) {
        shop(database);
        assertThat(rows(
                        database,
                        "select u.name, o.total from orders o join users u on o.who = u.id where o.id > ? -- ; end",
                        10))
                .isEqualTo(Values.list(Values.map("name", "Bob", "total", 4.0)));
        byte[] bytes = {0, 1, (byte) 0xff};
        run(database, "create table things (b blob, t varchar, n bigint, d double, x integer)");
        tool.call(
                "execute",
                "sql",
                "insert into things values (?, ?, ?, ?, ?);",
                "parameters",
                Values.list(bytes, "é'\";--", Long.MAX_VALUE, 0.1, null),
                "database",
                database);
        Map<?, ?> row = (Map<?, ?>) rows(database, "select * from things").getFirst();
        assertThat((byte[]) row.get("b")).isEqualTo(bytes);
        assertThat(row.get("t")).isEqualTo("é'\";--");
        assertThat(row.get("n")).isEqualTo(Long.MAX_VALUE);
        assertThat(row.get("d")).isEqualTo(0.1);
        assertThat(row.get("x")).isNull();
    }

    @Test
    void the_program_sqlite3_sees_what_was_written() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/sqlite3")), "sqlite3 is not installed");
        shop("a.db");
        Process process = new ProcessBuilder(
                        "/usr/bin/sqlite3",
                        in.resolve("a.db").toString(),
                        "select name, total from orders, users" + " where who = users.id; pragma integrity_check")
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).isEqualTo("Ann|2.5\nBob|4.0\nok\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.db", "a.duckdb"})
    void statements_are_done_together_or_not_at_all(String database) {
        shop(database);
        ToolException error = tool.fails(
                ErrorCode.CONFLICT,
                "execute",
                "statements",
                List.of(
                        "insert into users values (3, 'Cid')",
                        "create table more (a integer)",
                        "insert into users values (4, 'Ann')"),
                "database",
                database);
        assertThat(error.message()).startsWith("statements[2]: ");
        assertThat(one(database, "select count(*) from users")).isEqualTo(2L);
        tool.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select * from more", "database", database);
    }

    @Test
    void counts_and_keys_of_new_rows_are_told() {
        shop("a.db");
        assertThat(tool.map("execute", "sql", "update users set name = name || '!'", "database", "a.db"))
                .containsEntry("rows_affected", 2L);
        Map<String, @Nullable Object> inserted = tool.map(
                "execute",
                "sql",
                "insert into users (name) values (?)",
                "parameters",
                List.of("Eve"),
                "database",
                "a.db");
        assertThat(((Map<?, ?>) ((List<?>) Objects.requireNonNull(inserted.get("results"))).getFirst())
                        .get("generated_keys"))
                .isEqualTo(List.of(3L));
        for (String database : List.of("a.db", "a.duckdb")) {
            run(database, "create table k (a integer, b varchar)");
            Map<String, @Nullable Object> returned = tool.map(
                    "execute", "sql", "insert into k values (1, 'x'), (2, 'y') returning a", "database", database);
            Map<?, ?> result = (Map<?, ?>) ((List<?>) Objects.requireNonNull(returned.get("results"))).getFirst();
            assertThat(result.get("rows")).isEqualTo(Values.list(Values.map("a", 1L), Values.map("a", 2L)));
            assertThat(result.get("rows_affected")).isEqualTo(2L);
            assertThat(one(database, "select count(*) from k")).isEqualTo(2L);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a.db, insert into users values (9; 'x')",
        "a.db, delete from users",
        "a.db, drop table users",
        "a.db, with t as (select 1) delete from users",
        "a.db, pragma user_version = 5",
        "a.db, pragma journal_mode = wal",
        "a.db, vacuum into 'x.db'",
        "a.db, select 1; delete from users",
        "a.db, select 1; -- x",
        "a.duckdb, delete from users",
        "a.duckdb, select 1; delete from users",
        "a.duckdb, copy users to 'x.csv'",
        "a.duckdb, with t as (select 1) delete from users",
        "a.duckdb, explain analyze delete from users",
        "a.duckdb, create temp table t (a integer)"
    })
    void asking_changes_nothing(String database, String sql) throws IOException {
        shop(database);
        byte[] before = Files.readAllBytes(in.resolve(database));
        if (sql.equals("select 1; -- x")) {
            assertThat(one(database, sql)).isEqualTo(1L);
        } else {
            ToolException error = catchThrowableOfType(
                    ToolException.class, () -> tool.call("query", "sql", sql, "database", database));
            assertThat(error).as(sql).isNotNull();
            assertThat(error.code()).as(error.message()).isIn(ErrorCode.INVALID_PARAMS, ErrorCode.DENIED);
        }
        assertThat(one(database, "select count(*) from users")).isEqualTo(2L);
        assertThat(Files.readAllBytes(in.resolve(database))).isEqualTo(before);
        try (Stream<Path> files = Files.list(in)) {
            assertThat(files.map(path -> path.getFileName().toString())).containsExactly(database);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.db|attach 'OUT/x.db' as x",
                "a.db|/* x */ attach 'OUT/x.db' as x",
                "a.db|vacuum into 'OUT/x.db'",
                "a.db|select load_extension('OUT/x.so')",
                "a.db|insert into users (name) select load_extension('OUT/x.so')",
                "a.db|select readfile('OUT/secret.csv')",
                "a.db|select writefile('OUT/x', 'y')",
                "a.db|backup to 'OUT/x.db'",
                "a.db|restore from OUT/secret.csv",
                "a.db|pragma temp_store_directory = 'OUT'",
                "a.db|pragma hard_heap_limit = 1",
                "a.db|create virtual table v using csv(filename='OUT/secret.csv')",
                "a.duckdb|attach 'OUT/x.db' as x",
                "a.duckdb|copy users to 'OUT/x.csv'",
                "a.duckdb|copy users from 'OUT/secret.csv'",
                "a.duckdb|insert into users select 5, content from read_text('OUT/secret.csv')",
                "a.duckdb|select * from 'OUT/secret.csv'",
                "a.duckdb|select * from read_blob('/etc/passwd')",
                "a.duckdb|set enable_external_access = true",
                "a.duckdb|set temp_directory = 'OUT'",
                "a.duckdb|reset enable_external_access",
                "a.duckdb|install httpfs",
                "a.duckdb|load httpfs",
                "a.duckdb|export database 'OUT'",
                "a.duckdb|select * from 'http://127.0.0.1:9/x.csv'",
                "a.duckdb|select getenv('HOME')"
            })
    void nothing_leads_out_of_the_database(String database, String sql) throws IOException {
        shop(database);
        String text = sql.replace("OUT", out.toString());
        for (String operation : List.of("execute", "query")) {
            ToolException error = catchThrowableOfType(
                    ToolException.class, () -> tool.call(operation, "sql", text, "database", database));
            assertThat(error).as(operation + " " + sql).isNotNull();
            assertThat(error.message()).doesNotContain("the-content-of-it");
        }
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(path -> path.getFileName().toString())).containsExactly("secret.csv");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                "commit",
                "rollback",
                "end",
                "savepoint a",
                "release a",
                "select 1; select 2",
                "",
                " -- x",
                "select 'a",
                "select \"a",
                "select /* a",
                "selec 1",
                "select * from nowhere"
            })
    void what_is_no_statement_of_a_transaction_is_refused(String sql) {
        shop("a.db");
        shop("a.duckdb");
        tool.fails(ErrorCode.INVALID_PARAMS, "execute", "sql", sql, "database", "a.db");
        tool.fails(ErrorCode.INVALID_PARAMS, "execute", "sql", sql, "database", "a.duckdb");
    }

    @Test
    void a_trigger_has_statements_of_its_own() {
        shop("a.db");
        run(
                "a.db",
                "create table log (t text)",
                "create trigger note after insert on users begin insert into log values (new.name);"
                        + " insert into log values ('2'); end",
                "insert into users values (7, 'Gil')");
        assertThat(one("a.db", "select count(*) from log")).isEqualTo(2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.db", "a.duckdb"})
    void values_are_never_read_as_sql(String database) throws IOException {
        shop(database);
        String evil = "x'); drop table users; --";
        tool.call(
                "execute",
                "sql",
                "insert into users values (?, ?)",
                "parameters",
                Values.list(3, evil),
                "database",
                database);
        assertThat(rows(database, "select id from users where name = ?", evil))
                .isEqualTo(Values.list(Values.map("id", 3L)));
        assertThat(rows(database, "select id from users where name = ?", "' or '1' = '1"))
                .isEmpty();
        String table = "t\"; drop table users; --";
        Files.writeString(in.resolve("x.csv"), "\"a\"\"b; drop table users\",c\n1,x\n");
        tool.call("import_csv", "file", "x.csv", "table", table, "database", database);
        assertThat(one(database, "select count(*) from users")).isEqualTo(3L);
        assertThat(tool.map("schema", "table", table, "database", database).toString())
                .contains("a\"b; drop table users");
    }

    @Test
    void only_granted_files_are_databases() throws IOException {
        shop("a.db");
        shop("a.duckdb");
        Files.createSymbolicLink(in.resolve("link.db"), out.resolve("secret.csv"));
        ToolTester reader = tool.granting(Grants.NONE.allow(Permission.READ, in.toString()));
        for (String name : List.of("a.db", "a.duckdb")) {
            assertThat(reader.map("query", "sql", "select 1 as n", "database", name))
                    .containsEntry("row_count", 1L);
            reader.fails(ErrorCode.DENIED, "execute", "sql", "delete from users", "database", name);
            tool.granting(Grants.NONE).fails(ErrorCode.DENIED, "query", "sql", "select 1", "database", name);
        }
        for (String name :
                List.of("../out/x.db", "sqlite:../out/x.db", "duckdb:../out/x.db", out + "/x.db", "link.db")) {
            tool.fails(ErrorCode.DENIED, "execute", "sql", "create table t (a integer)", "database", name);
        }
        tool.fails(ErrorCode.DENIED, "query", "sql", "select 1", "database", out + "/secret.csv");
        tool.fails(ErrorCode.NOT_FOUND, "query", "sql", "select 1", "database", "none.db");
        tool.fails(ErrorCode.CONFLICT, "query", "sql", "select 1", "database", "sqlite:.");
        tool.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1", "database", "a.db?mode=rwc");
        tool.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1", "database", "sqlite:");
        Files.writeString(in.resolve("bad.db"), "no database at all, but long enough to be read as one".repeat(50));
        tool.fails(ErrorCode.FAILED, "query", "sql", "select * from sqlite_master", "database", "bad.db");
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.db", "a.duckdb"})
    void rows_beyond_the_limits_are_left_out_and_said(String database) {
        shop(database);
        String many = "with recursive t(n) as (select 1 union all select n + 1 from t where n < 5000) select n,"
                + " 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' as x from t";
        assertThat(tool.map("query", "sql", many, "limit", 3L, "database", database))
                .containsEntry("row_count", 3L)
                .containsEntry("truncated", true);
        assertThat(tool.map("query", "sql", many, "limit", 5000L, "database", database))
                .containsEntry("row_count", 5000L)
                .containsEntry("truncated", false);
        Map<String, @Nullable Object> bounded =
                tool.within(Limits.GENEROUS.withOutput(10_000)).map("query", "sql", many, "database", database);
        assertThat(bounded).containsEntry("truncated", true);
        assertThat((List<?>) bounded.get("rows")).hasSizeBetween(50, 200);
    }

    @Test
    void one_value_that_is_too_large_is_refused() {
        shop("a.db");
        tool.within(Limits.GENEROUS.withOutput(10_000))
                .fails(ErrorCode.LIMIT_EXCEEDED, "query", "sql", "select hex(zeroblob(100000))", "database", "a.db");
    }

    @Test
    void what_duckdb_holds_comes_out_whole() {
        run(
                "a.duckdb",
                "create table v as select 12345678901234567.25::decimal(38,2) as d, 1.5::decimal(4,1) as s,"
                        + " '{\"a\":[1,null]}'::json as j, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid as u,"
                        + " [1,2] as l, date '2024-02-29' as day, true as b");
        assertThat(rows("a.duckdb", "select * from v"))
                .isEqualTo(Values.list(Values.map(
                        "d",
                        "12345678901234567.25",
                        "s",
                        1.5,
                        "j",
                        Values.map("a", Values.list(1L, null)),
                        "u",
                        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                        "l",
                        Values.list(1L, 2L),
                        "day",
                        "2024-02-29",
                        "b",
                        true)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.db", "a.duckdb"})
    void tables_are_described_with_their_keys(String database) {
        shop(database);
        run(database, "create index by_who on orders (who)", "create view names as select name from users");
        String text = tool.map("schema", "database", database).toString();
        assertThat(text)
                .contains("name=orders", "name=users", "name=names, type=view", "primary_key=[id]")
                .contains("foreign_keys=[{columns=[who], table=users, references=[id]}]", "name=by_who");
        assertThat((List<?>) tool.map("schema", "table", "users", "database", database)
                        .get("tables"))
                .hasSize(1);
        tool.fails(ErrorCode.NOT_FOUND, "schema", "table", "u_ers", "database", database);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.db", "a.duckdb"})
    void a_plan_is_shown_and_nothing_run(String database) {
        shop(database);
        Object[] asked = {"sql", "select * from users where id = ?", "parameters", List.of(1L), "database", database};
        assertThat(tool.map("explain", asked).get("plan"))
                .isInstanceOf(List.class)
                .asString()
                .contains("users");
        Object[] changing = {"sql", "delete from users where id = 1", "database", database};
        if (database.equals("a.db")) {
            assertThat(tool.map("explain", changing)).containsKey("plan");
        } else {
            // DuckDB explains nothing that changes to those who may only read.
            tool.fails(ErrorCode.INVALID_PARAMS, "explain", changing);
        }
        assertThat(one(database, "select count(*) from users")).isEqualTo(2L);
        tool.fails(ErrorCode.INVALID_PARAMS, "explain", "sql", "select 1; select 2", "database", database);
    }

    @Test
    void csv_types_are_told_from_all_rows() throws IOException {
        Files.writeString(
                in.resolve("x.csv"),
                "\uFEFFid,price,code,day,at,ok,big\n1,2,007,2024-01-02,2024-01-02T10:00:00,true,9007199254740993\n"
                        + "2,2.5,8,2024-01-03,2024-01-02 11:00:00,false,0.5\n3,,,,,,\n");
        for (String database : List.of("a.db", "a.duckdb")) {
            assertThat(tool.map("import_csv", "file", "x.csv", "table", "t", "database", database))
                    .containsEntry("rows_imported", 3L)
                    .containsEntry("created", true);
            assertThat(rows(database, "select id, price, code, big from t order by id"))
                    .isEqualTo(Values.list(
                            Values.map("id", 1L, "price", 2.0, "code", "007", "big", "9007199254740993"),
                            Values.map("id", 2L, "price", 2.5, "code", "8", "big", "0.5"),
                            Values.map("id", 3L, "price", null, "code", null, "big", null)));
            assertThat(tool.map("import_csv", "file", "x.csv", "table", "t", "database", database))
                    .containsEntry("created", false);
        }
        assertThat(((Map<?, ?>) rows("a.duckdb", "select day, \"at\", ok from t order by id")
                        .getFirst()))
                .isEqualTo(Values.map("day", "2024-01-02", "at", "2024-01-02T10:00", "ok", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.db", "a.duckdb"})
    void a_bad_row_is_named_and_nothing_imported(String database) throws IOException {
        run(database, "create table t (id integer primary key, n varchar)");
        Files.writeString(in.resolve("x.csv"), "id,n\n1,a\nx,b\n3\n");
        ToolException error =
                tool.fails(ErrorCode.FAILED, "import_csv", "file", "x.csv", "table", "t", "database", database);
        assertThat(error.message()).contains("2 rows do not fit", "line 3 column 1: 'x' is no integer");
        assertThat(error.details().toString()).contains("line 4 has 1 fields, not 2");
        Files.writeString(in.resolve("y.csv"), "id,n\n1,a\n2,\"b\nc\"\n1,d\n");
        ToolException twice =
                tool.fails(ErrorCode.CONFLICT, "import_csv", "file", "y.csv", "table", "t", "database", database);
        assertThat(twice.message()).contains("line 5 of 'y.csv'");
        assertThat(one(database, "select count(*) from t")).isEqualTo(0L);
        Files.writeString(in.resolve("z.csv"), "id,nothing\n1,a\n");
        tool.fails(ErrorCode.INVALID_PARAMS, "import_csv", "file", "z.csv", "table", "t", "database", database);
        Files.writeString(in.resolve("e.csv"), "");
        tool.fails(ErrorCode.FAILED, "import_csv", "file", "e.csv", "table", "t", "database", database);
        Files.writeString(in.resolve("d.csv"), "a,A\n1,2\n");
        tool.fails(ErrorCode.FAILED, "import_csv", "file", "d.csv", "table", "new", "database", database);
        Files.write(in.resolve("u.csv"), new byte[] {'a', '\n', (byte) 0xff, '\n'});
        tool.fails(ErrorCode.FAILED, "import_csv", "file", "u.csv", "table", "new", "database", database);
        tool.fails(ErrorCode.DENIED, "import_csv", "file", "../out/secret.csv", "table", "new", "database", database);
        tool.fails(ErrorCode.INVALID_PARAMS, "schema", "table", 5L, "database", database);
        tool.fails(ErrorCode.NOT_FOUND, "schema", "table", "new", "database", database);
    }

    @Test
    void parameters_are_checked() {
        shop("a.db");
        tool.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select ?", "database", "a.db");
        tool.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1", "parameters", List.of(1L), "database", "a.db");
        tool.fails(
                ErrorCode.INVALID_PARAMS,
                "query",
                "sql",
                "select ?",
                "parameters",
                List.of(List.of(1L)),
                "database",
                "a.db");
        tool.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1", "limit", 0L, "database", "a.db");
        tool.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1", "query_type", "INSERT", "database", "a.db");
        tool.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1\0", "database", "a.db");
        tool.fails(ErrorCode.INVALID_PARAMS, "execute", "database", "a.db");
        tool.fails(
                ErrorCode.INVALID_PARAMS, "execute", "sql", "select 1", "statements", List.of("x"), "database", "a.db");
        tool.fails(ErrorCode.INVALID_PARAMS, "execute", "statements", List.of(), "database", "a.db");
        tool.fails(
                ErrorCode.INVALID_PARAMS,
                "execute",
                "statements",
                List.of("select 1"),
                "parameters",
                List.of(1L),
                "database",
                "a.db");
        for (String delimiter : List.of("", ",,", "\"")) {
            tool.fails(
                    ErrorCode.INVALID_PARAMS,
                    "import_csv",
                    "file",
                    "x.csv",
                    "table",
                    "t",
                    "delimiter",
                    delimiter,
                    "database",
                    "a.db");
        }
        assertThat(one("a.db", "select ?", true)).isEqualTo(1L);
        assertThat(one("sqlite::memory:", "select ? || 'x'", "y")).isEqualTo("yx");
        assertThat(one("duckdb::memory:", "select ? || 'x'", "y")).isEqualTo("yx");
    }

    @Test
    void calls_at_once_share_a_file() throws Exception {
        shop("a.db");
        shop("a.duckdb");
        for (String database : List.of("a.db", "a.duckdb")) {
            List<CompletableFuture<?>> calls = Stream.generate(() -> CompletableFuture.<@Nullable Object>supplyAsync(
                            () -> one(database, "select count(*) from users")))
                    .limit(16)
                    .<CompletableFuture<?>>map(call -> call)
                    .toList();
            for (CompletableFuture<?> call : calls) {
                assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo(2L);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.db", "a.duckdb"})
    void a_time_that_is_over_ends_the_statement(String database) {
        shop(database);
        for (String operation : List.of("query", "execute")) {
            ToolException error =
                    tool.fails(ErrorCode.TIMEOUT, operation, "sql", LONG, "database", database, "timeout_seconds", 0.3);
            assertThat(error.message()).isEqualTo("timeout_seconds: it took longer than 300 ms and was ended");
            assertThat(error.details()).containsEntry("timeout_ms", 300L);
        }
        assertThat(tool.map("query", "sql", "select 1 as n", "database", database, "timeout", 60L))
                .containsEntry("row_count", 1L);
        run(database, "insert into users values (5, 'Eve')");
        tool.fails(ErrorCode.INVALID_PARAMS, "query", "sql", LONG, "database", database, "timeout_seconds", -1L);
    }

    @Test
    void what_is_for_servers_is_refused_for_files() {
        shop("a.db");
        for (String name : List.of("user", "password", "password_variable")) {
            assertThat(tool.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1", "database", "a.db", name, "x")
                            .message())
                    .isEqualTo(name + ": is for databases on a server only");
        }
        tool.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1", "database", "oracle://x/y");
        tool.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1");
    }

    @ParameterizedTest
    @CsvSource({"a.db, query", "a.duckdb, query", "a.db, execute", "a.duckdb, execute"})
    void cancelling_ends_a_long_statement(String database, String operation) throws Exception {
        shop(database);
        String sql = operation.equals("query")
                ? LONG
                : "insert into users select n, n from (" + LONG.replace("count(*)", "count(*) as n") + ")";
        CompletableFuture<ToolException> ended = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                ToolException.class, () -> tool.call(operation, "sql", sql, "database", database)));
        Thread.sleep(1000);
        cancellation.cancel();
        assertThat(ended.get(10, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CANCELLED);
        tool = tool.cancelledBy(new Cancellation());
        run(database, "insert into users values (5, 'Eve')");
        assertThat(one(database, "select count(*) from users")).isEqualTo(3L);
    }
}
