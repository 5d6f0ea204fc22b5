package dev.incant.benchmarks.report;

import dev.incant.benchmarks.statistics.Distribution;
import dev.incant.benchmarks.statistics.Statistics;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What one benchmark found.
///
/// @param name stable, such as `search_tools/500`
/// @param group `message`, `direct`, `scale`, `process`, `memory` or `lua`
/// @param title what was measured, for people
/// @param unit of the samples
/// @param runs none where it failed
/// @param facts other figures by name, such as `bytes/op`
/// @param series curves, for charts
/// @param failure what the check found wrong, or why there is no figure; null when all is well
public record Result(
        String name,
        String group,
        String title,
        Unit unit,
        List<Run> runs,
        Map<String, Double> facts,
        List<Series> series,
        List<Target> targets,
        @Nullable String failure) {
    /// The fact that says how much memory one operation takes.
    public static final String BYTES = "bytes/op";

    /// A coefficient of variation above which a result is noisy.
    static final double NOISY = 0.10;

    public Result {
        runs = List.copyOf(runs);
        facts = new LinkedHashMap<>(facts);
        series = List.copyOf(series);
        targets = List.copyOf(targets);
    }

    /// A result of runs alone.
    public static Result of(String name, String group, String title, Unit unit, List<Run> runs) {
        return new Result(name, group, title, unit, runs, Map.of(), List.of(), List.of(), null);
    }

    /// A result that there is not.
    public static Result failed(String name, String group, String title, String failure) {
        return new Result(name, group, title, Unit.NANOSECONDS, List.of(), Map.of(), List.of(), List.of(), failure);
    }

    public Result with(String fact, double value) {
        Map<String, Double> more = new LinkedHashMap<>(facts);
        more.put(fact, value);
        return new Result(name, group, title, unit, runs, more, series, targets, failure);
    }

    public Result with(Series more) {
        List<Series> all = new ArrayList<>(series);
        all.add(more);
        return new Result(name, group, title, unit, runs, facts, all, targets, failure);
    }

    public Result with(List<Target> value) {
        return new Result(name, group, title, unit, runs, facts, series, value, failure);
    }

    /// This result with the runs of another of the same name; what failed in one has failed. Facts stay those of this
    /// one.
    public Result and(Result other) {
        List<Run> all = new ArrayList<>(runs);
        all.addAll(other.runs);
        String wrong = failure == null ? other.failure : failure;
        return wrong == null
                ? new Result(name, group, title, unit, all, facts, series, targets, null)
                : failed(name, group, title, wrong);
    }

    /// What the reference system published for it.
    public @Nullable Published published() {
        return Published.of(name);
    }

    /// A statistic or a fact by the name that [Target] uses; NaN where there is none.
    public double figure(String statistic) {
        return switch (statistic) {
            case "mean" -> across(Distribution::mean);
            case "p50" -> across(Distribution::p50);
            case "p99" -> across(Distribution::p99);
            case "p99.9" -> across(Distribution::p999);
            default -> facts.getOrDefault(statistic, Double.NaN);
        };
    }

    private double across(ToDoubleFunction<Distribution> part) {
        return Statistics.mean(runs.stream().map(Run::samples).mapToDouble(part).toArray());
    }

    /// The mean of each run.
    double[] means() {
        return runs.stream().mapToDouble(run -> run.samples().mean()).toArray();
    }

    /// The kept samples of all runs.
    double[] samples() {
        return runs.stream()
                .flatMap(run -> run.samples().quantiles().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /// The standard deviation of all that was measured in its runs, on average.
    double deviation() {
        return across(Distribution::deviation);
    }

    /// The coefficient of variation: of the runs' means; where there is one run, of its iterations' means. NaN where
    /// there is neither.
    public double variation() {
        return runs.size() > 1
                ? Statistics.variation(means())
                : runs.isEmpty() ? Double.NaN : runs.getFirst().variation();
    }

    /// Whether its runs differ too much for its figure to be trusted.
    public boolean noisy() {
        return variation() > NOISY;
    }

    /// The targets that are missed.
    List<Target> missed() {
        return targets.stream()
                .filter(target -> !target.metBy(figure(target.statistic())))
                .toList();
    }

    Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map =
                Values.map("name", name, "group", group, "title", title, "unit", unit.word());
        if (failure != null) {
            map.put("failure", failure);
        }
        if (!runs.isEmpty()) {
            map.put("mean", figure("mean"));
            map.put("cv", Numbers.orNull(variation()));
            map.put("noisy", noisy());
        }
        map.put("runs", runs.stream().map(Run::toMap).toList());
        map.put("facts", new LinkedHashMap<>(facts));
        map.put("series", series.stream().map(Series::toMap).toList());
        map.put("targets", targets.stream().map(Target::toMap).toList());
        Published published = published();
        if (published != null) {
            map.put("published", published.toMap());
        }
        return map;
    }

    static Result of(Map<String, @Nullable Object> map) {
        Map<String, Double> facts = new LinkedHashMap<>();
        Map<String, @Nullable Object> given = Numbers.map(map, "facts");
        given.keySet().forEach(name -> facts.put(name, Numbers.of(given, name)));
        return new Result(
                Numbers.text(map, "name"),
                Numbers.text(map, "group"),
                Numbers.text(map, "title"),
                Unit.of(Numbers.text(map, "unit")),
                Numbers.maps(map, "runs").stream().map(Run::of).toList(),
                facts,
                Numbers.maps(map, "series").stream().map(Series::of).toList(),
                Numbers.maps(map, "targets").stream().map(Target::of).toList(),
                map.get("failure") instanceof String text ? text : null);
    }
}
