package dev.incant.script;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds out where in a script a place is, from the text before it, which need not be whole: the name being
/// written, what it is a member of, and the call whose parameters it stands in. Strings and comments are skipped;
/// nothing is evaluated.
final class CodeScan {
    /// One bracket that is open.
    ///
    /// @param callee the names before it, such as `tools.calculator`
    private static final class Open {
        final char bracket;
        final List<String> callee;
        int commas;

        @Nullable String firstText;

        Open(char bracket, List<String> callee) {
            this.bracket = bracket;
            this.callee = callee;
        }
    }

    private final String code;
    private final int end;
    private int at;
    private final Deque<Open> brackets = new ArrayDeque<>();
    private final TreeSet<String> words = new TreeSet<>();

    /// The chain of names that ends here, such as `tools`, `calculator`; and what joins the next one to it.
    private List<String> chain = new ArrayList<>();

    private char joint;
    private boolean keyPlace;
    private int nameStart = -1;
    private boolean comment;
    private int textStart = -1;

    private CodeScan(String code, int end) {
        this.code = code;
        this.end = end;
    }

    /// Scans the code before `end`.
    static CodeScan before(String code, int end) {
        CodeScan scan = new CodeScan(code, end);
        scan.run();
        return scan;
    }

    /// Whether the place is in a comment.
    boolean inComment() {
        return comment;
    }

    /// Where the string begins in which the place is; -1 outside of strings.
    int textStart() {
        return textStart;
    }

    /// Where the name begins that is being written; the place itself when there is none.
    int start() {
        return textStart >= 0 ? textStart : nameStart >= 0 ? nameStart : end;
    }

    /// What is written of the name.
    String prefix() {
        return code.substring(start(), end);
    }

    /// What the name is a member of; empty for a name of its own.
    List<String> base() {
        if (joint == 0) {
            return List.of();
        }
        return nameStart >= 0 ? chain.subList(0, chain.size() - 1) : chain;
    }

    /// Whether `:` stands before the name.
    boolean method() {
        return joint == ':';
    }

    /// Names that the code uses.
    TreeSet<String> words() {
        return words;
    }

    /// The tool whose parameters are named at this place, or null: `tools.x{`, `tools.x.y({`, `Tool.invoke("x", {`.
    @Nullable String parametersOf() {
        Open brace = brackets.peek();
        if (!keyPlace || textStart >= 0 || brace == null || brace.bracket != '{') {
            return null;
        }
        if (brace.callee.isEmpty()) {
            Open around = brackets.stream().skip(1).findFirst().orElse(null);
            if (around == null || around.bracket != '(') {
                return null;
            }
            boolean named = takesTool(around.callee);
            return named && around.commas == 1 ? around.firstText : around.commas == 0 ? tool(around.callee) : null;
        }
        return tool(brace.callee);
    }

    /// Whether the string at this place names a tool: `tools["`, `Tool.invoke("`.
    boolean namesTool() {
        Open open = brackets.peek();
        if (textStart < 0 || open == null) {
            return false;
        }
        if (open.bracket == '[') {
            return open.callee.equals(List.of("tools")) || open.callee.equals(List.of("Tool"));
        }
        if (open.bracket == '(') {
            return open.commas == 0 && takesTool(open.callee);
        }
        return open.commas == 0 && brackets.stream().anyMatch(each -> each.callee.equals(List.of("Tool", "parallel")));
    }

    private static boolean takesTool(List<String> callee) {
        return callee.size() == 2
                && callee.getFirst().equals("Tool")
                && List.of("invoke", "try", "get", "exists").contains(callee.get(1));
    }

    /// The full name of the tool or operation that `tools.x` or `tools.x.y` is.
    static @Nullable String tool(List<String> names) {
        if (names.size() < 2 || names.size() > 3 || !names.getFirst().equals("tools")) {
            return null;
        }
        return String.join(".", names.subList(1, names.size()));
    }

    private void run() {
        while (at < end) {
            char c = code.charAt(at);
            if (isNameStart(c)) {
                name();
            } else if (c == '-' && next(1) == '-') {
                comment();
            } else if (c == '"' || c == '\'') {
                quoted(c);
            } else if (c == '[' && (next(1) == '[' || next(1) == '=') && longBracket() >= 0) {
                longText(longBracket());
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (Character.isDigit(c)) {
                number();
            } else {
                symbol(c);
            }
        }
    }

    private void number() {
        while (at < end && (Character.isLetterOrDigit(code.charAt(at)) || code.charAt(at) == '.')) {
            at++;
        }
        fresh(false);
    }

    private void name() {
        int from = at;
        while (at < end && isNamePart(code.charAt(at))) {
            at++;
        }
        String name = code.substring(from, at);
        boolean written = at == end;
        if (joint == 0) {
            chain = new ArrayList<>();
            keyPlace &= written;
            if (!written && !LuaNames.isKeyword(name)) {
                words.add(name);
            }
        }
        chain.add(name);
        nameStart = written ? from : -1;
        if (!written) {
            joint = 0;
        }
    }

    private void symbol(char c) {
        at++;
        switch (c) {
            case '.', ':' -> {
                if (next(0) == c) {
                    // `..`, `...` and `::`
                    fresh(false);
                    while (next(0) == c) {
                        at++;
                    }
                } else {
                    if (chain.isEmpty()) {
                        // A member of what has no name, such as a string or a result.
                        chain.add("");
                    }
                    joint = c;
                }
            }
            case '(', '{', '[' -> {
                brackets.push(new Open(c, callee()));
                fresh(c == '{');
            }
            case ')', '}', ']' -> {
                Open open = brackets.poll();
                List<String> before = open != null && c == ']' && open.bracket == '[' ? open.callee : List.of();
                String text = open == null ? null : open.firstText;
                fresh(false);
                if (!before.isEmpty() && text != null) {
                    chain = new ArrayList<>(before);
                    chain.add(text);
                }
            }
            case ',', ';' -> {
                Open open = brackets.peek();
                if (open != null) {
                    open.commas++;
                }
                fresh(open != null && open.bracket == '{');
            }
            default -> fresh(false);
        }
    }

    /// What a bracket that opens here belongs to: the names before it, unless they are a keyword.
    private List<String> callee() {
        return chain.size() == 1 && LuaNames.isKeyword(chain.getFirst()) ? List.of() : List.copyOf(chain);
    }

    private void fresh(boolean key) {
        chain = new ArrayList<>();
        joint = 0;
        nameStart = -1;
        keyPlace = key;
    }

    private void comment() {
        at += 2;
        int level = at < end && code.charAt(at) == '[' ? longBracket() : -1;
        if (level >= 0) {
            skipLong(level);
            comment = at > end;
        } else {
            int line = code.indexOf('\n', at);
            comment = line < 0 || line >= end;
            at = comment ? end : line;
        }
        at = Math.min(at, end);
    }

    private void quoted(char quote) {
        int from = ++at;
        while (at < end && code.charAt(at) != quote && code.charAt(at) != '\n') {
            at += code.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= end) {
            at = end;
            textStart = from;
            return;
        }
        text(code.substring(from, at++));
    }

    private void longText(int level) {
        int from = at + level + 2;
        skipLong(level);
        if (at > end) {
            textStart = Math.min(from, end);
            at = end;
            return;
        }
        text(code.substring(from, at - level - 2));
    }

    private void text(String text) {
        Open open = brackets.peek();
        if (open != null && open.commas == 0 && open.firstText == null) {
            open.firstText = text;
        }
        fresh(false);
    }

    /// The level of the long bracket that begins here, or -1.
    private int longBracket() {
        int level = 0;
        while (next(1 + level) == '=') {
            level++;
        }
        return next(1 + level) == '[' ? level : -1;
    }

    /// Goes behind the end of a long bracket, or beyond the scanned text.
    private void skipLong(int level) {
        String close = "]" + "=".repeat(level) + "]";
        int found = code.indexOf(close, at);
        at = found < 0 || found + close.length() > end ? end + 1 : found + close.length();
    }

    private char next(int ahead) {
        return at + ahead < end ? code.charAt(at + ahead) : 0;
    }

    static boolean isNameStart(char c) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    static boolean isNamePart(char c) {
        return isNameStart(c) || c >= '0' && c <= '9';
    }
}
