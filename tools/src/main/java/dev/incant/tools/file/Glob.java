package dev.incant.tools.file;

import com.google.re2j.Pattern;

/// A file name pattern: `*` and `?` for all but `/`, `**` between slashes for any number of folders, `[a-z]`, `[!a]`,
/// `[[:digit:]]`, `\` before a character that is meant as it is, and, where asked for, `{a,b}`.
///
/// Translated for RE2/J, so that matching takes linear time whatever the pattern. What the signs mean is what
/// `wildmatch.c` of git does with `WM_PATHNAME`, except that characters are code points here and bytes there. As git
/// compares the plain text before the first sign on its own, a `**` right behind it counts as one after a slash.
final class Glob {
    private final String source;
    private final boolean braces;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private int open;

    private Glob(String source, boolean braces) {
        this.source = source;
        this.braces = braces;
    }

    /// A pattern in which `{a,b}` are alternatives.
    ///
    /// @throws IllegalArgumentException saying what is wrong with it
    static Pattern withBraces(String pattern, boolean caseSensitive) {
        return new Glob(pattern, true).compiled(caseSensitive);
    }

    /// A pattern in which braces are characters as any other, as git has it.
    ///
    /// @throws IllegalArgumentException saying what is wrong with it
    static Pattern asGit(String pattern) {
        return new Glob(pattern, false).compiled(true);
    }

    private Pattern compiled(boolean caseSensitive) {
        while (at < source.length()) {
            translate();
        }
        if (open > 0) {
            throw new IllegalArgumentException("'{' without '}'");
        }
        int flags = Pattern.DOTALL | (caseSensitive ? 0 : Pattern.CASE_INSENSITIVE);
        return Pattern.compile(regex.toString(), flags);
    }

    private void translate() {
        int c = source.codePointAt(at);
        switch (c) {
            case '*' -> stars();
            case '?' -> {
                regex.append("[^/]");
                at++;
            }
            case '[' -> {
                GlobClass set = GlobClass.at(source, at);
                regex.append(set.regex());
                at = set.end();
            }
            case '\\' -> {
                if (at + 1 == source.length()) {
                    throw new IllegalArgumentException("'\\' at the end stands before nothing");
                }
                at++;
                literal(source.codePointAt(at));
            }
            default -> {
                if (!braces || !brace(c)) {
                    literal(c);
                }
            }
        }
    }

    private void literal(int c) {
        regex.append(String.format("\\x{%x}", c));
        at += Character.charCount(c);
    }

    private boolean brace(int c) {
        if (c == '{') {
            open++;
            regex.append("(?:");
        } else if (c == ',' && open > 0) {
            regex.append('|');
        } else if (c == '}' && open > 0) {
            open--;
            regex.append(')');
        } else {
            return false;
        }
        at++;
        return true;
    }

    private void stars() {
        int start = at;
        while (at < source.length() && source.charAt(at) == '*') {
            at++;
        }
        boolean opens = boundary(start - 1) || !braces && plainUntil(start);
        boolean folders = at - start > 1 && opens && (boundary(at) || source.startsWith("\\/", at));
        if (!folders) {
            regex.append("[^/]*");
        } else if (at < source.length() && source.charAt(at) == '/') {
            regex.append("(?:.*/)?");
            at++;
        } else {
            regex.append(".*");
        }
    }

    /// Whether no sign stands before this place.
    private boolean plainUntil(int place) {
        for (int i = 0; i < place; i++) {
            if ("*?[\\".indexOf(source.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /// Whether a part of the path ends at this place.
    private boolean boundary(int place) {
        if (place < 0 || place >= source.length()) {
            return true;
        }
        char c = source.charAt(place);
        return c == '/' || open > 0 && (c == '{' || c == ',' || c == '}');
    }
}
