package dev.incant.tools.database;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs SQL over CSV, TSV, JSON, Parquet and XLSX files where they lie.
public final class SqlQuery implements Tool {
    private static final String ORDERS = "region,amount\nnorth,10.5\nsouth,4\nnorth,2.5\n";

    private static final ToolSpec SPEC = ToolSpec.of(
                    "sql_query",
                    Category.DATA,
                    "Run SQL over CSV, TSV, JSON, Parquet and XLSX files, named by their paths.")
            .tags(
                    "sql",
                    "query",
                    "csv",
                    "json",
                    "parquet",
                    "xlsx",
                    "excel",
                    "join",
                    "group",
                    "aggregate",
                    "duckdb",
                    "table")
            .phrases(
                    "ask a csv file with a select statement",
                    "join two files",
                    "group and sum the rows of a file",
                    "count the rows of a parquet file",
                    "which columns does this file have")
            .defaultOperation(query())
            .operation(describe());

    private static Operation query() {
        return common(Operation.of("query", "Run one SELECT; files stand in it as 'orders.csv'.")
                        .main(Parameter.text(
                                        "sql",
                                        "The query, in DuckDB's SQL. Paths may end in a pattern: 'logs/*.csv'. A workbook is its"
                                                + " first sheet, 'book.xlsx#Sales' the sheet Sales; its first row names"
                                                + " the columns.")
                                .alias("query", "input")
                                .format("sql")
                                .needs(Permission.READ))
                        .optional(Parameter.list(
                                "parameters",
                                "Values for the question marks in it, in order.",
                                Schema.any("A text, number, boolean or null.")))
                        .optional(Parameter.integer("limit", "How many rows to return at most.")
                                .alias("max_rows")
                                .between(1, 1_000_000)
                                .otherwise(1000L)))
                .returns(
                        Schema.object(
                                "What was found.",
                                Field.of("columns", columns()),
                                Field.of(
                                        "rows",
                                        Schema.list(
                                                "The rows; numbers that are exact neither as an integer nor as a double,"
                                                        + " dates and times are texts.",
                                                Schema.map("A row.", Schema.any("The value.")))),
                                Field.of("row_count", Schema.integer("How many rows are returned.")),
                                Field.of(
                                        "truncated",
                                        Schema.bool("Whether there are more rows than limit or the session allow."))),
                        "rows")
                .example(Example.of(
                                "Sum by region.",
                                Map.of(
                                        "sql",
                                        "select region, sum(amount) as total from 'orders.csv' group by 1 order by 1"))
                        .with(Fixture.file("orders.csv", ORDERS))
                        .gives(Values.map(
                                "columns",
                                Values.list(
                                        Values.map("name", "region", "type", "VARCHAR"),
                                        Values.map("name", "total", "type", "DOUBLE")),
                                "rows",
                                Values.list(
                                        Values.map("region", "north", "total", 13.0),
                                        Values.map("region", "south", "total", 4.0)),
                                "row_count",
                                2,
                                "truncated",
                                false)))
                .example(Example.of(
                                "Join two files, with a value given apart.",
                                Values.map(
                                        "sql",
                                        "select o.id, u.name from 'orders.jsonl' o join 'users.csv' u on o.user = u.id"
                                                + " where o.total > ?",
                                        "parameters",
                                        Values.list(10)))
                        .with(Fixture.file(
                                        "orders.jsonl",
                                        "{\"id\":1,\"user\":7,\"total\":20}\n{\"id\":2,\"user\":8,\"total\":5}\n")
                                .andFile("users.csv", "id,name\n7,Ann\n8,Bob\n"))
                        .givesAtLeast(Values.map("rows", Values.list(Values.map("id", 1, "name", "Ann")))))
                .handledBy(SqlQuery::query);
    }

    private static Operation describe() {
        return common(Operation.of("describe", "Say which columns a file has, of which types, and how many rows.")
                        .main(Parameter.path("path", "The file, a path that ends in a pattern, or book.xlsx#SHEET.")
                                .alias("file", "input")
                                .needs(Permission.READ)))
                .returns(
                        Schema.object(
                                "What the file holds.",
                                Field.of("columns", columns()),
                                Field.of("row_count", Schema.integer("How many rows it has."))),
                        "columns")
                .example(Example.of("See the columns of a file.", Map.of("path", "orders.csv"))
                        .with(Fixture.file("orders.csv", ORDERS))
                        .gives(Values.map(
                                "columns",
                                Values.list(
                                        Values.map("name", "region", "type", "VARCHAR"),
                                        Values.map("name", "amount", "type", "DOUBLE")),
                                "row_count",
                                3)))
                .handledBy(SqlQuery::describe);
    }

    private static Operation common(Operation operation) {
        return operation
                .optional(
                        Parameter.integer("memory_mb", "How much memory the engine may use in MiB; more goes to disk.")
                                .between(32, 65_536)
                                .otherwise(1024L))
                .optional(CallTime.parameter())
                .optional(Parameter.integer("threads", "How many threads the engine may use.")
                        .between(1, 64)
                        .otherwise(4L))
                .effects(Effects.READ_ONLY)
                .timeout(Duration.ofMinutes(5));
    }

    private static Schema columns() {
        return Schema.list(
                "The columns.",
                Schema.object(
                        "A column.",
                        Field.of("name", Schema.string("The name; a number is added where one comes twice.")),
                        Field.of("type", Schema.string("The type, as SQL names it."))));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Map<String, @Nullable Object> query(Args args, ToolContext call) {
        return CallTime.bound(args, call, context -> queried(args, context));
    }

    private static Map<String, @Nullable Object> queried(Args args, ToolContext context) {
        try (Duck duck = Duck.open(context, args.integer("memory_mb"), args.intValue("threads"))) {
            QueryFiles files = QueryFiles.of(args.string("sql"), duck, context);
            files.declare();
            duck.lock(files.paths());
            long limit = args.integer("limit");
            return duck.select(duck.limited(files.sql(), limit + 1), args.list("parameters"), limit);
        }
    }

    private static Map<String, @Nullable Object> describe(Args args, ToolContext call) {
        return CallTime.bound(args, call, context -> described(args, context));
    }

    private static Map<String, @Nullable Object> described(Args args, ToolContext context) {
        try (Duck duck = Duck.open(context, args.integer("memory_mb"), args.intValue("threads"))) {
            SourceFile file = SourceFile.of(args.string("path"), context);
            String source = file.isWorkbook() ? "sheet" : file.reader();
            if (file.isWorkbook()) {
                duck.load(source, file);
            }
            duck.lock(file.paths());
            Map<String, @Nullable Object> shown = duck.select("select * from " + source + " limit 0", List.of(), 1);
            Map<String, @Nullable Object> counted = duck.select("select count(*) as n from " + source, List.of(), 1);
            return Values.map("columns", shown.get("columns"), "row_count", firstCell(counted));
        }
    }

    private static @Nullable Object firstCell(Map<String, @Nullable Object> result) {
        return result.get("rows") instanceof List<?> rows && rows.getFirst() instanceof Map<?, ?> row
                ? row.get("n")
                : null;
    }
}
