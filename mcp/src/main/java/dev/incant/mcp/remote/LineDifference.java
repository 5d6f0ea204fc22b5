package dev.incant.mcp.remote;

import java.util.ArrayList;
import java.util.List;

/// The difference of two short texts, line by line: what is gone with `-`, what is new with `+`, the rest left out.
/// By the longest common subsequence; texts of very many lines are told as a whole.
final class LineDifference {
    private static final int MOST = 2_000;

    private LineDifference() {}

    static List<String> of(String before, String after) {
        String[] old = before.split("\n", -1);
        String[] fresh = after.split("\n", -1);
        List<String> lines = new ArrayList<>();
        if (old.length > MOST || fresh.length > MOST) {
            lines.add("- (" + old.length + " lines)");
            lines.add("+ (" + fresh.length + " other lines)");
            return lines;
        }
        int[][] common = new int[old.length + 1][fresh.length + 1];
        for (int i = old.length - 1; i >= 0; i--) {
            for (int j = fresh.length - 1; j >= 0; j--) {
                common[i][j] = old[i].equals(fresh[j])
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < old.length || j < fresh.length) {
            if (i < old.length && j < fresh.length && old[i].equals(fresh[j])) {
                i++;
                j++;
            } else if (j == fresh.length || i < old.length && common[i + 1][j] >= common[i][j + 1]) {
                lines.add("- " + old[i++]);
            } else {
                lines.add("+ " + fresh[j++]);
            }
        }
        return lines;
    }
}
