package dev.incant.benchmarks.report;

public final class MarkdownReport {
    private MarkdownReport() {}

    public static String of(Report report) {
        return TextReport.of(report);
    }
}
