package dev.incant.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real MariaDB, as MySQL's protocol has it.
@Timeout(180)
final class MysqlTest implements ServerContract {
    private static @Nullable DatabaseServer server;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(DatabaseServer.hasMariadb(), "the package mariadb-server is not installed");
        server = DatabaseServer.startMariadb();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    public DatabaseServer server() {
        return Objects.requireNonNull(server);
    }

    @Override
    public DatabaseServer another() throws IOException {
        return DatabaseServer.startMariadb();
    }

    @Override
    public String sleeping(int seconds) {
        return "select 'incant-sleeps', sleep(" + seconds + ")";
    }

    @Override
    public String numbers() {
        return "select seq as n from seq_1_to_300000000";
    }

    @Override
    public String connections() {
        return "select count(*) from information_schema.processlist where user = 'incant' and id <> connection_id()";
    }

    @Override
    public String sleepers() {
        return "select count(*) from information_schema.processlist where info like '%incant-sleeps%'"
                + " and id <> connection_id()";
    }

    @Test
    void values_of_every_type_are_plain() {
        run("create table every (a tinyint(1), b bigint unsigned, c decimal(40,2), d float, e double, f date,"
                + " g datetime(3), h timestamp null, i time, j year, k varchar(9), l blob, m json, n enum('x','y'),"
                + " o set('p','q'), p bit(3), q bool, r uuid, s inet6, t decimal(5,2))");
        run(
                "insert into every values (5, 18446744073709551615, 12345678901234567890123456789012345678.25, 0.1, 0.2,"
                        + " '2024-02-29', '2024-01-02 10:00:00.5', '2024-01-02 10:00:00', '-30:00:01', 2024, 'é', x'00ff',"
                        + " '{\"a\":[1,null]}', 'y', 'p,q', b'101', true, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '::1', 1.50)");
        assertThat(rows("select * from every").toString().replaceAll("\\[B@[0-9a-f]+", "BYTES"))
                .isEqualTo("[{a=5, b=18446744073709551615, c=12345678901234567890123456789012345678.25, d=0.1, e=0.2,"
                        + " f=2024-02-29, g=2024-01-02T10:00:00.500, h=2024-01-02T10:00, i=-30:00:01, j=2024, k=é,"
                        + " l=BYTES, m={a=[1, null]}, n=y, o=p,q, p=BYTES, q=1,"
                        + " r=a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11, s=::1, t=1.5}]");
        run("insert into every (a) values (null)");
        assertThat(rows("select a, c, f, m from every where a is null"))
                .isEqualTo(Values.list(Values.map("a", null, "c", null, "f", null, "m", null)));
    }

    @Test
    void values_go_in_as_the_types_that_are_wanted() {
        run(
                "create table typed (b bigint, d double, t text, day date, j json, y blob, q bool, n decimal(12,2)) default character set utf8mb4");
        byte[] bytes = {0, 1, (byte) 0xff};
        call(
                "execute",
                "sql",
                "insert into typed values (?, ?, ?, ?, ?, ?, ?, ?)",
                "parameters",
                Values.list(Long.MAX_VALUE, 0.1, "é🍵", "2024-02-29", "{\"a\":1}", bytes, true, "12.30"));
        Map<?, ?> row = (Map<?, ?>) rows("select * from typed").getFirst();
        assertThat((byte[]) row.get("y")).isEqualTo(bytes);
        assertThat(row.get("t")).isEqualTo("é🍵");
        assertThat(row.get("b")).isEqualTo(Long.MAX_VALUE);
        assertThat(row.get("day")).isEqualTo("2024-02-29");
        assertThat(row.get("n")).isEqualTo(12.3);
        assertThat(row.get("q")).isEqualTo(1L);
        fails(ErrorCode.INVALID_PARAMS, "execute", "sql", "insert into typed (day) values ('no date')");
        fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select ?", "parameters", Values.list(Values.list(1)));
        assertThat(one("select 5--1")).isEqualTo(6L);
    }

    @Test
    void keys_of_new_rows_are_told() {
        run("create table keyed_by (id integer primary key auto_increment, name varchar(9))");
        Map<String, @Nullable Object> done =
                call("execute", "sql", "insert into keyed_by (name) values (?)", "parameters", Values.list("a"));
        assertThat(done.toString()).contains("rows_affected=1, generated_keys=[1]");
        assertThat(call("execute", "sql", "insert into keyed_by (name) values ('b'), ('c') returning id")
                        .toString())
                .contains("rows=[{id=2}, {id=3}]", "rows_affected=2");
    }

    @Test
    void asking_changes_nothing() {
        run("create table kept (n integer)", "insert into kept values (1)", "create sequence counting");
        for (String sql : List.of(
                "delete from kept",
                "with x as (select 1) delete from kept",
                "/*! delete from kept */",
                "select 1 /*!50000 into outfile '/tmp/x' */",
                "select /*M! 1 */ 2",
                "create temporary table t (n int)",
                "select nextval(counting)",
                "select 1; delete from kept",
                "set session transaction read write",
                "analyze delete from kept")) {
            ToolException error = fails(tool(), "query", "sql", sql);
            assertThat(error.code()).as(error.message()).isIn(ErrorCode.INVALID_PARAMS, ErrorCode.DENIED);
        }
        assertThat(server().ask("select count(*) from kept")).isEqualTo("1");
        assertThat(one("show tables like 'kept'")).isEqualTo("kept");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from kept into outfile 'OUT/x'",
                "select 1 into dumpfile 'OUT/x'",
                "select 1 into/**/outfile 'OUT/x'",
                "select load_file('OUT/secret')",
                "select `load_file`('OUT/secret')",
                "select 'a\\' into outfile \\'OUT/x', load_file('OUT/secret'), 'b'",
                "select \"a\\\" \", load_file('OUT/secret')",
                "select 1 # '\n, load_file('OUT/secret')",
                "select 1 -- '\n, load_file('OUT/secret')",
                "load data infile 'OUT/secret' into table kept",
                "load data local infile 'OUT/secret' into table kept",
                "prepare x from 'select load_file(''OUT/secret'')'",
                "execute immediate 'select load_file(''OUT/secret'')'",
                "install soname 'x'",
                "create function f returns string soname 'x.so'",
                "create table t (n int) engine=federated connection='mysql://x'",
                "create table t (n int) engine connect",
                "create table t (n int) data directory='OUT'",
                "set global general_log_file = 'OUT/x'",
                "set sql_mode = 'NO_BACKSLASH_ESCAPES'",
                "set @@session.sql_mode = 'ANSI_QUOTES'",
                "set @a = 1, global general_log = 1",
                "kill 1",
                "shutdown"
            })
    void what_leads_out_of_the_database_is_refused(String sql) throws IOException {
        Path out = server().folder;
        Path secret = out.resolve("secret");
        Files.writeString(secret, "the-content-of-it\n");
        for (String operation : List.of("query", "execute", "explain")) {
            ToolException error = fails(tool(), operation, "sql", sql.replace("OUT", out.toString()));
            assertThat(error.code()).as(error.message()).isIn(ErrorCode.DENIED, ErrorCode.INVALID_PARAMS);
            assertThat(error.message()).doesNotContain("the-content-of-it");
        }
        assertThat(out.resolve("x")).doesNotExist();
    }

    @Test
    void a_server_that_reads_strings_otherwise_is_told_not_to() {
        server().ask("set global sql_mode = concat(@@global.sql_mode, ',ANSI_QUOTES,NO_BACKSLASH_ESCAPES')");
        assertThat(one("select \"a\\\"b\"")).isEqualTo("a\"b");
        assertThat(String.valueOf(one("select @@sql_mode")))
                .contains("STRICT_TRANS_TABLES")
                .doesNotContain("ANSI");
    }

    @Test
    void definitions_that_cannot_be_undone_stand_alone() {
        ToolException error = fails(
                ErrorCode.INVALID_PARAMS,
                "execute",
                "statements",
                Values.list("create table alone (n int)", "insert into alone values (1)"));
        assertThat(error.message())
                .isEqualTo("statements[0]: MySQL and MariaDB cannot undo CREATE, so it has to be the only statement of"
                        + " its call");
        fails(ErrorCode.NOT_FOUND, "schema", "table", "alone");
    }

    @Test
    void a_table_that_was_made_for_an_import_that_failed_is_taken_away(@TempDir Path folder) throws IOException {
        Path in = folder.toRealPath();
        Files.writeString(in.resolve("bad.csv"), "id,v\n1,a\n2\n");
        ToolException error = fails(tool().in(in), "import_csv", "file", "bad.csv", "table", "half_made");
        assertThat(error.message()).contains("nothing was imported");
        fails(ErrorCode.NOT_FOUND, "schema", "table", "half_made");
    }

    @Test
    void tls_is_as_it_is_asked_for(@TempDir Path folder) throws IOException {
        Path in = folder.toRealPath();
        Files.copy(server().folder.resolve("server.pem"), in.resolve("ca.pem"));
        ToolTester tool = tool().in(in).granting(Permission.NET, "localhost:" + server().port);
        String ssl = "show session status like 'Ssl_version'";
        String named = server().url().replace("127.0.0.1", "localhost");
        assertThat(String.valueOf(
                        call(tool, "query", "sql", ssl, "tls", "disable").get("rows")))
                .doesNotContain("TLS");
        assertThat(String.valueOf(
                        call(tool, "query", "sql", ssl, "tls", "require").get("rows")))
                .contains("TLSv1");
        assertThat(String.valueOf(
                        call(tool, "query", "sql", ssl, "database", named, "tls", "verify-full", "ca_file", "ca.pem")
                                .get("rows")))
                .contains("TLSv1");
        ToolException unknown = fails(tool, "query", "sql", ssl, "database", named + "?sslmode=verify-full");
        assertThat(unknown.message()).contains("failed at TLS");
        ToolException other = fails(tool, "query", "sql", ssl, "tls", "verify-full", "ca_file", "ca.pem");
        assertThat(other.message()).as("for localhost, not for 127.0.0.1").contains("failed at TLS");
    }
}
