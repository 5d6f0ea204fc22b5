package dev.incant.lua.syntax;

/// Reads string constants in quotes and their escapes.
final class QuotedString {
    private final Lexer lexer;
    private final byte[] source;
    private final Bytes resolved = new Bytes();
    private int delimiter;
    private String text = "";

    QuotedString(Lexer lexer, byte[] source) {
        this.lexer = lexer;
        this.source = source;
    }

    /// The text of the string last read.
    String text() {
        return text;
    }

    /// Reads the string whose opening quote is at `from` and gives the place behind its closing quote.
    int read(int from) {
        delimiter = source[from];
        int p = from + 1;
        while (p < source.length) {
            int c = source[p];
            if (c == delimiter) {
                text = lexer.slice(from + 1, p);
                return p + 1;
            }
            if (c == '\\' || c == '\n' || c == '\r') {
                break;
            }
            lexer.tick(from, p);
            p++;
        }
        return readEscaped(from, p);
    }

    /// Goes on at `p` with a string that is not just a slice of the source.
    private int readEscaped(int from, int escape) {
        resolved.clear();
        resolved.add(source, from + 1, escape);
        int p = escape;
        int pieces = 0;
        for (int c = lexer.at(p); c != delimiter; c = lexer.at(p)) {
            lexer.tick(0, pieces++);
            switch (c) {
                case -1 -> throw lexer.atEnd("unfinished string");
                case '\n', '\r' -> throw lexer.error("unfinished string", soFar());
                case '\\' -> p = escape(p);
                default -> {
                    resolved.add(c);
                    p++;
                }
            }
        }
        text = resolved.text();
        return p + 1;
    }

    /// Resolves the escape sequence at `p` and gives the place behind it.
    private int escape(int p) {
        int c = lexer.at(p + 1);
        switch (c) {
            case 'a' -> resolved.add(7);
            case 'b' -> resolved.add('\b');
            case 'f' -> resolved.add('\f');
            case 'n' -> resolved.add('\n');
            case 'r' -> resolved.add('\r');
            case 't' -> resolved.add('\t');
            case 'v' -> resolved.add(11);
            case '\\', '"', '\'' -> resolved.add(c);
            case 'x' -> {
                resolved.add(16 * hexDigit(p, p + 2) + hexDigit(p, p + 3));
                return p + 4;
            }
            case 'z' -> {
                return skipSpace(p + 2);
            }
            case 'u' -> {
                return codePoint(p);
            }
            case '\n', '\r' -> {
                resolved.add('\n');
                return lexer.newline(p + 1);
            }
            case -1 -> {
                return p + 1;
            }
            default -> {
                return decimal(p);
            }
        }
        return p + 2;
    }

    private int skipSpace(int from) {
        int p = from;
        for (int c = lexer.at(p); Lexer.isSpace(c); c = lexer.at(p)) {
            lexer.tick(from, p);
            p = c == '\n' || c == '\r' ? lexer.newline(p) : p + 1;
        }
        return p;
    }

    private int decimal(int p) {
        int q = p + 1;
        check(Lexer.isDigit(lexer.at(q)), p, q, "invalid escape sequence");
        int value = 0;
        while (q < p + 4 && Lexer.isDigit(lexer.at(q))) {
            value = 10 * value + source[q] - '0';
            q++;
        }
        check(value <= 255, p, q, "decimal escape too large");
        resolved.add(value);
        return q;
    }

    private int codePoint(int p) {
        check(lexer.at(p + 2) == '{', p, p + 2, "missing '{'");
        int q = p + 3;
        long value = hexDigit(p, q);
        for (int digit = digitAt(++q); digit >= 0; digit = digitAt(++q)) {
            check(value <= 0x7FFFFFFL, p, q, "UTF-8 value too large");
            value = 16 * value + digit;
        }
        check(lexer.at(q) == '}', p, q, "missing '}'");
        addUtf8((int) value);
        return q + 1;
    }

    private int digitAt(int p) {
        return Lexer.hexDigit(lexer.at(p));
    }

    private int hexDigit(int escape, int p) {
        int digit = digitAt(p);
        check(digit >= 0, escape, p, "hexadecimal digit expected");
        return digit;
    }

    /// Adds a code point of up to 31 bits in UTF-8 as it was first defined, with up to six bytes.
    private void addUtf8(int codePoint) {
        if (codePoint < 0x80) {
            resolved.add(codePoint);
            return;
        }
        int tail = 1;
        while (codePoint >>> (5 * tail + 6) != 0) {
            tail++;
        }
        resolved.add((0xFF << (7 - tail)) | (codePoint >>> (6 * tail)));
        for (int i = tail - 1; i >= 0; i--) {
            resolved.add(0x80 | ((codePoint >>> (6 * i)) & 0x3F));
        }
    }

    /// Fails unless `valid`, near the string up to and with the char at `p` in the escape that begins at
    /// `escape`.
    private void check(boolean valid, int escape, int p, String message) {
        if (!valid) {
            throw lexer.error(message, soFar() + lexer.slice(escape, Math.min(p + 1, source.length)));
        }
    }

    private String soFar() {
        return (char) delimiter + resolved.text();
    }
}
