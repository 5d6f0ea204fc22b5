package dev.incant.benchmarks.report;

public final class HtmlReport {
    private HtmlReport() {}

    public static String of(Report report) {
        return TextReport.of(report);
    }
}
