package dev.incant.lua.syntax;

import org.jspecify.annotations.Nullable;

/// The parser's place in the text: the current token, one more to look at, and what the grammar expects.
/// Counts the tokens for the [Ticker].
final class Tokens {
    /// Tokens between two calls of the ticker.
    private static final int TICK = 256;

    private final Lexer lexer;
    private final @Nullable Ticker ticker;
    private int unticked;
    private boolean ahead;
    private int kind = Token.EOF;
    private String text = "";
    private int line = 1;
    private int lastLine = 1;

    /// Starts before the first token, which [#next()] reads.
    Tokens(Lexer lexer, @Nullable Ticker ticker) {
        this.lexer = lexer;
        this.ticker = ticker;
    }

    /// The current token's kind.
    int kind() {
        return kind;
    }

    /// The text of the current name or string.
    String text() {
        return text;
    }

    /// The line of the current token's end.
    int line() {
        return line;
    }

    /// The line of the end of the token before the current one.
    int lastLine() {
        return lastLine;
    }

    /// The value of the current token, an integer.
    long integer() {
        return lexer.integer();
    }

    /// The value of the current token, a float.
    double number() {
        return lexer.number();
    }

    /// Goes to the next token.
    void next() {
        lastLine = line;
        if (ahead) {
            ahead = false;
        } else {
            scan();
        }
        kind = lexer.kind();
        text = lexer.text();
        line = lexer.line();
    }

    /// The kind of the token after the current one. The current one must not be a numeral: its value would be
    /// lost.
    int peek() {
        ahead = true;
        scan();
        return lexer.kind();
    }

    private void scan() {
        lexer.scan();
        if (++unticked == TICK) {
            flushTicks();
        }
    }

    /// Tells the ticker of the tokens that it has not heard of.
    void flushTicks() {
        int count = unticked;
        unticked = 0;
        if (ticker != null) {
            ticker.tick(count);
        }
    }

    /// Skips the current token if it is a `wanted`, giving whether it was.
    boolean accept(int wanted) {
        if (kind != wanted) {
            return false;
        }
        next();
        return true;
    }

    /// Skips a `wanted`, which must be the current token.
    void expect(int wanted) {
        check(wanted);
        next();
    }

    /// Fails unless the current token is a `wanted`.
    void check(int wanted) {
        if (kind != wanted) {
            throw error(Token.describe(wanted) + " expected");
        }
    }

    /// Skips a `wanted`, which closes what the token `opener` in line `openLine` began.
    void expectClosing(int wanted, int opener, int openLine) {
        if (kind != wanted && line != openLine) {
            throw error(Token.describe(wanted) + " expected (to close " + Token.describe(opener) + " at line "
                    + openLine + ")");
        }
        expect(wanted);
    }

    /// Skips a name and gives it.
    String name() {
        check(Token.NAME);
        String name = text;
        next();
        return name;
    }

    /// An error at the current token, which the message names.
    SyntaxError error(String message) {
        // PUC's messages go without the token where it is a zero byte.
        return kind == 0
                ? meaningError(message)
                : lexer.plainError(message + " near " + lexer.describe(), kind == Token.EOF);
    }

    /// An error in the meaning of what was read, which the current token has no part in.
    SyntaxError meaningError(String message) {
        return lexer.plainError(message, false);
    }
}
