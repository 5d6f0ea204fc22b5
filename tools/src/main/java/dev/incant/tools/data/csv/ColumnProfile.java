package dev.incant.tools.data.csv;

import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one pass over a column tells of it.
final class ColumnProfile {
    private static final int SAMPLES = 5;
    private static final int SAMPLE_LENGTH = 100;

    private final String name;
    private final long[] kinds = new long[Cells.Kind.values().length];
    private final List<@Nullable Object> samples = new ArrayList<>();
    private final Quantiles quantiles;
    private final Distinct distinct;
    private long nulls;
    private long numbers;
    private double sum;
    private double lost;
    private double mean;
    private double squares;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private @Nullable String least;
    private @Nullable String greatest;

    ColumnProfile(String name, int exactUpTo) {
        this.name = name;
        this.quantiles = new Quantiles(exactUpTo);
        this.distinct = new Distinct(exactUpTo);
    }

    void add(String cell) {
        if (cell.isEmpty()) {
            nulls++;
            return;
        }
        distinct.add(cell);
        if (samples.size() < SAMPLES) {
            String sample = cell.length() > SAMPLE_LENGTH ? cell.substring(0, SAMPLE_LENGTH) + "…" : cell;
            if (!samples.contains(sample)) {
                samples.add(sample);
            }
        }
        Cells.Kind kind = Cells.kind(cell);
        kinds[kind.ordinal()]++;
        if (kind == Cells.Kind.INTEGER || kind == Cells.Kind.FLOAT) {
            double value = Double.parseDouble(cell);
            if (!Double.isInfinite(value)) {
                number(value);
            }
        }
        if (least == null || cell.compareTo(least) < 0) {
            least = cell;
        }
        if (greatest == null || cell.compareTo(greatest) > 0) {
            greatest = cell;
        }
    }

    /// The variance in Welford's way, the sum in Neumaier's: neither loses digits over many rows.
    private void number(double value) {
        numbers++;
        double next = sum + value;
        lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
        double delta = value - mean;
        mean += delta / numbers;
        squares += delta * (value - mean);
        min = Math.min(min, value);
        max = Math.max(max, value);
        quantiles.add(value);
    }

    /// The kind of nine cells in ten or more, integers counting as floats too; else `Mixed`.
    private String type() {
        long all = 0;
        for (long count : kinds) {
            all += count;
        }
        if (all == 0) {
            return "String";
        }
        if (kinds[Cells.Kind.INTEGER.ordinal()] * 10 >= all * 9 && kinds[Cells.Kind.FLOAT.ordinal()] == 0) {
            return "Integer";
        }
        if (numbers * 10 >= all * 9) {
            return "Float";
        }
        for (Cells.Kind kind : Cells.Kind.values()) {
            if (kinds[kind.ordinal()] * 10 >= all * 9) {
                return kind.word();
            }
        }
        return "Mixed";
    }

    Map<String, @Nullable Object> result() {
        String type = type();
        boolean numeric = type.equals("Integer") || type.equals("Float");
        Map<String, @Nullable Object> types = Values.map();
        for (Cells.Kind kind : Cells.Kind.values()) {
            if (kinds[kind.ordinal()] > 0) {
                types.put(kind.word(), kinds[kind.ordinal()]);
            }
        }
        return Values.map(
                "name",
                name,
                "data_type",
                type,
                "type_counts",
                types,
                "null_count",
                nulls,
                "unique_count",
                distinct.count(),
                "unique_exact",
                distinct.exact(),
                "min_value",
                numeric ? plain(min) : least,
                "max_value",
                numeric ? plain(max) : greatest,
                "mean",
                numbers == 0 ? null : (sum + lost) / numbers,
                "median",
                quantile(0.5),
                "q1",
                quantile(0.25),
                "q3",
                quantile(0.75),
                "std_dev",
                numbers == 0 ? null : Math.sqrt(squares / numbers),
                "quantiles_exact",
                quantiles.exact(),
                "sample_values",
                samples);
    }

    private @Nullable Object quantile(double q) {
        return numbers == 0 ? null : (Object) quantiles.at(q);
    }

    private static Object plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 0x1p53 ? (Object) (long) number : number;
    }
}
