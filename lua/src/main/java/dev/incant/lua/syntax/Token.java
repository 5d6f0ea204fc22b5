package dev.incant.lua.syntax;

/// The kinds of token. A token of one char is that char (0 to 255); the others have the numbers here, the
/// reserved words first.
final class Token {
    static final int AND = 256;
    static final int BREAK = 257;
    static final int DO = 258;
    static final int ELSE = 259;
    static final int ELSEIF = 260;
    static final int END = 261;
    static final int FALSE = 262;
    static final int FOR = 263;
    static final int FUNCTION = 264;
    static final int GOTO = 265;
    static final int IF = 266;
    static final int IN = 267;
    static final int LOCAL = 268;
    static final int NIL = 269;
    static final int NOT = 270;
    static final int OR = 271;
    static final int REPEAT = 272;
    static final int RETURN = 273;
    static final int THEN = 274;
    static final int TRUE = 275;
    static final int UNTIL = 276;
    static final int WHILE = 277;
    static final int IDIV = 278;
    static final int CONCAT = 279;
    static final int DOTS = 280;
    static final int EQ = 281;
    static final int GE = 282;
    static final int LE = 283;
    static final int NE = 284;
    static final int SHL = 285;
    static final int SHR = 286;
    static final int DOUBLE_COLON = 287;
    static final int EOF = 288;
    static final int FLOAT = 289;
    static final int INTEGER = 290;
    static final int NAME = 291;
    static final int STRING = 292;

    private static final String[] TEXTS = {
        "and",
        "break",
        "do",
        "else",
        "elseif",
        "end",
        "false",
        "for",
        "function",
        "goto",
        "if",
        "in",
        "local",
        "nil",
        "not",
        "or",
        "repeat",
        "return",
        "then",
        "true",
        "until",
        "while",
        "//",
        "..",
        "...",
        "==",
        ">=",
        "<=",
        "~=",
        "<<",
        ">>",
        "::",
        "<eof>",
        "<number>",
        "<integer>",
        "<name>",
        "<string>"
    };

    private Token() {}

    /// The text of a reserved word or of an operator of several chars.
    static String text(int kind) {
        return TEXTS[kind - AND];
    }

    /// The kind as messages name it: `'end'`, `'='`, `'<\1>'`, `<eof>`.
    static String describe(int kind) {
        if (kind >= EOF) {
            return text(kind);
        }
        if (kind >= AND) {
            return "'" + text(kind) + "'";
        }
        return kind >= ' ' && kind <= '~' ? "'" + (char) kind + "'" : "'<\\" + kind + ">'";
    }
}
