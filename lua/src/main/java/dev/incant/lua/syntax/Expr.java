package dev.incant.lua.syntax;

import java.util.List;

/// An expression of the resolved tree. `line` is the line that an error or a call there reports: the
/// operator's line for operators, the line of the called expression's end for calls, as PUC reports.
public sealed interface Expr {
    /// The source line reported for this expression, from 1.
    int line();

    record Nil(int line) implements Expr {}

    record True(int line) implements Expr {}

    record False(int line) implements Expr {}

    record Int(int line, long value) implements Expr {}

    record Flt(int line, double value) implements Expr {}

    /// A string constant; each char of `latin1` is one byte.
    record Str(int line, String latin1) implements Expr {}

    /// `...`: all extra arguments; one value where a single one is wanted.
    record Vararg(int line) implements Expr {}

    record Function(int line, FunctionBody body) implements Expr {}

    /// A local variable of the function that the expression stands in.
    record Local(int line, LocalVar variable) implements Expr {}

    /// An upvalue: index into [FunctionBody#upvalues()] of the function that the expression stands in.
    record Upvalue(int line, int index, String name) implements Expr {}

    /// `object[key]`, `object.name` (key is a [Str]) and a global `name` (object is the local or upvalue
    /// named `_ENV`, `global` is true).
    record Index(int line, Expr object, Expr key, boolean global) implements Expr {}

    /// A call; `endLine` is the line of its last token.
    record Call(int line, Expr function, List<Expr> arguments, int endLine) implements Expr {}

    /// `object:name(arguments)`; `endLine` is the line of its last token.
    record MethodCall(int line, Expr object, String name, List<Expr> arguments, int endLine) implements Expr {}

    record Binary(int line, BinaryOp op, Expr left, Expr right) implements Expr {}

    record Unary(int line, UnaryOp op, Expr operand) implements Expr {}

    record And(int line, Expr left, Expr right) implements Expr {}

    record Or(int line, Expr left, Expr right) implements Expr {}

    /// A parenthesised expression: cuts a call or `...` to one value. The parser makes it only around
    /// [Call], [MethodCall] and [Vararg]; other parentheses leave no trace.
    record Paren(int line, Expr inner) implements Expr {}

    /// A table constructor; its fields in source order, and the line of its `}`.
    record Table(int line, List<Field> fields, int endLine) implements Expr {}

    /// One field: positional when `key` is null.
    record Field(
            int line, @org.jspecify.annotations.Nullable Expr key, Expr value) {}

    /// Binary operators, without `and` and `or`, which are their own nodes. `event` is the metamethod's name
    /// without the underscores, as messages show it.
    enum BinaryOp {
        ADD("add"),
        SUB("sub"),
        MUL("mul"),
        DIV("div"),
        MOD("mod"),
        POW("pow"),
        IDIV("idiv"),
        BAND("band"),
        BOR("bor"),
        BXOR("bxor"),
        SHL("shl"),
        SHR("shr"),
        CONCAT("concat"),
        EQ("eq"),
        NE("eq"),
        LT("lt"),
        LE("le"),
        GT("lt"),
        GE("le");

        private final String event;

        BinaryOp(String event) {
            this.event = event;
        }

        public String event() {
            return event;
        }
    }

    /// Unary operators.
    enum UnaryOp {
        NEG,
        BNOT,
        NOT,
        LEN
    }
}
