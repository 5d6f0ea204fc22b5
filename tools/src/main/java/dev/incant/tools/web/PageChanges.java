package dev.incant.tools.web;

import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.text.diff.DiffText;
import dev.incant.tools.text.diff.TextDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How two contents differ, line by line.
record PageChanges(TextDiff diff, ToolContext context) {
    /// Compares two contents, of which every line ends with a line feed.
    static PageChanges of(String before, String after, ToolContext context) {
        return new PageChanges(TextDiff.of(before, after, context), context);
    }

    /// Each change as a plain value; lines count from 1.
    List<@Nullable Object> list() {
        List<@Nullable Object> list = new ArrayList<>();
        for (TextDiff.Change change : diff.changes()) {
            context.checkCancelled();
            list.add(place(change));
        }
        return list;
    }

    private Map<String, @Nullable Object> place(TextDiff.Change change) {
        boolean added = change.fromStart() == change.fromEnd();
        boolean removed = change.toStart() == change.toEnd();
        return Values.map(
                "type",
                added ? "addition" : removed ? "deletion" : "modification",
                "old_line",
                change.fromStart() + 1,
                "new_line",
                change.toStart() + 1,
                "old",
                text(diff.from(), change.fromStart(), change.fromEnd()),
                "new",
                text(diff.to(), change.toStart(), change.toEnd()));
    }

    private static String text(List<String> lines, int start, int end) {
        String text = String.join("", lines.subList(start, end));
        return text.isEmpty() ? text : text.substring(0, text.length() - 1);
    }

    String unified(int lines) {
        return new DiffText(diff, lines, context).write("unified", "before", "now");
    }
}
