package dev.incant.tools.data;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;

/// Parameters and results that operations of [CsvAnalyzer] have in common.
final class CsvContract {
    private CsvContract() {}

    /// An operation on a table from a text or a file.
    static Operation source(Operation operation) {
        return operation
                .mainOptional(Parameter.text("input", "The CSV text."))
                .optional(Parameter.path("path", "The file instead.")
                        .alias("file", "input_file")
                        .needs(Permission.READ))
                .optional(Parameter.text("delimiter", "Between fields; found by itself among , ; tab | unless given."))
                .optional(Parameter.text("quote", "Around fields.")
                        .matching("[^\\r\\n]")
                        .otherwise("\""))
                .optional(
                        Parameter.bool("has_headers", "Whether the first row names the columns; guessed unless given."))
                .optional(Parameter.text("encoding", "The file's encoding; a UTF-8 byte order mark is noticed.")
                        .oneOf("utf-8", "iso-8859-1", "windows-1252", "utf-16")
                        .otherwise("utf-8"))
                .optional(Parameter.map(
                        "options", "Any of the other parameters, nested.", Schema.any("A parameter's value.")));
    }

    /// An operation that writes rows too, as `format` unless told otherwise.
    static Operation rows(Operation operation, String format) {
        return source(operation)
                .optional(Parameter.text("format", "How the rows are written.")
                        .oneOf("csv", "tsv", "json", "jsonl", "jsonlines")
                        .otherwise(format))
                .optional(Parameter.text(
                        "output_delimiter", "Between the fields of CSV written; that of the source unless given."))
                .optional(Parameter.path("output_path", "The file to write the rows to.")
                        .alias("output_file")
                        .needs(Permission.WRITE))
                .optional(Parameter.bool(
                                "infer_types", "Whether JSON holds numbers, true, false and null, not only texts.")
                        .otherwise(true));
    }

    static Parameter filter() {
        return Parameter.text(
                        "filter",
                        "An expression such as: amount > 10 and (region == \"EU\" or not paid). Columns in `backticks` if need be.")
                .alias("where")
                .format("expression");
    }

    static Field total() {
        return Field.of("total_rows", Schema.integer("How many rows were read."));
    }

    static Field errorCount() {
        return Field.of("parse_error_count", Schema.integer("How many rows, or names of columns, were irregular."));
    }

    static Field errors() {
        return Field.of(
                "parse_errors",
                Schema.list(
                        "The first 1000 of them.",
                        Schema.object(
                                "Something irregular.",
                                Field.of("line", Schema.integer("The line, from 1.")),
                                Field.of("message", Schema.string("What is irregular.")))));
    }

    /// The result of an operation that writes rows.
    static Schema written(Field more) {
        return Schema.object(
                "The rows written.",
                Field.optional("output", Schema.string("The rows as text.")),
                Field.optional(
                        "data",
                        Schema.list("The rows as values.", Schema.map("A row by column.", Schema.any("A cell.")))),
                Field.optional("output_path", Schema.string("The file written.")),
                Field.optional("bytes_written", Schema.integer("Its size.")),
                Field.of("format", Schema.string("How the rows are written.")),
                Field.of("row_count", Schema.integer("How many rows were written.")),
                more,
                errorCount(),
                errors());
    }

    /// What is found out about a column.
    static Schema column() {
        return Schema.object(
                "A column.",
                Field.of("name", Schema.string("Its name.")),
                Field.of(
                        "data_type",
                        Schema.oneOf(
                                "What nine cells in ten are.",
                                "Integer",
                                "Float",
                                "Boolean",
                                "Date",
                                "DateTime",
                                "String",
                                "Mixed")),
                Field.of("type_counts", Schema.map("Cells by type.", Schema.integer("How many."))),
                Field.of("null_count", Schema.integer("Empty cells.")),
                Field.of("unique_count", Schema.integer("Different cells.")),
                Field.of("unique_exact", Schema.bool("Whether unique_count is exact.")),
                Field.of(
                        "min_value",
                        Schema.any("The least number, or text where the column is none of numbers; null for none.")),
                Field.of("max_value", Schema.any("The greatest.")),
                Field.of("mean", Schema.number("The mean of the numbers.").orNull()),
                Field.of("median", Schema.number("The median of the numbers.").orNull()),
                Field.of("q1", Schema.number("The first quartile.").orNull()),
                Field.of("q3", Schema.number("The third quartile.").orNull()),
                Field.of(
                        "std_dev",
                        Schema.number("The standard deviation of the numbers, as of a population.")
                                .orNull()),
                Field.of("quantiles_exact", Schema.bool("Whether median and quartiles are exact.")),
                Field.of("sample_values", Schema.list("Up to five different cells.", Schema.string("A cell."))));
    }
}
