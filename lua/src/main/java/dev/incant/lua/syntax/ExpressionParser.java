package dev.incant.lua.syntax;

import dev.incant.lua.syntax.Expr.BinaryOp;
import dev.incant.lua.syntax.Expr.UnaryOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The grammar of expressions. Operators that group to the left, and suffixes (`.x`, `[x]`, calls), are read
/// in loops, so that a chain of any length needs no stack; all else is bounded by [Parser#enter].
final class ExpressionParser {
    /// Binds tighter than all binary operators but `^`.
    private static final int UNARY_PRIORITY = 12;

    private final Parser parser;
    private final Tokens tokens;

    /// What the suffixed expression last read may not be assigned to for, if it is nothing but that: the name
    /// of a constant, or parentheses.
    private @Nullable String constantName;

    private boolean parenthesised;

    ExpressionParser(Parser parser, Tokens tokens) {
        this.parser = parser;
        this.tokens = tokens;
    }

    /// The name, if the suffixed expression last read is nothing but the name of a compile-time constant.
    @Nullable String constantName() {
        return constantName;
    }

    /// Whether the suffixed expression last read is nothing but an expression in parentheses.
    boolean parenthesised() {
        return parenthesised;
    }

    /// list → expression { `,` expression }
    List<Expr> list() {
        Expr first = expression();
        if (tokens.kind() != ',') {
            return List.of(first);
        }
        ArrayList<Expr> list = new ArrayList<>();
        list.add(first);
        while (tokens.accept(',')) {
            list.add(expression());
            parser.checkRegisters(list.size());
        }
        return List.copyOf(list);
    }

    Expr expression() {
        return operation(0);
    }

    /// operation → ( simple | unary-operator operation ) { binary-operator operation }, where the binary
    /// operators have a higher priority than `limit`.
    private Expr operation(int limit) {
        parser.enter();
        UnaryOp unary = unaryOperator(tokens.kind());
        Expr left;
        if (unary != null) {
            int line = tokens.line();
            tokens.next();
            left = Folding.unary(line, unary, operation(UNARY_PRIORITY));
        } else {
            left = simple();
        }
        for (; ; ) {
            int operator = tokens.kind();
            int priority = priority(operator);
            if (priority <= limit) {
                break;
            }
            int line = tokens.line();
            tokens.next();
            boolean toTheRight = operator == '^' || operator == Token.CONCAT;
            Expr right = operation(toTheRight ? priority - 1 : priority);
            left = combine(line, operator, left, right);
        }
        parser.leave(1);
        return left;
    }

    private static Expr combine(int line, int operator, Expr left, Expr right) {
        if (operator == Token.AND) {
            return Folding.and(line, left, right);
        }
        if (operator == Token.OR) {
            return Folding.or(line, left, right);
        }
        return Folding.binary(line, binaryOperator(operator), left, right);
    }

    private static @Nullable UnaryOp unaryOperator(int kind) {
        return switch (kind) {
            case Token.NOT -> UnaryOp.NOT;
            case '-' -> UnaryOp.NEG;
            case '~' -> UnaryOp.BNOT;
            case '#' -> UnaryOp.LEN;
            default -> null;
        };
    }

    /// How tight a binary operator binds; 0 if the token is none.
    private static int priority(int kind) {
        return switch (kind) {
            case Token.OR -> 1;
            case Token.AND -> 2;
            case '<', '>', Token.LE, Token.GE, Token.EQ, Token.NE -> 3;
            case '|' -> 4;
            case '~' -> 5;
            case '&' -> 6;
            case Token.SHL, Token.SHR -> 7;
            case Token.CONCAT -> 9;
            case '+', '-' -> 10;
            case '*', '/', '%', Token.IDIV -> 11;
            case '^' -> 14;
            default -> 0;
        };
    }

    private static BinaryOp binaryOperator(int kind) {
        return switch (kind) {
            case '+' -> BinaryOp.ADD;
            case '-' -> BinaryOp.SUB;
            case '*' -> BinaryOp.MUL;
            case '/' -> BinaryOp.DIV;
            case '%' -> BinaryOp.MOD;
            case '^' -> BinaryOp.POW;
            case '&' -> BinaryOp.BAND;
            case '|' -> BinaryOp.BOR;
            case '~' -> BinaryOp.BXOR;
            case '<' -> BinaryOp.LT;
            case '>' -> BinaryOp.GT;
            case Token.IDIV -> BinaryOp.IDIV;
            case Token.SHL -> BinaryOp.SHL;
            case Token.SHR -> BinaryOp.SHR;
            case Token.CONCAT -> BinaryOp.CONCAT;
            case Token.EQ -> BinaryOp.EQ;
            case Token.NE -> BinaryOp.NE;
            case Token.LE -> BinaryOp.LE;
            case Token.GE -> BinaryOp.GE;
            default -> throw new IllegalArgumentException(Token.describe(kind));
        };
    }

    /// simple → number | string | `nil` | `true` | `false` | `...` | table | `function` body | suffixed
    private Expr simple() {
        int line = tokens.line();
        Expr constant;
        switch (tokens.kind()) {
            case Token.INTEGER -> constant = new Expr.Int(line, tokens.integer());
            case Token.FLOAT -> constant = new Expr.Flt(line, tokens.number());
            case Token.STRING -> constant = new Expr.Str(line, tokens.text());
            case Token.NIL -> constant = new Expr.Nil(line);
            case Token.TRUE -> constant = new Expr.True(line);
            case Token.FALSE -> constant = new Expr.False(line);
            case Token.DOTS -> {
                if (!parser.function().vararg()) {
                    throw tokens.error("cannot use '...' outside a vararg function");
                }
                constant = new Expr.Vararg(line);
            }
            case '{' -> {
                return table();
            }
            case Token.FUNCTION -> {
                tokens.next();
                return parser.functionBody(false, tokens.line());
            }
            default -> {
                return suffixed();
            }
        }
        tokens.next();
        return constant;
    }

    /// suffixed → primary { `.` NAME | `[` expression `]` | `:` NAME arguments | arguments }
    Expr suffixed() {
        boolean parentheses = tokens.kind() == '(';
        String name = tokens.text();
        Expr e = primary();
        boolean bare = true;
        for (; ; ) {
            switch (tokens.kind()) {
                case '.' -> e = field(e);
                case '[' -> {
                    Expr key = bracketed();
                    e = new Expr.Index(tokens.lastLine(), e, key, false);
                }
                case ':' -> {
                    tokens.next();
                    String method = tokens.name();
                    int line = tokens.line();
                    List<Expr> values = arguments();
                    e = new Expr.MethodCall(line, e, method, values, tokens.lastLine());
                }
                case '(', '{', Token.STRING -> {
                    int line = tokens.line();
                    List<Expr> values = arguments();
                    e = new Expr.Call(line, e, values, tokens.lastLine());
                }
                default -> {
                    parenthesised = bare && parentheses;
                    constantName = bare && !parentheses && Folding.isConstant(e) ? name : null;
                    return e;
                }
            }
            bare = false;
        }
    }

    /// primary → NAME | `(` expression `)`
    private Expr primary() {
        if (tokens.kind() == Token.NAME) {
            return variable();
        }
        if (tokens.kind() != '(') {
            throw tokens.error("unexpected symbol");
        }
        int line = tokens.line();
        tokens.next();
        Expr inner = expression();
        tokens.expectClosing(')', '(', line);
        return Folding.single(inner);
    }

    /// A name: a local variable, an upvalue, the value of a compile-time constant, or the field of `_ENV` that
    /// a global is.
    Expr variable() {
        int line = tokens.line();
        String name = tokens.name();
        Expr found = parser.function().find(name, line);
        if (found != null) {
            return found;
        }
        Expr environment = parser.function().find(NameTable.ENV, line);
        if (environment == null) {
            throw new IllegalStateException("no _ENV in scope");
        }
        return new Expr.Index(line, environment, new Expr.Str(line, name), true);
    }

    /// field → `.` NAME, or with the colon of a method's definition.
    Expr field(Expr object) {
        tokens.next();
        int line = tokens.line();
        return new Expr.Index(line, object, new Expr.Str(line, tokens.name()), false);
    }

    /// bracketed → `[` expression `]`
    private Expr bracketed() {
        tokens.next();
        Expr key = expression();
        tokens.expect(']');
        return key;
    }

    /// arguments → `(` [ list ] `)` | table | string
    private List<Expr> arguments() {
        int line = tokens.line();
        switch (tokens.kind()) {
            case '(' -> {
                tokens.next();
                List<Expr> arguments = tokens.kind() == ')' ? List.of() : list();
                tokens.expectClosing(')', '(', line);
                return arguments;
            }
            case '{' -> {
                return List.of(table());
            }
            case Token.STRING -> {
                Expr argument = new Expr.Str(line, tokens.text());
                tokens.next();
                return List.of(argument);
            }
            default -> throw tokens.error("function arguments expected");
        }
    }

    /// table → `{` [ entry { ( `,` | `;` ) entry } [ `,` | `;` ] ] `}`
    private Expr table() {
        int line = tokens.line();
        tokens.next();
        ArrayList<Expr.Field> fields = new ArrayList<>();
        while (tokens.kind() != '}') {
            fields.add(entry());
            if (!tokens.accept(',') && !tokens.accept(';')) {
                break;
            }
        }
        tokens.expectClosing('}', '{', line);
        return new Expr.Table(line, List.copyOf(fields), tokens.lastLine());
    }

    /// entry → ( NAME | bracketed ) `=` expression | expression
    private Expr.Field entry() {
        Expr key = null;
        if (tokens.kind() == '[') {
            key = bracketed();
        } else if (tokens.kind() == Token.NAME && tokens.peek() == '=') {
            int line = tokens.line();
            key = new Expr.Str(line, tokens.name());
        }
        if (key != null) {
            tokens.expect('=');
        }
        Expr value = expression();
        return new Expr.Field(tokens.lastLine(), key, value);
    }
}
