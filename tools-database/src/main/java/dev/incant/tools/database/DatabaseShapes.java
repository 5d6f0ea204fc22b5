package dev.incant.tools.database;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;

/// What goes into and comes out of [DatabaseConnector], as schemas.
final class DatabaseShapes {
    private DatabaseShapes() {}

    /// The operation with the parameters that name a database.
    ///
    /// @param file what a database in a file is opened for
    static Operation database(Operation operation, Permission file) {
        return operation
                .optional(Parameter.text(
                                "database",
                                "The database: postgresql://USER@HOST:PORT/NAME, or mysql: or mariadb: likewise; or the"
                                        + " path of its file, or sqlite:PATH or duckdb:PATH; files that end in .duckdb"
                                        + " and .ddb are DuckDB's, others SQLite's; sqlite::memory: is empty.")
                        .alias("url", "connection", "connection_string")
                        .format("database")
                        .needs(file, Permission.NET))
                .optional(Parameter.text(
                                "database_variable", "The environment variable that holds that, such as DATABASE_URL.")
                        .needs(Permission.ENV))
                .optional(Parameter.text("user", "The user, where the URL names none.")
                        .alias("username")
                        .atMost(500))
                .optional(Parameter.text("password", "The password; better in a variable.")
                        .atMost(2000))
                .optional(Parameter.text("password_variable", "The environment variable that holds the password.")
                        .needs(Permission.ENV))
                .optional(Parameter.text(
                                "tls",
                                "Of disable, require: encrypted, to whomever, and verify-full: with a certificate that is"
                                        + " trusted and for the host. Without, this machine's servers are spoken to as"
                                        + " with disable, others as with verify-full.")
                        .alias("sslmode", "ssl_mode")
                        .oneOf("disable", "require", "verify-full"))
                .optional(Parameter.path("ca_file", "A PEM file with the one certificate to trust, for verify-full.")
                        .needs(Permission.READ))
                .optional(CallTime.parameter());
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
                            "The keys that the engine made for new rows: SQLite's last, MySQL's first; RETURNING tells all.",
                            Schema.any("A key."))),
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
