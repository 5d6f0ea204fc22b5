package dev.incant.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class SqlQueryTest implements ToolContract {
    private final Cancellation cancellation = new Cancellation();
    private ToolTester sql;
    private Path in;
    private Path out;

    @TempDir
    Path folder;

    @Override
    public Tool tool() {
        return new SqlQuery();
    }

    @BeforeEach
    void set_up() throws IOException {
        in = Files.createDirectory(folder.toRealPath().resolve("in"));
        out = Files.createDirectory(folder.toRealPath().resolve("out"));
        Files.writeString(out.resolve("secret.csv"), "secret\nthe-content-of-it\n");
        sql = ToolTester.of(new SqlQuery()).in(in).cancelledBy(cancellation);
        write(
                "orders.csv",
                "id,region,amount,day\n1,north,10.5,2024-01-02\n2,south,4,2024-01-03\n3,north,2.5,2024-01-04\n");
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(in.resolve(name).getParent());
        Files.writeString(in.resolve(name), text);
    }

    private List<?> rows(String query, Object... more) {
        Map<String, @Nullable Object> params = Values.map("sql", query);
        params.putAll(Values.map((@Nullable Object[]) more));
        return result(params, "rows");
    }

    private List<?> result(Map<String, @Nullable Object> params, String name) {
        Map<?, ?> result = (Map<?, ?>) java.util.Objects.requireNonNull(sql.callWith("query", params));
        return (List<?>) java.util.Objects.requireNonNull(result.get(name));
    }

    private Object one(String query, Object... more) {
        Map<?, ?> row = (Map<?, ?>) rows(query, more).getFirst();
        return java.util.Objects.requireNonNull(row.values().iterator().next());
    }

    @Test
    void rows_are_typed_and_grouped() {
        assertThat(rows("select * from 'orders.csv' where id = 1"))
                .isEqualTo(Values.list(Values.map("id", 1L, "region", "north", "amount", 10.5, "day", "2024-01-02")));
        assertThat(one("select sum(amount) from 'orders.csv' where region = ?", "parameters", List.of("north")))
                .isEqualTo(13.0);
        assertThat(one(
                        "select count(*) from \"orders.csv\" o where day > ? and id <> ?",
                        "parameters",
                        Values.list("2024-01-02", 3L)))
                .isEqualTo(1L);
    }

    @Test
    void files_of_each_kind_are_joined() throws Exception {
        write("a.tsv", "id\tname\n1\tAnn, of \"x\"\n2\tBob\n");
        write("b.json", "[{\"id\":1,\"tags\":[\"x\",\"y\"],\"deep\":{\"n\":1}},{\"id\":2}]");
        write("c.jsonl", "{\"id\":1,\"ok\":true}\n{\"id\":2,\"ok\":false}\n");
        try (Connection made = new DuckDBDriver().connect("jdbc:duckdb:", new java.util.Properties());
                Statement statement = made.createStatement()) {
            statement.execute("copy (select 1::bigint as id, 1.10::decimal(9,2) as price, 'abc'::blob as b) to '"
                    + in.resolve("sub d.parquet") + "'");
        }
        assertThat(rows("with t as (select * from 'a.tsv') select t.name, b.tags, b.deep, c.ok, d.price, d.b"
                                + " from t join 'b.json' b using (id) join 'c.jsonl' c using (id)"
                                + " join 'sub d.parquet' d using (id)")
                        .toString())
                .startsWith("[{name=Ann, of \"x\", tags=[x, y], deep={n=1}, ok=true, price=1.1, b=[B@");
    }

    @Test
    void patterns_and_reading_functions_name_granted_files() throws IOException {
        write("logs/1.csv", "n\n1\n");
        write("logs/2.csv", "n\n2\n");
        write("logs/no.txt", "n\n99\n");
        write("semi.txt", "a;b\n1;2\n");
        assertThat(one("select sum(n) from 'logs/*.csv'")).isEqualTo(3L);
        assertThat(one("select sum(n) from 'logs/?.csv'")).isEqualTo(3L);
        assertThat(one("select b from read_csv('semi.txt', delim = ';') -- 'x.csv'"))
                .isEqualTo(2L);
        assertThat(one("select 'é', sum(n) from read_csv(['logs/1.csv', 'logs/2.csv']) where 'ü' <> 'x.csv'"))
                .isEqualTo("é");
        assertThat(one("select sum(n) from read_csv('logs/*.csv')")).isEqualTo(3L);
        assertThat(one("select content from read_text('semi.txt')")).isEqualTo("a;b\n1;2\n");
        sql.fails(ErrorCode.NOT_FOUND, "query", "sql", "select * from 'logs/*.json'");
        sql.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select * from '*/1.csv'");
    }

    @Test
    void what_surrounds_a_query_does_not_matter_and_its_order_is_kept() {
        assertThat(one("  select max(id) from 'orders.csv' ; ;\n")).isEqualTo(3L);
        assertThat(one("/* 'x.csv' */ select '--;' as t -- the end")).isEqualTo("--;");
        assertThat(one("describe select * from 'orders.csv'")).isEqualTo("id");
        assertThat(rows("from range(200000) t(n) order by n desc", "limit", 2L))
                .isEqualTo(Values.list(Values.map("n", 199_999L), Values.map("n", 199_998L)));
    }

    @Test
    void names_of_columns_that_come_twice_are_told_apart() {
        assertThat(rows("select a.id, b.id, 1 as id_2 from 'orders.csv' a join 'orders.csv' b using (id) where id = 1"))
                .isEqualTo(Values.list(Values.map("id", 1L, "id_1", 1L, "id_2", 1L)));
    }

    @Test
    void values_of_every_type_are_plain() {
        assertThat(rows(
                        "select 1::hugeint a, 170141183460469231731687303715884105727::hugeint b, 1.50::decimal(10,2) c,"
                                + " 0.1::decimal(38,30) d, 12345678901234567.25::decimal(38,2) e, time '10:00:00' f,"
                                + " timestamp '2024-01-01 10:00:00' g, interval 1 day h, [1,2] i, {'k': date '2024-01-01'} j,"
                                + " map {'k': 1} k, '{\"a\":1}'::json l, true m, 0.1::float n, 18446744073709551615::ubigint o,"
                                + " 'a'::enum('a','b') p, null q"))
                .isEqualTo(Values.list(Values.map(
                        "a",
                        1L,
                        "b",
                        "170141183460469231731687303715884105727",
                        "c",
                        1.5,
                        "d",
                        0.1,
                        "e",
                        "12345678901234567.25",
                        "f",
                        "10:00",
                        "g",
                        "2024-01-01T10:00",
                        "h",
                        "1 day",
                        "i",
                        Values.list(1L, 2L),
                        "j",
                        Values.map("k", "2024-01-01"),
                        "k",
                        Values.map("k", 1L),
                        "l",
                        "{\"a\":1}",
                        "m",
                        true,
                        "n",
                        0.1,
                        "o",
                        "18446744073709551615",
                        "p",
                        "a",
                        "q",
                        null)));
    }

    @Test
    void rows_beyond_the_limits_are_left_out_and_said() {
        Map<String, @Nullable Object> found =
                sql.map("query", "sql", "select range as n from range(1000000000000)", "limit", 3L);
        assertThat(found).containsEntry("row_count", 3L).containsEntry("truncated", true);
        assertThat(sql.map("query", "sql", "select 1 as n", "limit", 1L)).containsEntry("truncated", false);
        Map<String, @Nullable Object> bounded = sql.within(Limits.GENEROUS.withOutput(10_000))
                .map("query", "sql", "select repeat('x', 1000) as t from range(1000)");
        assertThat(bounded).containsEntry("truncated", true);
        assertThat((List<?>) bounded.get("rows")).hasSizeBetween(5, 10);
    }

    @Test
    void what_needs_more_memory_goes_to_disk_and_leaves_nothing() throws IOException {
        assertThat(one(
                        "select count(*) from (select range n, md5(range::varchar) m from range(3000000) order by m)",
                        "memory_mb",
                        64L,
                        "threads",
                        2L))
                .isEqualTo(3_000_000L);
        ToolException error = sql.fails(
                ErrorCode.LIMIT_EXCEEDED,
                "query",
                "sql",
                "select length(string_agg(repeat('x', 1000), '')) from range(1000000)",
                "memory_mb",
                64L);
        assertThat(error.message()).contains("memory_mb");
        try (Stream<Path> files = Files.list(in)) {
            assertThat(files.map(path -> path.getFileName().toString())).containsExactly("orders.csv");
        }
    }

    @Test
    void a_file_is_described() throws IOException {
        assertThat(sql.map("describe", "path", "orders.csv"))
                .isEqualTo(Values.map(
                        "columns",
                        Values.list(
                                Values.map("name", "id", "type", "BIGINT"),
                                Values.map("name", "region", "type", "VARCHAR"),
                                Values.map("name", "amount", "type", "DOUBLE"),
                                Values.map("name", "day", "type", "DATE")),
                        "row_count",
                        3L));
        write("it's.csv", "a\n1\n");
        assertThat(sql.map("describe", "path", "it's.csv")).containsEntry("row_count", 1L);
        sql.fails(ErrorCode.NOT_FOUND, "describe", "path", "none.csv");
        sql.fails(ErrorCode.DENIED, "describe", "path", "../out/secret.csv");
        sql.fails(ErrorCode.INVALID_PARAMS, "describe", "path", "x.bin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from 'OUT/secret.csv'",
                "select * from '../out/secret.csv'",
                "select * from 'OUT/*.csv'",
                "select * from 'link.csv'",
                "select * from read_csv('OUT/secret.csv')",
                "select * from read_csv(['OUT/secret.csv'])",
                "select * from read_csv('OUT/' || 'secret.csv')",
                "select * from read_text('OUT/secret.csv')",
                "select * from read_blob('/etc/passwd')",
                "select * from glob('OUT/*')",
                "select * from sniff_csv('OUT/secret.csv')",
                "select (select content from read_text('OUT/secret.csv'))",
                "with t as (from 'OUT/secret.csv') from t",
                "select 1 where exists (select 1 from read_csv('OUT/secret.csv'))",
                "select * from parquet_metadata('OUT/secret.csv')",
                "select * from query('select * from read_csv(''OUT/secret.csv'')')",
                "select * from query_table('OUT/secret.csv')",
                "select * from 'https://example.com/x.csv'",
                "select * from read_csv('https://example.com/x.csv')",
                "select * from 's3://bucket/x.parquet'",
                "select * from json_execute_serialized_sql(json_serialize_sql("
                        + "'select * from read_text(''OUT/secret.csv'')'))"
            })
    void no_way_leads_to_a_file_that_is_not_granted(String query) throws IOException {
        Files.createSymbolicLink(in.resolve("link.csv"), out.resolve("secret.csv"));
        ToolException error = catchThrowableOfType(
                ToolException.class, () -> sql.call("query", "sql", query.replace("OUT", out.toString())));
        assertThat(error).as("an error").isNotNull();
        assertThat(error.code())
                .as(error.message())
                .isIn(ErrorCode.DENIED, ErrorCode.NOT_FOUND, ErrorCode.INVALID_PARAMS, ErrorCode.FAILED);
        assertThat(error.message()).doesNotContain("the-content-of-it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into t values (1)",
                "create table t (a int)",
                "copy (select 1) to 'x.csv'",
                "attach 'x.db'",
                "set enable_external_access = true",
                "reset enable_external_access",
                "install httpfs",
                "load httpfs",
                "export database 'x'",
                "pragma database_list",
                "select 1; select 2",
                "select 1; drop view \"orders.csv\"",
                "",
                "-- nothing",
                "selec 1",
                "select",
                "select * from nowhere",
                "select nothing from 'orders.csv'",
                "select * from orders.csv"
            })
    void anything_but_one_select_is_refused(String query) throws IOException {
        sql.fails(ErrorCode.INVALID_PARAMS, "query", "sql", query);
        try (Stream<Path> files = Files.list(in)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void errors_say_what_to_do() {
        assertThat(sql.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select * from orders.csv")
                        .message())
                .isEqualTo("sql: put the file's name in quotes, as in 'orders.csv'");
        assertThat(sql.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1; select 2")
                        .message())
                .isEqualTo("sql: give one query, not several");
        assertThat(sql.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "selec 1")
                        .message())
                .contains("selec", "at character 1");
        assertThat(sql.fails(ErrorCode.NOT_FOUND, "query", "sql", "select * from 'none.csv'")
                        .message())
                .contains("none.csv");
        assertThat(sql.fails(ErrorCode.FAILED, "query", "sql", "select 'x'::integer")
                        .message())
                .contains("Could not convert string 'x'");
    }

    @Test
    void parameters_are_checked() {
        sql.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select ?");
        sql.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1", "parameters", List.of(1L));
        sql.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select ?", "parameters", List.of(List.of(1L)));
        sql.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1", "limit", 0L);
        sql.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1", "memory_mb", 31L);
        sql.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select 1", "threads", 65L);
        assertThat(one("select ?", "parameters", List.of("'; drop table x; --")))
                .isEqualTo("'; drop table x; --");
        sql.granting(Permission.READ, "nowhere").fails(ErrorCode.INVALID_PARAMS, "query");
    }

    @Test
    void a_broken_file_is_said_to_be_broken() throws IOException {
        write("bad.parquet", "no parquet at all");
        write("bad.json", "{\"a\":");
        assertThat(sql.fails(ErrorCode.FAILED, "query", "sql", "select * from 'bad.parquet'")
                        .message())
                .startsWith("'bad.parquet' cannot be read");
        sql.fails(ErrorCode.FAILED, "query", "sql", "select * from 'bad.json'");
        Files.createDirectory(in.resolve("folder.csv"));
        sql.fails(ErrorCode.CONFLICT, "query", "sql", "select * from 'folder.csv'");
    }

    private void book(String name) throws IOException {
        try (OutputStream out = Files.newOutputStream(in.resolve(name));
                Workbook book = new Workbook(out, "test", "1.0")) {
            Worksheet first = book.newWorksheet("First");
            String[] header = {"id", "name", "Name", "price", "day", "at", "ok", "code"};
            for (int i = 0; i < header.length; i++) {
                first.value(1, i, header[i]);
            }
            first.value(2, 0, 1);
            first.value(2, 1, "Ann, \"x\"");
            first.value(2, 3, 2);
            first.value(2, 4, java.time.LocalDate.of(2024, 2, 29));
            first.style(2, 4).format("yyyy-mm-dd").set();
            first.value(2, 5, java.time.LocalDateTime.of(2024, 2, 29, 10, 0));
            first.style(2, 5).format("yyyy-mm-dd hh:mm").set();
            first.value(2, 6, true);
            first.value(2, 7, "007");
            first.value(4, 0, 2);
            first.value(4, 3, 2.5);
            first.value(4, 8, "beyond");
            Worksheet second = book.newWorksheet("Se cond");
            second.value(0, 0, "id");
            second.value(1, 0, 2);
            second.value(2, 0, "x");
            book.newWorksheet("Empty");
        }
    }

    @Test
    void sheets_of_workbooks_are_typed_tables() throws IOException {
        book("book.xlsx");
        assertThat(rows("select * from 'book.xlsx' order by id"))
                .isEqualTo(Values.list(
                        Values.map(
                                "id",
                                1L,
                                "name",
                                "Ann, \"x\"",
                                "Name_2",
                                null,
                                "price",
                                2.0,
                                "day",
                                "2024-02-29",
                                "at",
                                "2024-02-29T10:00",
                                "ok",
                                true,
                                "code",
                                "007",
                                "column_9",
                                null),
                        Values.map(
                                "id",
                                2L,
                                "name",
                                null,
                                "Name_2",
                                null,
                                "price",
                                2.5,
                                "day",
                                null,
                                "at",
                                null,
                                "ok",
                                null,
                                "code",
                                null,
                                "column_9",
                                "beyond")));
        assertThat(one(
                        "select sum(o.amount * b.price) from 'orders.csv' o join 'book.xlsx' b using (id)"
                                + " where b.day > ? or b.day is null",
                        "parameters",
                        List.of("2024-01-01")))
                .isEqualTo(31.0);
        assertThat(rows("select id from 'book.xlsx#Se cond' where id = '2'")).hasSize(1);
        assertThat(sql.map("describe", "path", "book.xlsx#Se cond"))
                .isEqualTo(Values.map(
                        "columns", Values.list(Values.map("name", "id", "type", "VARCHAR")), "row_count", 2L));
        sql.fails(ErrorCode.NOT_FOUND, "query", "sql", "select * from 'book.xlsx#Second'");
        sql.fails(ErrorCode.FAILED, "query", "sql", "select * from 'book.xlsx#Empty'");
        sql.fails(ErrorCode.NOT_FOUND, "query", "sql", "select * from 'none.xlsx'");
        sql.fails(ErrorCode.INVALID_PARAMS, "query", "sql", "select * from '*.xlsx'");
        sql.fails(ErrorCode.DENIED, "query", "sql", "select * from '../out/x.xlsx'");
        write("bad.xlsx", "no workbook");
        sql.fails(ErrorCode.FAILED, "query", "sql", "select * from 'bad.xlsx'");
    }

    @Test
    void a_large_sheet_is_read_within_the_engines_memory() throws IOException {
        try (OutputStream out = Files.newOutputStream(in.resolve("large.xlsx"));
                Workbook book = new Workbook(out, "test", "1.0")) {
            Worksheet sheet = book.newWorksheet("Numbers");
            sheet.value(0, 0, "n");
            sheet.value(0, 1, "t");
            for (int i = 1; i <= 200_000; i++) {
                sheet.value(i, 0, i);
                sheet.inlineString(i, 1, "some text that is not the same " + i);
                if (i % 1000 == 0) {
                    sheet.flush();
                }
            }
        }
        assertThat(rows(
                        "select count(*) as c, sum(n) as s, max(length(t)) as l from 'large.xlsx'",
                        "memory_mb",
                        32L,
                        "threads",
                        1L))
                .isEqualTo(Values.list(Values.map("c", 200_000L, "s", 20_000_100_000L, "l", 37L)));
    }

    @Test
    void a_time_that_is_over_ends_a_query() {
        String slow = "select count(*) from range(1000000) a, range(100000000) b";
        assertThat(sql.fails(ErrorCode.TIMEOUT, "query", "sql", slow, "timeout_seconds", 0.3)
                        .message())
                .isEqualTo("timeout_seconds: it took longer than 300 ms and was ended");
        assertThat(one("select 1", "timeout", 60L)).isEqualTo(1L);
        assertThat(sql.map("describe", "path", "orders.csv", "timeout", 60L)).containsEntry("row_count", 3L);
    }

    @Test
    void cancelling_ends_a_long_query() throws Exception {
        CompletableFuture<ToolException> ended = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                ToolException.class,
                () -> sql.call("query", "sql", "select count(*) from range(1000000) a, range(100000000) b")));
        Thread.sleep(1500);
        cancellation.cancel();
        assertThat(ended.get(10, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CANCELLED);
    }
}
