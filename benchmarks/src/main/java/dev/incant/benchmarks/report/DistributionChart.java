package dev.incant.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How often each time was measured, as bars over times that double, with the median and the target marked.
final class DistributionChart {
    /// With fewer measurements there is no shape to show.
    static final int LEAST = 20;

    private static final int WIDTH = 460;
    private static final int HEIGHT = 150;
    private static final int LEFT = 10;
    private static final int RIGHT = 10;
    private static final int TOP = 30;
    private static final int BOTTOM = 26;
    private static final int BARS = 44;

    private DistributionChart() {}

    static String svg(Result result) {
        double[] values = result.samples();
        Arrays.sort(values);
        Target target = result.targets().stream()
                .filter(each -> each.unit() == result.unit() && each.statistic().equals("p50"))
                .findFirst()
                .orElse(null);
        // The last half per cent would squeeze the rest; the table has it.
        double low = values[0];
        double high = Math.max(values[(int) (values.length * 0.995)], low * 1.5);
        if (target != null) {
            low = Math.min(low, target.limit() * 0.9);
            high = Math.max(high, target.limit() * 1.1);
        }
        Scale across = Scale.over(List.of(low, high), true, LEFT, WIDTH - RIGHT);
        int[] counts = new int[BARS];
        for (double value : values) {
            int bar = (int) ((across.place(value) - LEFT) / (WIDTH - RIGHT - LEFT) * BARS);
            if (bar >= 0 && bar < BARS) {
                counts[bar]++;
            }
        }
        return drawn(result, across, counts, target);
    }

    private static String drawn(
            Result result, Scale across, int[] counts, @org.jspecify.annotations.Nullable Target target) {
        int most = Math.max(1, Arrays.stream(counts).max().orElse(1));
        StringBuilder svg = new StringBuilder();
        LineChart.open(svg, result.name() + ", distribution", WIDTH, HEIGHT);
        double width = (double) (WIDTH - LEFT - RIGHT) / BARS;
        double floor = HEIGHT - BOTTOM;
        for (int i = 0; i < BARS; i++) {
            if (counts[i] > 0) {
                double height = (floor - TOP) * counts[i] / most;
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n",
                        LEFT + i * width,
                        floor - height,
                        width - 1,
                        height));
            }
        }
        LineChart.rule(svg, LEFT, floor, WIDTH - RIGHT, floor, "axis");
        for (double tick : across.ticks()) {
            double x = Math.clamp(across.place(tick), LEFT + 20.0, WIDTH - RIGHT - 20.0);
            LineChart.text(svg, x, HEIGHT - 8, "middle", result.unit().show(tick));
        }
        mark(
                svg,
                across.place(result.figure("p50")),
                "median",
                "p50 " + result.unit().show(result.figure("p50")));
        if (target != null) {
            LineChart.rule(svg, across.place(target.limit()), TOP, across.place(target.limit()), floor, "target");
        }
        return svg.append("</svg></figure>\n").toString();
    }

    private static void mark(StringBuilder svg, double x, String kind, String text) {
        LineChart.rule(svg, x, TOP - 4, x, HEIGHT - BOTTOM, kind);
        boolean right = x > WIDTH * 0.7;
        LineChart.text(svg, right ? x - 5 : x + 5, TOP + 4, right ? "end" : "start", text);
    }
}
