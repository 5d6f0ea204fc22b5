package dev.incant.tools.text.diff;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;

/// What differs between two texts, line by line. Lines keep their ends, so a missing last line end is a difference.
///
/// @param changes in order; between them the lines are the same
/// @param minimal whether no shorter list of changes exists
public record TextDiff(List<String> from, List<String> to, List<Change> changes, boolean minimal) {
    /// The most lines of one text.
    public static final int MAX_LINES = 1_000_000;

    /// Lines of the old text that lines of the new one replace; ranges from 0, ends excluded, one of them may be empty.
    public record Change(int fromStart, int fromEnd, int toStart, int toEnd) {}

    /// @throws ToolException `limit_exceeded` for more than [#MAX_LINES]
    public static TextDiff of(String from, String to, ToolContext context) {
        return of(lines("the old text", from), lines("the new text", to), context, LineDiff.MAX_WORK);
    }

    static TextDiff of(List<String> from, List<String> to, ToolContext context, long maxWork) {
        LineDiff.Marks marks = LineDiff.compare(from, to, context, maxWork);
        List<Change> changes = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < from.size() || j < to.size()) {
            int iStart = i;
            int jStart = j;
            while (i < from.size() && marks.removed()[i]) {
                i++;
            }
            while (j < to.size() && marks.added()[j]) {
                j++;
            }
            if (i > iStart || j > jStart) {
                changes.add(new Change(iStart, i, jStart, j));
            } else {
                i++;
                j++;
            }
        }
        return new TextDiff(from, to, changes, marks.minimal());
    }

    /// The lines of a text with their line ends.
    static List<String> lines(String what, String text) {
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(start, next));
            start = next;
            if (lines.size() > MAX_LINES) {
                throw ToolException.limitExceeded(what + " has more than " + MAX_LINES + " lines");
            }
        }
        return lines;
    }

    public boolean equal() {
        return changes.isEmpty();
    }

    public long removed() {
        return changes.stream().mapToLong(each -> each.fromEnd - each.fromStart).sum();
    }

    public long added() {
        return changes.stream().mapToLong(each -> each.toEnd - each.toStart).sum();
    }

    /// Changes that share their context, so stand in one hunk.
    List<List<Change>> hunks(int context) {
        List<List<Change>> hunks = new ArrayList<>();
        for (Change change : changes) {
            boolean near =
                    !hunks.isEmpty() && change.fromStart - hunks.getLast().getLast().fromEnd <= 2L * context;
            if (!near) {
                hunks.add(new ArrayList<>());
            }
            hunks.getLast().add(change);
        }
        return hunks;
    }
}
