package dev.incant.tools.math.stats;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.tools.data.csv.Cells;
import dev.incant.tools.data.csv.CsvSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The numbers that a call is about: one or more variables of the same length, with the rows left out in which one is
/// missing.
///
/// @param names of the variables
/// @param columns their values, each of the same length
/// @param missing how many rows were left out
public record Samples(List<String> names, double[][] columns, long missing) {
    /// The most values of all variables together.
    public static final int MAX_VALUES = 1_000_000;

    /// What stands for a missing value, besides nothing.
    private static final Set<String> MISSING = Set.of("", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "-");

    /// The variable of `data`, or of the CSV column that `column` names.
    public static Samples one(Args args, ToolContext context) throws IOException {
        if (args.given("data")) {
            refuse(args, "data", "input", "path", "column");
            return of(List.of("data"), List.of(args.list("data")), args, context);
        }
        if (!args.given("column")) {
            throw ToolException.invalidParams("give the numbers as data, or a CSV as input or path and its column");
        }
        return csv(List.of(args.string("column")), List.of("column"), args, context);
    }

    /// Variables given as lists, or as the names of CSV columns.
    ///
    /// @param parameters which parameter each variable came in, for messages
    public static Samples several(
            List<String> names,
            List<? extends @Nullable Object> given,
            List<String> parameters,
            Args args,
            ToolContext context)
            throws IOException {
        if (args.given("input") || args.given("path")) {
            List<String> columns = new ArrayList<>();
            for (int i = 0; i < given.size(); i++) {
                if (!(given.get(i) instanceof String column)) {
                    throw ToolException.invalidParams(parameters.get(i) + ": must be the name of a column of the CSV");
                }
                columns.add(column);
            }
            return csv(columns, parameters, args, context);
        }
        List<List<? extends @Nullable Object>> lists = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            if (!(given.get(i) instanceof List<?> list)) {
                throw ToolException.invalidParams(parameters.get(i)
                        + ": must be a list of numbers; names of columns need a CSV in input or path");
            }
            if (i > 0 && list.size() != lists.getFirst().size()) {
                throw ToolException.invalidParams(parameters.get(i) + ": has " + list.size() + " values, "
                        + parameters.getFirst() + " has " + lists.getFirst().size());
            }
            lists.add(list);
        }
        return of(names, lists, parameters, args, context);
    }

    private static void refuse(Args args, String given, String... others) {
        for (String other : others) {
            if (args.given(other)) {
                throw ToolException.invalidParams(other + ": is not for a call with " + given);
            }
        }
    }

    private static Samples of(
            List<String> names,
            List<? extends List<? extends @Nullable Object>> lists,
            Args args,
            ToolContext context) {
        return of(names, lists, names, args, context);
    }

    private static Samples of(
            List<String> names,
            List<? extends List<? extends @Nullable Object>> lists,
            List<String> parameters,
            Args args,
            ToolContext context) {
        Collecting rows = new Collecting(lists.size());
        boolean lenient = args.string("invalid").equals("missing");
        for (int row = 0; row < lists.getFirst().size(); row++) {
            context.checkCancelled();
            for (int i = 0; i < lists.size(); i++) {
                rows.put(i, number(lists.get(i).get(row), parameters.get(i) + "[" + row + "]", lenient));
            }
            rows.next();
        }
        return rows.samples(names);
    }

    private static Samples csv(List<String> columns, List<String> parameters, Args args, ToolContext context)
            throws IOException {
        CsvSource source = CsvSource.of(args, context);
        int[] places = new int[columns.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = source.column(parameters.get(i), columns.get(i));
        }
        boolean lenient = args.string("invalid").equals("missing");
        Collecting rows = new Collecting(places.length);
        source.each((cells, number) -> {
            for (int i = 0; i < places.length; i++) {
                String cell = cells.get(places[i]).strip();
                String at = "row " + number + ", column " + columns.get(i);
                rows.put(i, MISSING.contains(cell) ? Double.NaN : number(cell, at, lenient));
            }
            rows.next();
            return true;
        });
        return rows.samples(columns);
    }

    /// The number, or NaN for a missing one.
    private static double number(@Nullable Object value, String at, boolean lenient) {
        if (value == null || (value instanceof Double d && d.isNaN())) {
            return Double.NaN;
        }
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        BigDecimal parsed = value instanceof String text ? Cells.number(text.strip()) : null;
        if (parsed != null && Double.isFinite(parsed.doubleValue())) {
            return parsed.doubleValue();
        }
        if (lenient) {
            return Double.NaN;
        }
        throw ToolException.invalidParams(
                at + ": must be a finite number, is " + shown(value) + "; invalid = 'missing' leaves such values out");
    }

    private static String shown(Object value) {
        String text = value instanceof String s ? "'" + s + "'" : String.valueOf(value);
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    /// Takes rows and keeps those without a gap.
    private static final class Collecting {
        private final double[][] columns;
        private int size;
        private long missing;

        Collecting(int count) {
            columns = new double[count][64];
        }

        void put(int column, double value) {
            if (size == columns[column].length) {
                columns[column] = Arrays.copyOf(columns[column], size * 2);
            }
            columns[column][size] = value;
        }

        void next() {
            for (double[] column : columns) {
                if (Double.isNaN(column[size])) {
                    missing++;
                    return;
                }
            }
            if ((long) ++size * columns.length > MAX_VALUES) {
                throw ToolException.limitExceeded(
                        "there are more than " + MAX_VALUES + " numbers; csv_analyzer describes files of any size");
            }
        }

        Samples samples(List<String> names) {
            double[][] whole = new double[columns.length][];
            for (int i = 0; i < whole.length; i++) {
                whole[i] = Arrays.copyOf(columns[i], size);
            }
            return new Samples(names, whole, missing);
        }
    }

    /// How many complete rows there are.
    public int count() {
        return columns[0].length;
    }

    /// The values of the only variable.
    ///
    /// @throws ToolException `invalid_params` when there are fewer than `least`
    public double[] only(int least) {
        atLeast(least);
        return columns[0];
    }

    /// @throws ToolException `invalid_params` when there are fewer rows
    public void atLeast(int least) {
        if (count() < least) {
            throw ToolException.invalidParams(String.join(", ", names) + ": needs at least " + least
                    + (least == 1 ? " number" : " numbers") + ", has " + count() + " and " + missing + " missing");
        }
    }
}
