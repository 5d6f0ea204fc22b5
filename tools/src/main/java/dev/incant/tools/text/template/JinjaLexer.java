package dev.incant.tools.text.template;

import java.util.ArrayList;
import java.util.List;

/// Splits a Jinja template into texts, outputs and statements, and the latter into tokens.
final class JinjaLexer {
    /// What a part of a template is.
    enum Part {
        TEXT,
        OUTPUT,
        STATEMENT,
        END
    }

    /// A part of a template.
    ///
    /// @param text of a TEXT, else what stands between the braces
    record Piece(Part part, String text, int line) {}

    /// What a token is.
    enum Kind {
        NAME,
        TEXT,
        NUMBER,
        SIGN,
        END
    }

    /// A token of an expression.
    record Token(Kind kind, String text, int line) {}

    private static final String[] SIGNS = {
        "::", "**", "//", "==", "!=", "<=", ">=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "|", "~", "+", "-", "*",
        "/", "%", "<", ">", "=", "&&", "||", "!"
    };

    private JinjaLexer() {}

    static List<Piece> pieces(String template) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        boolean trim = false;
        int line = 1;
        while (at < template.length()) {
            int open = opening(template, at);
            String text = template.substring(at, open);
            boolean leftTrim = open + 2 < template.length() && template.charAt(open + 2) == '-';
            String shown = trim ? text.stripLeading() : text;
            shown = leftTrim ? shown.stripTrailing() : shown;
            if (!shown.isEmpty()) {
                pieces.add(new Piece(Part.TEXT, shown, line));
            }
            line += newlines(text);
            if (open == template.length()) {
                break;
            }
            char kind = template.charAt(open + 1);
            int start = open + 2 + (leftTrim ? 1 : 0);
            int end = kind == '#'
                    ? template.indexOf("#}", start)
                    : closing(template, start, kind == '{' ? '}' : '%', line);
            if (end < 0) {
                throw TemplateValues.problem(line, "a comment is not closed with #}");
            }
            trim = end > start && template.charAt(end - 1) == '-';
            String inner = template.substring(start, trim ? end - 1 : end);
            int after = end + 2;
            if (kind == '%' && inner.strip().equals("raw")) {
                int[] raw = rawEnd(template, after, line);
                pieces.add(new Piece(Part.TEXT, template.substring(after, raw[0]), line));
                line += newlines(template.substring(open, raw[1]));
                trim = false;
                at = raw[1];
                continue;
            }
            if (kind != '#') {
                pieces.add(new Piece(kind == '{' ? Part.OUTPUT : Part.STATEMENT, inner, line));
            }
            line += newlines(template.substring(open, after));
            at = after;
        }
        pieces.add(new Piece(Part.END, "", line));
        return pieces;
    }

    private static int newlines(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }

    private static int opening(String template, int from) {
        for (int at = template.indexOf('{', from);
                at >= 0 && at + 1 < template.length();
                at = template.indexOf('{', at + 1)) {
            if ("{%#".indexOf(template.charAt(at + 1)) >= 0) {
                return at;
            }
        }
        return template.length();
    }

    /// The place of `}}` or `%}`, texts and braces between them left out.
    private static int closing(String template, int from, char sign, int line) {
        char quote = 0;
        int braces = 0;
        for (int i = from; i + 1 < template.length(); i++) {
            char c = template.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'' || c == '`') {
                quote = c;
            } else if (c == sign && template.charAt(i + 1) == '}' && (sign != '}' || braces == 0)) {
                return i;
            } else if (c == '{') {
                braces++;
            } else if (c == '}') {
                braces--;
            }
        }
        throw TemplateValues.problem(
                line, sign == '}' ? "'{{' is not closed with '}}'" : "'{%' is not closed with '%}'");
    }

    private static int[] rawEnd(String template, int from, int line) {
        for (int at = template.indexOf("{%", from); at >= 0; at = template.indexOf("{%", at + 1)) {
            int end = template.indexOf("%}", at);
            if (end > 0) {
                String inner = template.substring(at + 2, end).replace("-", " ").strip();
                if (inner.equals("endraw")) {
                    return new int[] {at, end + 2};
                }
            }
        }
        throw TemplateValues.problem(line, "'raw' is not closed with 'endraw'");
    }

    static List<Token> tokens(String source, int firstLine) {
        List<Token> tokens = new ArrayList<>();
        int line = firstLine;
        int at = 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (Character.isWhitespace(c)) {
                line += c == '\n' ? 1 : 0;
                at++;
            } else if (Character.isLetter(c) || c == '_') {
                int start = at;
                while (at < source.length()
                        && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '_')) {
                    at++;
                }
                tokens.add(new Token(Kind.NAME, source.substring(start, at), line));
            } else if (c >= '0' && c <= '9') {
                int start = at;
                while (at < source.length() && number(source, start, at)) {
                    at++;
                }
                tokens.add(new Token(Kind.NUMBER, source.substring(start, at), line));
            } else if (c == '"' || c == '\'' || c == '`') {
                StringBuilder text = new StringBuilder();
                at = text(source, at, text, line);
                tokens.add(new Token(Kind.TEXT, text.toString(), line));
            } else {
                String sign = sign(source, at);
                if (sign.isEmpty()) {
                    throw TemplateValues.problem(line, "unexpected '" + c + "'");
                }
                tokens.add(new Token(Kind.SIGN, sign, line));
                at += sign.length();
            }
        }
        tokens.add(new Token(Kind.END, "", line));
        return tokens;
    }

    /// Whether the character belongs to a number that began at `start`; a dot does when a digit follows.
    private static boolean number(String source, int start, int at) {
        char c = source.charAt(at);
        boolean digitFollows = at + 1 < source.length() && Character.isDigit(source.charAt(at + 1));
        return Character.isDigit(c) || (c == '.' && digitFollows && source.indexOf('.', start) == at);
    }

    private static int text(String source, int from, StringBuilder text, int line) {
        char quote = source.charAt(from);
        for (int i = from + 1; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == quote) {
                return i + 1;
            }
            if (c == '\\' && i + 1 < source.length()) {
                c = source.charAt(++i);
                text.append(
                        switch (c) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            default -> c;
                        });
            } else {
                text.append(c);
            }
        }
        throw TemplateValues.problem(line, "a text is not closed with " + quote);
    }

    private static String sign(String source, int at) {
        for (String sign : SIGNS) {
            if (source.startsWith(sign, at)) {
                return sign;
            }
        }
        return "";
    }
}
