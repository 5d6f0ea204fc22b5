package dev.incant.tools.file;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.incant.kernel.error.ToolException;

/// Compiles a regular expression that a caller gives, for RE2/J, which matches in linear time but writes counted
/// repeats out: `((a{1000}){1000}){1000}` would fill the memory. So the size is estimated first.
public final class BoundedRegex {
    /// The longest expression, in UTF-16 units.
    static final int MAX_LENGTH = 4096;

    private static final int MAX_SIZE = 50_000;
    private static final int MAX_NESTING = 200;

    private final String source;
    private int at;

    private BoundedRegex(String source) {
        this.source = source;
    }

    /// Compiles `source`, or literal text when `literal`.
    ///
    /// @throws ToolException `invalid_params` that says what is wrong with it
    static Pattern compile(String source, boolean literal, boolean caseSensitive) {
        return compile("pattern", source, literal, caseSensitive);
    }

    /// Compiles `source`, or literal text when `literal`; errors name the parameter that it came in.
    ///
    /// @throws ToolException `invalid_params` that says what is wrong with it
    public static Pattern compile(String parameter, String source, boolean literal, boolean caseSensitive) {
        if (source.length() > MAX_LENGTH) {
            throw ToolException.invalidParams(
                    parameter + ": must have at most " + MAX_LENGTH + " characters, has " + source.length());
        }
        int flags = caseSensitive ? 0 : Pattern.CASE_INSENSITIVE;
        if (literal) {
            return Pattern.compile(Pattern.quote(source), flags);
        }
        if (new BoundedRegex(source).size(0) > MAX_SIZE) {
            throw ToolException.invalidParams(
                    parameter + ": its counted repeats, written out, are more than " + MAX_SIZE + " steps");
        }
        try {
            return Pattern.compile(source, flags);
        } catch (PatternSyntaxException e) {
            throw ToolException.invalidParams(parameter + ": no regular expression of RE2 (no lookaround, no "
                    + "backreferences): " + e.getDescription() + ": '" + e.getPattern() + "'");
        }
    }

    /// Roughly how many steps the expression has from here to the end of its group; at least so many, up to the
    /// limit.
    private long size(int depth) {
        if (depth > MAX_NESTING) {
            throw ToolException.invalidParams("pattern: groups are nested more than " + MAX_NESTING + " deep");
        }
        long total = 0;
        long last = 0;
        while (at < source.length() && source.charAt(at) != ')') {
            char c = source.charAt(at);
            int repeats = c == '{' ? repeats() : 0;
            if (repeats > 0) {
                total += last * (repeats - 1);
                last *= repeats;
            } else {
                last = atom(c, depth);
                total += last;
            }
            if (total > MAX_SIZE) {
                return total;
            }
        }
        at++;
        return total;
    }

    private long atom(char c, int depth) {
        at++;
        if (c == '(') {
            return 2 + size(depth + 1);
        }
        if (c == '[') {
            set();
        } else if (c == '\\' && at < source.length()) {
            char kind = source.charAt(at++);
            if (kind == 'Q') {
                int end = source.indexOf("\\E", at);
                int length = (end < 0 ? source.length() : end) - at;
                at += length + (end < 0 ? 0 : 2);
                return length;
            }
            if ("xpP".indexOf(kind) >= 0 && source.startsWith("{", at)) {
                int end = source.indexOf('}', at);
                at = end < 0 ? at : end + 1;
            }
        } else if ("*+?".indexOf(c) >= 0) {
            // A sign behind the atom; a count behind it is an error there.
            return 1;
        }
        return 1;
    }

    /// Goes behind a set such as `[]a-z]`.
    private void set() {
        at += source.startsWith("^", at) ? 1 : 0;
        at += source.startsWith("]", at) ? 1 : 0;
        while (at < source.length() && source.charAt(at) != ']') {
            at += source.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    /// Reads `{3}`, `{3,}` or `{3,5}`; 0, and nothing read, where it is none and so stands for itself.
    private int repeats() {
        int end = source.indexOf('}', at);
        if (end < 0 || end - at > 12) {
            return 0;
        }
        int largest = 0;
        for (String count : source.substring(at + 1, end).split(",", -1)) {
            for (int i = 0; i < count.length(); i++) {
                if (count.charAt(i) < '0' || count.charAt(i) > '9') {
                    return 0;
                }
            }
            // More than four digits are more than RE2 takes.
            largest = count.length() > 4 ? 10_000 : Math.max(largest, count.isEmpty() ? 0 : Integer.parseInt(count));
        }
        at = end + 1;
        return Math.max(1, largest);
    }
}
