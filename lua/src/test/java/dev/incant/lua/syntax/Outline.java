package dev.incant.lua.syntax;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes trees as text: operators in front in parentheses, locals by name, upvalues as `^name`, globals as
/// `$name`, cut calls as `<…>`, statements separated by `; `.
final class Outline {
    private Outline() {}

    static String of(FunctionBody body) {
        return of(body.block());
    }

    static String of(Stat.Block block) {
        return block.statements().stream().map(Outline::of).collect(Collectors.joining("; "));
    }

    static String of(Stat stat) {
        return switch (stat) {
            case Stat.LocalDecl s -> "local " + variables(s.variables()) + values(s.values());
            case Stat.LocalFunction s -> "local " + s.variable() + " := " + of(s.function());
            case Stat.Assign s -> list(s.targets()) + values(s.values());
            case Stat.CallStat s -> of(s.call());
            case Stat.Do s -> "do" + braced(s.body());
            case Stat.While s -> "while " + of(s.condition()) + braced(s.body());
            case Stat.Repeat s -> "repeat" + braced(s.body()) + " until " + of(s.condition());
            case Stat.If s ->
                s.clauses().stream()
                                .map(c -> "if " + of(c.condition()) + braced(c.body()))
                                .collect(Collectors.joining(" else "))
                        + (s.orElse() == null ? "" : " else" + braced(s.orElse()));
            case Stat.NumericFor s ->
                "for " + s.variable() + " = " + of(s.start()) + ", " + of(s.limit())
                        + (s.step() == null ? "" : ", " + of(s.step())) + braced(s.body());
            case Stat.GenericFor s -> "for " + variables(s.variables()) + " in " + list(s.values()) + braced(s.body());
            case Stat.Return s -> "return" + (s.values().isEmpty() ? "" : " " + list(s.values()));
            case Stat.Break _ -> "break";
            case Stat.Goto s -> "goto " + s.label().name() + "@" + s.label().line();
            case Stat.LabelStat s -> "::" + s.label().name() + "@" + s.label().line();
        };
    }

    static String of(Expr expr) {
        return switch (expr) {
            case Expr.Nil _ -> "nil";
            case Expr.True _ -> "true";
            case Expr.False _ -> "false";
            case Expr.Int e -> Long.toString(e.value());
            case Expr.Flt e -> Double.toString(e.value());
            case Expr.Str e -> "'" + e.latin1() + "'";
            case Expr.Vararg _ -> "...";
            case Expr.Function e -> function(e.body());
            case Expr.Local e -> e.variable().name();
            case Expr.Upvalue e -> "^" + e.name();
            case Expr.Index e -> index(e);
            case Expr.Call e -> of(e.function()) + "(" + list(e.arguments()) + ")";
            case Expr.MethodCall e -> of(e.object()) + ":" + e.name() + "(" + list(e.arguments()) + ")";
            case Expr.Binary e -> "(" + e.op() + " " + of(e.left()) + " " + of(e.right()) + ")";
            case Expr.Unary e -> "(" + e.op() + " " + of(e.operand()) + ")";
            case Expr.And e -> "(and " + of(e.left()) + " " + of(e.right()) + ")";
            case Expr.Or e -> "(or " + of(e.left()) + " " + of(e.right()) + ")";
            case Expr.Paren e -> "<" + of(e.inner()) + ">";
            case Expr.Table e -> e.fields().stream().map(Outline::field).collect(Collectors.joining(", ", "{", "}"));
        };
    }

    private static String index(Expr.Index e) {
        return e.global() ? "$" + ((Expr.Str) e.key()).latin1() : of(e.object()) + "[" + of(e.key()) + "]";
    }

    private static String field(Expr.Field field) {
        Expr key = field.key();
        return (key == null ? "" : "[" + of(key) + "] = ") + of(field.value());
    }

    private static String function(FunctionBody body) {
        String parameters = variables(body.parameters()) + (body.vararg() ? "..." : "");
        return "fn(" + parameters + ")" + braced(body.block());
    }

    private static String braced(Stat.@Nullable Block block) {
        return block == null ? "" : " {" + of(block) + "}";
    }

    private static String values(List<Expr> values) {
        return values.isEmpty() ? "" : " = " + list(values);
    }

    private static String list(List<Expr> list) {
        return list.stream().map(Outline::of).collect(Collectors.joining(", "));
    }

    private static String variables(List<LocalVar> variables) {
        return variables.stream().map(LocalVar::name).collect(Collectors.joining(", "));
    }
}
