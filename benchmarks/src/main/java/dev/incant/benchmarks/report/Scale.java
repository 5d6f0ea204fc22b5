package dev.incant.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/// Where values lie along an axis.
///
/// @param low the value at the axis' beginning
/// @param high the value at its end
/// @param doubling whether equal factors are equally far apart, rather than equal steps
/// @param from the place of the beginning
/// @param to the place of the end
record Scale(double low, double high, boolean doubling, double from, double to) {
    /// An axis over these values; one that doubles needs positive ones.
    static Scale over(List<Double> values, boolean doubling, double from, double to) {
        double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        if (doubling) {
            double least = Math.max(low, 1e-9);
            return new Scale(least, Math.max(high, least * 1.1), true, from, to);
        }
        return new Scale(low, high > low ? high : low + 1, false, from, to);
    }

    /// The place of a value.
    double place(double value) {
        double part =
                doubling ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
        return from + part * (to - from);
    }

    /// Round values along the axis, some four.
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (doubling) {
            double decades = Math.log10(high / low);
            double factor = decades > 4 ? 100 : decades > 1.2 ? 10 : decades > 0.5 ? 2 : 1.2;
            double tick = factor >= 10 ? Math.pow(10, Math.ceil(Math.log10(low) - 1e-9)) : low;
            for (; tick <= high * 1.0001; tick *= factor) {
                ticks.add(tick);
            }
            if (ticks.size() < 2) {
                return List.of(low, high);
            }
            return ticks;
        }
        double rough = (high - low) / 4;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * (rough / power < 1.5 ? 1 : rough / power < 3.5 ? 2 : rough / power < 7.5 ? 5 : 10);
        for (double tick = Math.ceil(low / step - 1e-9) * step; tick <= high + step * 1e-6; tick += step) {
            // Not the negative zero that rounding up from just below gives.
            ticks.add(tick + 0.0);
        }
        return ticks;
    }
}
