package dev.incant.tools.file;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `.gitignore` files say, by the rules of gitignore(5): comments, `!` takes a path back in, a `/` at the end for
/// folders only, a `/` elsewhere ties the pattern to the file's folder, `*`, `?`, `[…]`, `**`. The last rule that
/// matches decides, and a file in a deeper folder is asked first.
///
/// What lies in an ignored folder is ignored whatever the rules say; it is for the walk not to go there. Written here
/// because JGit, which has the same rules, is a 3 MB library under another licence of which this one class would be
/// used. Immutable.
final class GitIgnore {
    /// Ignores nothing.
    static final GitIgnore NONE = new GitIgnore(null, "", List.of());

    private final @Nullable GitIgnore above;
    private final String folder;
    private final List<Rule> rules;

    private GitIgnore(@Nullable GitIgnore above, String folder, List<Rule> rules) {
        this.above = above;
        this.folder = folder;
        this.rules = rules;
    }

    /// One line of a file; `suffix` where the pattern is `*` and then only characters that mean themselves.
    private record Rule(
            boolean negated,
            boolean folders,
            boolean tied,
            @Nullable String suffix,
            @Nullable String exact,
            @Nullable Pattern pattern) {
        boolean matches(String path) {
            if (exact != null) {
                return exact.equals(path);
            }
            if (suffix != null) {
                return path.endsWith(suffix);
            }
            return pattern != null && pattern.matcher(path).matches();
        }
    }

    /// These rules and those of a `.gitignore` in a folder further down.
    ///
    /// @param place the folder from the root on, with `/`; empty for the root itself
    /// @param content the file's text
    GitIgnore and(String place, String content) {
        List<Rule> more = new ArrayList<>();
        for (String line : content.split("\n", -1)) {
            Rule rule = rule(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            if (rule != null) {
                more.add(rule);
            }
        }
        return more.isEmpty() ? this : new GitIgnore(this, place.isEmpty() ? "" : place + "/", List.copyOf(more));
    }

    /// Whether the rules leave a path out, those above it being in.
    ///
    /// @param path from the root on, with `/`
    boolean ignores(String path, boolean directory) {
        for (GitIgnore each = this; each != null; each = each.above) {
            if (!path.startsWith(each.folder)) {
                continue;
            }
            String inside = path.substring(each.folder.length());
            String name = path.substring(path.lastIndexOf('/') + 1);
            for (int i = each.rules.size() - 1; i >= 0; i--) {
                Rule rule = each.rules.get(i);
                if ((directory || !rule.folders()) && rule.matches(rule.tied() ? inside : name)) {
                    return !rule.negated();
                }
            }
        }
        return false;
    }

    /// Reads one line; null for those that say nothing, also because git never matches them.
    private static @Nullable Rule rule(String line) {
        String text = trimmed(line);
        if (text.isEmpty() || text.charAt(0) == '#') {
            return null;
        }
        boolean negated = text.charAt(0) == '!';
        text = negated ? text.substring(1) : text;
        boolean folders = text.endsWith("/");
        text = folders ? text.substring(0, text.length() - 1) : text;
        boolean tied = text.indexOf('/') >= 0;
        text = text.startsWith("/") ? text.substring(1) : text;
        if (text.isEmpty()) {
            return null;
        }
        if (plain(text, 0)) {
            return new Rule(negated, folders, tied, null, text, null);
        }
        if (!tied && text.charAt(0) == '*' && plain(text, 1)) {
            return new Rule(negated, folders, false, text.substring(1), null, null);
        }
        try {
            return new Rule(negated, folders, tied, null, null, Glob.asGit(text));
        } catch (IllegalArgumentException | com.google.re2j.PatternSyntaxException e) {
            return null;
        }
    }

    /// The line without spaces at its end, except one after a `\`.
    private static String trimmed(String line) {
        int end = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
                end = Math.min(i + 1, line.length());
            } else if (line.charAt(i) != ' ') {
                end = i + 1;
            }
        }
        return line.substring(0, end);
    }

    private static boolean plain(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if ("*?[\\".indexOf(text.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }
}
