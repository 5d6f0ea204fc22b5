package dev.incant.benchmarks.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What many measurements of one thing look like, in a few numbers that can be stored.
///
/// @param count how many were measured
/// @param deviation the standard deviation of all of them, 0 of one
/// @param quantiles up to [#QUANTILES] of them, sorted, evenly spread over their ranks: a picture of their shape
public record Distribution(
        long count,
        double mean,
        double deviation,
        double least,
        double p50,
        double p99,
        double p999,
        double most,
        List<Double> quantiles) {
    /// How many values are kept.
    public static final int QUANTILES = 200;

    public Distribution {
        if (count < 1) {
            throw new IllegalArgumentException("nothing was measured");
        }
        quantiles = List.copyOf(quantiles);
    }

    /// Of values in any order.
    public static Distribution of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        long[] ends = new long[sorted.length];
        Arrays.setAll(ends, i -> i + 1L);
        return of(sorted, ends);
    }

    /// Of a histogram: values and how often each was measured.
    public static Distribution of(SortedMap<Double, Long> counts) {
        double[] values = new double[counts.size()];
        long[] ends = new long[counts.size()];
        int i = 0;
        long end = 0;
        for (Map.Entry<Double, Long> entry : counts.entrySet()) {
            values[i] = entry.getKey();
            end += entry.getValue();
            ends[i++] = end;
        }
        return of(values, ends);
    }

    /// @param sorted values
    /// @param ends how many measurements there are up to and with each value
    private static Distribution of(double[] sorted, long[] ends) {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        long count = ends[ends.length - 1];
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            sum += sorted[i] * (ends[i] - (i == 0 ? 0 : ends[i - 1]));
        }
        double mean = sum / count;
        double squares = 0;
        for (int i = 0; i < sorted.length; i++) {
            squares += (sorted[i] - mean) * (sorted[i] - mean) * (ends[i] - (i == 0 ? 0 : ends[i - 1]));
        }
        int kept = (int) Math.min(count, QUANTILES);
        List<Double> quantiles = new ArrayList<>(kept);
        for (int i = 0; i < kept; i++) {
            quantiles.add(at(sorted, ends, (i + 0.5) / kept));
        }
        return new Distribution(
                count,
                mean,
                count < 2 ? 0 : Math.sqrt(squares / (count - 1)),
                sorted[0],
                at(sorted, ends, 0.5),
                at(sorted, ends, 0.99),
                at(sorted, ends, 0.999),
                sorted[sorted.length - 1],
                quantiles);
    }

    /// By nearest rank, as [Statistics#percentile].
    private static double at(double[] sorted, long[] ends, double part) {
        long rank = Math.max(1, (long) Math.ceil(part * ends[ends.length - 1]));
        int found = Arrays.binarySearch(ends, rank);
        return sorted[found >= 0 ? found : -found - 1];
    }

    /// Several of them as one, of their kept values; those with more measurements count for no more.
    public static Distribution together(List<Distribution> all) {
        SortedMap<Double, Long> counts = new TreeMap<>();
        for (Distribution each : all) {
            each.quantiles.forEach(value -> counts.merge(value, 1L, Long::sum));
        }
        return of(counts);
    }

    /// The kept values.
    public double[] values() {
        return quantiles.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
