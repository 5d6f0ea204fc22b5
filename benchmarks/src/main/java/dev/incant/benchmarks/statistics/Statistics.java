package dev.incant.benchmarks.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.TTest;

/// Mean, spread, percentiles, and the two tests that say whether one set of measurements differs from another.
public final class Statistics {
    private Statistics() {}

    /// The arithmetic mean; NaN of nothing.
    public static double mean(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /// The sample's standard deviation, with n − 1 below; NaN of fewer than two values.
    public static double deviation(double... values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
    }

    /// The coefficient of variation: the standard deviation as a part of the mean, 0.1 for 10 %. NaN of fewer than
    /// two values.
    public static double variation(double... values) {
        double deviation = deviation(values);
        return deviation == 0 ? 0 : deviation / Math.abs(mean(values));
    }

    /// The percentile by nearest rank: the least of the sorted values that is not below the given part of them.
    ///
    /// @param part from 0 to 1
    public static double percentile(double[] sorted, double part) {
        int rank = (int) Math.ceil(part * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }

    /// The value in the middle of values in any order; the mean of the two where their number is even.
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// The two-sided p-value of Welch's t-test for equal means: how likely means this far apart are when nothing
    /// changed. NaN where one side has fewer than two values.
    public static double welch(double[] a, double[] b) {
        if (a.length < 2 || b.length < 2) {
            return Double.NaN;
        }
        if (deviation(a) == 0 && deviation(b) == 0) {
            return mean(a) == mean(b) ? 1 : 0;
        }
        return TTest.withDefaults()
                .with(DataDispersion.HETEROSCEDASTIC)
                .test(a, b)
                .getPValue();
    }

    /// The least difference of the means that [#welch] would call significant with this many values and this
    /// spread, in the values' unit: the t distribution's quantile times the standard error, with the degrees of
    /// freedom by Welch and Satterthwaite. NaN where one side has fewer than two values.
    ///
    /// @param level the p-value below which a difference is significant
    public static double leastSeen(double[] a, double[] b, double level) {
        if (a.length < 2 || b.length < 2) {
            return Double.NaN;
        }
        double ofA = Math.pow(deviation(a), 2) / a.length;
        double ofB = Math.pow(deviation(b), 2) / b.length;
        double sum = ofA + ofB;
        if (sum == 0) {
            return 0;
        }
        double freedom = sum * sum / (ofA * ofA / (a.length - 1) + ofB * ofB / (b.length - 1));
        return TDistribution.of(freedom).inverseSurvivalProbability(level / 2) * Math.sqrt(sum);
    }

    /// The two-sided p-value of the paired t-test: of no difference between values that were measured in turns, the
    /// n-th of the one beside the n-th of the other. NaN of fewer than two pairs.
    ///
    /// @param b as many as `a`
    public static double paired(double[] a, double[] b) {
        double[] differences = differences(a, b);
        if (a.length < 2) {
            return Double.NaN;
        }
        if (deviation(differences) == 0) {
            return differences[0] == 0 ? 1 : 0;
        }
        return TTest.withDefaults().pairedTest(a, b).getPValue();
    }

    /// The least mean difference that [#paired] would call significant with this spread of differences. NaN of fewer
    /// than two pairs.
    ///
    /// @param level the p-value below which a difference is significant
    public static double leastSeenPaired(double[] a, double[] b, double level) {
        double[] differences = differences(a, b);
        if (a.length < 2) {
            return Double.NaN;
        }
        return TDistribution.of(a.length - 1).inverseSurvivalProbability(level / 2)
                * deviation(differences)
                / Math.sqrt(a.length);
    }

    private static double[] differences(double[] a, double[] b) {
        double[] differences = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            differences[i] = b[i] - a[i];
        }
        return differences;
    }

    /// The two-sided p-value of the Mann–Whitney U test, which assumes no shape of the distributions. NaN where one
    /// side has no values.
    public static double mannWhitney(double[] a, double[] b) {
        if (a.length == 0 || b.length == 0) {
            return Double.NaN;
        }
        double p = MannWhitneyUTest.withDefaults().test(a, b).getPValue();
        // Where all values are the same there is no spread to divide by.
        return Double.isNaN(p) ? 1 : p;
    }
}
