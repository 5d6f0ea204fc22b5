package dev.incant.tools.text.diff;

import dev.incant.kernel.tool.ToolContext;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the fewest lines to remove and to add that turn one list into another: Eugene Myers, "An O(ND) Difference
/// Algorithm and Its Variations" (1986), section 4b, in linear space, with diagonals kept within the shorter side.
///
/// The libraries that do this cannot be stopped in the middle, so it stands here. Where the work would go beyond
/// [#MAX_WORK], what is left of a stretch counts as replaced: the result is then longer than need be, never wrong.
final class LineDiff {
    /// Steps of one comparison, about a second of work.
    static final long MAX_WORK = 200_000_000;

    private final ToolContext context;
    private final long maxWork;
    private final int[] left;
    private final int[] right;
    private final boolean[] removed;
    private final boolean[] added;
    private int[] forward = {};
    private int[] backward = {};
    private long work;

    private LineDiff(ToolContext context, long maxWork, int[] left, int[] right) {
        this.context = context;
        this.maxWork = maxWork;
        this.left = left;
        this.right = right;
        this.removed = new boolean[left.length];
        this.added = new boolean[right.length];
    }

    /// Which lines go and which come.
    ///
    /// @param minimal whether no shorter answer exists
    record Marks(boolean[] removed, boolean[] added, boolean minimal) {}

    static Marks compare(List<String> from, List<String> to, ToolContext context, long maxWork) {
        Map<String, Integer> numbers = new HashMap<>();
        int[] left = numbered(from, numbers);
        int[] right = numbered(to, numbers);
        // Lines that one side alone has never match: leaving them out makes most comparisons short.
        int[] leftKept = shared(left, right, numbers.size());
        int[] rightKept = shared(right, left, numbers.size());
        LineDiff diff = new LineDiff(context, maxWork, picked(left, leftKept), picked(right, rightKept));
        diff.run(0, leftKept.length, 0, rightKept.length);
        boolean[] removed = spread(diff.removed, leftKept, left.length);
        boolean[] added = spread(diff.added, rightKept, right.length);
        settle(removed, left);
        settle(added, right);
        return new Marks(removed, added, diff.work <= maxWork);
    }

    private static int[] numbered(List<String> lines, Map<String, Integer> numbers) {
        int[] result = new int[lines.size()];
        for (int i = 0; i < result.length; i++) {
            Integer number = numbers.putIfAbsent(lines.get(i), numbers.size());
            result[i] = number == null ? numbers.size() - 1 : number;
        }
        return result;
    }

    private static int[] shared(int[] lines, int[] others, int count) {
        boolean[] there = new boolean[count];
        for (int other : others) {
            there[other] = true;
        }
        int[] kept = new int[lines.length];
        int size = 0;
        for (int i = 0; i < lines.length; i++) {
            if (there[lines[i]]) {
                kept[size++] = i;
            }
        }
        return Arrays.copyOf(kept, size);
    }

    private static int[] picked(int[] lines, int[] places) {
        int[] result = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            result[i] = lines[places[i]];
        }
        return result;
    }

    private static boolean[] spread(boolean[] marks, int[] places, int length) {
        boolean[] result = new boolean[length];
        Arrays.fill(result, true);
        for (int i = 0; i < places.length; i++) {
            result[places[i]] = marks[i];
        }
        return result;
    }

    /// Moves each run of marks down as far as the lines allow, as `diff` does: a new function then begins at its
    /// head, not at the brace of the one before. The lines not marked stay the same.
    private static void settle(boolean[] marks, int[] lines) {
        int end = marks.length;
        for (int start = marks.length - 1; start >= 0; start--) {
            if (!marks[start] || (start > 0 && marks[start - 1])) {
                continue;
            }
            int first = start;
            int after = first;
            while (after < end && marks[after]) {
                after++;
            }
            while (after < end && !marks[after] && lines[first] == lines[after]) {
                marks[first++] = false;
                marks[after++] = true;
                while (after < end && marks[after]) {
                    after++;
                }
            }
        }
    }

    private void run(int leftStart, int leftEnd, int rightStart, int rightEnd) {
        int l = leftStart;
        int r = rightStart;
        int lEnd = leftEnd;
        int rEnd = rightEnd;
        while (l < lEnd && r < rEnd && left[l] == right[r]) {
            l++;
            r++;
        }
        while (l < lEnd && r < rEnd && left[lEnd - 1] == right[rEnd - 1]) {
            lEnd--;
            rEnd--;
        }
        Snake middle = l < lEnd && r < rEnd ? middle(l, lEnd, r, rEnd) : null;
        if (middle == null) {
            Arrays.fill(removed, l, lEnd, true);
            Arrays.fill(added, r, rEnd, true);
        } else {
            run(l, l + middle.fromLeft, r, r + middle.fromRight);
            run(l + middle.toLeft, lEnd, r + middle.toRight, rEnd);
        }
    }

    /// A stretch of equal lines in the middle of a shortest answer; empty ones split all the same.
    private record Snake(int fromLeft, int fromRight, int toLeft, int toRight) {}

    /// The middle of a shortest answer, or null when the work is too much.
    private @org.jspecify.annotations.Nullable Snake middle(int l, int lEnd, int r, int rEnd) {
        int n = lEnd - l;
        int m = rEnd - r;
        int size = 2 * Math.min(n, m) + 2;
        if (forward.length < size) {
            forward = new int[size];
            backward = new int[size];
        }
        Arrays.fill(forward, 0, size, 0);
        Arrays.fill(backward, 0, size, 0);
        for (int steps = 0; steps <= (n + m + 1) / 2; steps++) {
            context.checkCancelled();
            if (work > maxWork) {
                return null;
            }
            Snake found = extend(true, steps, size, l, lEnd, r, rEnd);
            if (found == null) {
                found = extend(false, steps, size, l, lEnd, r, rEnd);
            }
            if (found != null) {
                return found;
            }
        }
        throw new IllegalStateException("two lists have always a shortest difference");
    }

    /// Goes one step further on each diagonal, from the start or from the end.
    private @org.jspecify.annotations.Nullable Snake extend(
            boolean ahead, int steps, int size, int l, int lEnd, int r, int rEnd) {
        int n = lEnd - l;
        int m = rEnd - r;
        int[] mine = ahead ? forward : backward;
        int[] theirs = ahead ? backward : forward;
        int reach = ahead ? steps - 1 : steps;
        boolean mayMeet = (n + m) % 2 == (ahead ? 1 : 0);
        int last = steps - 2 * Math.max(0, steps - n);
        for (int k = -(steps - 2 * Math.max(0, steps - m)); k <= last; k += 2) {
            int below = mine[Math.floorMod(k - 1, size)];
            int above = mine[Math.floorMod(k + 1, size)];
            int x = k == -steps || (k != steps && below < above) ? above : below + 1;
            int y = x - k;
            int fromX = x;
            int fromY = y;
            while (x < n
                    && y < m
                    && (ahead ? left[l + x] == right[r + y] : left[lEnd - 1 - x] == right[rEnd - 1 - y])) {
                x++;
                y++;
            }
            work += 1 + x - fromX;
            mine[Math.floorMod(k, size)] = x;
            int other = n - m - k;
            if (mayMeet && Math.abs(other) <= reach && x + theirs[Math.floorMod(other, size)] >= n) {
                return ahead ? new Snake(fromX, fromY, x, y) : new Snake(n - x, m - y, n - fromX, m - fromY);
            }
        }
        return null;
    }
}
