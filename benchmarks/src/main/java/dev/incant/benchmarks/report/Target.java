package dev.incant.benchmarks.report;

import dev.incant.kernel.value.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a figure should come out as.
///
/// @param statistic `mean`, `p50`, `p99`, `p99.9`, or the name of one of the result's facts
/// @param unit of the limit
/// @param limit the worst that is good enough
public record Target(String statistic, Unit unit, double limit) {
    /// Whether a figure is good enough.
    boolean metBy(double value) {
        return unit.lessIsBetter() ? value <= limit : value >= limit;
    }

    /// Such as `p99 ≤ 50.0 µs`.
    String show() {
        return statistic + (unit.lessIsBetter() ? " ≤ " : " ≥ ") + unit.show(limit);
    }

    Map<String, @Nullable Object> toMap() {
        return Values.map("statistic", statistic, "unit", unit.word(), "limit", limit);
    }

    static Target of(Map<String, @Nullable Object> map) {
        return new Target(Numbers.text(map, "statistic"), Unit.of(Numbers.text(map, "unit")), Numbers.of(map, "limit"));
    }
}
