package dev.incant.benchmarks.report;

import dev.incant.benchmarks.statistics.Distribution;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Reports made up for tests.
final class Samples {
    private static final double[] STEADY = {1.00, 1.01, 0.99};

    private Samples() {}

    /// A report of one result with three runs around a mean, each as wide as `spread`.
    static Report of(String name, double mean, double spread) {
        return new Report(
                new Environment(false, Map.of("cpu", "test")),
                List.of(Result.of(name, "message", "Test", Unit.NANOSECONDS, runs(mean, spread))));
    }

    static List<Run> runs(double mean, double spread) {
        return Stream.of(STEADY[0], STEADY[1], STEADY[2])
                .map(factor -> {
                    double[] values = new double[1000];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = mean * factor * (1 + spread * (i - 499.5) / 1000);
                    }
                    return new Run(Distribution.of(values), List.of(mean * factor, mean * factor));
                })
                .toList();
    }

    /// A report with something of everything.
    static Report full() {
        Result call = Result.of("calculator_simple", "message", "Calculate 2 + 2", Unit.NANOSECONDS, runs(4000, 0.2))
                .with(Result.BYTES, 2048)
                .with(List.of(new Target("p50", Unit.NANOSECONDS, 10_000)));
        Result slow = Result.of("tool_info", "message", "Show the calculator", Unit.NANOSECONDS, runs(9000, 0.2))
                .with(List.of(new Target("p50", Unit.NANOSECONDS, 5_000)));
        Result broken = Result.failed("tool_search", "message", "Search | find", "the tools found: <none>");
        Result callers = Result.of(
                        "callers",
                        "scale",
                        "Callers at once",
                        Unit.PER_SECOND,
                        List.of(Run.of(90_000), Run.of(150_000), Run.of(120_000)))
                .with(List.of(new Target("mean", Unit.PER_SECOND, 100_000)))
                .with(new Series(
                        "Latency against callers",
                        "concurrent callers",
                        true,
                        Unit.NANOSECONDS,
                        List.of(
                                new Series.Line("p50", List.of(1.0, 64.0, 4096.0), List.of(4e3, 5e5, 4e7)),
                                new Series.Line("p99", List.of(1.0, 64.0, 4096.0), List.of(4e4, 9e5, 9e7)))))
                .with("throughput", 120_000);
        Result idle = Result.of(
                        "memory_idle",
                        "memory",
                        "A kernel that waits",
                        Unit.BYTES,
                        List.of(Run.of(44e6), Run.of(44.2e6)))
                .with("threads", 6)
                .with("heap", 5 << 20)
                .with(List.of(new Target("mean", Unit.BYTES, 45e6)));
        return new Report(
                new Environment(true, new java.util.LinkedHashMap<>(Map.of("cpu", "A <fast> one"))),
                List.of(call, slow, broken, callers, idle));
    }
}
