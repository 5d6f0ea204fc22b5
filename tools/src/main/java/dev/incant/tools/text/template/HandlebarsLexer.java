package dev.incant.tools.text.template;

import java.util.ArrayList;
import java.util.List;

/// Splits a Handlebars template into texts and tags, with the white space around tags taken away as the language says:
/// by `~`, and where a block tag, a comment or a partial stands alone on its line.
final class HandlebarsLexer {
    /// What a piece is: a text, or a tag by the sign it begins with.
    enum Kind {
        TEXT,
        VALUE,
        RAW_VALUE,
        OPEN,
        INVERSE,
        ELSE,
        CLOSE,
        PARTIAL,
        PARTIAL_BLOCK,
        INLINE,
        COMMENT,
        END
    }

    /// A piece.
    ///
    /// @param text the text, or what the tag says after its sign
    record Piece(Kind kind, String text, int line) {}

    private final String template;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;
    private int line = 1;

    private HandlebarsLexer(String template) {
        this.template = template;
    }

    static List<Piece> pieces(String template) {
        HandlebarsLexer lexer = new HandlebarsLexer(template);
        lexer.read();
        lexer.standalone();
        lexer.pieces.add(new Piece(Kind.END, "", lexer.line));
        return lexer.pieces;
    }

    private void read() {
        StringBuilder text = new StringBuilder();
        boolean trim = false;
        while (at < template.length()) {
            int open = template.indexOf("{{", at);
            if (open < 0) {
                open = template.length();
            }
            String plain = template.substring(at, open);
            if (open > at && open < template.length() && plain.endsWith("\\") && !plain.endsWith("\\\\")) {
                int next = template.indexOf("}}", open);
                next = next < 0 ? template.length() : next + 2;
                text.append(plain, 0, plain.length() - 1).append(template, open, next);
                at = next;
                continue;
            }
            text.append(plain);
            if (trim) {
                String stripped = text.toString().stripLeading();
                text.setLength(0);
                text.append(stripped);
            }
            int textLine = line;
            line += newlines(template.substring(at, open));
            at = open;
            if (open == template.length()) {
                add(text, textLine);
                return;
            }
            int start = open + 2;
            if (start < template.length() && template.charAt(start) == '~') {
                String stripped = text.toString().stripTrailing();
                text.setLength(0);
                text.append(stripped);
                start++;
            }
            add(text, textLine);
            trim = tag(start);
        }
        add(text, line);
    }

    private void add(StringBuilder text, int textLine) {
        pieces.add(new Piece(Kind.TEXT, text.toString(), textLine));
        text.setLength(0);
    }

    private static int newlines(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }

    /// Reads a tag that begins at `start`, after its braces; returns whether it trims what follows.
    private boolean tag(int start) {
        boolean triple = template.startsWith("{", start);
        if (template.startsWith("{{", start)) {
            throw TemplateValues.problem(line, "raw blocks with four braces are not available; write \\{{ instead");
        }
        String closing = template.startsWith("!--", start) ? "--" : triple ? "}" : "";
        int end = closing(start, closing);
        int from = triple ? start + 1 : start;
        String inner = template.substring(from, end);
        int after = end + closing.length();
        boolean trim = template.startsWith("~", after);
        after += (trim ? 1 : 0) + 2;
        if (!trim && inner.endsWith("~")) {
            trim = true;
            inner = inner.substring(0, inner.length() - 1);
        }
        pieces.add(piece(inner.strip(), triple));
        line += newlines(template.substring(at, after));
        at = after;
        return trim;
    }

    private int closing(int start, String closing) {
        if (closing.equals("--")) {
            for (int i = template.indexOf("--", start + 3); i >= 0; i = template.indexOf("--", i + 1)) {
                if (template.startsWith("}}", i + 2) || template.startsWith("~}}", i + 2)) {
                    return i;
                }
            }
            throw TemplateValues.problem(line, "a comment is not closed with --}}");
        }
        char quote = 0;
        for (int i = start; i + 1 < template.length(); i++) {
            char c = template.charAt(i);
            boolean comment = template.startsWith("!", start);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (!comment && (c == '"' || c == '\'')) {
                quote = c;
            } else if (!comment && c == '[') {
                quote = ']';
            } else if (template.startsWith(closing + "}}", i)
                    || (!closing.isEmpty() && template.startsWith("}~}}", i))) {
                return i;
            }
        }
        throw TemplateValues.problem(line, "'{{' is not closed with '" + closing + "}}'");
    }

    private Piece piece(String text, boolean triple) {
        if (triple) {
            return new Piece(Kind.RAW_VALUE, text, line);
        }
        char sign = text.isEmpty() ? ' ' : text.charAt(0);
        String rest = text.isEmpty() ? "" : text.substring(1).strip();
        switch (sign) {
            case '!':
                return new Piece(Kind.COMMENT, "", line);
            case '&':
                return new Piece(Kind.RAW_VALUE, rest, line);
            case '#':
                return rest.startsWith(">")
                        ? new Piece(Kind.PARTIAL_BLOCK, rest.substring(1).strip(), line)
                        : rest.startsWith("*")
                                ? new Piece(Kind.INLINE, rest.substring(1).strip(), line)
                                : new Piece(Kind.OPEN, rest, line);
            case '^':
                return rest.isEmpty() ? new Piece(Kind.ELSE, "", line) : new Piece(Kind.INVERSE, rest, line);
            case '/':
                return new Piece(Kind.CLOSE, rest, line);
            case '>':
                return new Piece(Kind.PARTIAL, rest, line);
            default:
                boolean otherwise = text.equals("else") || text.startsWith("else ");
                return otherwise
                        ? new Piece(Kind.ELSE, text.substring(4).strip(), line)
                        : new Piece(Kind.VALUE, text, line);
        }
    }

    /// Takes away the line of a tag that stands on it alone.
    private void standalone() {
        boolean[] cut = new boolean[pieces.size()];
        for (int i = 1; i < pieces.size() - 1; i++) {
            Kind kind = pieces.get(i).kind();
            boolean block = kind != Kind.TEXT && kind != Kind.VALUE && kind != Kind.RAW_VALUE;
            cut[i] = block && blankBefore(i) && blankAfter(i);
        }
        for (int i = 1; i < pieces.size() - 1; i++) {
            if (cut[i]) {
                Piece before = pieces.get(i - 1);
                int lineStart = before.text().lastIndexOf('\n') + 1;
                pieces.set(i - 1, new Piece(Kind.TEXT, before.text().substring(0, lineStart), before.line()));
                Piece after = pieces.get(i + 1);
                int lineEnd = after.text().indexOf('\n');
                String rest = lineEnd < 0 ? "" : after.text().substring(lineEnd + 1);
                pieces.set(i + 1, new Piece(Kind.TEXT, rest, after.line()));
            }
        }
    }

    private boolean blankBefore(int index) {
        String text = pieces.get(index - 1).text();
        int start = text.lastIndexOf('\n') + 1;
        return (start > 0 || index == 1) && text.substring(start).isBlank();
    }

    private boolean blankAfter(int index) {
        String text = pieces.get(index + 1).text();
        int end = text.indexOf('\n');
        boolean last = index + 1 == pieces.size() - 1;
        return end < 0 ? last && text.isBlank() : text.substring(0, end).isBlank();
    }
}
