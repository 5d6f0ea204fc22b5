package dev.incant.tools.math;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
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
import dev.incant.tools.math.stats.Figures;
import dev.incant.tools.math.stats.Regression;
import dev.incant.tools.math.stats.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Describes samples, relates them, and fits lines to them.
public final class Statistics implements Tool {
    private static final int MAX_PREDICTORS = 100;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "statistics",
                    Category.ANALYSIS,
                    "Describe numbers or columns of a CSV, correlate them, fit a regression, count a histogram.")
            .aliases("stats")
            .tags(
                    "statistics",
                    "mean",
                    "median",
                    "standard deviation",
                    "correlation",
                    "regression",
                    "histogram",
                    "quantile",
                    "average",
                    "variance",
                    "percentile",
                    "distribution")
            .phrases(
                    "what is the average and the standard deviation",
                    "is there a correlation between two columns",
                    "least squares fit of y on x",
                    "make a histogram",
                    "95th percentile of these numbers",
                    "median and quartiles of a column")
            .defaultOperation(one(Operation.of("describe", "Count, mean, spread, quartiles and shape of a variable."))
                    .returns(
                            Schema.object(
                                    "The figures.",
                                    count(),
                                    missing(),
                                    Field.of("sum", number("The sum.").orNull()),
                                    Field.of("mean", number("The mean.")),
                                    Field.of("min", number("The least value.")),
                                    Field.of("max", number("The greatest value.")),
                                    Field.of("median", number("The median.")),
                                    Field.of("q1", number("The first quartile.")),
                                    Field.of("q3", number("The third quartile.")),
                                    Field.of("iqr", number("The range between the quartiles.")),
                                    Field.of(
                                            "modes",
                                            Schema.list(
                                                    "The most frequent values, ten at most; none when none is there"
                                                            + " twice.",
                                                    number("A value."))),
                                    Field.of("variance", both("The variance.")),
                                    Field.of("std_dev", both("The standard deviation.")),
                                    Field.of(
                                            "std_error",
                                            number("The standard error of the mean.")
                                                    .orNull()),
                                    Field.of(
                                            "skewness",
                                            number("Of a sample, corrected for bias (G1); null below 3 values.")
                                                    .orNull()),
                                    Field.of(
                                            "kurtosis",
                                            number("Excess, of a sample, corrected for bias (G2); null below 4 values.")
                                                    .orNull())),
                            "mean")
                    .readOnly()
                    .example(Example.of(
                                    "Describe numbers.", Values.map("data", Values.list(2, 4, 4, 4, 5, 5, 7, 9, null)))
                            .givesAtLeast(Values.map(
                                    "count",
                                    8,
                                    "missing_count",
                                    1,
                                    "mean",
                                    5.0,
                                    "median",
                                    4.5,
                                    "modes",
                                    Values.list(4.0),
                                    "std_dev",
                                    Values.map("population", 2.0))))
                    .example(Example.of("Describe a column.", Values.map("path", "t.csv", "column", "b"))
                            .with(Fixture.file("t.csv", "a,b\nx,1\ny,\nz,3\n"))
                            .givesAtLeast(Values.map("count", 2, "missing_count", 1, "mean", 2.0)))
                    .handledBy((args, context) -> Figures.describe(Samples.one(args, context))))
            .operation(one(Operation.of("quantiles", "Quantiles at given probabilities."))
                    .optional(Parameter.list(
                                    "probabilities",
                                    "From 0 to 1; percentiles divided by 100.",
                                    new Schema.Num("A probability.", 0, 1))
                            .between(1, 1_000)
                            .otherwise(Values.list(0.25, 0.5, 0.75)))
                    .optional(Parameter.integer("type", "The definition by its number in Hyndman and Fan, and in R.")
                            .between(1, 9)
                            .otherwise(7))
                    .returns(
                            Schema.object(
                                    "The quantiles.",
                                    Field.of(
                                            "quantiles",
                                            Schema.list(
                                                    "In the order asked for.",
                                                    Schema.object(
                                                            "A quantile.",
                                                            Field.of("probability", number("Its probability.")),
                                                            Field.of("value", number("Its value."))))),
                                    count(),
                                    missing()),
                            "quantiles")
                    .readOnly()
                    .example(
                            "Find the 90th percentile.",
                            Values.map("data", Values.list(1, 2, 3, 4, 5), "probabilities", Values.list(0.9)),
                            Values.map(
                                    "quantiles",
                                    Values.list(Values.map("probability", 0.9, "value", 4.6)),
                                    "count",
                                    5,
                                    "missing_count",
                                    0))
                    .handledBy(Statistics::quantiles))
            .operation(one(Operation.of("histogram", "Count values in bins of equal width."))
                    .optional(Parameter.integer("bins", "How many; as many as fit the data unless given.")
                            .between(1, 10_000))
                    .optional(Parameter.number("min", "Where the first bin begins; the least value unless given."))
                    .optional(Parameter.number("max", "Where the last bin ends; the greatest value unless given."))
                    .returns(
                            Schema.object(
                                    "The bins.",
                                    Field.of(
                                            "bins",
                                            Schema.list(
                                                    "In order; each excludes its upper end, but for the last.",
                                                    Schema.object(
                                                            "A bin.",
                                                            Field.of("from", number("Its lower end.")),
                                                            Field.of("to", number("Its upper end.")),
                                                            Field.of("count", Schema.integer("Values in it."))))),
                                    Field.of("bin_width", number("The width of each.")),
                                    count(),
                                    Field.of("outside_count", Schema.integer("Values below min or above max.")),
                                    missing()),
                            "bins")
                    .readOnly()
                    .example(
                            "Count in two bins.",
                            Values.map("data", Values.list(0, 1, 2, 3, 4), "bins", 2),
                            Values.map(
                                    "bins",
                                    Values.list(
                                            Values.map("from", 0.0, "to", 2.0, "count", 2),
                                            Values.map("from", 2.0, "to", 4.0, "count", 3)),
                                    "bin_width",
                                    2.0,
                                    "count",
                                    5,
                                    "outside_count",
                                    0,
                                    "missing_count",
                                    0))
                    .handledBy(Statistics::histogram))
            .operation(csv(Operation.of("correlate", "How strongly two variables go together."))
                    .required(variable("x", "The first variable: a list of numbers, or the name of a column."))
                    .required(variable("y", "The second variable."))
                    .optional(Parameter.text("method", "Pearson's coefficient, or Spearman's of the ranks.")
                            .oneOf("pearson", "spearman")
                            .otherwise("pearson"))
                    .returns(
                            Schema.object(
                                    "The correlation.",
                                    Field.of("coefficient", number("From -1 to 1.")),
                                    Field.of("method", Schema.string("Which coefficient.")),
                                    Field.of(
                                            "p_value",
                                            number("How likely so strong a one is by chance, by Student's t;"
                                                            + " null below 3 pairs.")
                                                    .orNull()),
                                    Field.of("covariance", both("The covariance, of the ranks for spearman.")),
                                    count(),
                                    missing()),
                            "coefficient")
                    .readOnly()
                    .example(Example.of(
                                    "Relate two lists.",
                                    Values.map("x", Values.list(1, 2, 3), "y", Values.list(2, 4, 6)))
                            .givesAtLeast(Values.map("coefficient", 1.0, "count", 3)))
                    .handledBy(Statistics::correlate))
            .operation(csv(Operation.of("regress", "Fit a line by least squares, with one predictor or several."))
                    .required(variable("y", "What is to be explained: a list of numbers, or the name of a column."))
                    .required(Parameter.any(
                            "x",
                            "The predictors: a list of numbers, a map from names to such lists, or names of columns."))
                    .optional(Parameter.bool("intercept", "Whether the line need not go through zero.")
                            .otherwise(true))
                    .returns(
                            Schema.object(
                                    "The line.",
                                    Field.of(
                                            "coefficients",
                                            Schema.list(
                                                    "The intercept first, then one for each predictor.",
                                                    Schema.object(
                                                            "A coefficient.",
                                                            Field.of("name", Schema.string("The predictor's name.")),
                                                            Field.of("value", number("Its value.")),
                                                            Field.of(
                                                                    "std_error",
                                                                    number("Its standard error.")
                                                                            .orNull()),
                                                            Field.of(
                                                                    "t_statistic",
                                                                    number("Its value by its error.")
                                                                            .orNull()),
                                                            Field.of(
                                                                    "p_value",
                                                                    number("How likely it is by chance.")
                                                                            .orNull())))),
                                    Field.of(
                                            "r_squared",
                                            number("The part explained.").orNull()),
                                    Field.of(
                                            "adjusted_r_squared",
                                            number("The same for so few values.")
                                                    .orNull()),
                                    Field.of(
                                            "residual_std_error",
                                            number("What is left.").orNull()),
                                    Field.of(
                                            "f_statistic",
                                            number("Of the whole line.").orNull()),
                                    Field.of(
                                            "p_value",
                                            number("How likely it is by chance.")
                                                    .orNull()),
                                    Field.of("degrees_of_freedom", Schema.integer("Of what is left.")),
                                    count(),
                                    missing()),
                            "coefficients")
                    .readOnly()
                    .example(Example.of(
                                    "Fit a line.",
                                    Values.map("x", Values.list(0, 1, 2, 3), "y", Values.list(1, 2, 2, 3)))
                            .givesAtLeast(Values.map("count", 4, "degrees_of_freedom", 2)))
                    .handledBy(Statistics::regress));

    private static Operation one(Operation operation) {
        return csv(operation.mainOptional(
                        Parameter.list("data", "The numbers; null where one is missing.", Schema.any("A number."))
                                .alias("numbers", "values")))
                .optional(Parameter.text("column", "The column of the CSV instead."));
    }

    private static Operation csv(Operation operation) {
        return operation
                .optional(Parameter.text("input", "A CSV text."))
                .optional(Parameter.path("path", "A CSV file.")
                        .alias("file", "input_file")
                        .needs(Permission.READ))
                .optional(Parameter.text("delimiter", "Between its fields; found by itself unless given."))
                .optional(Parameter.text("quote", "Around its fields.")
                        .matching("[^\\r\\n]")
                        .otherwise("\""))
                .optional(
                        Parameter.bool("has_headers", "Whether its first row names the columns; guessed unless given."))
                .optional(Parameter.text("encoding", "The file's encoding.")
                        .oneOf("utf-8", "iso-8859-1", "windows-1252", "utf-16")
                        .otherwise("utf-8"))
                .optional(Parameter.text(
                                "invalid",
                                "What a value that is no number is; empty, null, NA and NaN are missing always.")
                        .oneOf("error", "missing")
                        .otherwise("error"));
    }

    private static Parameter variable(String name, String meaning) {
        return Parameter.schema(
                name,
                Schema.either(
                        meaning,
                        Schema.string("The name of a column."),
                        Schema.list("Numbers; null where one is missing.", Schema.any("A number."))));
    }

    private static Schema number(String meaning) {
        return Schema.number(meaning);
    }

    private static Field count() {
        return Field.of("count", Schema.integer("How many values, or rows, were used."));
    }

    private static Field missing() {
        return Field.of("missing_count", Schema.integer("How many were left out because one is missing."));
    }

    private static Schema both(String meaning) {
        return Schema.object(
                meaning,
                Field.of("sample", number("Of a sample; null for one value.").orNull()),
                Field.of("population", number("Of a whole population.").orNull()));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object quantiles(Args args, ToolContext context) throws IOException {
        List<Double> probabilities = new ArrayList<>();
        for (Object p : args.list("probabilities")) {
            probabilities.add(p instanceof Number number ? number.doubleValue() : Double.NaN);
        }
        return Figures.quantiles(Samples.one(args, context), probabilities, args.intValue("type"));
    }

    private static Object histogram(Args args, ToolContext context) throws IOException {
        int bins = args.has("bins") ? args.intValue("bins") : 0;
        return Figures.histogram(
                Samples.one(args, context),
                bins,
                args.has("min") ? (Double) args.number("min") : null,
                args.has("max") ? (Double) args.number("max") : null);
    }

    private static Object correlate(Args args, ToolContext context) throws IOException {
        List<String> names = List.of("x", "y");
        Samples samples = Samples.several(names, Arrays.asList(args.value("x"), args.value("y")), names, args, context);
        return Figures.correlate(samples, args.string("method").equals("spearman"));
    }

    private static Object regress(Args args, ToolContext context) throws IOException {
        List<String> names = new ArrayList<>(List.of("y"));
        List<String> parameters = new ArrayList<>(List.of("y"));
        List<@Nullable Object> given = new ArrayList<>();
        given.add(args.value("y"));
        switch (args.value("x")) {
            case Map<?, ?> map ->
                map.forEach((name, values) -> {
                    names.add((String) name);
                    parameters.add("x." + name);
                    given.add(values);
                });
            case List<?> list
            when args.given("input") || args.given("path") -> {
                for (Object column : list) {
                    names.add(String.valueOf(column));
                    parameters.add("x");
                    given.add(column);
                }
            }
            case null -> throw ToolException.invalidParams("x: must be a list, a map or the name of a column, is null");
            case Object value -> {
                names.add("x");
                parameters.add("x");
                given.add(value);
            }
        }
        if (given.size() == 1 || given.size() > MAX_PREDICTORS + 1) {
            throw ToolException.invalidParams(
                    "x: must be 1 to " + MAX_PREDICTORS + " predictors, not " + (given.size() - 1));
        }
        Samples samples = Samples.several(names, given, parameters, args, context);
        return new Regression(samples, args.bool("intercept"), context).result();
    }
}
