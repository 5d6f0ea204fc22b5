package dev.incant.tools.math.stats;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/// Least squares with any number of predictors: Householder's QR decomposition (Golub and Van Loan, "Matrix
/// Computations", 5.3) of the centred columns, which keeps nine digits of NIST's Longley data where the
/// normal equations lose most.
public final class Regression {
    /// A column whose part that the others do not explain is smaller than this, is a combination of them.
    private static final double DEPENDENT = 1e-11;

    private final ToolContext context;
    private final Samples samples;
    private final boolean intercept;
    private final int n;
    private final int p;
    private final double[] means;
    private final double[][] q;
    private final double[] y;
    private final double[] diagonal;

    /// @param samples the response first, then the predictors
    public Regression(Samples samples, boolean intercept, ToolContext context) {
        this.context = context;
        this.samples = samples;
        this.intercept = intercept;
        this.n = samples.count();
        this.p = samples.columns().length - 1;
        samples.atLeast(p + (intercept ? 1 : 0));
        this.means = new double[p + 1];
        this.y = samples.columns()[0].clone();
        this.q = new double[p][];
        this.diagonal = new double[p];
        for (int j = 0; j < p; j++) {
            q[j] = samples.columns()[j + 1].clone();
        }
        if (intercept) {
            means[0] = centre(y);
            for (int j = 0; j < p; j++) {
                means[j + 1] = centre(q[j]);
            }
        }
    }

    private double centre(double[] column) {
        double mean = org.apache.commons.statistics.descriptive.Mean.of(column).getAsDouble();
        for (int i = 0; i < column.length; i++) {
            column[i] -= mean;
        }
        return mean;
    }

    private static double dot(double[] a, double[] b, int from) {
        double sum = 0;
        for (int i = from; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] a, int from) {
        return Math.sqrt(dot(a, a, from));
    }

    /// Turns the columns into R above the diagonal, and y into Qᵀy.
    private void decompose() {
        for (int k = 0; k < p; k++) {
            context.checkCancelled();
            double whole = norm(q[k], 0);
            double length = norm(q[k], k);
            if (k >= n || length <= DEPENDENT * whole || whole == 0) {
                throw ToolException.invalidParams("x: '" + samples.names().get(k + 1)
                        + "' is constant or a combination of the other predictors, so no single answer exists");
            }
            diagonal[k] = q[k][k] > 0 ? -length : length;
            q[k][k] -= diagonal[k];
            double scale = dot(q[k], q[k], k);
            for (int j = k + 1; j < p; j++) {
                context.checkCancelled();
                reflect(q[k], q[j], k, scale);
            }
            reflect(q[k], y, k, scale);
        }
    }

    private static void reflect(double[] mirror, double[] column, int from, double scale) {
        double factor = 2 * dot(mirror, column, from) / scale;
        for (int i = from; i < column.length; i++) {
            column[i] -= factor * mirror[i];
        }
    }

    /// Solves R b = v.
    private double[] solved(double[] v) {
        double[] b = new double[p];
        for (int k = p - 1; k >= 0; k--) {
            double sum = v[k];
            for (int j = k + 1; j < p; j++) {
                sum -= q[j][k] * b[j];
            }
            b[k] = sum / diagonal[k];
        }
        return b;
    }

    /// Coefficients with their errors, and how well the line fits.
    public Map<String, @Nullable Object> result() {
        double total = dot(y, y, 0);
        decompose();
        double[] slopes = solved(y);
        double residual = dot(y, y, p);
        int free = n - p - (intercept ? 1 : 0);
        double variance = free > 0 ? residual / free : 0;
        double[] errors = new double[p];
        double atMeans = 0;
        for (int row = 0; row < p; row++) {
            // A column of the inverse of R, of which the covariances are made.
            double[] unit = new double[Math.max(n, p)];
            unit[row] = 1;
            double[] inverse = solved(unit);
            double mean = 0;
            for (int j = 0; j < p; j++) {
                errors[j] += inverse[j] * inverse[j];
                mean += inverse[j] * means[j + 1];
            }
            atMeans += mean * mean;
        }
        List<@Nullable Object> coefficients = new ArrayList<>();
        double constant = means[0];
        for (int j = 0; j < p; j++) {
            constant -= slopes[j] * means[j + 1];
        }
        if (intercept) {
            coefficients.add(coefficient("intercept", constant, Math.sqrt(variance * (1.0 / n + atMeans)), free));
        }
        for (int j = 0; j < p; j++) {
            coefficients.add(coefficient(samples.names().get(j + 1), slopes[j], Math.sqrt(variance * errors[j]), free));
        }
        double f = residual > 0 && free > 0 ? (total - residual) / p / variance : Double.NaN;
        return Values.map(
                "coefficients",
                coefficients,
                "r_squared",
                total > 0 ? (Object) (1 - residual / total) : null,
                "adjusted_r_squared",
                total > 0 && free > 0 ? (Object) (1 - residual / free / (total / (n - (intercept ? 1 : 0)))) : null,
                "residual_std_error",
                free > 0 ? (Object) Math.sqrt(variance) : null,
                "f_statistic",
                Double.isFinite(f) ? (Object) f : null,
                "p_value",
                Double.isFinite(f) ? (Object) FDistribution.of(p, free).survivalProbability(f) : null,
                "degrees_of_freedom",
                (long) free,
                "count",
                (long) n,
                "missing_count",
                samples.missing());
    }

    private static Map<String, @Nullable Object> coefficient(String name, double value, double error, int free) {
        boolean known = free > 0 && error > 0;
        double t = known ? value / error : 0;
        return Values.map(
                "name",
                name,
                "value",
                value,
                "std_error",
                free > 0 ? (Object) error : null,
                "t_statistic",
                known ? (Object) t : null,
                "p_value",
                known ? (Object) (2 * TDistribution.of(free).survivalProbability(Math.abs(t))) : null);
    }
}
