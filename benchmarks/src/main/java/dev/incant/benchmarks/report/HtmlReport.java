package dev.incant.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A report as one HTML page that needs nothing else: tables, and charts drawn as SVG. Light or dark as the reader's
/// machine is; reads on a phone and on paper.
public final class HtmlReport {
    private HtmlReport() {}

    public static String of(Report report) {
        StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append(
                        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>What Incant costs</title>\n<style>\n")
                .append(style())
                .append("</style>\n<main>\n<h1>What Incant costs</h1>\n");
        summary(html, report);
        environment(html, report.environment());
        for (Map.Entry<String, List<Result>> group : Rows.groups(report).entrySet()) {
            html.append("<section>\n<h2>").append(escaped(group.getKey())).append("</h2>\n");
            table(html, group.getValue());
            truths(html, group.getValue());
            charts(html, group.getValue());
            html.append("</section>\n");
        }
        return html.append("</main>\n</html>\n").toString();
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void summary(StringBuilder html, Report report) {
        int targets = 0;
        int missed = 0;
        int noisy = 0;
        int failed = 0;
        for (Result result : report.results()) {
            targets += result.targets().size();
            missed += result.missed().size();
            noisy += result.noisy() ? 1 : 0;
            failed += result.failure() != null ? 1 : 0;
        }
        html.append("<p class=\"summary\">");
        number(html, report.results().size(), "results", "");
        number(html, targets - missed, "of " + targets + " targets met", missed > 0 ? "bad" : "good");
        number(html, noisy, "noisy", noisy > 0 ? "bad" : "good");
        number(html, failed, "failed", failed > 0 ? "bad" : "good");
        html.append("</p>\n");
        if (report.environment().quick()) {
            html.append("<p class=\"note\">A quick run: it shows that all works; its figures are rough.</p>\n");
        }
    }

    private static void number(StringBuilder html, int value, String of, String kind) {
        html.append("<span class=\"")
                .append(kind)
                .append("\"><b>")
                .append(value)
                .append("</b> ")
                .append(of)
                .append("</span>\n");
    }

    private static void environment(StringBuilder html, Environment environment) {
        html.append("<details open>\n<summary>Where and how</summary>\n<dl>\n");
        environment
                .facts()
                .forEach((name, value) -> html.append("<div><dt>")
                        .append(escaped(name))
                        .append("</dt><dd>")
                        .append(escaped(value))
                        .append("</dd></div>\n"));
        html.append("</dl>\n</details>\n");
    }

    /// Columns in which nothing stands are left out.
    private static void table(StringBuilder html, List<Result> results) {
        List<String> statistics = new ArrayList<>();
        for (String statistic : List.of("p50", "p99", "p99.9")) {
            if (results.stream()
                    .anyMatch(result -> !Rows.percentile(result, statistic).equals(Rows.NONE))) {
                statistics.add(statistic);
            }
        }
        boolean published = results.stream().anyMatch(result -> result.published() != null);
        boolean allocated = results.stream().anyMatch(result -> result.facts().containsKey(Result.BYTES));
        html.append("<div class=\"scroll\"><table>\n<thead><tr>");
        head(html, "n", published ? "reference" : "");
        head(html, "", "benchmark");
        head(html, "n", "mean");
        statistics.forEach(statistic -> head(html, "n", statistic));
        head(html, "n", "CV");
        head(html, "n", allocated ? "allocated" : "");
        head(html, "", "target");
        html.append("</tr></thead>\n<tbody>\n");
        for (Result result : results) {
            html.append("<tr>");
            cell(html, "n", published ? Rows.published(result) : "");
            name(html, result);
            cell(html, result.failure() == null ? "n" : "n bad", Rows.figure(result, "mean"));
            statistics.forEach(statistic -> cell(html, "n", Rows.percentile(result, statistic)));
            cell(html, result.noisy() ? "n bad" : "n", Rows.variation(result));
            cell(html, "n", allocated ? Rows.allocated(result) : "");
            boolean bad = result.failure() != null || !result.missed().isEmpty();
            html.append("<td class=\"last ")
                    .append(bad ? "bad" : "good")
                    .append("\">")
                    .append(escaped(result.failure() != null ? result.failure() : Rows.verdict(result)));
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table></div>\n");
    }

    private static void head(StringBuilder html, String kind, String text) {
        if (!text.isEmpty()) {
            html.append("<th class=\"").append(kind).append("\">").append(text);
        }
    }

    private static void name(StringBuilder html, Result result) {
        html.append("<td class=\"name\"><code>").append(escaped(result.name())).append("</code><br><small>");
        html.append(escaped(result.title())).append("</small>");
        String facts = Rows.facts(result);
        if (!facts.isEmpty()) {
            html.append("<br><small>").append(escaped(facts)).append("</small>");
        }
    }

    /// A cell; none for a column that is left out.
    private static void cell(StringBuilder html, String kind, String text) {
        if (!text.isEmpty()) {
            html.append("<td class=\"").append(kind).append("\">").append(escaped(text));
        }
    }

    private static void truths(StringBuilder html, List<Result> results) {
        StringBuilder items = new StringBuilder();
        for (Result result : results) {
            Published published = result.published();
            if (published != null) {
                items.append("<li><code>")
                        .append(escaped(result.name()))
                        .append("</code>, published ")
                        .append(escaped(published.figure()))
                        .append(": ")
                        .append(code(published.truth()))
                        .append("</li>\n");
            }
        }
        if (!items.isEmpty()) {
            html.append("<h3>What the reference’s figures say</h3>\n<ul>\n")
                    .append(items)
                    .append("</ul>\n");
        }
    }

    private static void charts(StringBuilder html, List<Result> results) {
        html.append("<div class=\"charts\">\n");
        for (Result result : results) {
            result.series().forEach(series -> html.append(LineChart.svg(series)));
        }
        for (Result result : results) {
            if (result.runs().stream().anyMatch(run -> run.samples().count() >= DistributionChart.LEAST)) {
                html.append(DistributionChart.svg(result));
            }
        }
        html.append("</div>\n");
    }

    /// Text in which what stands between backticks is code.
    private static String code(String text) {
        return escaped(text).replaceAll("`([^`]*)`", "<code>$1</code>");
    }

    /// Text as it stands in HTML.
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
