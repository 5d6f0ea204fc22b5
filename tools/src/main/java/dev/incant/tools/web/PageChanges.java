package dev.incant.tools.web;

import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.Change;
import com.github.difflib.algorithm.DiffAlgorithmListener;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.DeltaType;
import com.github.difflib.patch.Patch;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How two contents differ, line by line (Myers' algorithm).
///
/// The work grows with the square of what differs, so more than [#MAX_DIFFERING] differing lines are one change.
record PageChanges(List<String> before, Patch<String> patch) {
    private static final int MAX_DIFFERING = 8000;

    static final PageChanges NONE = new PageChanges(List.of(), new Patch<>());

    static PageChanges of(List<String> before, List<String> after, ToolContext context) {
        int same = 0;
        int most = Math.min(before.size(), after.size());
        while (same < most && before.get(same).equals(after.get(same))) {
            same++;
        }
        int tail = 0;
        while (tail < most - same && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        if (before.size() + after.size() - 2 * (same + tail) > MAX_DIFFERING) {
            Patch<String> patch = new Patch<>();
            patch.addDelta(new ChangeDelta<>(
                    new Chunk<>(same, before.subList(same, before.size() - tail)),
                    new Chunk<>(same, after.subList(same, after.size() - tail))));
            return new PageChanges(before, patch);
        }
        MyersDiffWithLinearSpace<String> algorithm = new MyersDiffWithLinearSpace<>();
        List<Change> found = algorithm.computeDiff(before, after, checking(context));
        return new PageChanges(before, Patch.generate(before, after, joined(found)));
    }

    /// The changes, those without anything unchanged between them as one: the algorithm in linear space tells what was
    /// replaced as an addition and a deletion.
    private static List<Change> joined(List<Change> changes) {
        List<Change> joined = new ArrayList<>();
        for (Change next : changes) {
            Change last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && last.endOriginal == next.startOriginal && last.endRevised == next.startRevised) {
                joined.set(
                        joined.size() - 1,
                        change(last.startOriginal, next.endOriginal, last.startRevised, next.endRevised));
            } else {
                joined.add(next);
            }
        }
        return joined;
    }

    private static Change change(int startOriginal, int endOriginal, int startRevised, int endRevised) {
        DeltaType type = startOriginal == endOriginal
                ? DeltaType.INSERT
                : startRevised == endRevised ? DeltaType.DELETE : DeltaType.CHANGE;
        return new Change(type, startOriginal, endOriginal, startRevised, endRevised);
    }

    private static DiffAlgorithmListener checking(ToolContext context) {
        return new DiffAlgorithmListener() {
            @Override
            public void diffStart() {}

            @Override
            public void diffStep(int value, int max) {
                context.checkCancelled();
            }

            @Override
            public void diffEnd() {}
        };
    }

    /// Each change as a plain value; lines count from 1.
    List<@Nullable Object> list() {
        List<@Nullable Object> list = new ArrayList<>();
        for (AbstractDelta<String> delta : patch.getDeltas()) {
            list.add(change(delta));
        }
        return list;
    }

    private static Map<String, @Nullable Object> change(AbstractDelta<String> delta) {
        List<String> old = delta.getSource().getLines();
        List<String> now = delta.getTarget().getLines();
        return Values.map(
                "type",
                old.isEmpty() ? "addition" : now.isEmpty() ? "deletion" : "modification",
                "old_line",
                delta.getSource().getPosition() + 1,
                "new_line",
                delta.getTarget().getPosition() + 1,
                "old",
                String.join("\n", old),
                "new",
                String.join("\n", now));
    }

    String unified(int lines) {
        return String.join("\n", UnifiedDiffUtils.generateUnifiedDiff("before", "now", before, patch, lines));
    }
}
