package dev.incant.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A report as Markdown. The reference system's published figures stand in the first column, and what they say below.
public final class MarkdownReport {
    private static final List<String> HEADS =
            List.of("reference", "benchmark", "mean", "SD", "p50", "p99", "p99.9", "CV", "allocated", "target");

    private static final String METHOD = """

            ## How this was measured

            ```sh
            ./incant bench --save report.json --output markdown >docs/performance.md
            ./incant bench --from report.json --output html >report.html
            ```

            Before any time counts, the answer is checked, and again on samples while it runs; a wrong answer is no figure. \
            What runs inside a JVM is measured by JMH, each run in a JVM of its own with the launcher's flags. Whole \
            processes take turns, so that noise hits all alike, and what each prints is checked every time; their times \
            hold what starting a process costs here, which is the row `process_true`. Memory is what the operating system \
            counts in `/proc`. Percentiles are by nearest rank, of all runs on average. CV is the standard deviation of \
            the runs' means as a part of their mean; above 10 % a row is noisy. `--compare FILE` calls something changed \
            where Welch's t-test on the runs' means finds p &lt; 0.01 and the change is larger than 5 % and than either CV; \
            `--compare CHECKOUT` measures both in turns and takes the paired t-test and 5 %.
            """;

    private MarkdownReport() {}

    public static String of(Report report) {
        StringBuilder text = new StringBuilder("# What Incant costs\n\n");
        Environment environment = report.environment();
        if (environment.quick()) {
            text.append("A quick run: it shows that all works; its figures are rough.\n\n");
        }
        environment
                .facts()
                .forEach((name, value) -> text.append("- ")
                        .append(name)
                        .append(": ")
                        .append(escaped(value))
                        .append('\n'));
        for (Map.Entry<String, List<Result>> group : Rows.groups(report).entrySet()) {
            text.append("\n## ").append(group.getKey()).append("\n\n");
            table(text, group.getValue());
            published(text, group.getValue());
            facts(text, group.getValue());
        }
        return text.append(METHOD).toString();
    }

    /// Columns in which nothing stands are left out.
    private static void table(StringBuilder text, List<Result> results) {
        List<List<String>> rows = new ArrayList<>();
        results.forEach(result -> rows.add(cells(result)));
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < HEADS.size(); i++) {
            int column = i;
            if (rows.stream()
                    .anyMatch(row ->
                            !row.get(column).isEmpty() && !row.get(column).equals(Rows.NONE))) {
                columns.add(i);
            }
        }
        line(text, columns, HEADS);
        text.append('|');
        columns.forEach(i -> text.append(i == 1 || i == HEADS.size() - 1 ? "---|" : "---:|"));
        text.append('\n');
        rows.forEach(row -> line(text, columns, row));
    }

    private static void line(StringBuilder text, List<Integer> columns, List<String> cells) {
        text.append('|');
        columns.forEach(i -> text.append(' ').append(cells.get(i)).append(" |"));
        text.append('\n');
    }

    private static List<String> cells(Result result) {
        return List.of(
                escaped(Rows.published(result)),
                "`" + result.name() + "`<br>" + escaped(result.title()),
                Rows.figure(result, "mean"),
                result.failure() != null || result.runs().isEmpty()
                        ? Rows.NONE
                        : result.unit().show(result.deviation()),
                Rows.percentile(result, "p50"),
                Rows.percentile(result, "p99"),
                Rows.percentile(result, "p99.9"),
                Rows.variation(result),
                Rows.allocated(result),
                escaped(result.failure() != null ? result.failure() : Rows.verdict(result)));
    }

    /// One sentence for each row that the reference published.
    private static void published(StringBuilder text, List<Result> results) {
        StringBuilder sentences = new StringBuilder();
        for (Result result : results) {
            Published published = result.published();
            if (published != null) {
                sentences
                        .append("- `")
                        .append(result.name())
                        .append("`: ")
                        .append(published.truth())
                        .append('\n');
            }
        }
        if (!sentences.isEmpty()) {
            text.append("\nWhat the reference's figures say:\n\n").append(sentences);
        }
    }

    private static void facts(StringBuilder text, List<Result> results) {
        StringBuilder lines = new StringBuilder();
        for (Result result : results) {
            String facts = Rows.facts(result);
            if (!facts.isEmpty()) {
                lines.append("- `")
                        .append(result.name())
                        .append("`: ")
                        .append(escaped(facts))
                        .append('\n');
            }
        }
        if (!lines.isEmpty()) {
            text.append("\nMore figures:\n\n").append(lines);
        }
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
