package dev.incant.lua.syntax;

/// A text that is no Lua. The message is the one of PUC's Lua, with its place in front:
/// `[string "x ="]:1: unexpected symbol near <eof>`; like the text, it has one char a byte.
public final class SyntaxError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String message;
    private final boolean incomplete;

    SyntaxError(String message, boolean incomplete) {
        // No stack trace: it would show the parser, not the text, and it costs more than the parse.
        super(message, null, false, false);
        this.message = message;
        this.incomplete = incomplete;
    }

    /// The message, which is never null here.
    @Override
    public String getMessage() {
        return message;
    }

    /// Whether the text is only unfinished: more of it could make it right. For a prompt that then asks for
    /// another line.
    public boolean incomplete() {
        return incomplete;
    }
}
