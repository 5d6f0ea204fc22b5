package dev.incant.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A report as text for a terminal.
public final class TextReport {
    private TextReport() {}

    public static String of(Report report) {
        StringBuilder text = new StringBuilder();
        report.environment()
                .facts()
                .forEach((name, value) -> text.append("# ")
                        .append(name)
                        .append(": ")
                        .append(value)
                        .append('\n'));
        for (Map.Entry<String, List<Result>> group : Rows.groups(report).entrySet()) {
            text.append('\n').append(group.getKey()).append('\n');
            Columns table = new Columns(
                    List.of("benchmark", "reference", "mean", "p50", "p99", "p99.9", "CV", "memory", "target"));
            for (Result result : group.getValue()) {
                table.row(List.of(
                        result.name(),
                        Rows.published(result),
                        Rows.figure(result, "mean"),
                        Rows.percentile(result, "p50"),
                        Rows.percentile(result, "p99"),
                        Rows.percentile(result, "p99.9"),
                        Rows.variation(result),
                        Rows.allocated(result),
                        Rows.verdict(result)));
            }
            text.append(table);
            facts(text, group.getValue());
        }
        int missed = 0;
        int targets = 0;
        for (Result result : report.results()) {
            targets += result.targets().size();
            missed += result.missed().size();
        }
        text.append(String.format(
                Locale.ROOT,
                "%n%d benchmarks, %d of %d targets met%n",
                report.results().size(),
                targets - missed,
                targets));
        return text.toString();
    }

    private static void facts(StringBuilder text, List<Result> results) {
        for (Result result : results) {
            String facts = Rows.facts(result);
            if (!facts.isEmpty()) {
                text.append("  ")
                        .append(result.name())
                        .append(": ")
                        .append(facts)
                        .append('\n');
            }
        }
    }
}
