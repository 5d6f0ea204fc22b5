package dev.incant.benchmarks.report;

import dev.incant.benchmarks.statistics.Distribution;
import dev.incant.benchmarks.statistics.Statistics;
import dev.incant.kernel.value.Values;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One run of a benchmark: a JVM of its own, or one of several rounds of processes.
///
/// @param samples what was measured
/// @param parts the means of its iterations, whose spread says how steady the run was; empty where there are none
public record Run(Distribution samples, List<Double> parts) {
    public Run {
        parts = List.copyOf(parts);
    }

    /// A run whose samples are its parts.
    public static Run of(double... samples) {
        return new Run(Distribution.of(samples), Distribution.of(samples).quantiles());
    }

    /// The coefficient of variation of its parts; NaN of fewer than two.
    public double variation() {
        return Statistics.variation(
                parts.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// As a part of the document.
    public Map<String, @Nullable Object> toMap() {
        return Values.map(
                "count",
                samples.count(),
                "mean",
                samples.mean(),
                "sd",
                samples.deviation(),
                "cv",
                Numbers.orNull(variation()),
                "min",
                samples.least(),
                "p50",
                samples.p50(),
                "p99",
                samples.p99(),
                "p99.9",
                samples.p999(),
                "max",
                samples.most(),
                "quantiles",
                samples.quantiles(),
                "iterations",
                parts);
    }

    /// Reads a part of a document.
    ///
    /// @throws dev.incant.kernel.error.ToolException `invalid_params` when it is none
    public static Run of(Map<String, @Nullable Object> map) {
        return new Run(
                new Distribution(
                        (long) Numbers.of(map, "count"),
                        Numbers.of(map, "mean"),
                        Numbers.of(map, "sd"),
                        Numbers.of(map, "min"),
                        Numbers.of(map, "p50"),
                        Numbers.of(map, "p99"),
                        Numbers.of(map, "p99.9"),
                        Numbers.of(map, "max"),
                        Numbers.list(map, "quantiles")),
                Numbers.list(map, "iterations"));
    }
}
