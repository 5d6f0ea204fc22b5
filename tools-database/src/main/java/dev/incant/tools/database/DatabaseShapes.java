package dev.incant.tools.database;

import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;

/// What goes into and comes out of [DatabaseConnector], as schemas.
final class DatabaseShapes {
    private DatabaseShapes() {}

    static Parameter database() {
        return Parameter.text(
                        "database",
                        "The database: the path of its file, or sqlite:PATH or duckdb:PATH; files that end in .duckdb"
                                + " and .ddb are DuckDB's, others SQLite's; sqlite::memory: is empty.")
                .alias("url", "connection", "connection_string");
    }

    /// The fields of rows.
    static Field[] rows(boolean always) {
        return new Field[] {
            new Field("columns", columns(), always),
            new Field(
                    "rows",
                    Schema.list(
                            "The rows; numbers that are exact neither as an integer nor as a double, dates and times"
                                    + " are texts.",
                            Schema.map("A row.", Schema.any("The value."))),
                    always),
            new Field("row_count", Schema.integer("How many rows are returned."), always),
            new Field("truncated", Schema.bool("Whether there are more rows than limit or the session allow."), always)
        };
    }

    /// The fields of a statement that was run.
    static Field[] done() {
        Field[] rows = rows(false);
        return new Field[] {
            Field.of("rows_affected", Schema.integer("How many rows it changed.")),
            Field.of(
                    "generated_keys",
                    Schema.list(
                            "The keys that the engine made for new rows; of SQLite's the last.", Schema.any("A key."))),
            rows[0],
            rows[1],
            rows[2],
            rows[3]
        };
    }

    private static Schema columns() {
        return Schema.list(
                "The columns.",
                Schema.object(
                        "A column.",
                        Field.of("name", Schema.string("The name; a number is added where one comes twice.")),
                        Field.of("type", Schema.string("The type, as the engine names it."))));
    }

    static Schema table() {
        return Schema.object(
                "A table or view.",
                Field.of(
                        "schema",
                        Schema.string("Where it lies, null where there is no such thing.")
                                .orNull()),
                Field.of("name", Schema.string("The name.")),
                Field.of("type", Schema.oneOf("What it is.", "table", "view")),
                Field.of(
                        "columns",
                        Schema.list(
                                "The columns.",
                                Schema.object(
                                        "A column.",
                                        Field.of("name", Schema.string("The name.")),
                                        Field.of("type", Schema.string("The type, as the engine names it.")),
                                        Field.of("nullable", Schema.bool("Whether it may have no value.")),
                                        Field.of(
                                                "default",
                                                Schema.string("What it is unless given, in SQL.")
                                                        .orNull())))),
                Field.of("primary_key", names("The columns of the primary key.")),
                Field.of(
                        "foreign_keys",
                        Schema.list(
                                "The foreign keys.",
                                Schema.object(
                                        "A foreign key.",
                                        Field.of("columns", names("The columns here.")),
                                        Field.of("table", Schema.string("The other table.")),
                                        Field.of("references", names("The columns there."))))),
                Field.of(
                        "indexes",
                        Schema.list(
                                "The indexes.",
                                Schema.object(
                                        "An index.",
                                        Field.of("name", Schema.string("The name.")),
                                        Field.of(
                                                "columns",
                                                Schema.list(
                                                        "The columns; null for an expression.",
                                                        Schema.string("A name.").orNull())),
                                        Field.of("unique", Schema.bool("Whether no two rows have the same."))))));
    }

    private static Schema names(String meaning) {
        return Schema.list(meaning, Schema.string("A name."));
    }
}
