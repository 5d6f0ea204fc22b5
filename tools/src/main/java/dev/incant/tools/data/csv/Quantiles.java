package dev.incant.tools.data.csv;

import java.util.Arrays;

/// Quantiles of a stream of numbers: exact up to a number of values, then by a merging t-digest (Dunning and Ertl 2019,
/// scale function k1, compression 1000), whose error in rank is well below 0.1 % and smallest at the ends.
final class Quantiles {
    private static final int COMPRESSION = 1_000;

    private final int exactUpTo;
    private double[] values = new double[16];
    private int count;
    private double[] means = {};
    private double[] weights = {};
    private boolean digest;

    Quantiles(int exactUpTo) {
        this.exactUpTo = exactUpTo;
    }

    void add(double value) {
        if (count == values.length) {
            if (count >= exactUpTo) {
                compress();
            } else {
                values = Arrays.copyOf(values, Math.min(exactUpTo, count * 2));
            }
        }
        values[count++] = value;
    }

    boolean exact() {
        return !digest;
    }

    /// Merges the values that wait into the centroids.
    private void compress() {
        digest = true;
        Arrays.sort(values, 0, count);
        int total = means.length + count;
        double[] allMeans = new double[total];
        double[] allWeights = new double[total];
        double sum = 0;
        for (int i = 0, j = 0, k = 0; k < total; k++) {
            boolean old = j >= count || (i < means.length && means[i] <= values[j]);
            allMeans[k] = old ? means[i] : values[j];
            allWeights[k] = old ? weights[i++] : 1;
            j += old ? 0 : 1;
            sum += allWeights[k];
        }
        int kept = 0;
        double before = 0;
        double limit = sum * bound(0);
        for (int k = 1; k < total; k++) {
            double merged = allWeights[kept] + allWeights[k];
            if (before + merged <= limit) {
                allMeans[kept] += (allMeans[k] - allMeans[kept]) * allWeights[k] / merged;
                allWeights[kept] = merged;
            } else {
                before += allWeights[kept];
                limit = sum * bound(before / sum);
                kept++;
                allMeans[kept] = allMeans[k];
                allWeights[kept] = allWeights[k];
            }
        }
        means = Arrays.copyOf(allMeans, kept + 1);
        weights = Arrays.copyOf(allWeights, kept + 1);
        count = 0;
    }

    /// The quantile up to which a centroid that begins at quantile `q` may reach.
    private static double bound(double q) {
        double scale = COMPRESSION / (2 * Math.PI);
        double k = scale * Math.asin(2 * q - 1) + 1;
        return k >= scale * Math.PI / 2 ? 1 : (Math.sin(k / scale) + 1) / 2;
    }

    /// The value below which a share `q` of all lies, between two by linear interpolation; NaN when there is
    /// none.
    double at(double q) {
        if (!digest) {
            Arrays.sort(values, 0, count);
            if (count == 0) {
                return Double.NaN;
            }
            double place = q * (count - 1);
            int low = (int) place;
            int high = Math.min(low + 1, count - 1);
            double share = place - low;
            return share == 0 ? values[low] : values[low] * (1 - share) + values[high] * share;
        }
        if (count > 0) {
            compress();
        }
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double target = q * sum;
        double before = 0;
        for (int i = 0; i < means.length; i++) {
            double middle = before + weights[i] / 2;
            if (target < middle || i == means.length - 1) {
                if (i == 0 || target >= middle) {
                    return means[i];
                }
                double previous = before - weights[i - 1] / 2;
                return means[i - 1] + (means[i] - means[i - 1]) * (target - previous) / (middle - previous);
            }
            before += weights[i];
        }
        return Double.NaN;
    }
}
