package dev.incant.benchmarks.scale;

import dev.incant.benchmarks.Benchmark;
import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.ChildJvm;
import dev.incant.benchmarks.Context;
import dev.incant.benchmarks.report.Result;
import dev.incant.benchmarks.report.Run;
import dev.incant.benchmarks.report.Series;
import dev.incant.benchmarks.report.Unit;
import dev.incant.benchmarks.statistics.Distribution;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Load for a long time: whether latency creeps up, and whether memory does. Ten minutes where it is asked
/// for, else ten seconds.
final class Soak implements Benchmark {
    private static final int SHORT_SECONDS = 10;
    private static final int LONG_SECONDS = 600;

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String group() {
        return "scale";
    }

    @Override
    public String title() {
        return "Calls without a pause by four callers for each core";
    }

    @Override
    public List<Result> run(Context context) {
        int seconds = context.soak() && !context.effort().quick() ? LONG_SECONDS : SHORT_SECONDS;
        context.progress().accept("soak, " + seconds + " s");
        List<Double> times = new ArrayList<>();
        List<Distribution> windows = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        List<Double> rss = new ArrayList<>();
        List<Double> heap = new ArrayList<>();
        try (ChildJvm jvm =
                ChildJvm.start(context, List.of(), LoadMain.class, "soak", "1000", String.valueOf(seconds))) {
            for (Map<?, ?> said = jvm.next(); said != null; said = jvm.next()) {
                Distribution window = LoadBenchmark.run(said).samples();
                windows.add(window);
                means.add(window.mean());
                times.add(LoadBenchmark.number(said, "point"));
                rss.add(LoadBenchmark.number(said, "rss"));
                heap.add(LoadBenchmark.number(said, "heap"));
            }
            Check.that(windows.size() == seconds, "the JVM ended after " + windows.size() + " s");
        } catch (Check.WrongResult | ToolException | IOException e) {
            return List.of(Result.failed(name(), group(), title(), String.valueOf(e.getMessage())));
        }
        Series latency = new Series(
                "Latency over time",
                "seconds",
                false,
                Unit.NANOSECONDS,
                List.of(
                        new Series.Line(
                                "p50",
                                times,
                                windows.stream().map(Distribution::p50).toList()),
                        new Series.Line(
                                "p99",
                                times,
                                windows.stream().map(Distribution::p99).toList())));
        Series memory = new Series(
                "Memory over time",
                "seconds",
                false,
                Unit.BYTES,
                List.of(new Series.Line("resident", times, rss), new Series.Line("heap in use", times, heap)));
        return List.of(Result.of(
                        name(),
                        group(),
                        title() + ", " + seconds + " s",
                        Unit.NANOSECONDS,
                        List.of(new Run(Distribution.together(windows), means)))
                .with(latency)
                .with(memory)
                .with("resident at the end", rss.getLast()));
    }
}
