package dev.incant.benchmarks;

import dev.incant.benchmarks.report.Result;
import dev.incant.benchmarks.report.Run;
import dev.incant.benchmarks.report.Target;
import dev.incant.benchmarks.report.Unit;
import dev.incant.benchmarks.statistics.Distribution;
import dev.incant.benchmarks.statistics.Statistics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// A method measured by JMH in JVMs of its own.
///
/// @param type has the one method and its checks
/// @param each whether every call is timed, which gives percentiles and costs some 30 ns; else calls are timed by the
///     thousand
/// @param parameter the name of the field with `@Param`, empty for none
/// @param values of the parameter; each is a result, named after it
/// @param quick those of a quick run
/// @param brief whether one short run must do, because there are many values
public record JmhBenchmark(
        String name,
        String group,
        String title,
        Class<?> type,
        boolean each,
        String parameter,
        List<String> values,
        List<String> quick,
        boolean brief,
        List<Target> targets)
        implements Benchmark {
    /// A method without parameters, of which every call is timed.
    public static JmhBenchmark each(String name, String group, String title, Class<?> type, Target... targets) {
        return new JmhBenchmark(name, group, title, type, true, "", List.of(), List.of(), false, List.of(targets));
    }

    /// A method without parameters that is too short to time each call.
    public static JmhBenchmark mean(String name, String group, String title, Class<?> type, Target... targets) {
        return new JmhBenchmark(name, group, title, type, false, "", List.of(), List.of(), false, List.of(targets));
    }

    /// The same for each of these values.
    public JmhBenchmark over(String field, List<String> all, List<String> few) {
        return new JmhBenchmark(name, group, title, type, each, field, all, few, brief, targets);
    }

    /// The same in one short run.
    public JmhBenchmark briefly() {
        return new JmhBenchmark(name, group, title, type, each, parameter, values, quick, true, targets);
    }

    @Override
    public List<Result> run(Context context) {
        if (parameter.isEmpty()) {
            return List.of(one(context, ""));
        }
        List<Result> results = new ArrayList<>();
        for (String value : context.effort().quick() ? quick : values) {
            results.add(one(context, value));
        }
        return results;
    }

    private Result one(Context context, String value) {
        String full = value.isEmpty() ? name : name + "/" + value;
        String what = value.isEmpty() ? title : title + ": " + value;
        context.progress().accept(full);
        try {
            RunResult result = new Runner(options(context, value).build()).runSingle();
            return result(full, what, result.getBenchmarkResults());
        } catch (RunnerException e) {
            return Result.failed(full, group, what, reason(e));
        }
    }

    private ChainedOptionsBuilder options(Context context, String value) {
        Effort effort = brief ? context.effort().brief() : context.effort();
        TimeValue time = TimeValue.milliseconds(effort.iteration().toMillis());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(type.getName()) + "\\.")
                .mode(each ? Mode.SampleTime : Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(effort.forks())
                .warmupIterations(effort.warmups())
                .warmupTime(time)
                .measurementIterations(effort.iterations())
                .measurementTime(time)
                .jvmArgs(context.flags().toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (context.launcher() != null) {
            options.jvm(context.launcher().launch("version").java().toString());
        }
        if (!value.isEmpty()) {
            options.param(parameter, value);
        }
        return options;
    }

    /// The first thing that went wrong, which JMH has wrapped.
    private static String reason(Throwable thrown) {
        if (thrown.getSuppressed().length > 0) {
            return reason(thrown.getSuppressed()[0]);
        }
        if (thrown.getCause() != null) {
            return reason(thrown.getCause());
        }
        String message = thrown.getMessage();
        return message == null ? thrown.toString() : message;
    }

    private Result result(String full, String what, Collection<BenchmarkResult> forks) {
        List<Run> runs = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        for (BenchmarkResult fork : forks) {
            SortedMap<Double, Long> samples = new TreeMap<>();
            List<Double> parts = new ArrayList<>();
            for (IterationResult iteration : fork.getIterationResults()) {
                parts.add(iteration.getPrimaryResult().getScore());
                Iterator<Map.Entry<Double, Long>> raw =
                        iteration.getPrimaryResult().getStatistics().getRawData();
                raw.forEachRemaining(entry -> samples.merge(entry.getKey(), entry.getValue(), Long::sum));
            }
            runs.add(new Run(Distribution.of(samples), parts));
            fork.getSecondaryResults().forEach((label, measured) -> {
                if (label.endsWith("gc.alloc.rate.norm")) {
                    bytes.add(measured.getScore());
                }
            });
        }
        Result result = Result.of(full, group, what, Unit.NANOSECONDS, runs).with(targets);
        return bytes.isEmpty()
                ? result
                : result.with(
                        Result.BYTES,
                        Statistics.mean(
                                bytes.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
