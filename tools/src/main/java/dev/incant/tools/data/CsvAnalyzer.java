package dev.incant.tools.data;

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
import dev.incant.tools.data.csv.CsvGroups;
import dev.incant.tools.data.csv.CsvRows;
import dev.incant.tools.data.csv.CsvRules;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Describes, filters, samples, transforms, checks, groups and converts CSV from a text or a file, streamed: files of
/// any size in bounded memory. Median, quantiles and distinct counts are exact up to `exact_up_to` values (65,536 for
/// up to 61 columns), then a t-digest and an adaptive sample; each column says which. Sorting and unique checks hold
/// their rows and end with `limit_exceeded` when the session's memory does not suffice.
public final class CsvAnalyzer implements Tool {
    private static final String SALES = "region,amount,paid\nEU,10,true\nUS,25.5,false\nEU,40,false\n";

    private static final ToolSpec SPEC = ToolSpec.of(
                    "csv_analyzer",
                    Category.DATA,
                    "Describe, filter, sample, transform, check, group and convert CSV text and files of any size.")
            .aliases("csv")
            .tags(
                    "csv",
                    "tsv",
                    "table",
                    "statistics",
                    "filter",
                    "columns",
                    "data",
                    "delimiter",
                    "comma separated",
                    "rows",
                    "group by",
                    "missing values",
                    "summary")
            .phrases(
                    "what is in this csv file",
                    "filter rows of a csv",
                    "convert csv to json",
                    "sum a column by group",
                    "take a random sample of a table",
                    "rename a column of a csv",
                    "how many empty cells are in each column",
                    "find the bad cells of a table",
                    "which columns contain nulls")
            .defaultOperation(source(
                            Operation.of("analyze", "Describe the columns: types, nulls, range, mean, median."))
                    .returns(
                            Schema.object(
                                    "What the table holds.",
                                    Field.of("row_count", Schema.integer("Rows, the header not counted.")),
                                    Field.of("column_count", Schema.integer("Columns.")),
                                    Field.of("encoding", Schema.string("The encoding, with BOM or not.")),
                                    Field.of("delimiter", Schema.string("Between fields.")),
                                    Field.of("quote", Schema.string("Around fields.")),
                                    Field.of("has_headers", Schema.bool("Whether the first row names the columns.")),
                                    Field.of("file_size_bytes", Schema.integer("Size of the file or text.")),
                                    Field.of("columns", Schema.list("The columns.", column())),
                                    Field.of(
                                            "exact_up_to",
                                            Schema.integer(
                                                    "How many values quantiles and distinct counts are exact for.")),
                                    errorCount(),
                                    errors()),
                            "columns")
                    .readOnly()
                    .timeout(java.time.Duration.ofMinutes(5))
                    .example(Example.of("Describe a table.", Map.of("input", SALES))
                            .givesAtLeast(Values.map(
                                    "row_count", 3, "column_count", 3, "delimiter", ",", "has_headers", true)))
                    .example(Example.of("Describe a file.", Map.of("path", "a.csv"))
                            .with(Fixture.file("a.csv", "a;b\n1;2\n3;\n"))
                            .givesAtLeast(Values.map("row_count", 2, "delimiter", ";", "parse_error_count", 0)))
                    .handledBy(handler("analyze", (args, context) -> new CsvRows(args, context).analyze())))
            .operation(rows(
                            Operation.of(
                                    "convert",
                                    "Write all rows as JSON, JSON Lines, TSV or CSV with another delimiter."),
                            "json")
                    .returns(written(total()))
                    .effects(Effects.REPLACES)
                    .timeout(java.time.Duration.ofMinutes(5))
                    .example(
                            "To JSON, with types.",
                            Map.of("input", "id,name\n1,Ada\n2,\n"),
                            Values.map(
                                    "data",
                                    Values.list(Values.map("id", 1, "name", "Ada"), Values.map("id", 2, "name", null)),
                                    "format",
                                    "json",
                                    "row_count",
                                    2,
                                    "total_rows",
                                    2,
                                    "parse_error_count",
                                    0,
                                    "parse_errors",
                                    List.of()))
                    .example(Example.of("To TSV.", Map.of("input", "a,b\n1,\"x,y\"\n", "format", "tsv"))
                            .givesAtLeast(Values.map("output", "a\tb\n1\tx,y\n")))
                    .handledBy(handler("convert", (args, context) -> new CsvRows(args, context).convert())))
            .operation(rows(Operation.of("filter", "Keep the rows that an expression accepts."), "csv")
                    .optional(filter())
                    .returns(written(total()), "output")
                    .effects(Effects.REPLACES)
                    .timeout(java.time.Duration.ofMinutes(5))
                    .example(Example.of(
                                    "Keep what is large, and in the EU or not paid.",
                                    Map.of("input", SALES, "filter", "amount > 20 and (region == \"EU\" or not paid)"))
                            .givesAtLeast(Values.map(
                                    "output",
                                    "region,amount,paid\nUS,25.5,false\nEU,40,false\n",
                                    "row_count",
                                    2,
                                    "total_rows",
                                    3)))
                    .example(Example.of("Filter a file.", Map.of("path", "a.csv", "filter", "amount > 10"))
                            .with(Fixture.file("a.csv", "amount\n5\n15\n"))
                            .givesAtLeast(Values.map("output", "amount\n15\n")))
                    .handledBy(handler("filter", (args, context) -> new CsvRows(args, context).filter())))
            .operation(rows(
                            Operation.of("sample", "Draw some rows: at random, by strata, evenly or the first ones."),
                            "csv")
                    .optional(Parameter.integer("size", "How many rows.")
                            .between(1, 1_000_000)
                            .otherwise(10))
                    .optional(Parameter.text("method", "How the rows are drawn.")
                            .oneOf("random", "stratified", "systematic", "first")
                            .otherwise("random"))
                    .optional(Parameter.text("stratify_by", "The column whose values are the strata.")
                            .alias("by"))
                    .optional(Parameter.integer("seed", "The same seed draws the same rows."))
                    .returns(written(Field.of("method", Schema.string("How the rows were drawn."))), "output")
                    .effects(Effects.REPLACES)
                    .timeout(java.time.Duration.ofMinutes(5))
                    .example(Example.of("The first row.", Map.of("input", SALES, "size", 1L, "method", "first"))
                            .givesAtLeast(Values.map("output", "region,amount,paid\nEU,10,true\n", "row_count", 1)))
                    .example(Example.of(
                                    "One row of each half, the same each time.",
                                    Map.of("input", "n\n1\n2\n3\n4\n", "size", 4L, "seed", 7L))
                            .givesAtLeast(Values.map("output", "n\n1\n2\n3\n4\n", "row_count", 4)))
                    .handledBy(handler("sample", (args, context) -> new CsvRows(args, context).sample())))
            .operation(rows(
                            Operation.of(
                                    "transform",
                                    "Add computed columns, filter, sort, drop, select and rename columns."),
                            "csv")
                    .optional(Parameter.map(
                            "add_columns",
                            "New or changed columns by name, each an expression over the others.",
                            Schema.string("An expression.")))
                    .optional(filter())
                    .optional(Parameter.list(
                            "sort_by", "Columns to sort by; '-' in front for descending.", Schema.string("A column.")))
                    .optional(Parameter.list("drop_columns", "Columns to leave out.", Schema.string("A column.")))
                    .optional(Parameter.list(
                            "select_columns", "Columns to keep, in this order.", Schema.string("A column.")))
                    .optional(Parameter.map("rename_columns", "New names by old name.", Schema.string("A new name.")))
                    .returns(written(total()), "output")
                    .effects(Effects.REPLACES)
                    .timeout(java.time.Duration.ofMinutes(5))
                    .example(Example.of(
                                    "Compute a column and sort by it.",
                                    Values.map(
                                            "input",
                                            "item,price,count\na,19.99,3\nb,100,1\n",
                                            "add_columns",
                                            Values.map("total", "price * count"),
                                            "sort_by",
                                            Values.list("-total"),
                                            "drop_columns",
                                            Values.list("price", "count")))
                            .givesAtLeast(Values.map("output", "item,total\nb,100\na,59.97\n")))
                    .example(Example.of(
                                    "Join texts and rename.",
                                    Values.map(
                                            "input",
                                            "first,last\nAda,Lovelace\n",
                                            "add_columns",
                                            Values.map("last", "first + \" \" + upper(last)"),
                                            "select_columns",
                                            Values.list("last"),
                                            "rename_columns",
                                            Values.map("last", "name")))
                            .givesAtLeast(Values.map("output", "name\nAda LOVELACE\n")))
                    .handledBy(handler("transform", (args, context) -> new CsvRows(args, context).transform())))
            .operation(source(Operation.of("validate", "Check columns by rules and report every bad cell."))
                    .optional(Parameter.map(
                            "rules",
                            "Rules by column, a text or a list: required, unique, email, type:integer, range:-5-10, length:1-3, regex:…, oneof:a|b.",
                            Schema.either(
                                    "One rule or several.",
                                    Schema.string("A rule."),
                                    Schema.list("Rules.", Schema.string("A rule.")))))
                    .optional(Parameter.integer("max_errors", "How many errors are listed; all are counted.")
                            .between(1, 100_000)
                            .otherwise(1_000))
                    .returns(
                            Schema.object(
                                    "Whether the table is valid.",
                                    Field.of("valid", Schema.bool("Whether no cell is bad.")),
                                    Field.of("error_count", Schema.integer("How many errors there are.")),
                                    Field.of(
                                            "errors",
                                            Schema.list(
                                                    "The bad cells.",
                                                    Schema.object(
                                                            "A bad cell.",
                                                            Field.of(
                                                                    "row",
                                                                    Schema.integer(
                                                                            "Its row, from 1, the header not counted.")),
                                                            Field.of("column", Schema.string("Its column.")),
                                                            Field.of("value", Schema.string("Its text.")),
                                                            Field.of("error", Schema.string("What is wrong."))))),
                                    total(),
                                    errorCount(),
                                    errors()),
                            "valid")
                    .readOnly()
                    .timeout(java.time.Duration.ofMinutes(5))
                    .example(
                            "Find what is out of range.",
                            Values.map("input", "t\n-3\n12\n", "rules", Values.map("t", "range:-5-10")),
                            Values.map(
                                    "valid",
                                    false,
                                    "error_count",
                                    1,
                                    "errors",
                                    Values.list(Values.map(
                                            "row", 2, "column", "t", "value", "12", "error", "is more than 10")),
                                    "total_rows",
                                    2,
                                    "parse_error_count",
                                    0,
                                    "parse_errors",
                                    List.of()))
                    .example(Example.of(
                                    "Check addresses.",
                                    Values.map(
                                            "input",
                                            "mail\na@example.org\n",
                                            "rules",
                                            Values.map("mail", Values.list("required", "email", "unique"))))
                            .givesAtLeast(Values.map("valid", true, "error_count", 0)))
                    .handledBy(handler("validate", (args, context) -> new CsvRules(args, context).run())))
            .operation(source(Operation.of("aggregate", "Group rows and compute sums, means, medians and counts."))
                    .optional(Parameter.schema(
                                    "group_by",
                                    Schema.either(
                                            "Columns that make the groups; none for one group of all.",
                                            Schema.string("A column."),
                                            Schema.list("Columns.", Schema.string("A column."))))
                            .alias("by"))
                    .optional(Parameter.map(
                            "aggregations",
                            "Figures by column: count, count_distinct, sum, mean, min, max, median; one or a list.",
                            Schema.either(
                                    "One figure or several.",
                                    Schema.string("A figure."),
                                    Schema.list("Figures.", Schema.string("A figure.")))))
                    .optional(filter())
                    .returns(
                            Schema.object(
                                    "The groups.",
                                    Field.of(
                                            "groups",
                                            Schema.list(
                                                    "The groups, sorted by what makes them.",
                                                    Schema.map(
                                                            "The group's values, count, and figures such as amount_sum.",
                                                            Schema.any("A value.")))),
                                    Field.of("group_count", Schema.integer("How many groups there are.")),
                                    total(),
                                    errorCount(),
                                    errors()),
                            "groups")
                    .readOnly()
                    .timeout(java.time.Duration.ofMinutes(5))
                    .example(Example.of(
                                    "Sum by region.",
                                    Values.map(
                                            "input",
                                            SALES,
                                            "group_by",
                                            "region",
                                            "aggregations",
                                            Values.map("amount", "sum")))
                            .givesAtLeast(Values.map(
                                    "groups",
                                    Values.list(
                                            Values.map("region", "EU", "count", 2, "amount_sum", 50),
                                            Values.map("region", "US", "count", 1, "amount_sum", 25.5)))))
                    .example(Example.of(
                                    "Several figures of all rows.",
                                    Values.map(
                                            "input",
                                            SALES,
                                            "aggregations",
                                            Values.map("amount", Values.list("median", "max"))))
                            .givesAtLeast(Values.map(
                                    "groups",
                                    Values.list(Values.map("count", 3, "amount_median", 25.5, "amount_max", 40)))))
                    .handledBy(handler("aggregate", (args, context) -> new CsvGroups(args, context).run())));

    private static Operation source(Operation operation) {
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

    private static Operation rows(Operation operation, String format) {
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

    private static Parameter filter() {
        return Parameter.text(
                        "filter",
                        "An expression such as: amount > 10 and (region == \"EU\" or not paid). Columns in `backticks` if need be.")
                .alias("where")
                .format("expression");
    }

    private static Field total() {
        return Field.of("total_rows", Schema.integer("How many rows were read."));
    }

    private static Field errorCount() {
        return Field.of("parse_error_count", Schema.integer("How many rows, or names of columns, were irregular."));
    }

    private static Field errors() {
        return Field.of(
                "parse_errors",
                Schema.list(
                        "The first 1000 of them.",
                        Schema.object(
                                "Something irregular.",
                                Field.of("line", Schema.integer("The line, from 1.")),
                                Field.of("message", Schema.string("What is irregular.")))));
    }

    private static Schema written(Field more) {
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

    private static Schema column() {
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

    /// Does the work once nested options are in place.
    private interface Work {
        Object run(Args args, ToolContext context) throws IOException;
    }

    private static dev.incant.kernel.tool.Handler handler(String operation, Work work) {
        return (args, context) -> work.run(unnested(operation, args), context);
    }

    /// The arguments with those in `options` in their place, checked like all others.
    private static Args unnested(String name, Args args) {
        if (!args.given("options")) {
            return args;
        }
        Operation operation = Objects.requireNonNull(SPEC.find(name));
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        for (Parameter parameter : operation.parameters()) {
            if (args.given(parameter.name()) && !parameter.name().equals("options")) {
                all.put(parameter.name(), args.value(parameter.name()));
            }
        }
        args.map("options").forEach(all::putIfAbsent);
        return Args.bind("csv_analyzer." + name, operation, all);
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
