package dev.incant.tools.text;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.tool.Args;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What [TextManipulator]'s `lines` does: leaves out, unites, sorts, numbers, in this order.
final class TextLines {
    private static final Pattern NUMBER = Pattern.compile("\\s*([-+]?\\d{1,100}(?:\\.\\d{1,100})?)");

    private record Line(String text, String key, BigDecimal number) {}

    private TextLines() {}

    /// The lines as the arguments say; a line break at the end stays.
    static String changed(String text, Args args, Cancellation cancellation) {
        String sort = args.string("sort");
        boolean numeric = sort.startsWith("numeric");
        boolean ignoreCase = args.bool("ignore_case");
        Set<String> seen = new HashSet<>();
        List<Line> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            cancellation.check();
            String key = ignoreCase ? line.toLowerCase(Locale.ROOT) : line;
            boolean dropped = args.bool("remove_blank") && line.isBlank() || args.bool("unique") && !seen.add(key);
            if (!dropped) {
                lines.add(new Line(line, key, numeric ? number(line) : BigDecimal.ZERO));
            }
        }
        if (!sort.equals("none")) {
            Comparator<Line> order = numeric ? Comparator.comparing(Line::number) : TextLines::byCodePoints;
            Comparator<Line> wanted = sort.endsWith("descending") ? order.reversed() : order;
            lines.sort((a, b) -> {
                cancellation.check();
                return wanted.compare(a, b);
            });
        }
        int width = String.valueOf(lines.size()).length();
        Wording.check(text.length() + lines.size() * (width + 2L));
        StringBuilder all = new StringBuilder(text.length());
        for (int i = 0; i < lines.size(); i++) {
            all.append(i > 0 ? "\n" : "");
            if (args.bool("number")) {
                String number = String.valueOf(i + 1);
                all.append(" ".repeat(width - number.length())).append(number).append(": ");
            }
            all.append(lines.get(i).text());
        }
        return all.append(text.endsWith("\n") && !lines.isEmpty() ? "\n" : "").toString();
    }

    /// `String.compareTo` goes by UTF-16 units, which puts emoji before some letters.
    private static int byCodePoints(Line a, Line b) {
        String left = a.key();
        String right = b.key();
        int shorter = Math.min(left.length(), right.length());
        for (int i = 0; i < shorter; i++) {
            if (left.charAt(i) != right.charAt(i)) {
                return Integer.compare(left.codePointAt(i), right.codePointAt(i));
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /// The number that a line begins with; those without come as zero.
    private static BigDecimal number(String line) {
        Matcher matcher = NUMBER.matcher(line);
        return matcher.lookingAt() ? new BigDecimal(matcher.group(1)) : BigDecimal.ZERO;
    }
}
