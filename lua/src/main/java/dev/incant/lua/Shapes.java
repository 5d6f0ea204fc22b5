package dev.incant.lua;

import dev.incant.lua.syntax.Expr;
import org.jspecify.annotations.NullUnmarked;

/// Questions that [StatementLowering] and [ExpressionLowering] ask about expressions of the syntax tree.
@NullUnmarked // absent parts are null
final class Shapes {
    private Shapes() {}

    /// What `e` is made from first: its left operand, function or object; null for none.
    static Expr leftOf(Expr e) {
        // What is usual comes first.
        if (isLeaf(e)) {
            return null;
        }
        if (e instanceof Expr.Index i) {
            return i.object();
        }
        if (e instanceof Expr.Call c) {
            return c.function();
        }
        if (e instanceof Expr.MethodCall c) {
            return c.object();
        }
        if (e instanceof Expr.Binary b) {
            return b.left();
        }
        if (e instanceof Expr.And a) {
            return a.left();
        }
        return e instanceof Expr.Or o ? o.left() : null;
    }

    /// Whether it is one of the usual expressions that are made from nothing else.
    static boolean isLeaf(Expr e) {
        return e instanceof Expr.Local || e instanceof Expr.Str || e instanceof Expr.Upvalue || e instanceof Expr.Int;
    }

    static boolean isEnvironment(Expr e) {
        return e instanceof Expr.Upvalue u && u.name().equals("_ENV")
                || e instanceof Expr.Local l && l.variable().name().equals("_ENV");
    }

    /// The line of an expression's last token, as far as the tree knows.
    static int lastLine(Expr e) {
        if (e instanceof Expr.Call c) {
            return c.endLine();
        }
        if (e instanceof Expr.MethodCall c) {
            return c.endLine();
        }
        if (e instanceof Expr.Table t) {
            return t.endLine();
        }
        if (e instanceof Expr.Function f) {
            return f.body().endLine();
        }
        if (e instanceof Expr.Binary b) {
            return lastLine(b.right());
        }
        if (e instanceof Expr.And a) {
            return lastLine(a.right());
        }
        if (e instanceof Expr.Or o) {
            return lastLine(o.right());
        }
        if (e instanceof Expr.Unary u) {
            return lastLine(u.operand());
        }
        if (e instanceof Expr.Paren p) {
            return lastLine(p.inner());
        }
        return e.line();
    }

    static boolean isVariable(Expr e) {
        return e instanceof Expr.Local || e instanceof Expr.Upvalue;
    }

    static boolean isSimple(Expr e) {
        return e instanceof Expr.Str || e instanceof Expr.Int || e instanceof Expr.Local;
    }

    /// Whether evaluating it contains a call by name (metamethods apart). Iterates along the left, which may be
    /// long.
    static boolean mayCall(Expr expression) {
        Expr e = expression;
        while (e != null) {
            if (e instanceof Expr.Call || e instanceof Expr.MethodCall) {
                return true;
            }
            if (e instanceof Expr.Index i && mayCall(i.key())
                    || e instanceof Expr.Binary b && mayCall(b.right())
                    || e instanceof Expr.And a && mayCall(a.right())
                    || e instanceof Expr.Or o && mayCall(o.right())
                    || e instanceof Expr.Table t && mayCall(t)) {
                return true;
            }
            if (e instanceof Expr.Unary u) {
                e = u.operand();
            } else if (e instanceof Expr.Paren p) {
                e = p.inner();
            } else {
                e = leftOf(e);
            }
        }
        return false;
    }

    static boolean mayCall(Expr.Table t) {
        for (Expr.Field field : t.fields()) {
            if (mayCall(field.value()) || field.key() != null && mayCall(field.key())) {
                return true;
            }
        }
        return false;
    }

    /// The line of the first thing that evaluating `e` does, where a line hook stops.
    static int firstLine(Expr expression) {
        Expr e = expression;
        while (true) {
            Expr left = leftOf(e);
            if (left == null) {
                if (e instanceof Expr.Unary u) {
                    left = u.operand();
                } else if (e instanceof Expr.Paren p) {
                    left = p.inner();
                } else {
                    return e.line();
                }
            } else if (isVariable(left) && (e instanceof Expr.Binary || e instanceof Expr.Index)) {
                return e.line();
            }
            e = left;
        }
    }
}
