package dev.incant.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incant.kernel.capability.Grants;
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

/// A real PostgreSQL.
@Timeout(180)
final class PostgresqlTest implements ServerContract {
    private static @Nullable DatabaseServer server;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(DatabaseServer.hasPostgresql(), "the package postgresql is not installed");
        server = DatabaseServer.startPostgresql();
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
        return DatabaseServer.startPostgresql();
    }

    @Override
    public String sleeping(int seconds) {
        return "select 'incant-sleeps', pg_sleep(" + seconds + ")";
    }

    @Override
    public String numbers() {
        return "select generate_series(1, 300000000) as n";
    }

    @Override
    public String connections() {
        return "select count(*) from pg_stat_activity where usename = 'incant' and pid <> pg_backend_pid()"
                + " and backend_type = 'client backend'";
    }

    @Override
    public String sleepers() {
        return "select count(*) from pg_stat_activity where query like '%incant-sleeps%' and state = 'active'"
                + " and pid <> pg_backend_pid()";
    }

    @Test
    void values_of_every_type_are_plain() {
        assertThat(rows("select 1::smallint a, 9223372036854775807 b, 1.50::numeric c, 12345678901234567.25::numeric d,"
                                + " 'NaN'::numeric e, 0.1::real f, 'Infinity'::float8 g, true h, '\\x00ff'::bytea i,"
                                + " '{\"a\":[1,null]}'::jsonb j, '[1]'::json k, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid l,"
                                + " array[1,null,3] m, array[array['a','b c'],array['d','e']] n, date '2024-02-29' o,"
                                + " timestamp '2024-01-02 10:00:00.5' p, timestamptz '2024-01-02 10:00:00+02' q,"
                                + " time '10:00' r, interval '1 day 02:00' s, 'infinity'::date t, inet '10.0.0.1/8' u,"
                                + " '(1,2)'::point v, row(1,'x') w, null x, 'é' y, array[timestamptz '2024-01-02 10:00:00+02'] z,"
                                + " B'101' aa, 'a b'::tsvector bb, int4range(1,5) cc, 12.5::money dd, '-infinity'::timestamptz ee,"
                                + " numeric '123456789012345678901234567890' ff, xmlelement(name x) gg,"
                                + " array['{\"a\":1}'::jsonb] hh, array[1.5::numeric] ii")
                        .toString()
                        .replaceFirst("\\[B@[0-9a-f]+", "BYTES"))
                .isEqualTo("[{a=1, b=9223372036854775807, c=1.5, d=12345678901234567.25, e=NaN, f=0.1, g=Infinity,"
                        + " h=true, i=BYTES, j={a=[1, null]}, k=[1], l=a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,"
                        + " m=[1, null, 3], n=[[a, b c], [d, e]], o=2024-02-29, p=2024-01-02T10:00:00.500,"
                        + " q=2024-01-02T08:00Z, r=10:00, s=1 day 02:00:00, t=infinity, u=10.0.0.1/8, v=(1,2),"
                        + " w=(1,x), x=null, y=é, z=[2024-01-02T08:00:00Z], aa=101, bb='a' 'b', cc=[1,5), dd=$12.50,"
                        + " ee=-infinity, ff=123456789012345678901234567890, gg=<x/>, hh=[{\"a\": 1}], ii=[1.5]}]");
    }

    @Test
    void values_go_in_as_the_types_that_are_wanted() {
        run(
                "create table typed (i int, s smallint, b bigint, n numeric(12,2), f float8, t text, d date, ts timestamptz,"
                        + " j jsonb, a int[], u uuid, by bytea, bo boolean, ta text[], x inet)");
        call(
                "execute",
                "sql",
                "insert into typed values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                "parameters",
                Values.list(
                        1,
                        2,
                        9_000_000_000L,
                        "12.30",
                        0.1,
                        "é",
                        "2024-02-29",
                        "2024-01-02T10:00:00Z",
                        Values.map("a", Values.list(1, null)),
                        Values.list(1, null, 3),
                        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                        new byte[] {0, 1},
                        true,
                        Values.list("a,\"b\\", "{}", null),
                        "10.0.0.1"));
        assertThat(rows("select i, s, b, n, f, t, d, ts, j, a, u, by = '\\x0001' as by, bo, ta, x from typed"))
                .isEqualTo(Values.list(Values.map(
                        "i",
                        1L,
                        "s",
                        2L,
                        "b",
                        9_000_000_000L,
                        "n",
                        12.3,
                        "f",
                        0.1,
                        "t",
                        "é",
                        "d",
                        "2024-02-29",
                        "ts",
                        "2024-01-02T10:00Z",
                        "j",
                        Values.map("a", Values.list(1L, null)),
                        "a",
                        Values.list(1L, null, 3L),
                        "u",
                        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                        "by",
                        true,
                        "bo",
                        true,
                        "ta",
                        Values.list("a,\"b\\", "{}", null),
                        "x",
                        "10.0.0.1")));
        assertThat(one("select repeat('x', ?)", 3)).isEqualTo("xxx");
        assertThat(one(
                        "select count(*) from typed where d > ? and j ->> 'a' is not null and i = any(?)",
                        "2024-01-01",
                        Values.list(1, 2)))
                .isEqualTo(1L);
        assertThat(one("select '{\"a\":1}'::jsonb ?? 'a'")).isEqualTo(true);
        ToolException wrong = fails(
                ErrorCode.INVALID_PARAMS,
                "execute",
                "sql",
                "insert into typed (d) values (?)",
                "parameters",
                Values.list("no date"));
        assertThat(wrong.details()).containsEntry("sqlstate", "22007");
    }

    @Test
    void asking_changes_nothing() {
        run("create table kept (n integer)", "insert into kept values (1)", "create sequence counting");
        for (String sql : List.of(
                "delete from kept",
                "with x as (delete from kept returning n) select * from x",
                "select n into other from kept",
                "select nextval('counting')",
                "explain analyze delete from kept",
                "create temp table t (n int)",
                "table kept; delete from kept",
                "select set_config('transaction_read_only', 'off', false) from kept where (select true)",
                "set transaction read write")) {
            if (!sql.contains("set_config")) {
                fails(tool(), "query", "sql", sql);
            } else {
                fails(ErrorCode.INVALID_PARAMS, "query", "sql", sql);
            }
        }
        assertThat(server().ask("select count(*) from kept")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "copy kept from '/etc/passwd'",
                "copy (select 1) to program 'id'",
                "copy (select 1) to stdout",
                "select pg_read_file('/etc/passwd')",
                "select \"pg_read_file\"('/etc/passwd')",
                "select pg_catalog.\"pg_read_binary_file\" ('/etc/passwd')",
                "select U&\"pg_re\\0061d_file\"('/etc/passwd')",
                "select pg_ls_dir('/')",
                "select pg_stat_file('/etc/passwd')",
                "select lo_import('/etc/passwd')",
                "select lo_export(1, '/tmp/x')",
                "select * from query_to_xml('select pg_read_file(''/etc/passwd'')', true, true, '')",
                "select * from dblink('host=127.0.0.1', 'select 1') as t (n int)",
                "create extension dblink",
                "alter system set log_directory = '/tmp'",
                "do $$ begin perform pg_read_file('/etc/passwd'); end $$",
                "load '/tmp/x.so'",
                "create function f() returns int as '/tmp/x.so', 'f' language c",
                "create function f() returns int as 'import os' language plpython3u",
                "set standard_conforming_strings = off",
                "set session_preload_libraries = 'x'",
                "/* x */ copy kept from '/etc/passwd'",
                "prepare x as select pg_read_file('/etc/passwd')",
                "create server s foreign data wrapper postgres_fdw"
            })
    void what_leads_out_of_the_database_is_refused(String sql) {
        for (String operation : List.of("query", "execute", "explain")) {
            ToolException error = fails(tool(), operation, "sql", sql);
            assertThat(error.code()).as(error.message()).isIn(ErrorCode.DENIED, ErrorCode.INVALID_PARAMS);
            assertThat(error.message()).doesNotContain("root:");
        }
    }

    @Test
    void a_statement_is_not_run_once_strings_are_read_otherwise() {
        ToolException error = fails(
                ErrorCode.DENIED,
                "execute",
                "statements",
                Values.list("select set_config('standard_conforming_strings', 'off', false)", "select 'a\\', 1"));
        assertThat(error.message()).startsWith("statements[1]: ");
        assertThat(call("execute", "sql", "set search_path to public, pg_catalog"))
                .containsKey("results");
    }

    @Test
    void rows_that_come_back_from_a_change_are_told() {
        run("create table back (id serial primary key, name text)");
        Map<String, @Nullable Object> done =
                call("execute", "sql", "insert into back (name) values ('a'), ('b') returning id");
        assertThat(done.toString()).contains("rows=[{id=1}, {id=2}]", "rows_affected=2");
    }

    @Test
    void tls_is_as_it_is_asked_for(@TempDir Path folder) throws IOException {
        Path in = folder.toRealPath();
        Files.copy(server().folder.resolve("server.pem"), in.resolve("ca.pem"));
        ToolTester tool = tool().in(in).granting(Permission.NET, "localhost:" + server().port);
        String ssl = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
        String named = server().url().replace("127.0.0.1", "localhost");
        assertThat(call(tool, "query", "sql", ssl, "tls", "disable").get("rows"))
                .isEqualTo(Values.list(Values.map("ssl", false)));
        assertThat(call(tool, "query", "sql", ssl, "tls", "require").get("rows"))
                .isEqualTo(Values.list(Values.map("ssl", true)));
        assertThat(call(tool, "query", "sql", ssl, "database", named, "tls", "verify-full", "ca_file", "ca.pem")
                        .get("rows"))
                .isEqualTo(Values.list(Values.map("ssl", true)));
        ToolException unknown = fails(tool, "query", "sql", ssl, "database", named + "?sslmode=verify-full");
        assertThat(unknown.message()).contains("failed at TLS");
        ToolException other = fails(tool, "query", "sql", ssl, "tls", "verify-full", "ca_file", "ca.pem");
        assertThat(other.message()).as("for localhost, not for 127.0.0.1").containsIgnoringCase("hostname");
        assertThat(fails(tool, "query", "sql", ssl, "tls", "require", "ca_file", "ca.pem")
                        .code())
                .isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(fails(
                                tool.granting(Grants.NONE
                                        .allow(Permission.NET, "localhost")
                                        .allow(Permission.ENV, "INCANT_TEST_PASSWORD")),
                                "query",
                                "sql",
                                ssl,
                                "tls",
                                "verify-full",
                                "ca_file",
                                "ca.pem")
                        .code())
                .isEqualTo(ErrorCode.DENIED);
    }
}
