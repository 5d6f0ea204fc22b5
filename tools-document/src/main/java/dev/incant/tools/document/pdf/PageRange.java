package dev.incant.tools.document.pdf;

import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads which pages are meant: `1-3,7,9-` is pages 1 to 3, 7, and 9 to the last, in that order; `5-3` goes backwards.
final class PageRange {
    private static final Pattern PART = Pattern.compile("\\s*(\\d{1,9})?\\s*(-)?\\s*(\\d{1,9})?\\s*");
    private static final int MOST = 100_000;

    private PageRange() {}

    /// @param parameter the name of the parameter, for the message
    /// @param count how many pages there are
    static List<Integer> of(String parameter, String text, int count) {
        List<Integer> pages = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches() || matcher.group(1) == null && matcher.group(3) == null) {
                throw ToolException.invalidParams(
                        parameter + ": '" + text + "' is no list of pages such as '1-3,7,9-'");
            }
            String from = matcher.group(1);
            String to = matcher.group(2) == null ? from : matcher.group(3);
            if (matcher.group(2) == null && matcher.group(3) != null) {
                throw ToolException.invalidParams(parameter + ": '" + part.strip() + "' is no range of pages");
            }
            add(parameter, pages, from == null ? 1 : Integer.parseInt(from), to == null ? count : number(to), count);
        }
        return pages;
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    private static void add(String parameter, List<Integer> pages, int from, int to, int count) {
        for (int end : new int[] {from, to}) {
            if (end < 1 || end > count) {
                throw ToolException.invalidParams(
                        parameter + ": there is no page " + end + "; the document has " + count);
            }
        }
        int step = from <= to ? 1 : -1;
        for (int page = from; page != to + step; page += step) {
            pages.add(page);
        }
        if (pages.size() > MOST) {
            throw ToolException.limitExceeded(parameter + ": more than " + MOST + " pages");
        }
    }
}
