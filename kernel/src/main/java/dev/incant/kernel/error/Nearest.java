package dev.incant.kernel.error;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Finds the names that were probably meant by a misspelt one: those within a third of its length in edits
/// (insertion, deletion, substitution, transposition of neighbours), and those that begin with it.
public final class Nearest {
    private Nearest() {}

    /// Ordered by itself: comparators made of method references are classes that each start would make anew.
    private record Candidate(String name, int distance) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            int order = Integer.compare(distance, other.distance);
            return order != 0 ? order : name.compareTo(other.name);
        }
    }

    /// The nearest of `names`, the best first, at most three; empty when none is near. `-` and `_` count as the
    /// same.
    public static List<String> to(String wrong, Collection<String> names) {
        String sought = normal(wrong);
        int limit = Math.max(1, sought.length() / 3);
        List<Candidate> near = new ArrayList<>();
        for (String name : names) {
            String candidate = normal(name);
            int distance = distance(sought, candidate);
            if (distance <= limit) {
                near.add(new Candidate(name, distance));
            } else if (sought.length() >= 2 && candidate.startsWith(sought)) {
                near.add(new Candidate(name, limit + 1));
            }
        }
        Collections.sort(near);
        List<String> best = new ArrayList<>();
        for (int i = 0; i < near.size() && i < 3; i++) {
            best.add(near.get(i).name());
        }
        return List.copyOf(best);
    }

    /// The end of a sentence about an unknown name: `; did you mean 'a' or 'b'?`, or nothing when none is near.
    public static String hint(String wrong, Collection<String> names) {
        List<String> near = to(wrong, names);
        if (near.isEmpty()) {
            return "";
        }
        StringBuilder hint = new StringBuilder("; did you mean ");
        for (int i = 0; i < near.size(); i++) {
            if (i > 0) {
                hint.append(i == near.size() - 1 ? " or " : ", ");
            }
            hint.append('\'').append(near.get(i)).append('\'');
        }
        return hint.append('?').toString();
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /// Optimal string alignment: Damerau–Levenshtein in which no part is edited twice.
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
