package dev.incant.lua.syntax;

import org.jspecify.annotations.Nullable;

/// Cuts the bytes of a chunk into tokens. After [#scan()] its getters describe the token read; nothing is
/// kept of the tokens before it. [Tokens] adds the look-ahead and the parser's expectations.
///
/// A token costs no object but its text: names come from the chunk's [NameTable], and the other texts are
/// made from a slice of the source where they hold no escape.
final class Lexer {
    private static final byte LETTER = 1;
    private static final byte DIGIT = 2;
    private static final byte HEX = 4;
    private static final byte SPACE = 8;
    private static final byte[] CLASSES = classes();

    /// Bytes of one blank, comment or string between two calls of the ticker, and what they count for.
    private static final int RUN = 4096;

    private static final int RUN_TOKENS = 256;

    private final byte[] source;
    private final String shortSource;
    private final @Nullable Ticker ticker;
    private final NameTable names = new NameTable();
    private final Numeral numeral = new Numeral();
    private final QuotedString quoted;
    private int position;
    private int line = 1;

    private int kind = Token.EOF;
    private int start;
    private String text = "";
    private long integer;
    private double number;

    Lexer(byte[] source, String chunkName, @Nullable Ticker ticker) {
        this.source = source;
        this.ticker = ticker;
        this.shortSource = ChunkName.shortSource(chunkName);
        this.quoted = new QuotedString(this, source);
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = '0'; c <= '9'; c++) {
            classes[c] = DIGIT | HEX;
        }
        for (int c = 'a'; c <= 'z'; c++) {
            byte letter = c <= 'f' ? LETTER | HEX : LETTER;
            classes[c] = letter;
            classes[c - 'a' + 'A'] = letter;
        }
        classes['_'] = LETTER;
        for (int c = '\t'; c <= '\r'; c++) {
            classes[c] = SPACE;
        }
        classes[' '] = SPACE;
        return classes;
    }

    static boolean isSpace(int c) {
        return c >= 0 && (CLASSES[c] & SPACE) != 0;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /// The value of a hexadecimal digit, or -1 if `c` is none.
    static int hexDigit(int c) {
        if (isDigit(c)) {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /// The token's kind: a char or one of [Token]'s numbers.
    int kind() {
        return kind;
    }

    /// The text of a [Token#NAME] or [Token#STRING], without delimiters and with escapes resolved.
    String text() {
        return text;
    }

    /// The value of a [Token#INTEGER].
    long integer() {
        return integer;
    }

    /// The value of a [Token#FLOAT].
    double number() {
        return number;
    }

    /// The line where reading stopped, which is that of the token's end.
    int line() {
        return line;
    }

    /// Reads the next token. This and [#name] go over each byte of a script, which for a short one runs cold; so they
    /// call nothing for the usual bytes.
    void scan() {
        byte[] bytes = source;
        int end = bytes.length;
        int from = position;
        int p = from;
        int c;
        for (; ; ) {
            if (p >= end) {
                c = -1;
                break;
            }
            c = bytes[p] & 0xFF;
            if (c > '-') {
                break;
            }
            if (c == ' ' || c == '\t') {
                if ((p - from & RUN - 1) == RUN - 1) {
                    tick();
                }
                p++;
            } else if (c == '-' ? at(p + 1) == '-' : isSpace(c)) {
                tick(from, p);
                p = c == '-' ? comment(p) : c == '\n' || c == '\r' ? newline(p) : p + 1;
            } else {
                break;
            }
        }
        start = p;
        if (c < 0) {
            finish(Token.EOF, p);
        } else if ((CLASSES[c] & LETTER) != 0) {
            name(p, c);
        } else if ((CLASSES[c] & DIGIT) != 0) {
            numeral(p);
        } else {
            symbol(p, c);
        }
    }

    /// Called for each byte of what may be long: now and then, tells the ticker how far it got from `from`.
    void tick(int from, int p) {
        if ((p - from & RUN - 1) == RUN - 1) {
            tick();
        }
    }

    private void tick() {
        if (ticker != null) {
            ticker.tick(RUN_TOKENS);
        }
    }

    private void finish(int tokenKind, int end) {
        kind = tokenKind;
        position = end;
    }

    private void symbol(int p, int c) {
        int next = at(p + 1);
        switch (c) {
            case '"', '\'' -> {
                int end = quoted.read(p);
                text = quoted.text();
                finish(Token.STRING, end);
            }
            case '[' -> bracket(p, next);
            case '.' -> dot(p, next);
            case '=' -> oneOrTwo(c, next, '=', Token.EQ);
            case '~' -> oneOrTwo(c, next, '=', Token.NE);
            case '/' -> oneOrTwo(c, next, '/', Token.IDIV);
            case ':' -> oneOrTwo(c, next, ':', Token.DOUBLE_COLON);
            case '<' -> oneOrTwo(c, next, next, next == '=' ? Token.LE : next == '<' ? Token.SHL : c);
            case '>' -> oneOrTwo(c, next, next, next == '=' ? Token.GE : next == '>' ? Token.SHR : c);
            default -> finish(c, p + 1);
        }
    }

    /// Takes the operator `two` if the next char is its second one, else the single char `c`.
    private void oneOrTwo(int c, int next, int second, int two) {
        boolean both = next == second && two != c;
        finish(both ? two : c, start + (both ? 2 : 1));
    }

    private void dot(int p, int next) {
        if (isDigit(next)) {
            numeral(p);
        } else if (next != '.') {
            finish('.', p + 1);
        } else if (at(p + 2) == '.') {
            finish(Token.DOTS, p + 3);
        } else {
            finish(Token.CONCAT, p + 2);
        }
    }

    private void bracket(int p, int next) {
        if (next != '[' && next != '=') {
            finish('[', p + 1);
            return;
        }
        int level = level(p);
        int open = p + 1 + level;
        if (at(open) != '[') {
            throw error("invalid long string delimiter", slice(p, open));
        }
        int end = longBracket(open + 1, level, true);
        finish(Token.STRING, end);
    }

    private void name(int from, int first) {
        byte[] bytes = source;
        byte[] classes = CLASSES;
        int hash = first;
        int p = from + 1;
        while (true) {
            int end = Math.min(bytes.length, p + RUN);
            int c = 0;
            while (p < end && (c = bytes[p]) >= 0 && (classes[c] & (LETTER | DIGIT)) != 0) {
                hash = 31 * hash + c;
                p++;
            }
            if (p < end || end == bytes.length) {
                break;
            }
            tick();
        }
        int slot = names.find(bytes, from, p, hash);
        text = names.text(slot);
        finish(names.kind(slot), p);
    }

    /// Reads all that looks like part of a numeral, as PUC does, and then whether it is one: `3..2` and
    /// `3x` are malformed numbers, not two tokens.
    private void numeral(int from) {
        int p = at(from) == '.' ? from + 1 : from;
        int mark = 'e';
        if (at(p) == '0' && (at(p + 1) | 0x20) == 'x') {
            mark = 'p';
            p += 2;
        }
        for (int c = at(p); c >= 0; c = at(p)) {
            tick(from, p);
            if ((c | 0x20) == mark) {
                int sign = at(p + 1);
                p += sign == '+' || sign == '-' ? 2 : 1;
            } else if (c == '.' || (CLASSES[c] & HEX) != 0) {
                p++;
            } else {
                p += (CLASSES[c] & LETTER) != 0 ? 1 : 0;
                break;
            }
        }
        if (!numeral.read(source, from, p, false)) {
            throw error("malformed number", slice(from, p));
        }
        if (numeral.integral()) {
            integer = numeral.integer();
            finish(Token.INTEGER, p);
        } else {
            number = numeral.number();
            finish(Token.FLOAT, p);
        }
    }

    /// Skips a comment, giving the place after it.
    private int comment(int from) {
        int p = from + 2;
        if (at(p) == '[') {
            int level = level(p);
            if (at(p + 1 + level) == '[') {
                return longBracket(p + 2 + level, level, false);
            }
        }
        while (p < source.length && source[p] != '\n' && source[p] != '\r') {
            tick(from, p);
            p++;
        }
        return p;
    }

    /// Counts the `=` after the bracket at `p`.
    private int level(int p) {
        int count = 0;
        while (at(p + 1 + count) == '=') {
            tick(0, count);
            count++;
        }
        return count;
    }

    /// Reads a long string or comment up to behind its closing bracket; `from` is behind the opening one.
    /// If `keep`, the contents become [#text], every kind of line end as one `\n`.
    private int longBracket(int from, int level, boolean keep) {
        int firstLine = line;
        int c = at(from);
        int p = c == '\n' || c == '\r' ? newline(from) : from;
        int kept = p;
        Bytes joined = null;
        for (; ; ) {
            tick(from, p);
            c = at(p);
            if (c < 0) {
                String what = keep ? "string" : "comment";
                position = p;
                throw atEnd("unfinished long " + what + " (starting at line " + firstLine + ")");
            }
            if (c == ']') {
                int own = level(p);
                if (own == level && at(p + 1 + own) == ']') {
                    break;
                }
                // The bracket that ended this run of `=` may begin the closing one.
                p += 1 + own;
            } else if (c == '\n' || c == '\r') {
                int next = newline(p);
                if (keep && (c == '\r' || next - p > 1)) {
                    joined = joined == null ? new Bytes() : joined;
                    joined.add(source, kept, p);
                    joined.add('\n');
                    kept = next;
                }
                p = next;
            } else {
                p++;
            }
        }
        if (joined != null) {
            joined.add(source, kept, p);
            text = joined.text();
        } else if (keep) {
            text = slice(kept, p);
        }
        return p + 2 + level;
    }

    /// Skips the line end at `p`, which is one of `\n`, `\r`, `\r\n` and `\n\r`, and counts the line.
    int newline(int p) {
        line++;
        int second = at(p + 1);
        return (second == '\n' || second == '\r') && second != source[p] ? p + 2 : p + 1;
    }

    /// The byte at `p`, or -1 behind the end.
    int at(int p) {
        return p < source.length ? source[p] & 0xFF : -1;
    }

    String slice(int from, int to) {
        return new String(source, from, to - from, Charsets.LATIN1);
    }

    /// The token last read as messages show it: `'x'`, `'"text"'`, `<eof>`.
    String describe() {
        return switch (kind) {
            case Token.NAME, Token.INTEGER, Token.FLOAT -> quote(slice(start, position));
            case Token.STRING -> quote(delimited());
            default -> Token.describe(kind);
        };
    }

    /// The string token with its delimiters, escapes resolved: what PUC's buffer holds then.
    private String delimited() {
        if (source[start] != '[') {
            String delimiter = slice(start, start + 1);
            return delimiter + text + delimiter;
        }
        String open = slice(start, start + level(start) + 2);
        return open + text + open.replace('[', ']');
    }

    /// Quotes a token's text, which ends at a zero byte as it does in PUC's C strings.
    private static String quote(String token) {
        int zero = token.indexOf('\0');
        return "'" + (zero < 0 ? token : token.substring(0, zero)) + "'";
    }

    /// An error at the present line, near the half-read token `token`.
    SyntaxError error(String message, String token) {
        return plainError(message + " near " + quote(token), false);
    }

    /// An error that the text ends too early.
    SyntaxError atEnd(String message) {
        return plainError(message + " near " + Token.describe(Token.EOF), true);
    }

    /// An error at the present line.
    SyntaxError plainError(String message, boolean incomplete) {
        return new SyntaxError(shortSource + ":" + line + ": " + message, incomplete);
    }
}
