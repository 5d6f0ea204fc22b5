package dev.incant.tools.data;

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
            .defaultOperation(CsvContract.source(
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
                                    Field.of("columns", Schema.list("The columns.", CsvContract.column())),
                                    Field.of(
                                            "exact_up_to",
                                            Schema.integer(
                                                    "How many values quantiles and distinct counts are exact for.")),
                                    CsvContract.errorCount(),
                                    CsvContract.errors()),
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
            .operation(CsvContract.rows(
                            Operation.of(
                                    "convert",
                                    "Write all rows as JSON, JSON Lines, TSV or CSV with another delimiter."),
                            "json")
                    .returns(CsvContract.written(CsvContract.total()))
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
            .operation(CsvContract.rows(Operation.of("filter", "Keep the rows that an expression accepts."), "csv")
                    .optional(CsvContract.filter())
                    .returns(CsvContract.written(CsvContract.total()), "output")
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
            .operation(CsvContract.rows(
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
                    .returns(
                            CsvContract.written(Field.of("method", Schema.string("How the rows were drawn."))),
                            "output")
                    .effects(Effects.REPLACES)
                    .timeout(java.time.Duration.ofMinutes(5))
                    .example(Example.of("The first row.", Map.of("input", SALES, "size", 1L, "method", "first"))
                            .givesAtLeast(Values.map("output", "region,amount,paid\nEU,10,true\n", "row_count", 1)))
                    .example(Example.of(
                                    "One row of each half, the same each time.",
                                    Map.of("input", "n\n1\n2\n3\n4\n", "size", 4L, "seed", 7L))
                            .givesAtLeast(Values.map("output", "n\n1\n2\n3\n4\n", "row_count", 4)))
                    .handledBy(handler("sample", (args, context) -> new CsvRows(args, context).sample())))
            .operation(CsvContract.rows(
                            Operation.of(
                                    "transform",
                                    "Add computed columns, filter, sort, drop, select and rename columns."),
                            "csv")
                    .optional(Parameter.map(
                            "add_columns",
                            "New or changed columns by name, each an expression over the others.",
                            Schema.string("An expression.")))
                    .optional(CsvContract.filter())
                    .optional(Parameter.list(
                            "sort_by", "Columns to sort by; '-' in front for descending.", Schema.string("A column.")))
                    .optional(Parameter.list("drop_columns", "Columns to leave out.", Schema.string("A column.")))
                    .optional(Parameter.list(
                            "select_columns", "Columns to keep, in this order.", Schema.string("A column.")))
                    .optional(Parameter.map("rename_columns", "New names by old name.", Schema.string("A new name.")))
                    .returns(CsvContract.written(CsvContract.total()), "output")
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
            .operation(CsvContract.source(Operation.of("validate", "Check columns by rules and report every bad cell."))
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
                                    CsvContract.total(),
                                    CsvContract.errorCount(),
                                    CsvContract.errors()),
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
            .operation(CsvContract.source(
                            Operation.of("aggregate", "Group rows and compute sums, means, medians and counts."))
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
                    .optional(CsvContract.filter())
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
                                    CsvContract.total(),
                                    CsvContract.errorCount(),
                                    CsvContract.errors()),
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
