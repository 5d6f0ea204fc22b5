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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Works with databases: asks, changes, describes, explains, imports. The work is in [Database] and beside it.
public final class DatabaseConnector implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "database_connector",
                    Category.DATA,
                    "Ask and change PostgreSQL, MySQL, MariaDB, SQLite and DuckDB databases with SQL.")
            .tags(
                    "sql",
                    "database",
                    "query",
                    "postgresql",
                    "mysql",
                    "mariadb",
                    "sqlite",
                    "duckdb",
                    "table",
                    "schema",
                    "import",
                    "csv",
                    "transaction")
            .phrases(
                    "query a database",
                    "insert rows into a table",
                    "which tables and columns does this database have",
                    "import a csv file into a table",
                    "why is this query slow")
            .operation(query())
            .operation(execute())
            .operation(schema())
            .operation(explain())
            .operation(importCsv());

    private static Operation query() {
        return reading(asking(Operation.of("query", "Run one statement that asks; the engine lets it change nothing.")))
                .optional(limit())
                .optional(Parameter.text("query_type", "What the statement is; it can only ask.")
                        .oneOf("SELECT"))
                .returns(Schema.object("What was found.", found()), "rows")
                .example(Example.of(
                                "Ask a database, with a value given apart.",
                                Values.map(
                                        "sql",
                                        "select name, price from products where price > ?",
                                        "parameters",
                                        Values.list(5),
                                        "database",
                                        "shop.db"))
                        .with(SampleDatabase.fixture())
                        .gives(Values.map(
                                "columns",
                                Values.list(
                                        Values.map("name", "name", "type", "TEXT"),
                                        Values.map("name", "price", "type", "REAL")),
                                "rows",
                                Values.list(Values.map("name", "mug", "price", 8.0)),
                                "row_count",
                                1,
                                "truncated",
                                false)))
                .handledBy(DatabaseConnector::query);
    }

    private static Operation execute() {
        return writing(Operation.of("execute", "Run statements that change something, all of them or none.")
                        .mainOptional(
                                Parameter.text("sql", "The one statement.").alias("query", "input"))
                        .optional(parameters())
                        .optional(Parameter.list(
                                        "statements",
                                        "Several statements, one transaction.",
                                        Schema.either(
                                                "A statement, alone or with its values.",
                                                Schema.string("The statement."),
                                                Schema.object(
                                                        "A statement with its values.",
                                                        Field.of("sql", Schema.string("The statement.")),
                                                        Field.optional(
                                                                "parameters",
                                                                Schema.list(
                                                                        "Values for its question marks.",
                                                                        Schema.any("A value."))))))
                                .between(1, 1000)))
                .optional(limit())
                .returns(
                        Schema.object(
                                "What was done.",
                                Field.of(
                                        "results",
                                        Schema.list("Of each statement.", Schema.object("What it did.", done()))),
                                Field.of("rows_affected", Schema.integer("How many rows were changed by all."))),
                        "results")
                .example(Example.of(
                                "Make a table and fill it, or do neither.",
                                Values.map(
                                        "statements",
                                        Values.list(
                                                "create table notes (id integer primary key, text text not null)",
                                                Values.map(
                                                        "sql",
                                                        "insert into notes (text) values (?)",
                                                        "parameters",
                                                        Values.list("milk"))),
                                        "database",
                                        "notes.db"))
                        .with(Fixture.file("readme.txt", "A database is made beside this.\n"))
                        .gives(Values.map(
                                "results",
                                Values.list(
                                        Values.map("rows_affected", 0, "generated_keys", Values.list()),
                                        Values.map("rows_affected", 1, "generated_keys", Values.list(1))),
                                "rows_affected",
                                1)))
                .handledBy(DatabaseConnector::execute);
    }

    private static Operation schema() {
        return reading(Operation.of("schema", "Describe the tables and views of a database.")
                        .mainOptional(Parameter.text("table", "Only the table of this name.")))
                .returns(
                        Schema.object(
                                "What is there.",
                                Field.of("tables", Schema.list("The tables and views.", DatabaseShapes.table()))),
                        "tables")
                .example(Example.of("See the tables.", Map.of("database", "shop.db"))
                        .with(SampleDatabase.fixture())
                        .gives(SampleDatabase.described()))
                .handledBy(DatabaseConnector::schema);
    }

    private static Operation explain() {
        return reading(asking(Operation.of("explain", "Say how the engine would run a statement, without running it.")))
                .returns(
                        Schema.object(
                                "How it would be done.",
                                Field.of("plan", Schema.any("The steps, as the engine describes them."))),
                        "plan")
                .example(Example.of(
                                "See whether an index is used.",
                                Map.of("sql", "select * from products where id = 1", "database", "shop.db"))
                        .with(SampleDatabase.fixture())
                        .givesSomething("each version of an engine words it in its own way"))
                .handledBy(DatabaseConnector::explain);
    }

    private static Operation importCsv() {
        return writing(Operation.of("import_csv", "Put the rows of a CSV file into a table, all of them or none.")
                        .main(Parameter.path("file", "The CSV file in UTF-8; its first line names the columns.")
                                .alias("path", "input")
                                .needs(Permission.READ))
                        .required(Parameter.text("table", "The table; it is made when it is missing.")
                                .matching("[^\\x00]{1,128}")))
                .optional(Parameter.text("delimiter", "The character between fields.")
                        .matching("[^\"\\r\\n]")
                        .otherwise(","))
                .optional(
                        Parameter.text("null_text", "What stands for no value.").otherwise(""))
                .returns(
                        Schema.object(
                                "What was imported.",
                                Field.of("table", Schema.string("The table.")),
                                Field.of("created", Schema.bool("Whether the table was made.")),
                                Field.of("columns", Schema.list("The columns.", Schema.string("A name."))),
                                Field.of("rows_imported", Schema.integer("How many rows."))),
                        "rows_imported")
                .example(Example.of(
                                "Import a file into a new table.",
                                Map.of("file", "people.csv", "table", "people", "database", "people.db"))
                        .with(Fixture.file("people.csv", "id,name\n1,Ann\n2,Bob\n"))
                        .gives(Values.map(
                                "table",
                                "people",
                                "created",
                                true,
                                "columns",
                                Values.list("id", "name"),
                                "rows_imported",
                                2)))
                .handledBy(DatabaseConnector::importCsv);
    }

    private static Operation asking(Operation operation) {
        return operation
                .main(Parameter.text("sql", "The statement, with a question mark for each value given apart.")
                        .alias("query", "input"))
                .optional(parameters());
    }

    private static Parameter parameters() {
        return Parameter.list(
                "parameters",
                "Values for the question marks in the statement, in order.",
                Schema.any("A text, number, boolean, bytes or null."));
    }

    private static Parameter limit() {
        return Parameter.integer("limit", "How many rows to return at most.")
                .alias("max_rows")
                .between(1, 1_000_000)
                .otherwise(1000L);
    }

    private static Operation reading(Operation operation) {
        return DatabaseShapes.database(operation, Permission.READ)
                .effects(Effects.READ_ONLY)
                .timeout(Duration.ofMinutes(5));
    }

    private static Operation writing(Operation operation) {
        return DatabaseShapes.database(operation, Permission.WRITE)
                .effects(Effects.DESTROYS)
                .timeout(Duration.ofMinutes(5));
    }

    private static Field[] found() {
        return DatabaseShapes.rows(true);
    }

    private static Field[] done() {
        return DatabaseShapes.done();
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Map<String, @Nullable Object> query(Args args, ToolContext context) {
        DatabaseAddress address = DatabaseAddress.of(args, context);
        SqlText sql = SqlText.one("sql", args.string("sql"), address.engine()).asking();
        return CallTime.bound(args, context, bounded -> {
            try (Database database = Database.open(address, false, bounded)) {
                return database.query(sql, args.list("parameters"), args.integer("limit"));
            }
        });
    }

    private static Map<String, @Nullable Object> execute(Args args, ToolContext context) {
        DatabaseAddress address = DatabaseAddress.of(args, context);
        List<SqlStatement> statements = SqlStatement.of(args, address.engine());
        return CallTime.bound(args, context, bounded -> {
            try (Database database = Database.open(address, true, bounded)) {
                List<@Nullable Object> results = database.execute(statements, args.integer("limit"));
                long rows = results.stream()
                        .collect(Collectors.summingLong(result ->
                                result instanceof Map<?, ?> map && map.get("rows_affected") instanceof Number n
                                        ? n.longValue()
                                        : 0));
                return Values.map("results", results, "rows_affected", rows);
            }
        });
    }

    private static Map<String, @Nullable Object> schema(Args args, ToolContext context) {
        DatabaseAddress address = DatabaseAddress.of(args, context);
        return CallTime.bound(args, context, bounded -> {
            try (Database database = Database.open(address, false, bounded)) {
                return Values.map(
                        "tables",
                        DatabaseSchema.of(database, args.optionalString("table").orElse(null)));
            }
        });
    }

    private static Map<String, @Nullable Object> explain(Args args, ToolContext context) {
        DatabaseAddress address = DatabaseAddress.of(args, context);
        SqlText sql = SqlText.one("sql", args.string("sql"), address.engine());
        return CallTime.bound(args, context, bounded -> {
            try (Database database = Database.open(address, false, bounded)) {
                return Values.map("plan", database.explain(sql, args.list("parameters")));
            }
        });
    }

    private static Map<String, @Nullable Object> importCsv(Args args, ToolContext context) {
        DatabaseAddress address = DatabaseAddress.of(args, context);
        return CallTime.bound(args, context, bounded -> {
            try (Database database = Database.open(address, true, bounded)) {
                return CsvImport.run(database, args);
            }
        });
    }
}
