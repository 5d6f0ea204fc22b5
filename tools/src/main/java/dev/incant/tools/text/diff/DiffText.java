package dev.incant.tools.text.diff;

import dev.incant.kernel.tool.ToolContext;
import java.util.List;

/// Writes a difference: unified and context format as POSIX `diff` has them, every line with a sign (inline), or the
/// changes in words (simple).
public final class DiffText {
    private final TextDiff diff;
    private final int around;
    private final ToolContext context;
    private final StringBuilder out = new StringBuilder();

    /// @param around how many lines of context
    public DiffText(TextDiff diff, int around, ToolContext context) {
        this.diff = diff;
        this.around = around;
        this.context = context;
    }

    /// @param format `unified`, `context`, `inline` or `simple`
    public String write(String format, String oldLabel, String newLabel) {
        switch (format) {
            case "unified" -> unified(oldLabel, newLabel);
            case "context" -> context(oldLabel, newLabel);
            case "inline" -> inline();
            default -> simple();
        }
        return out.toString();
    }

    /// The ranges of lines of one hunk, with its context.
    private record Span(int fromStart, int fromEnd, int toStart, int toEnd) {}

    private Span span(List<TextDiff.Change> hunk) {
        TextDiff.Change first = hunk.getFirst();
        TextDiff.Change last = hunk.getLast();
        int before = Math.min(around, first.fromStart());
        int after = Math.min(around, diff.from().size() - last.fromEnd());
        return new Span(
                first.fromStart() - before, last.fromEnd() + after, first.toStart() - before, last.toEnd() + after);
    }

    private void line(String sign, String line) {
        context.checkCancelled();
        out.append(sign).append(line);
        if (!line.endsWith("\n")) {
            out.append("\n\\ No newline at end of file\n");
        }
    }

    private void lines(String sign, List<String> lines, int start, int end) {
        for (int i = start; i < end; i++) {
            line(sign, lines.get(i));
        }
    }

    private void unified(String oldLabel, String newLabel) {
        if (!diff.equal()) {
            out.append("--- ")
                    .append(oldLabel)
                    .append("\n+++ ")
                    .append(newLabel)
                    .append('\n');
        }
        for (List<TextDiff.Change> hunk : diff.hunks(around)) {
            Span span = span(hunk);
            out.append("@@ -").append(counted(span.fromStart, span.fromEnd));
            out.append(" +").append(counted(span.toStart, span.toEnd)).append(" @@\n");
            int at = span.fromStart;
            for (TextDiff.Change change : hunk) {
                lines(" ", diff.from(), at, change.fromStart());
                lines("-", diff.from(), change.fromStart(), change.fromEnd());
                lines("+", diff.to(), change.toStart(), change.toEnd());
                at = change.fromEnd();
            }
            lines(" ", diff.from(), at, span.fromEnd);
        }
    }

    /// `3`, `3,5`, and `2,0` for nothing behind line 2.
    private static String counted(int start, int end) {
        int count = end - start;
        return count == 1 ? "" + (start + 1) : (count == 0 ? start : start + 1) + "," + count;
    }

    private void context(String oldLabel, String newLabel) {
        if (!diff.equal()) {
            out.append("*** ")
                    .append(oldLabel)
                    .append("\n--- ")
                    .append(newLabel)
                    .append('\n');
        }
        for (List<TextDiff.Change> hunk : diff.hunks(around)) {
            Span span = span(hunk);
            out.append("***************\n*** ")
                    .append(ranged(span.fromStart, span.fromEnd))
                    .append(" ****\n");
            if (hunk.stream().anyMatch(change -> change.fromEnd() > change.fromStart())) {
                int at = span.fromStart;
                for (TextDiff.Change change : hunk) {
                    lines("  ", diff.from(), at, change.fromStart());
                    boolean both = change.toEnd() > change.toStart();
                    lines(both ? "! " : "- ", diff.from(), change.fromStart(), change.fromEnd());
                    at = change.fromEnd();
                }
                lines("  ", diff.from(), at, span.fromEnd);
            }
            out.append("--- ").append(ranged(span.toStart, span.toEnd)).append(" ----\n");
            if (hunk.stream().anyMatch(change -> change.toEnd() > change.toStart())) {
                int at = span.toStart;
                for (TextDiff.Change change : hunk) {
                    lines("  ", diff.to(), at, change.toStart());
                    boolean both = change.fromEnd() > change.fromStart();
                    lines(both ? "! " : "+ ", diff.to(), change.toStart(), change.toEnd());
                    at = change.toEnd();
                }
                lines("  ", diff.to(), at, span.toEnd);
            }
        }
    }

    /// `3`, `3,5` as first and last line; the line before for nothing.
    private static String ranged(int start, int end) {
        return end - start <= 1 ? "" + end : (start + 1) + "," + end;
    }

    private void inline() {
        int at = 0;
        for (TextDiff.Change change : diff.changes()) {
            lines("  ", diff.from(), at, change.fromStart());
            lines("- ", diff.from(), change.fromStart(), change.fromEnd());
            lines("+ ", diff.to(), change.toStart(), change.toEnd());
            at = change.fromEnd();
        }
        lines("  ", diff.from(), at, diff.from().size());
    }

    private void simple() {
        out.append("Total changes: ").append(diff.changes().size()).append('\n');
        for (TextDiff.Change change : diff.changes()) {
            context.checkCancelled();
            String old = worded(change.fromStart(), change.fromEnd());
            String fresh = worded(change.toStart(), change.toEnd());
            if (change.toStart() == change.toEnd()) {
                out.append("Removed at ").append(old);
            } else if (change.fromStart() == change.fromEnd()) {
                out.append("Added at ").append(fresh);
            } else {
                out.append("Replaced at ").append(old).append(" with ").append(fresh);
            }
            out.append('\n');
        }
    }

    private static String worded(int start, int end) {
        return end - start == 1 ? "line " + end : "lines " + (start + 1) + "-" + end;
    }
}
