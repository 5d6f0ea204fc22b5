package dev.incant.tools.math.stats;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.descriptive.Kurtosis;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Skewness;
import org.apache.commons.statistics.descriptive.Sum;
import org.apache.commons.statistics.descriptive.Variance;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/// The figures of one variable, and of two.
public final class Figures {
    private static final int MAX_BINS = 10_000;

    private Figures() {}

    /// A number, or null for one that is not defined for so few or such values.
    private static @Nullable Object defined(double value) {
        return Double.isFinite(value) ? (Object) value : null;
    }

    /// Describes a variable. Skewness and excess kurtosis are those of a sample, corrected for bias (G1 and
    /// G2 of Joanes and Gill, 1998), as spreadsheets, SAS and pandas have them.
    public static Map<String, @Nullable Object> describe(Samples samples) {
        double[] values = samples.only(1);
        int n = values.length;
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double[] quartiles = new double[3];
        for (int i = 0; i < 3; i++) {
            quartiles[i] = quantile(sorted, 0.25 * (i + 1), Quantile.EstimationMethod.HF7);
        }
        double sample = Variance.of(values).setBiased(false).getAsDouble();
        double population = Variance.of(values).setBiased(true).getAsDouble();
        boolean varied = sorted[0] < sorted[n - 1];
        List<@Nullable Object> modes = modes(sorted);
        return Values.map(
                "count",
                (long) n,
                "missing_count",
                samples.missing(),
                "sum",
                defined(Sum.of(values).getAsDouble()),
                "mean",
                Mean.of(values).getAsDouble(),
                "min",
                sorted[0],
                "max",
                sorted[n - 1],
                "median",
                quartiles[1],
                "q1",
                quartiles[0],
                "q3",
                quartiles[2],
                "iqr",
                quartiles[2] - quartiles[0],
                "modes",
                modes,
                "variance",
                Values.map("sample", n > 1 ? defined(sample) : null, "population", defined(population)),
                "std_dev",
                Values.map(
                        "sample",
                        n > 1 ? defined(Math.sqrt(sample)) : null,
                        "population",
                        defined(Math.sqrt(population))),
                "std_error",
                n > 1 ? defined(Math.sqrt(sample / n)) : null,
                "skewness",
                n > 2 && varied ? defined(Skewness.of(values).getAsDouble()) : null,
                "kurtosis",
                n > 3 && varied ? defined(Kurtosis.of(values).getAsDouble()) : null);
    }

    /// The most frequent values, at most ten; none when no value is there twice.
    private static List<@Nullable Object> modes(double[] sorted) {
        List<@Nullable Object> modes = new ArrayList<>();
        int most = 2;
        for (int start = 0; start < sorted.length; ) {
            int end = start;
            while (end < sorted.length && sorted[end] == sorted[start]) {
                end++;
            }
            if (end - start > most) {
                modes.clear();
                most = end - start;
            }
            if (end - start == most && modes.size() < 10) {
                modes.add(sorted[start]);
            }
            start = end;
        }
        return modes;
    }

    static double quantile(double[] sorted, double p, Quantile.EstimationMethod method) {
        return Quantile.withDefaults().with(method).evaluate(sorted.length, i -> sorted[i], p);
    }

    /// Quantiles by one of the nine definitions of Hyndman and Fan (1996), numbered as in R.
    public static Map<String, @Nullable Object> quantiles(Samples samples, List<Double> probabilities, int type) {
        double[] sorted = samples.only(1).clone();
        Arrays.sort(sorted);
        Quantile.EstimationMethod method = Quantile.EstimationMethod.valueOf("HF" + type);
        List<@Nullable Object> result = new ArrayList<>();
        for (double p : probabilities) {
            result.add(Values.map("probability", p, "value", quantile(sorted, p, method)));
        }
        return Values.map("quantiles", result, "count", (long) sorted.length, "missing_count", samples.missing());
    }

    /// Counts values in bins of equal width; all but the last exclude their upper end.
    ///
    /// @param bins how many, or 0 for as many as Freedman and Diaconis (1981) advise, else Sturges
    public static Map<String, @Nullable Object> histogram(
            Samples samples, int bins, @Nullable Double from, @Nullable Double to) {
        double[] sorted = samples.only(1).clone();
        Arrays.sort(sorted);
        double low = from == null ? sorted[0] : from;
        double high = to == null ? sorted[sorted.length - 1] : to;
        if (low > high) {
            throw ToolException.invalidParams("min: " + low + " is more than max: " + high);
        }
        if (low == high) {
            low -= 0.5;
            high += 0.5;
        }
        if (!Double.isFinite(high - low) || low == high) {
            throw ToolException.invalidParams("data: the values are too large for bins");
        }
        int count = bins > 0 ? bins : advised(sorted, low, high);
        double width = (high - low) / count;
        long[] counts = new long[count];
        long outside = 0;
        for (double value : sorted) {
            if (value < low || value > high) {
                outside++;
                continue;
            }
            int bin = Math.min(count - 1, (int) ((value - low) / width));
            // The division may round to the other side of an edge.
            if (bin > 0 && value < low + bin * width) {
                bin--;
            } else if (bin < count - 1 && value >= low + (bin + 1) * width) {
                bin++;
            }
            counts[bin]++;
        }
        List<@Nullable Object> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double end = i == count - 1 ? high : low + (i + 1) * width;
            result.add(Values.map("from", low + i * width, "to", end, "count", counts[i]));
        }
        return Values.map(
                "bins",
                result,
                "bin_width",
                width,
                "count",
                (long) sorted.length,
                "outside_count",
                outside,
                "missing_count",
                samples.missing());
    }

    private static int advised(double[] sorted, double low, double high) {
        double spread = quantile(sorted, 0.75, Quantile.EstimationMethod.HF7)
                - quantile(sorted, 0.25, Quantile.EstimationMethod.HF7);
        double width = 2 * spread / Math.cbrt(sorted.length);
        double count =
                width > 0 ? Math.ceil((high - low) / width) : Math.ceil(Math.log(sorted.length) / Math.log(2)) + 1;
        return (int) Math.clamp(count, 1, MAX_BINS);
    }

    /// How two variables go together; ranks instead of values for Spearman's coefficient.
    public static Map<String, @Nullable Object> correlate(Samples samples, boolean ranks) {
        samples.atLeast(2);
        double[] x = ranks ? ranks(samples.columns()[0]) : samples.columns()[0];
        double[] y = ranks ? ranks(samples.columns()[1]) : samples.columns()[1];
        int n = x.length;
        double meanX = Mean.of(x).getAsDouble();
        double meanY = Mean.of(y).getAsDouble();
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < n; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }
        if (xx == 0 || yy == 0) {
            throw ToolException.failed((xx == 0 ? "x" : "y") + ": all values are the same, so nothing goes with them");
        }
        // The product is rounded less often, but may leave the range of doubles.
        double product = xx * yy;
        boolean safe = product > 1e-290 && product < 1e290;
        double r = Math.clamp(safe ? xy / Math.sqrt(product) : xy / Math.sqrt(xx) / Math.sqrt(yy), -1, 1);
        double t = Math.abs(r) * Math.sqrt((n - 2) / (1 - r * r));
        Object p = n < 3
                ? null
                : r * r == 1
                        ? (Object) 0.0
                        : (Object) (2 * TDistribution.of(n - 2).survivalProbability(t));
        return Values.map(
                "coefficient",
                r,
                "method",
                ranks ? "spearman" : "pearson",
                "p_value",
                p,
                "covariance",
                Values.map("sample", xy / (n - 1), "population", xy / n),
                "count",
                (long) n,
                "missing_count",
                samples.missing());
    }

    /// Ranks from 1; equal values share the mean of theirs.
    private static double[] ranks(double[] values) {
        Integer[] places = new Integer[values.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = i;
        }
        Arrays.sort(places, (a, b) -> Double.compare(values[a], values[b]));
        double[] ranks = new double[values.length];
        for (int start = 0; start < places.length; ) {
            int end = start;
            while (end < places.length && values[places[end]] == values[places[start]]) {
                end++;
            }
            for (int i = start; i < end; i++) {
                ranks[places[i]] = (start + 1 + end) / 2.0;
            }
            start = end;
        }
        return ranks;
    }
}
