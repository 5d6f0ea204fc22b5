package dev.incant.tools.web.html;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// How text is written in Markdown (CommonMark 0.31 and GFM): what has to be escaped, and where white space may be.
final class MarkdownText {
    /// A hard line break, until white space is collapsed.
    static final String BREAK = "\u0000";

    private MarkdownText() {}

    /// Text in which nothing is read as a sign. White space stays.
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean sign = switch (c) {
                case '\\', '`', '*', '[', ']', '<' -> true;
                case '_' -> !(letter(text, i - 1) && letter(text, i + 1));
                case '~' -> i + 1 < text.length() && text.charAt(i + 1) == '~';
                case '&' -> text.startsWith("&#", i) || letter(text, i + 1) && text.indexOf(';', i) > 0;
                default -> false;
            };
            if (c != 0) {
                out.append(sign ? "\\" : "").append(c);
            }
        }
        return out.toString();
    }

    private static boolean letter(String text, int index) {
        return index >= 0 && index < text.length() && Character.isLetterOrDigit(text.charAt(index));
    }

    /// White space collapsed; hard breaks as backslashes at the ends of lines; a sign at the begin of a line escaped.
    static String paragraph(String inline) {
        StringBuilder out = new StringBuilder();
        for (String line : inline.split(BREAK, -1)) {
            String collapsed = collapsed(line);
            if (!out.isEmpty()) {
                out.append("\\\n");
            }
            out.append(lineStart(collapsed));
        }
        String text = out.toString();
        while (text.endsWith("\\\n")) {
            text = text.substring(0, text.length() - 2);
        }
        return text;
    }

    private static String collapsed(String text) {
        return text.replaceAll("[ \\t\\n\\r\\f]+", " ").strip();
    }

    private static String lineStart(String line) {
        if (line.matches("([#>]|[+-]( |$)|-{3,}|={2,}).*")) {
            return "\\" + line;
        }
        return line.matches("[0-9]{1,9}[.)]( .*|$)") ? line.replaceFirst("([.)])", "\\\\$1") : line;
    }

    /// Text with something before each of its lines.
    ///
    /// @param empty what empty lines become
    static String prefixed(String text, String prefix, String empty) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int start = 0; start <= text.length(); ) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            out.append(start == 0 ? "" : "\n")
                    .append(end == start ? empty : prefix)
                    .append(text, start, end);
            start = end + 1;
        }
        return out.toString();
    }

    /// As a paragraph, but all on one line.
    static String oneLine(String inline) {
        return collapsed(inline.replace(BREAK, " "));
    }

    /// The text of a table's cell.
    static String cell(String inline) {
        return oneLine(inline).replace("|", "\\|");
    }

    /// A table whose first row is its head.
    static String table(List<List<String>> rows, int width) {
        StringBuilder out = new StringBuilder();
        for (int y = 0; y < rows.size(); y++) {
            List<String> cells = rows.get(y);
            out.append(y == 0 ? "|" : "\n|");
            for (int x = 0; x < width; x++) {
                out.append(' ').append(x < cells.size() ? cells.get(x) : "").append(" |");
            }
            if (y == 0) {
                out.append("\n|").repeat(" --- |", width);
            }
        }
        return out.toString();
    }

    /// Text between two marks, which may not have white space on their inner side.
    static String wrapped(String inner, String mark) {
        return inner.isBlank() || inner.contains(BREAK) ? inner : around(inner, text -> mark + text + mark);
    }

    /// Text changed, with the white space around it left where it is.
    static String around(String text, UnaryOperator<String> change) {
        String bare = text.strip();
        int start = text.indexOf(bare);
        String inner = change.apply(collapsed(bare.replace(BREAK, " ")));
        return (start > 0 ? " " : "") + inner + (start + bare.length() < text.length() ? " " : "");
    }

    /// A code span, with as many backticks as it takes.
    static String code(String text) {
        if (text.isEmpty()) {
            return "";
        }
        String ticks = "`".repeat(longest(text) + 1);
        boolean padded = text.startsWith("`") || text.endsWith("`");
        return ticks + (padded ? " " + text + " " : text) + ticks;
    }

    /// A fenced block.
    static String fenced(String text, String language) {
        String fence = "`".repeat(Math.max(3, longest(text) + 1));
        String body = text.startsWith("\n") ? text.substring(1) : text;
        return fence + language + "\n" + (body.endsWith("\n") || body.isEmpty() ? body : body + "\n") + fence;
    }

    private static int longest(String text) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /// A link's target: what would end it is escaped with `%`.
    static String target(String url) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            boolean unfit = c <= ' ' || c == 0x7f || "()<>\\".indexOf(c) >= 0;
            out.append(unfit ? String.format(Locale.ROOT, "%%%02X", (int) c) : String.valueOf(c));
        }
        return out.toString();
    }

    /// A link's title with a space before it; empty for none.
    static String title(String title) {
        String text = collapsed(title);
        return text.isEmpty() ? "" : " \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
