package dev.incant.benchmarks.report;

import java.util.List;
import java.util.Locale;

/// What a number counts, and how people read it.
public enum Unit {
    NANOSECONDS("ns", true),
    BYTES("bytes", true),
    PER_SECOND("per second", false),
    COUNT("count", true),
    TIMES("times", true);

    private record Scale(double factor, String name) {}

    private static final List<Scale> TIME =
            List.of(new Scale(1e9, "s"), new Scale(1e6, "ms"), new Scale(1e3, "µs"), new Scale(1, "ns"));
    private static final List<Scale> SIZE =
            List.of(new Scale(1e9, "GB"), new Scale(1e6, "MB"), new Scale(1e3, "kB"), new Scale(1, "bytes"));

    private final String word;
    private final boolean lessIsBetter;

    Unit(String word, boolean lessIsBetter) {
        this.word = word;
        this.lessIsBetter = lessIsBetter;
    }

    /// The word in JSON.
    public String word() {
        return word;
    }

    public boolean lessIsBetter() {
        return lessIsBetter;
    }

    static Unit of(String word) {
        for (Unit unit : values()) {
            if (unit.word.equals(word)) {
                return unit;
            }
        }
        throw new IllegalArgumentException("no unit is named " + word);
    }

    /// The value with three digits and its unit, such as `3.47 µs`; a dash where there is none.
    public String show(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return switch (this) {
            case NANOSECONDS -> scaled(value, TIME);
            case BYTES -> scaled(value, SIZE);
            case PER_SECOND -> String.format(Locale.ROOT, "%,.0f/s", value);
            case COUNT -> value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value) : digits(value);
            case TIMES -> digits(value) + " ×";
        };
    }

    private static String scaled(double value, List<Scale> scales) {
        for (Scale scale : scales) {
            // 999.6 would be shown as 1000.
            if (Math.abs(value) >= scale.factor * 0.9995) {
                return digits(value / scale.factor) + " " + scale.name;
            }
        }
        return digits(value) + " " + scales.getLast().name;
    }

    /// Three significant digits, or all of those before the point.
    static String digits(double value) {
        double size = Math.abs(value);
        int after = size >= 99.95 || value == 0 ? 0 : size >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + after + "f", value);
    }
}
