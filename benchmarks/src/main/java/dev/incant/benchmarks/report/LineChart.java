package dev.incant.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Curves as an SVG picture.
final class LineChart {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 250;
    private static final int LEFT = 66;
    private static final int RIGHT = 14;
    private static final int TOP = 46;
    private static final int BOTTOM = 40;

    private LineChart() {}

    static String svg(Series series) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (Series.Line line : series.lines()) {
            xs.addAll(line.xs());
            ys.addAll(line.ys());
        }
        boolean steep = ys.stream().allMatch(y -> y > 0)
                && ys.stream().mapToDouble(y -> y).max().orElse(1)
                        > 20 * ys.stream().mapToDouble(y -> y).min().orElse(1);
        if (!steep) {
            ys.add(0.0);
        }
        Scale across = Scale.over(xs, series.doubling(), LEFT, WIDTH - RIGHT);
        Scale up = Scale.over(ys, steep, HEIGHT - BOTTOM, TOP);
        StringBuilder svg = new StringBuilder();
        open(svg, series.title(), WIDTH, HEIGHT);
        for (double tick : up.ticks()) {
            rule(svg, LEFT, up.place(tick), WIDTH - RIGHT, up.place(tick), "grid");
            text(svg, LEFT - 6, up.place(tick) + 4, "end", series.unit().show(tick));
        }
        for (double tick : across.ticks()) {
            boolean last = across.place(tick) > WIDTH - RIGHT - 24;
            text(svg, across.place(tick), HEIGHT - BOTTOM + 16, last ? "end" : "middle", Unit.COUNT.show(tick));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", series.across());
        double legend = LEFT;
        for (int i = 0; i < series.lines().size(); i++) {
            Series.Line line = series.lines().get(i);
            curve(svg, line, across, up, i);
            rule(svg, legend, 34, legend + 16, 34, "line c" + i);
            text(svg, legend + 21, 38, "start", line.name());
            legend += 34 + line.name().length() * 7;
        }
        return svg.append("</svg></figure>\n").toString();
    }

    private static void curve(StringBuilder svg, Series.Line line, Scale across, Scale up, int number) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < line.xs().size(); i++) {
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    across.place(line.xs().get(i)),
                    up.place(line.ys().get(i))));
        }
        svg.append("<polyline class=\"line c")
                .append(number)
                .append("\" points=\"")
                .append(points.toString().strip())
                .append("\"/>\n");
        if (line.xs().size() <= 20) {
            for (int i = 0; i < line.xs().size(); i++) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle class=\"c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>%n",
                        number,
                        across.place(line.xs().get(i)),
                        up.place(line.ys().get(i))));
            }
        }
    }

    static void open(StringBuilder svg, String title, int width, int height) {
        svg.append(String.format(
                Locale.ROOT,
                "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                width,
                height,
                HtmlReport.escaped(title)));
        svg.append("<text class=\"title\" x=\"4\" y=\"16\">")
                .append(HtmlReport.escaped(title))
                .append("</text>\n");
    }

    static void rule(StringBuilder svg, double x1, double y1, double x2, double y2, String kind) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                kind,
                x1,
                y1,
                x2,
                y2));
    }

    static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                HtmlReport.escaped(text)));
    }
}
