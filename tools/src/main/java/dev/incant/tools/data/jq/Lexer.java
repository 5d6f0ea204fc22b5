package dev.incant.tools.data.jq;

import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.List;

/// Splits a query into tokens. Strings with interpolation become tokens of their parts.
final class Lexer {
    /// What a token is. A STRING is followed by its parts: TEXT, or INTERPOLATED with the tokens of a query
    /// within.
    enum Kind {
        NUMBER,
        STRING,
        FORMAT,
        FIELD,
        NAME,
        VARIABLE,
        OPERATOR,
        END
    }

    /// One token.
    ///
    /// @param text the name without `.`, `$` or `@`, the operator, the number's text
    /// @param parts of a string: texts, and lists of tokens
    /// @param at where it starts
    record Token(Kind kind, String text, List<Object> parts, int at) {
        boolean is(String operator) {
            return kind == Kind.OPERATOR && text.equals(operator);
        }

        boolean word(String name) {
            return kind == Kind.NAME && text.equals(name);
        }
    }

    private static final String[] OPERATORS = {
        "?//", "//=", "|=", "+=", "-=", "*=", "/=", "%=", "==", "!=", "<=", ">=", "//", "..", "::", "|", ",", ".", "[",
        "]", "(", ")", "{", "}", ":", ";", "=", "<", ">", "+", "-", "*", "/", "%", "?"
    };

    private final String query;
    private int at;

    Lexer(String query) {
        this.query = query;
    }

    static List<Token> tokens(String query) {
        return new Lexer(query).until(false);
    }

    private List<Token> until(boolean closing) {
        List<Token> tokens = new ArrayList<>();
        int depth = 0;
        while (true) {
            space();
            if (at >= query.length()) {
                if (closing) {
                    throw problem(query, at, "a string with \\( is not closed");
                }
                tokens.add(new Token(Kind.END, "", List.of(), at));
                return tokens;
            }
            Token token = next();
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (closing && depth < 0) {
                tokens.add(new Token(Kind.END, "", List.of(), token.at));
                return tokens;
            }
            tokens.add(token);
        }
    }

    private void space() {
        while (at < query.length()) {
            char c = query.charAt(at);
            if (c == '#') {
                while (at < query.length() && query.charAt(at) != '\n') {
                    at++;
                }
            } else if (Character.isWhitespace(c)) {
                at++;
            } else {
                return;
            }
        }
    }

    private Token next() {
        int start = at;
        char c = query.charAt(at);
        char following = at + 1 < query.length() ? query.charAt(at + 1) : ' ';
        if (c == '"') {
            return string();
        }
        if (digit(c) || (c == '.' && digit(following))) {
            return number();
        }
        if (c == '.' && letter(following)) {
            at++;
            return new Token(Kind.FIELD, name(), List.of(), start);
        }
        if (c == '$' && letter(following)) {
            at++;
            return new Token(Kind.VARIABLE, qualified(), List.of(), start);
        }
        if (c == '@' && letter(following)) {
            at++;
            return new Token(Kind.FORMAT, name(), List.of(), start);
        }
        if (letter(c)) {
            return new Token(Kind.NAME, qualified(), List.of(), start);
        }
        for (String operator : OPERATORS) {
            if (query.startsWith(operator, at)) {
                at += operator.length();
                return new Token(Kind.OPERATOR, operator, List.of(), start);
            }
        }
        throw problem(query, at, "unexpected '" + query.substring(at, query.offsetByCodePoints(at, 1)) + "'");
    }

    private String qualified() {
        int start = at;
        name();
        while (query.startsWith("::", at) && at + 2 < query.length() && letter(query.charAt(at + 2))) {
            at += 2;
            name();
        }
        return query.substring(start, at);
    }

    private String name() {
        int start = at;
        while (at < query.length() && (letter(query.charAt(at)) || digit(query.charAt(at)))) {
            at++;
        }
        return query.substring(start, at);
    }

    private Token number() {
        int start = at;
        while (at < query.length() && (digit(query.charAt(at)) || query.charAt(at) == '.')) {
            at++;
        }
        if (at < query.length() && (query.charAt(at) == 'e' || query.charAt(at) == 'E')) {
            int sign = at + 1 < query.length() && (query.charAt(at + 1) == '+' || query.charAt(at + 1) == '-') ? 2 : 1;
            if (at + sign < query.length() && digit(query.charAt(at + sign))) {
                at += sign;
                while (at < query.length() && digit(query.charAt(at))) {
                    at++;
                }
            }
        }
        return new Token(Kind.NUMBER, query.substring(start, at), List.of(), start);
    }

    private Token string() {
        int start = at++;
        List<Object> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (true) {
            if (at >= query.length()) {
                throw problem(query, start, "a string is not closed");
            }
            char c = query.charAt(at++);
            if (c == '"') {
                parts.add(text.toString());
                return new Token(Kind.STRING, "", parts, start);
            }
            if (c != '\\') {
                text.append(c);
            } else if (at < query.length() && query.charAt(at) == '(') {
                at++;
                parts.add(text.toString());
                text.setLength(0);
                parts.add(until(true));
            } else {
                text.append(escaped());
            }
        }
    }

    private char escaped() {
        char c = at < query.length() ? query.charAt(at++) : ' ';
        switch (c) {
            case '"', '\\', '/':
                return c;
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'u':
                try {
                    at += 4;
                    return (char) Integer.parseInt(query, at - 4, at, 16);
                } catch (NumberFormatException | IndexOutOfBoundsException e) {
                    throw problem(query, Math.min(at - 4, query.length()), "four hex digits expected after \\u");
                }
            default:
                throw problem(query, at - 1, "unknown escape in a string");
        }
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    /// An error in the query, with its place.
    static ToolException problem(String query, int at, String message) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < at && i < query.length(); i++) {
            boolean end = query.charAt(i) == '\n';
            line += end ? 1 : 0;
            column = end ? 1 : column + 1;
        }
        return ToolException.invalidParams(
                        "query: " + message + " (line " + line + ", column " + column + " of the query)")
                .with("line", (long) line)
                .with("column", (long) column);
    }
}
