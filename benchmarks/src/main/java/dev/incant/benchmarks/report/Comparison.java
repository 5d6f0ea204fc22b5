package dev.incant.benchmarks.report;

import dev.incant.benchmarks.statistics.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What changed from one report to another, and whether it is more than noise: significant, larger than the spread of
/// either side, and larger than five per cent.
///
/// Significant is a p-value below 0.01 of Welch's t-test on the means of the runs, where both have several; else of the
/// Mann–Whitney U test on their samples, which knows nothing of how runs differ and so says less. Where runs were
/// measured in turns it is the paired t-test's, and five per cent alone are the noise, because what the runs of either
/// side spread by is mostly the machine, which was the same for both.
public record Comparison(List<Row> rows, List<String> onlyBefore, List<String> onlyAfter) {
    private static final double SIGNIFICANT = 0.01;
    private static final double LEAST_CHANGE = 0.05;

    /// What is said of a change.
    public enum Verdict {
        BETTER("faster"),
        WORSE("slower"),
        SAME("the same"),
        FAILED("failed");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        private String word(Unit unit) {
            if (unit == Unit.BYTES && this == BETTER) {
                return "smaller";
            }
            return unit == Unit.BYTES && this == WORSE ? "larger" : word;
        }
    }

    /// One benchmark, before and after.
    ///
    /// @param change of the mean, as a part of what it was; positive is more
    /// @param runs p-value on the means of runs, NaN where there are too few
    /// @param mannWhitney p-value on the samples
    /// @param seen the least change that these runs can tell from noise, as a part; NaN where that is not known
    public record Row(
            String name,
            Unit unit,
            double before,
            double after,
            double change,
            double runs,
            double mannWhitney,
            double seen,
            Verdict verdict) {
        /// The p-value that decides.
        public double p() {
            return Double.isNaN(runs) ? mannWhitney : runs;
        }
    }

    public Comparison {
        rows = List.copyOf(rows);
        onlyBefore = List.copyOf(onlyBefore);
        onlyAfter = List.copyOf(onlyAfter);
    }

    /// Compares what both have measured, at different times.
    public static Comparison of(Report before, Report after) {
        return of(before, after, false);
    }

    /// Compares what was measured in turns: the n-th run of the one beside the n-th of the other.
    public static Comparison inTurns(Report before, Report after) {
        return of(before, after, true);
    }

    private static Comparison of(Report before, Report after, boolean inTurns) {
        Map<String, Result> old = byName(before);
        Map<String, Result> now = byName(after);
        List<Row> rows = new ArrayList<>();
        for (Result result : after.results()) {
            Result was = old.get(result.name());
            if (was != null && !was.runs().isEmpty()) {
                rows.add(row(
                        was,
                        result,
                        inTurns && was.runs().size() == result.runs().size()));
            }
        }
        return new Comparison(
                rows,
                old.keySet().stream().filter(name -> !now.containsKey(name)).toList(),
                now.keySet().stream().filter(name -> !old.containsKey(name)).toList());
    }

    private static Map<String, Result> byName(Report report) {
        return report.results().stream()
                .collect(
                        Collectors.toMap(Result::name, Function.identity(), (a, b) -> a, java.util.LinkedHashMap::new));
    }

    private static Row row(Result before, Result after, boolean inTurns) {
        double was = before.figure("mean");
        double is = after.figure("mean");
        if (after.runs().isEmpty()) {
            double none = Double.NaN;
            return new Row(after.name(), before.unit(), was, none, none, none, none, none, Verdict.FAILED);
        }
        double change = (is - was) / was;
        double[] a = before.means();
        double[] b = after.means();
        double runs = inTurns ? Statistics.paired(a, b) : Statistics.welch(a, b);
        double mannWhitney = Statistics.mannWhitney(before.samples(), after.samples());
        boolean significant = (Double.isNaN(runs) ? mannWhitney : runs) < SIGNIFICANT;
        // NaN, a spread that is not known, compares as false: then five per cent decide.
        double noise = inTurns
                ? LEAST_CHANGE
                : Math.max(LEAST_CHANGE, Math.max(known(before.variation()), known(after.variation())));
        double least =
                inTurns ? Statistics.leastSeenPaired(a, b, SIGNIFICANT) : Statistics.leastSeen(a, b, SIGNIFICANT);
        Verdict verdict = !significant || Math.abs(change) <= noise
                ? Verdict.SAME
                : change < 0 == after.unit().lessIsBetter() ? Verdict.BETTER : Verdict.WORSE;
        double seen = Math.max(noise, least / was);
        return new Row(after.name(), after.unit(), was, is, change, runs, mannWhitney, seen, verdict);
    }

    private static double known(double variation) {
        return Double.isNaN(variation) ? 0 : variation;
    }

    /// Whether something got worse, or works no more.
    public boolean worse() {
        return rows.stream().anyMatch(row -> row.verdict() == Verdict.WORSE || row.verdict() == Verdict.FAILED);
    }

    /// As text, what changed first.
    public String show() {
        StringBuilder text = new StringBuilder("\nChanges:\n");
        Columns table = new Columns(List.of("benchmark", "before", "after", "change", "seen from", "p", "verdict"));
        for (Row row : rows) {
            if (row.verdict() != Verdict.SAME) {
                table.row(cells(row));
            }
        }
        boolean changed = table.size() > 0;
        for (Row row : rows) {
            if (row.verdict() == Verdict.SAME) {
                table.row(cells(row));
            }
        }
        text.append(table);
        if (!changed) {
            text.append("Nothing changed by more than the noise.\n");
        }
        if (!onlyBefore.isEmpty()) {
            text.append("Not measured this time: ")
                    .append(String.join(", ", onlyBefore))
                    .append('\n');
        }
        if (!onlyAfter.isEmpty()) {
            text.append("Not measured before: ")
                    .append(String.join(", ", onlyAfter))
                    .append('\n');
        }
        return text.toString();
    }

    private static List<String> cells(Row row) {
        return List.of(
                row.name(),
                row.unit().show(row.before()),
                row.unit().show(row.after()),
                Double.isNaN(row.change()) ? "–" : String.format(Locale.ROOT, "%+.1f %%", row.change() * 100),
                Double.isNaN(row.seen()) ? "–" : String.format(Locale.ROOT, "%.0f %%", Math.ceil(row.seen() * 100)),
                Double.isNaN(row.p())
                        ? "–"
                        : row.p() < 0.0001 ? "<0.0001" : String.format(Locale.ROOT, "%.4f", row.p()),
                row.verdict().word(row.unit()));
    }
}
