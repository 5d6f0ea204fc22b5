package dev.incant.tools.file;

import java.util.ArrayList;
import java.util.List;

/// A set of characters in a [Glob], such as `[a-z_]`, `[!0-9]` or `[[:alpha:]]`. It never holds `/`. A `]` that comes
/// first is in the set.
final class GlobClass {
    private static final int LAST = Character.MAX_CODE_POINT;

    private final String source;
    private final List<int[]> ranges = new ArrayList<>();
    private int at;

    private GlobClass(String source, int at) {
        this.source = source;
        this.at = at;
    }

    /// Reads the set whose `[` stands at `place`.
    ///
    /// @throws IllegalArgumentException when it has no end or names an unknown class
    static GlobClass at(String source, int place) {
        GlobClass set = new GlobClass(source, place + 1);
        set.read();
        return set;
    }

    /// The place behind its `]`.
    int end() {
        return at;
    }

    /// The same set for RE2/J.
    String regex() {
        StringBuilder regex = new StringBuilder("[");
        for (int[] range : ranges) {
            regex.append(String.format("\\x{%x}-\\x{%x}", range[0], range[1]));
        }
        // A set of nothing is not allowed there: this matches nothing.
        return ranges.isEmpty() ? "[^\\x{0}-\\x{10ffff}]" : regex.append(']').toString();
    }

    private void read() {
        boolean negated = peek() == '!' || peek() == '^';
        if (negated) {
            at++;
        }
        int previous = -1;
        do {
            int c = next();
            if (c == '-' && previous >= 0 && peek() != ']') {
                int last = escaped(next());
                add(previous, last);
                previous = -1;
            } else if (c == '[' && peek() == ':' && named()) {
                previous = -1;
            } else {
                previous = escaped(c);
                add(previous, previous);
            }
        } while (peek() != ']');
        at++;
        if (negated) {
            negate();
        }
        leaveOutSlash();
    }

    private int peek() {
        if (at >= source.length()) {
            throw new IllegalArgumentException("'[' without ']'");
        }
        return source.codePointAt(at);
    }

    private int next() {
        int c = peek();
        at += Character.charCount(c);
        return c;
    }

    private int escaped(int c) {
        return c == '\\' ? next() : c;
    }

    /// Reads a class such as `[:digit:]`; false, and nothing read, when it does not end as one.
    private boolean named() {
        int close = source.indexOf(']', at + 1);
        if (close < 0) {
            throw new IllegalArgumentException("'[' without ']'");
        }
        if (close - 1 <= at || source.charAt(close - 1) != ':') {
            return false;
        }
        String name = source.substring(at + 1, close - 1);
        String pairs = switch (name) {
            case "alnum" -> "09AZaz";
            case "alpha" -> "AZaz";
            case "blank" -> "\t\t  ";
            case "cntrl" -> "\0\37\177\177";
            case "digit" -> "09";
            case "graph" -> "!~";
            case "lower" -> "az";
            case "print" -> " ~";
            case "punct" -> "!/:@[`{~";
            case "space" -> "\t\r  ";
            case "upper" -> "AZ";
            case "xdigit" -> "09AFaf";
            default -> throw new IllegalArgumentException("unknown class [:" + name + ":]");
        };
        for (int i = 0; i < pairs.length(); i += 2) {
            add(pairs.charAt(i), pairs.charAt(i + 1));
        }
        at = close + 1;
        return true;
    }

    private void add(int first, int last) {
        if (first <= last) {
            ranges.add(new int[] {first, last});
        }
    }

    private void negate() {
        List<int[]> given = new ArrayList<>(ranges);
        given.sort((a, b) -> Integer.compare(a[0], b[0]));
        ranges.clear();
        int from = 0;
        for (int[] range : given) {
            add(from, range[0] - 1);
            from = Math.max(from, range[1] + 1);
        }
        add(from, LAST);
    }

    private void leaveOutSlash() {
        List<int[]> given = new ArrayList<>(ranges);
        ranges.clear();
        for (int[] range : given) {
            if (range[0] <= '/' && range[1] >= '/') {
                add(range[0], '/' - 1);
                add('/' + 1, range[1]);
            } else {
                add(range[0], range[1]);
            }
        }
    }
}
