package dev.incant.tools.data.csv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How a CSV text separates and quotes its fields, and whether its first row names the columns.
///
/// @param delimiter between fields
/// @param quote around fields that contain a delimiter
/// @param header whether the first row names the columns
record Dialect(char delimiter, char quote, boolean header) {
    private static final String DELIMITERS = ",;\t|";

    /// The delimiter, among comma, semicolon, tab and bar, by which most rows of a sample have the same number of
    /// fields; among equals the one that gives more fields, then the first of these.
    static char delimiter(String sample, char quote) {
        char best = ',';
        double bestScore = 0;
        for (int i = 0; i < DELIMITERS.length(); i++) {
            Map<Integer, Integer> widths = new HashMap<>();
            int rows = 0;
            Sample read = rows(sample, DELIMITERS.charAt(i), quote);
            for (List<String> row : read.rows()) {
                widths.merge(row.size(), 1, Integer::sum);
                rows++;
            }
            // A quote in the middle of a field says that the delimiter is another.
            double credible = 1.0 / (1 + read.strayQuotes());
            for (Map.Entry<Integer, Integer> width : widths.entrySet()) {
                double share = (double) width.getValue() / rows;
                double score = width.getKey() < 2 ? 0 : credible * share + Math.min(width.getKey(), 1_000) / 10_000.0;
                if (score > bestScore + 1e-9) {
                    bestScore = score;
                    best = DELIMITERS.charAt(i);
                }
            }
        }
        return best;
    }

    /// Whether the first row looks like names: some text, and no number, date or truth value.
    static boolean hasHeader(String sample, char delimiter, char quote) {
        List<List<String>> rows = rows(sample, delimiter, quote).rows();
        if (rows.isEmpty()) {
            return true;
        }
        boolean any = false;
        for (String cell : rows.getFirst()) {
            any |= !cell.isEmpty();
            if (!cell.isEmpty() && Cells.kind(cell) != Cells.Kind.STRING) {
                return false;
            }
        }
        return any;
    }

    private record Sample(List<List<String>> rows, int strayQuotes) {}

    /// The whole rows of a sample; the last one, which may be cut off, only when it is the only one.
    private static Sample rows(String sample, char delimiter, char quote) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        int stray = 0;
        for (int i = 0; i < sample.length(); i++) {
            char c = sample.charAt(i);
            if (quoted) {
                if (c == quote && i + 1 < sample.length() && sample.charAt(i + 1) == quote) {
                    cell.append(sample.charAt(i++));
                } else if (c == quote) {
                    quoted = false;
                } else {
                    cell.append(c);
                }
            } else if (c == quote && cell.isEmpty()) {
                quoted = true;
            } else if (c == delimiter) {
                row.add(cell.toString());
                cell.setLength(0);
            } else if (c == '\n' || c == '\r') {
                if (!row.isEmpty() || !cell.isEmpty()) {
                    row.add(cell.toString());
                    rows.add(row);
                }
                row = new ArrayList<>();
                cell.setLength(0);
            } else {
                stray += c == quote ? 1 : 0;
                cell.append(c);
            }
        }
        if (rows.isEmpty() && (!row.isEmpty() || !cell.isEmpty())) {
            row.add(cell.toString());
            rows.add(row);
        }
        return new Sample(rows, stray);
    }

    /// Names for all columns: those of the header, made unique, with `column_3` for an empty one.
    static List<String> names(List<String> header, List<String> remarks) {
        List<String> names = new ArrayList<>();
        Set<String> used = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i).isEmpty() ? "column_" + (i + 1) : header.get(i);
            String unique = name;
            for (int n = 2; !used.add(unique); n++) {
                unique = name + "_" + n;
            }
            if (!unique.equals(header.get(i))) {
                remarks.add("column " + (i + 1) + ", named '" + header.get(i) + "', is called '" + unique + "' here");
            }
            names.add(unique);
        }
        return names;
    }
}
