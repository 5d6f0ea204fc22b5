package dev.incant.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The cells of a report's tables, the same in all forms.
final class Rows {
    static final String NONE = "–";

    private Rows() {}

    /// The results by the title of their group, in the order of the suite.
    static Map<String, List<Result>> groups(Report report) {
        Map<String, List<Result>> groups = new LinkedHashMap<>();
        for (Result result : report.results()) {
            groups.computeIfAbsent(title(result.group()), _ -> new ArrayList<>())
                    .add(result);
        }
        return groups;
    }

    private static String title(String group) {
        return switch (group) {
            case "message" -> "The reference's table, through messages";
            case "direct" -> "The parts by themselves";
            case "scale" -> "Scale";
            case "process" -> "Whole processes, cold";
            case "memory" -> "Memory";
            case "lua" -> "The Lua engine";
            default -> group;
        };
    }

    static String published(Result result) {
        Published published = result.published();
        return published == null ? NONE : published.figure();
    }

    static String figure(Result result, String statistic) {
        return result.failure() != null ? "FAILED" : result.unit().show(result.figure(statistic));
    }

    /// A percentile, where enough was measured for it to be one.
    static String percentile(Result result, String statistic) {
        long count = result.runs().stream()
                .mapToLong(run -> run.samples().count())
                .min()
                .orElse(0);
        long needed = switch (statistic) {
            case "p50" -> 3;
            case "p99" -> 100;
            default -> 1000;
        };
        return count < needed ? NONE : result.unit().show(result.figure(statistic));
    }

    /// The coefficient of variation; an exclamation mark where it is too large.
    static String variation(Result result) {
        double variation = result.variation();
        return Double.isNaN(variation)
                ? NONE
                : String.format(Locale.ROOT, "%.1f %%", variation * 100) + (result.noisy() ? " noisy" : "");
    }

    static String allocated(Result result) {
        return Unit.BYTES.show(result.figure(Result.BYTES));
    }

    /// The targets, and whether each is met.
    static String verdict(Result result) {
        List<String> parts = new ArrayList<>();
        for (Target target : result.targets()) {
            if (result.failure() == null) {
                double figure = result.figure(target.statistic());
                parts.add(target.show()
                        + (target.metBy(figure)
                                ? " met"
                                : " MISSED (" + target.unit().show(figure) + ")"));
            }
        }
        return String.join(", ", parts);
    }

    /// All other facts, such as `hello worlds 1.21 ×`.
    static String facts(Result result) {
        List<String> parts = new ArrayList<>();
        result.facts().forEach((name, value) -> {
            if (!name.equals(Result.BYTES)) {
                parts.add(name + " " + unit(name, result).show(value));
            }
        });
        return String.join(", ", parts);
    }

    private static Unit unit(String name, Result result) {
        return switch (name) {
            case "throughput" -> Unit.PER_SECOND;
            case "hello worlds", "nodes" -> Unit.TIMES;
            case "threads", "loaded", "tools called" -> Unit.COUNT;
            case "resident at the end" -> Unit.BYTES;
            default ->
                name.startsWith("speed of ") ? Unit.TIMES : result.unit() == Unit.BYTES ? Unit.BYTES : Unit.COUNT;
        };
    }
}
