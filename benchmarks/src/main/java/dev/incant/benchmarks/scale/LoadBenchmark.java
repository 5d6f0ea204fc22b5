package dev.incant.benchmarks.scale;

import dev.incant.benchmarks.Benchmark;
import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.ChildJvm;
import dev.incant.benchmarks.Context;
import dev.incant.benchmarks.report.Result;
import dev.incant.benchmarks.report.Run;
import dev.incant.benchmarks.report.Series;
import dev.incant.benchmarks.report.Target;
import dev.incant.benchmarks.report.Unit;
import dev.incant.benchmarks.statistics.Statistics;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Latency and throughput as one thing grows. All points of a run are measured in one JVM, one after another.
///
/// @param across what grows
/// @param points its values, in growing order
/// @param quick those of a quick run
/// @param rates whether the throughput is what matters, and has a bar
public record LoadBenchmark(
        String name, String title, String across, List<Integer> points, List<Integer> quick, boolean rates)
        implements Benchmark {
    /// All that grow.
    public static final List<Benchmark> ALL = List.of(
            new LoadBenchmark(
                    "callers",
                    "Callers at once, each on a thread, each calling again when answered",
                    "concurrent callers",
                    List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096),
                    List.of(1, 16, 256, 4096),
                    true),
            new LoadBenchmark(
                    "params",
                    "A call with a parameter of so many bytes, written and read as JSON both ways",
                    "bytes of parameters",
                    List.of(1 << 10, 1 << 14, 1 << 18, 1 << 22, 1 << 26),
                    List.of(1 << 10, 1 << 20),
                    false),
            new LoadBenchmark(
                    "results",
                    "A call with a result of so many bytes, written and read as JSON both ways",
                    "bytes of the result",
                    List.of(1 << 10, 1 << 14, 1 << 18, 1 << 22, 1 << 26),
                    List.of(1 << 10, 1 << 20),
                    false),
            new LoadBenchmark(
                    "sessions",
                    "A call while so many sessions hold a script's state",
                    "sessions",
                    List.of(1, 10, 100, 1000, 10_000),
                    List.of(1, 100, 1000),
                    false),
            new Soak());

    /// Calls in a second on two cores.
    private static final double BAR = 100_000;

    /// The fact that says how many calls there were in a second.
    static final String RATE = "throughput";

    @Override
    public String group() {
        return "scale";
    }

    @Override
    public List<Result> run(Context context) {
        Map<Integer, List<Run>> runs = new LinkedHashMap<>();
        Map<Integer, List<Double>> throughputs = new LinkedHashMap<>();
        try {
            for (int i = 0; i < context.effort().forks(); i++) {
                context.progress().accept(name + ", run " + (i + 1));
                measure(context, runs, throughputs);
            }
        } catch (Check.WrongResult | ToolException | IOException e) {
            return List.of(Result.failed(name, group(), title, String.valueOf(e.getMessage())));
        }
        List<Result> results = new ArrayList<>();
        runs.forEach((point, each) -> results.add(Result.of(
                        name + "/" + size(point),
                        group(),
                        size(point) + across.replaceFirst("^(bytes)? ?", " "),
                        Unit.NANOSECONDS,
                        each)
                .with(RATE, Statistics.mean(numbers(throughputs, point)))));
        results.add(summary(results, new ArrayList<>(runs.keySet()), throughputs));
        return results;
    }

    private void measure(Context context, Map<Integer, List<Run>> runs, Map<Integer, List<Double>> throughputs)
            throws IOException {
        boolean few = context.effort().quick();
        List<String> arguments = new ArrayList<>(List.of(name, few ? "200" : "1000"));
        (few ? quick : points).forEach(point -> arguments.add(String.valueOf(point)));
        try (ChildJvm jvm = ChildJvm.start(context, List.of(), LoadMain.class, arguments.toArray(String[]::new))) {
            for (Map<?, ?> said = jvm.next(); said != null; said = jvm.next()) {
                int point = Math.toIntExact((Long) present(said, "point"));
                runs.computeIfAbsent(point, _ -> new ArrayList<>()).add(run(said));
                throughputs.computeIfAbsent(point, _ -> new ArrayList<>()).add(number(said, "rate"));
            }
        }
        for (int point : few ? quick : points) {
            Check.that(runs.containsKey(point), "the JVM ended before it had measured " + point + " " + across);
        }
    }

    private Result summary(List<Result> results, List<Integer> at, Map<Integer, List<Double>> throughputs) {
        int best = at.getFirst();
        for (int point : at) {
            if (Statistics.mean(numbers(throughputs, point)) > Statistics.mean(numbers(throughputs, best))) {
                best = point;
            }
        }
        List<Double> xs = at.stream().map(Integer::doubleValue).toList();
        Series latency = new Series(
                "Latency against " + across,
                across,
                true,
                Unit.NANOSECONDS,
                List.of(
                        line("p50", xs, results, result -> result.figure("p50")),
                        line("p99", xs, results, result -> result.figure("p99")),
                        line("p99.9", xs, results, result -> result.figure("p99.9"))));
        Series rate = new Series(
                "Throughput against " + across,
                across,
                true,
                Unit.PER_SECOND,
                List.of(line("calls", xs, results, result -> result.figure(RATE))));
        List<Run> runs =
                Arrays.stream(numbers(throughputs, best)).mapToObj(Run::of).toList();
        Result summary = Result.of(
                        name,
                        group(),
                        title + ": the most calls in a second, with " + size(best),
                        Unit.PER_SECOND,
                        runs)
                .with(latency)
                .with(rate);
        return rates ? summary.with(List.of(new Target("mean", Unit.PER_SECOND, BAR))) : summary;
    }

    private static Series.Line line(
            String name, List<Double> xs, List<Result> results, ToDoubleFunction<Result> figure) {
        return new Series.Line(
                name, xs, results.stream().map(figure::applyAsDouble).toList());
    }

    private String size(int point) {
        if (!across.startsWith("bytes")) {
            return String.valueOf(point);
        }
        return point >= 1 << 20 ? (point >> 20) + "MB" : (point >> 10) + "KB";
    }

    private static double[] numbers(Map<Integer, List<Double>> throughputs, int point) {
        return throughputs.getOrDefault(point, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static Object present(Map<?, ?> said, String name) {
        Object value = said.get(name);
        Check.that(value != null, "the JVM did not say " + name);
        return java.util.Objects.requireNonNull(value);
    }

    static double number(Map<?, ?> said, String name) {
        return ((Number) present(said, name)).doubleValue();
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are strings
    static Run run(Map<?, ?> said) {
        return Run.of((Map<String, @Nullable Object>) present(said, "run"));
    }
}
