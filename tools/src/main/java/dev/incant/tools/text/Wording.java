package dev.incant.tools.text;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.WatchedText;
import dev.incant.kernel.error.ToolException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Changes of a text as a whole. All are free of locales; lengths and widths are in characters that people see.
final class Wording {
    /// The longest text that a change may give, in UTF-16 units.
    static final int LONGEST = 64 << 20;

    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\r|\n");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private Wording() {}

    /// Refuses to make a text that is too long.
    static void check(long length) {
        if (length > LONGEST) {
            throw ToolException.limitExceeded("the result would have more than " + LONGEST + " characters");
        }
    }

    /// The words of a text or an identifier: what separators part, and what capitals do (`HTTPResponse` is two).
    static List<String> words(String text, Cancellation cancellation) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int before = ' ';
        for (int i = 0; i < text.length(); ) {
            cancellation.check();
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean part = Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
            boolean upper = Character.isUpperCase(c);
            boolean begins = upper
                    && !word.isEmpty()
                    && (!Character.isUpperCase(before)
                            || (i < text.length() && Character.isLowerCase(text.codePointAt(i))));
            if ((!part || begins) && !word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
            if (part) {
                word.appendCodePoint(c);
            }
            before = c;
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    static String snake(String text, Cancellation cancellation) {
        return String.join("_", words(text, cancellation)).toLowerCase(Locale.ROOT);
    }

    /// Words with capitals; the first one small unless `pascal`.
    static String camel(String text, boolean pascal, Cancellation cancellation) {
        StringBuilder joined = new StringBuilder(text.length());
        for (String word : words(text, cancellation)) {
            String small = word.toLowerCase(Locale.ROOT);
            if (joined.isEmpty() && !pascal) {
                joined.append(small);
            } else {
                int first = small.codePointAt(0);
                joined.appendCodePoint(Character.toTitleCase(first))
                        .append(small, Character.charCount(first), small.length());
            }
        }
        return joined.toString();
    }

    /// A text for URLs: accents taken off, other letters kept, everything else one separator.
    static String slug(String text, String separator, Cancellation cancellation) {
        String plain = Normalizer.normalize(text.replace("ß", "ss").replace("ẞ", "ss"), Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT);
        StringBuilder slug = new StringBuilder(plain.length());
        boolean gap = false;
        for (int i = 0; i < plain.length(); ) {
            cancellation.check();
            int c = plain.codePointAt(i);
            i += Character.charCount(c);
            if (Character.getType(c) == Character.NON_SPACING_MARK || c == '\'' || c == '’') {
                continue;
            }
            if (Character.isLetterOrDigit(c)) {
                slug.append(gap && !slug.isEmpty() ? separator : "").appendCodePoint(c);
                gap = false;
            } else {
                gap = true;
            }
        }
        return Normalizer.normalize(slug, Normalizer.Form.NFC);
    }

    static String reversed(String text, Cancellation cancellation) {
        List<String> clusters = Graphemes.of(text, cancellation);
        Collections.reverse(clusters);
        return String.join("", clusters);
    }

    /// The characters from `start` up to `end`; negative ones count from the end, those outside mean the end.
    static String part(String text, long start, long end, Cancellation cancellation) {
        List<String> clusters = Graphemes.of(text, cancellation);
        int from = place(start, clusters.size());
        int to = place(end, clusters.size());
        if (from > to) {
            throw ToolException.invalidParams("start: " + start + " lies behind end: " + end);
        }
        return String.join("", clusters.subList(from, to));
    }

    private static int place(long index, int size) {
        return Math.clamp(index < 0 ? index + size : index, 0, size);
    }

    /// At most `length` characters, `ellipsis` among them when something was cut and it fits.
    static String truncated(String text, int length, String ellipsis, Cancellation cancellation) {
        List<String> clusters = Graphemes.of(text, cancellation);
        if (clusters.size() <= length) {
            return text;
        }
        int kept = length - Graphemes.count(ellipsis, cancellation);
        return kept < 0
                ? String.join("", clusters.subList(0, length))
                : String.join("", clusters.subList(0, kept)) + ellipsis;
    }

    /// Without control characters other than line breaks and tabs, and without blanks at both ends.
    static String sanitized(String text, Cancellation cancellation) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            cancellation.check();
            char c = text.charAt(i);
            if (!Character.isISOControl(c) || c == '\n' || c == '\t') {
                clean.append(c);
            }
        }
        return clean.toString().strip();
    }

    /// Every line that is not blank begins with `prefix` besides.
    static String indented(String text, String prefix, Cancellation cancellation) {
        check(text.length() + text.lines().count() * prefix.length());
        StringBuilder all = new StringBuilder(text.length());
        int start = 0;
        while (start < text.length()) {
            cancellation.check();
            int end = text.indexOf('\n', start) + 1;
            String line = text.substring(start, end == 0 ? text.length() : end);
            all.append(line.isBlank() ? "" : prefix).append(line);
            start += line.length();
        }
        return all.toString();
    }

    /// Without the blanks that all lines begin with; blank lines do not count and become empty.
    static String dedented(String text, Cancellation cancellation) {
        List<String> lines = List.of(text.split("\n", -1));
        String common = null;
        for (String line : lines) {
            cancellation.check();
            if (!line.isBlank()) {
                String blanks =
                        line.substring(0, line.length() - line.stripLeading().length());
                common = common == null ? blanks : commonStart(common, blanks);
            }
        }
        StringBuilder all = new StringBuilder(text.length());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            all.append(i > 0 ? "\n" : "");
            all.append(line.isBlank() || common == null ? "" : line.substring(common.length()));
        }
        return all.toString();
    }

    private static String commonStart(String a, String b) {
        int same = 0;
        while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        return a.substring(0, same);
    }

    /// A text's lines, parted by `\n`, `\r\n` or `\r`; a break at the end begins no other line.
    static List<String> lines(String text) {
        return text.lines().toList();
    }

    static String normalized(String text, Cancellation cancellation) {
        StringBuilder all = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            cancellation.check();
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                gap = !all.isEmpty();
            } else {
                all.append(gap ? " " : "").append(c);
                gap = false;
            }
        }
        return all.toString();
    }

    /// Lines of at most `width` characters, broken at blanks; a word that is longer has a line of its own, or is
    /// broken too. Line breaks that are there stay.
    static String wrapped(String text, int width, boolean breakWords, Cancellation cancellation) {
        List<String> all = new ArrayList<>();
        for (String line : LINE_BREAK.split(WatchedText.of(text, cancellation), -1)) {
            StringBuilder row = new StringBuilder();
            int filled = 0;
            for (String word : BLANKS.split(WatchedText.of(line.strip(), cancellation))) {
                List<String> clusters = Graphemes.of(word, cancellation);
                if (filled > 0 && filled + 1 + clusters.size() > width) {
                    all.add(row.toString());
                    row.setLength(0);
                    filled = 0;
                }
                row.append(filled > 0 ? " " : "");
                filled += filled > 0 ? 1 : 0;
                while (breakWords && clusters.size() > width) {
                    all.add(String.join("", clusters.subList(0, width)));
                    clusters = clusters.subList(width, clusters.size());
                }
                row.append(String.join("", clusters));
                filled += clusters.size();
            }
            all.add(row.toString());
        }
        return String.join("\n", all);
    }

    static String padded(String text, int width, String side, String fill, Cancellation cancellation) {
        int missing = width - Graphemes.count(text, cancellation);
        if (missing <= 0) {
            return text;
        }
        int before = switch (side) {
            case "left" -> missing;
            case "both" -> missing / 2;
            default -> 0;
        };
        return fill.repeat(before) + text + fill.repeat(missing - before);
    }
}
