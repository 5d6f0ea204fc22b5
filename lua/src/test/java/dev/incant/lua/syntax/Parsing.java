package dev.incant.lua.syntax;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Parses test programs, which are Latin-1 texts of one char a byte.
final class Parsing {
    private static final Ticker NOBODY = tokens -> {};

    private Parsing() {}

    static FunctionBody parse(String source) {
        return parse(bytes(source));
    }

    static FunctionBody parse(byte[] source) {
        return Parser.parse(source, "=t", NOBODY);
    }

    static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    static List<Stat> statements(String source) {
        return parse(source).block().statements();
    }

    /// The first statement of a program, which is to be of `type`.
    static <T extends Stat> T first(Class<T> type, String source) {
        return type.cast(statements(source).getFirst());
    }

    /// The one value that `return source` returns.
    static Expr expression(String source) {
        return first(Stat.Return.class, "return " + source).values().getFirst();
    }

    /// The text of the string constant `source`.
    static String string(String source) {
        return ((Expr.Str) expression(source)).latin1();
    }

    /// The message that `source` fails with, or `parsed`.
    static String outcome(String source) {
        try {
            parse(source);
            return "parsed";
        } catch (SyntaxError e) {
            return e.getMessage();
        }
    }
}
