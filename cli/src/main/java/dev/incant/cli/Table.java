package dev.incant.cli;

import java.util.ArrayList;
import java.util.List;

/// Columns of text, aligned; those that hold numbers only, to the right.
final class Table {
    private static final String GAP = "  ";

    private final boolean colours;
    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();

    /// A table with these heads; none when the list is empty.
    Table(boolean colours, List<String> heads) {
        this.colours = colours;
        this.heads = heads;
    }

    void row(List<String> cells) {
        rows.add(cells);
    }

    void appendTo(StringBuilder text) {
        int count = heads.size();
        for (List<String> row : rows) {
            count = Math.max(count, row.size());
        }
        int[] widths = new int[count];
        boolean[] numbers = new boolean[count];
        for (int i = 0; i < count; i++) {
            measure(i, widths, numbers);
        }
        if (!heads.isEmpty()) {
            text.append(colours ? "\u001b[1m" : "");
            line(text, heads, widths, numbers);
            text.insert(text.length() - 1, colours ? "\u001b[0m" : "");
        }
        for (List<String> row : rows) {
            line(text, row, widths, numbers);
        }
    }

    private void measure(int column, int[] widths, boolean[] numbers) {
        boolean all = !rows.isEmpty();
        int width = column < heads.size() ? width(heads.get(column)) : 0;
        for (List<String> row : rows) {
            String cell = column < row.size() ? row.get(column) : "";
            width = Math.max(width, width(cell));
            all &= cell.isEmpty() || isNumber(cell);
        }
        widths[column] = width;
        numbers[column] = all;
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths, boolean[] numbers) {
        int start = text.length();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            int padding = widths[i] - width(cell);
            text.append(i == 0 ? "" : GAP);
            if (numbers[i]) {
                text.repeat(" ", padding).append(cell);
            } else {
                text.append(cell).repeat(" ", padding);
            }
        }
        int end = text.length();
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
        text.append('\n');
    }

    private static boolean isNumber(String cell) {
        boolean digit = false;
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            digit |= c >= '0' && c <= '9';
            if (!(c >= '0' && c <= '9' || c == '.' || c == 'E' || c == 'e' || c == '-' || c == '+')) {
                return false;
            }
        }
        return digit;
    }

    /// Columns that a text takes on a terminal: two for the wide characters of East Asia and most emoji, none for
    /// combining ones.
    static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            width += c < 0x300 ? 1 : columns(c);
        }
        return width;
    }

    private static int columns(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = c >= 0x1100 && c <= 0x115F
                || c >= 0x2E80 && c <= 0x303E
                || c >= 0x3041 && c <= 0xA4CF
                || c >= 0xAC00 && c <= 0xD7A3
                || c >= 0xF900 && c <= 0xFAFF
                || c >= 0xFE30 && c <= 0xFE6F
                || c >= 0xFF00 && c <= 0xFF60
                || c >= 0xFFE0 && c <= 0xFFE6
                || c >= 0x1F300 && c <= 0x1FAFF
                || c >= 0x20000 && c <= 0x3FFFD;
        return wide ? 2 : 1;
    }
}
