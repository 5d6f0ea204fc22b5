package dev.incant.benchmarks.report;

import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How some figures change with another: latency with load, memory with time.
///
/// @param across what changes, such as `concurrent callers`
/// @param doubling whether it grows by factors rather than by steps
/// @param lines at least one; all have the unit
public record Series(String title, String across, boolean doubling, Unit unit, List<Line> lines) {
    /// One curve: `ys` over `xs`, as many of each.
    public record Line(String name, List<Double> xs, List<Double> ys) {
        public Line {
            xs = List.copyOf(xs);
            ys = List.copyOf(ys);
            if (xs.size() != ys.size()) {
                throw new IllegalArgumentException(xs.size() + " places but " + ys.size() + " values");
            }
        }
    }

    public Series {
        lines = List.copyOf(lines);
    }

    Map<String, @Nullable Object> toMap() {
        List<@Nullable Object> all = new ArrayList<>();
        for (Line line : lines) {
            all.add(Values.map("name", line.name(), "x", line.xs(), "y", line.ys()));
        }
        return Values.map("title", title, "across", across, "doubling", doubling, "unit", unit.word(), "lines", all);
    }

    static Series of(Map<String, @Nullable Object> map) {
        List<Line> lines = new ArrayList<>();
        for (Map<String, @Nullable Object> line : Numbers.maps(map, "lines")) {
            lines.add(new Line(Numbers.text(line, "name"), Numbers.list(line, "x"), Numbers.list(line, "y")));
        }
        return new Series(
                Numbers.text(map, "title"),
                Numbers.text(map, "across"),
                Boolean.TRUE.equals(map.get("doubling")),
                Unit.of(Numbers.text(map, "unit")),
                lines);
    }
}
