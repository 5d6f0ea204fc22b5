package dev.incant.tools.text.diff;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;

/// A patch of one file in unified format, and its application as GNU `patch` does it: where a hunk does not fit at its
/// line, the nearest place is looked for; then with less context. Hunks that fit nowhere are reported, not applied.
public final class UnifiedPatch {
    private static final Pattern HEAD =
            Pattern.compile("@@ -(\\d{1,9})(?:,(\\d{1,9}))? \\+(\\d{1,9})(?:,(\\d{1,9}))? @@.*");

    /// One hunk.
    ///
    /// @param start the first line of the old text, from 0
    /// @param signs one of ` `, `-`, `+` for each line
    private record Hunk(int start, String head, List<Character> signs, List<String> lines) {
        /// The lines with one of two signs, without so many lines of context at both ends.
        List<String> side(char sign, int leading, int trailing) {
            List<String> side = new ArrayList<>();
            for (int i = leading; i < lines.size() - trailing; i++) {
                if (signs.get(i) == ' ' || signs.get(i) == sign) {
                    side.add(lines.get(i));
                }
            }
            return side;
        }

        int context(boolean leading) {
            int count = 0;
            while (count < signs.size() && signs.get(leading ? count : signs.size() - 1 - count) == ' ') {
                count++;
            }
            return count;
        }

        String text() {
            StringBuilder text = new StringBuilder(head).append('\n');
            for (int i = 0; i < lines.size(); i++) {
                text.append(signs.get(i)).append(lines.get(i));
                if (!lines.get(i).endsWith("\n")) {
                    text.append("\n\\ No newline at end of file\n");
                }
            }
            return text.toString();
        }
    }

    private final List<Hunk> hunks;

    private UnifiedPatch(List<Hunk> hunks) {
        this.hunks = hunks;
    }

    /// What became of one hunk.
    ///
    /// @param number from 1
    /// @param applied whether it fitted
    /// @param line where it was put, from 1; where it should have been when it was not
    /// @param offset how many lines away from where it should have been
    /// @param fuzz how many lines of context were left out at each end
    /// @param text the hunk itself
    public record Outcome(int number, boolean applied, long line, long offset, int fuzz, String text) {}

    /// The text after the patch, and what became of each hunk.
    public record Applied(String text, List<Outcome> outcomes) {}

    /// Reads a patch.
    ///
    /// @param reverse whether to take it backwards
    /// @throws ToolException `invalid_params` naming the line that is none of a unified patch
    public static UnifiedPatch parse(String patch, boolean reverse) {
        return new UnifiedPatch(new Reading(TextDiff.lines("the patch", patch), reverse).hunks());
    }

    /// Reads the lines of a patch.
    private static final class Reading {
        private final List<String> lines;
        private final boolean reverse;
        private int at;

        Reading(List<String> lines, boolean reverse) {
            this.lines = lines;
            this.reverse = reverse;
        }

        private ToolException wrong(String message) {
            return ToolException.invalidParams("patch: line " + (at + 1) + ": " + message)
                    .with("line", (long) at + 1);
        }

        List<Hunk> hunks() {
            List<Hunk> hunks = new ArrayList<>();
            int files = 0;
            while (at < lines.size()) {
                String line = lines.get(at).stripTrailing();
                if (line.startsWith("--- ")
                        && at + 1 < lines.size()
                        && lines.get(at + 1).startsWith("+++ ")) {
                    if (++files > 1) {
                        throw wrong("a second file begins; give the patch of one file");
                    }
                    at += 2;
                } else if (line.startsWith("@@")) {
                    hunks.add(hunk(line));
                } else if (hunks.isEmpty() || files > 0 && isPreamble(line)) {
                    at++;
                } else {
                    throw wrong("expected a hunk, '@@ -1,2 +1,3 @@', found '" + shortened(line) + "'");
                }
            }
            if (hunks.isEmpty() && lines.stream().anyMatch(line -> !line.isBlank())) {
                throw ToolException.invalidParams("patch: holds no hunk, '@@ -1,2 +1,3 @@', of a unified patch");
            }
            return hunks;
        }

        /// What programs write before a file's hunks, or behind the last one.
        private static boolean isPreamble(String line) {
            return line.isEmpty()
                    || line.startsWith("diff ")
                    || line.startsWith("index ")
                    || line.startsWith("--")
                    || line.startsWith("Index:")
                    || line.startsWith("=====");
        }

        private static String shortened(String line) {
            return line.length() > 60 ? line.substring(0, 60) + "…" : line;
        }

        private Hunk hunk(String head) {
            Matcher match = HEAD.matcher(head);
            if (!match.matches()) {
                throw wrong("must be '@@ -1,2 +1,3 @@', not '" + shortened(head) + "'");
            }
            int oldStart = Integer.parseInt(match.group(reverse ? 3 : 1));
            int oldCount = count(match.group(2));
            int newCount = count(match.group(4));
            int mine = reverse ? newCount : oldCount;
            Hunk hunk = new Hunk(
                    mine == 0 ? oldStart : Math.max(0, oldStart - 1), head, new ArrayList<>(), new ArrayList<>());
            at++;
            while (oldCount > 0 || newCount > 0) {
                if (at >= lines.size()) {
                    throw wrong("the hunk ends too early: " + oldCount + " old and " + newCount + " new lines miss");
                }
                String line = lines.get(at);
                // Some programs take the one blank of an empty line away.
                char sign = line.equals("\n") || line.equals("\r\n") ? ' ' : line.charAt(0);
                if (sign == '\\') {
                    unended(hunk);
                    at++;
                    continue;
                }
                oldCount -= sign == ' ' || sign == '-' ? 1 : 0;
                newCount -= sign == ' ' || sign == '+' ? 1 : 0;
                if (" -+".indexOf(sign) < 0 || oldCount < 0 || newCount < 0) {
                    throw wrong("does not fit the hunk's counts: '" + shortened(line.stripTrailing()) + "'");
                }
                String text = line.charAt(0) == sign ? line.substring(1) : line;
                hunk.signs.add(reverse && sign == '-' ? '+' : reverse && sign == '+' ? '-' : sign);
                hunk.lines.add(text.endsWith("\n") ? text : text + "\n");
                at++;
            }
            if (at < lines.size() && lines.get(at).startsWith("\\")) {
                unended(hunk);
                at++;
            }
            return hunk;
        }

        private static int count(@org.jspecify.annotations.Nullable String text) {
            return text == null ? 1 : Integer.parseInt(text);
        }

        /// `\ No newline at end of file` is about the line before.
        private void unended(Hunk hunk) {
            if (hunk.lines.isEmpty()) {
                throw wrong("says that a line before has no end, but there is none");
            }
            String last = hunk.lines.removeLast();
            hunk.lines.add(last.endsWith("\n") ? last.substring(0, last.length() - 1) : last);
        }
    }

    /// Applies what fits.
    ///
    /// @param maxFuzz how many lines of context at each end may be left out
    public Applied apply(String text, int maxFuzz, ToolContext context) {
        List<String> source = TextDiff.lines("the text", text);
        StringBuilder result = new StringBuilder(text.length());
        List<Outcome> outcomes = new ArrayList<>();
        int done = 0;
        long shift = 0;
        for (Hunk hunk : hunks) {
            Found found = find(hunk, source, done, hunk.start + shift, maxFuzz, context);
            int number = outcomes.size() + 1;
            if (found == null) {
                outcomes.add(new Outcome(number, false, hunk.start + 1L, 0, 0, hunk.text()));
                continue;
            }
            for (String line : source.subList(done, found.at)) {
                result.append(line);
            }
            hunk.side('+', found.leading, found.trailing).forEach(result::append);
            done = found.at + hunk.side('-', found.leading, found.trailing).size();
            long start = (long) found.at - found.leading;
            shift = start - hunk.start;
            outcomes.add(new Outcome(number, true, start + 1, shift, found.fuzz, hunk.text()));
        }
        for (String line : source.subList(done, source.size())) {
            result.append(line);
        }
        return new Applied(result.toString(), outcomes);
    }

    private record Found(int at, int leading, int trailing, int fuzz) {}

    private static @org.jspecify.annotations.Nullable Found find(
            Hunk hunk, List<String> source, int done, long wanted, int maxFuzz, ToolContext context) {
        int before = hunk.context(true);
        int after = hunk.context(false);
        for (int fuzz = 0; fuzz <= Math.min(maxFuzz, Math.max(before, after)); fuzz++) {
            // As GNU patch: the longer context is shortened first.
            int most = Math.max(before, after);
            int leading = Math.max(0, fuzz + before - most);
            int trailing = Math.max(0, fuzz + after - most);
            List<String> expected = hunk.side('-', leading, trailing);
            int last = source.size() - expected.size();
            // A hunk without any context fits nowhere but at its own line.
            long farthest = expected.isEmpty() ? 0 : source.size();
            for (long away = 0; away <= farthest; away++) {
                for (long at : away == 0 ? new long[] {wanted} : new long[] {wanted + away, wanted - away}) {
                    long from = at + leading;
                    if (from >= done && from <= last && fits(source, (int) from, expected, context)) {
                        return new Found((int) from, leading, trailing, fuzz);
                    }
                }
                if (wanted + away > source.size() && wanted - away < done) {
                    break;
                }
            }
        }
        return null;
    }

    private static boolean fits(List<String> source, int at, List<String> expected, ToolContext context) {
        context.checkCancelled();
        for (int i = 0; i < expected.size(); i++) {
            if (!source.get(at + i).equals(expected.get(i))) {
                return false;
            }
        }
        return true;
    }
}
