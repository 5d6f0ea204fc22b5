package dev.incant.lua;

import dev.incant.lua.syntax.Expr;
import dev.incant.lua.syntax.FunctionBody;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/// Turns expressions of one function into nodes.
@NullUnmarked // absent parts are null
final class ExpressionLowering {
    private static final int MAX_SPINE = 160;
    private static final ExprNode[] NO_NODES = new ExprNode[0];

    private final Lowering lowering;

    /// Parts of a long spine whose values lie in a temporary, see [#chain].
    private final IdentityHashMap<Expr, ExprNode> kept = new IdentityHashMap<>(2);

    ExpressionLowering(Lowering lowering) {
        this.lowering = lowering;
    }

    ExprNode expr(Expr e) {
        lowering.tick();
        ExprNode known = kept.isEmpty() ? null : kept.get(e);
        if (known != null) {
            return known;
        }
        return !Shapes.isLeaf(e) && spineIsLong(e) ? chain(e) : plain(e);
    }

    /// Whether so many operations hang on each other's left that evaluating them by recursion would take too
    /// much Java stack: `a + a + …`, `f()()…`, `a.b.c…` have no limit in Lua.
    private boolean spineIsLong(Expr e) {
        Expr at = e;
        boolean keeps = !kept.isEmpty();
        for (int i = 0; i < MAX_SPINE; i++) {
            at = Shapes.leftOf(at);
            if (at == null || keeps && kept.containsKey(at)) {
                return false;
            }
        }
        return true;
    }

    /// Cuts a long spine into pieces that are evaluated one after the other through a temporary.
    private ExprNode chain(Expr e) {
        ArrayList<Expr> spine = new ArrayList<>();
        for (Expr at = e; at != null; at = Shapes.leftOf(at)) {
            spine.add(at);
        }
        int slot = lowering.reserve(1);
        ArrayList<ExprNode> pieces = new ArrayList<>();
        Expr cut = null;
        for (int i = spine.size() - MAX_SPINE / 2; i > 0; i -= MAX_SPINE / 2) {
            ExprNode piece = plain(spine.get(i));
            pieces.add(piece);
            kept.remove(cut);
            cut = spine.get(i);
            kept.put(cut, new Variables.Kept(slot, piece));
        }
        ExprNode last = plain(e);
        kept.remove(cut);
        lowering.free = slot;
        return new Variables.Chain(pieces.toArray(NO_NODES), slot, last);
    }

    private ExprNode plain(Expr e) {
        if (e instanceof Expr.Local l) {
            int slot = lowering.slotOf(l.variable());
            return l.variable().captured()
                    ? new Variables.CapturedLocal(slot, l.variable().name())
                    : new Variables.Local(slot, l.variable().name());
        }
        if (e instanceof Expr.Upvalue u) {
            return new Variables.Upvalue(u.index(), u.name());
        }
        if (e instanceof Expr.Index i) {
            return index(i);
        }
        if (e instanceof Expr.Call c) {
            return call(c);
        }
        if (e instanceof Expr.MethodCall c) {
            return methodCall(c);
        }
        if (e instanceof Expr.Binary b) {
            return binary(b);
        }
        if (e instanceof Expr.Int i) {
            return new Variables.Constant(Tag.INT, i.value());
        }
        if (e instanceof Expr.Str s) {
            return new Variables.Constant(LuaString.constant(s.latin1()), 0);
        }
        if (e instanceof Expr.Flt d) {
            return new Variables.Constant(Tag.FLT, Double.doubleToRawLongBits(d.value()));
        }
        if (e instanceof Expr.And a) {
            return new Operators.And(
                    lowering.condition(a.left(), a.line()), lowering.value(a.right(), Shapes.lastLine(a.right())));
        }
        if (e instanceof Expr.Or o) {
            return new Operators.Or(
                    lowering.condition(o.left(), o.line()), lowering.value(o.right(), Shapes.lastLine(o.right())));
        }
        if (e instanceof Expr.Unary u) {
            return unary(u);
        }
        if (e instanceof Expr.Function f) {
            return function(f);
        }
        if (e instanceof Expr.Table t) {
            return table(t);
        }
        if (e instanceof Expr.Nil) {
            return new Variables.Constant(null, 0);
        }
        if (e instanceof Expr.True) {
            return new Variables.Constant(Boolean.TRUE, 0);
        }
        if (e instanceof Expr.False) {
            return new Variables.Constant(Boolean.FALSE, 0);
        }
        if (e instanceof Expr.Vararg) {
            return new Variables.Vararg();
        }
        return new Variables.Single(expr(((Expr.Paren) e).inner()));
    }

    private ExprNode index(Expr.Index i) {
        ExprNode object = Shapes.isEnvironment(i.object())
                ? expr(i.object())
                : lowering.discharged(i.object(), Shapes.lastLine(i.object()));
        if (i.key() instanceof Expr.Str name) {
            LuaString key = LuaString.constant(name.latin1());
            return new Indexing.Field(
                    object, key, Shapes.isEnvironment(i.object()), lowering.operator(i.line(), Meta.INDEX));
        }
        int keep = Shapes.mayCall(i.key()) ? lowering.reserve(1) : -1;
        ExprNode key = lowering.discharged(i.key(), i.line());
        lowering.free -= keep >= 0 ? 1 : 0;
        return new Indexing.Index(object, key, keep, lowering.operator(i.line(), Meta.INDEX));
    }

    private ExprNode unary(Expr.Unary u) {
        ExprNode operand = lowering.after(u.line(), lowering.discharged(u.operand(), Shapes.lastLine(u.operand())));
        return switch (u.op()) {
            case NEG -> new Operators.Unary(Meta.UNM, operand, lowering.operator(u.line(), Meta.UNM));
            case BNOT -> new Operators.Unary(Meta.BNOT, operand, lowering.operator(u.line(), Meta.BNOT));
            case NOT -> new Operators.Not(operand);
            case LEN -> new Operators.Length(operand, lowering.operator(u.line(), Meta.LEN));
        };
    }

    private ExprNode binary(Expr.Binary b) {
        if (b.op() == Expr.BinaryOp.CONCAT) {
            return concat(b);
        }
        ExprNode l = lowering.discharged(b.left(), b.line());
        int keep = Shapes.mayCall(b.right()) ? lowering.reserve(1) : -1;
        ExprNode r = lowering.after(b.line(), lowering.discharged(b.right(), Shapes.lastLine(b.right())));
        lowering.free -= keep >= 0 ? 1 : 0;
        int pc = lowering.site(b.line(), b.op().event(), Lowering.METAMETHOD);
        if (!lowering.trace
                && b.right() instanceof Expr.Int k
                && withConstant(b.op(), l, r, k.value(), pc) instanceof ExprNode node) {
            return node;
        }
        return switch (b.op()) {
            case ADD -> new Operators.Add(l, r, keep, pc);
            case SUB -> new Operators.Sub(l, r, keep, pc);
            case MUL -> new Operators.Mul(l, r, keep, pc);
            case DIV -> new Operators.Div(l, r, keep, pc);
            case MOD -> new Operators.Mod(l, r, keep, pc);
            case POW -> new Operators.Pow(l, r, keep, pc);
            case IDIV -> new Operators.FloorDiv(l, r, keep, pc);
            case BAND -> new Operators.BitAnd(l, r, keep, pc);
            case BOR -> new Operators.BitOr(l, r, keep, pc);
            case BXOR -> new Operators.BitXor(l, r, keep, pc);
            case SHL -> new Operators.ShiftLeft(l, r, keep, pc);
            case SHR -> new Operators.ShiftRight(l, r, keep, pc);
            case LT -> new Comparisons.Less(l, r, keep, pc);
            case LE -> new Comparisons.LessEqual(l, r, keep, pc);
            case GT -> new Comparisons.Greater(l, r, keep, pc);
            case GE -> new Comparisons.GreaterEqual(l, r, keep, pc);
            case EQ -> equal(true, l, r, keep, pc);
            case NE -> equal(false, l, r, keep, pc);
            case CONCAT -> throw new IllegalStateException();
        };
    }

    private static ExprNode withConstant(Expr.BinaryOp op, ExprNode l, ExprNode r, long k, int pc) {
        return switch (op) {
            case ADD -> new Operators.AddConstant(l, r, k, Meta.ADD, pc);
            case SUB -> k == Long.MIN_VALUE || k == 0 ? null : new Operators.AddConstant(l, r, -k, Meta.SUB, pc);
            case LT -> new Comparisons.WithConstant(Meta.LT, false, l, r, k, pc);
            case LE -> new Comparisons.WithConstant(Meta.LE, false, l, r, k, pc);
            case GT -> new Comparisons.WithConstant(Meta.LT, true, l, r, k, pc);
            case GE -> new Comparisons.WithConstant(Meta.LE, true, l, r, k, pc);
            default -> null;
        };
    }

    private static ExprNode equal(boolean wanted, ExprNode l, ExprNode r, int keep, int pc) {
        if (r instanceof Variables.Constant c && c.value != Tag.FLT) {
            return new Comparisons.EqualConstant(wanted, l, r, c.value, c.bits, pc);
        }
        return new Comparisons.Equal(wanted, l, r, keep, pc);
    }

    private ExprNode concat(Expr.Binary b) {
        ArrayList<Expr> parts = new ArrayList<>(4);
        Expr e = b;
        int line = b.line();
        while (e instanceof Expr.Binary c && c.op() == Expr.BinaryOp.CONCAT) {
            parts.add(c.left());
            line = c.line();
            e = c.right();
        }
        parts.add(e);
        int base = lowering.free;
        ExprNode[] nodes = inTemporaries(parts, Shapes.lastLine(e));
        nodes[nodes.length - 1] = lowering.after(line, nodes[nodes.length - 1]);
        lowering.reserve(nodes.length);
        int pc = lowering.operator(line, Meta.CONCAT);
        lowering.free = base;
        return new Operators.Concat(nodes, base, pc);
    }

    private ExprNode function(Expr.Function f) {
        FunctionBody body = f.body();
        Proto inner = lowering.proto.inner(body.ordinal());
        List<FunctionBody.UpvalueDesc> upvalues = body.upvalues();
        int[] sources = new int[upvalues.size()];
        for (int i = 0; i < sources.length; i++) {
            FunctionBody.UpvalueDesc u = upvalues.get(i);
            sources[i] = u.local() != null ? lowering.slotOf(u.local()) : ~u.index();
        }
        return new Variables.Function(inner, sources);
    }

    private ExprNode table(Expr.Table t) {
        int n = t.fields().size();
        boolean calls = false;
        for (Expr.Field field : t.fields()) {
            calls = calls || Shapes.mayCall(field.value()) || field.key() != null && Shapes.mayCall(field.key());
        }
        int before = lowering.free;
        int keep = calls ? lowering.reserve(2) : -1;
        ExprNode[] keys = new ExprNode[n];
        ExprNode[] values = new ExprNode[n];
        int positional = 0;
        for (int i = 0; i < n; i++) {
            Expr.Field field = t.fields().get(i);
            if (field.key() == null) {
                positional++;
            } else {
                keys[i] = lowering.discharged(field.key(), Shapes.lastLine(field.key()));
            }
            values[i] = lowering.value(field.value(), Shapes.lastLine(field.value()));
            if (i == n - 1 && positional > 0) {
                values[i] = lowering.after(t.endLine(), values[i]);
            }
        }
        lowering.free = before;
        return lowering.before(
                t.line(), new Indexing.Constructor(keys, values, positional, keep, lowering.site(t.line())));
    }

    /// Lowers expressions whose values will lie one after the other in the slots from `free`.
    /// `endLine` is the line of the token after the last one.
    ExprNode[] inTemporaries(List<Expr> values, int endLine) {
        if (values.isEmpty()) {
            return NO_NODES;
        }
        int base = lowering.free;
        ExprNode[] nodes = new ExprNode[values.size()];
        for (int i = 0; i < nodes.length; i++) {
            Expr e = values.get(i);
            nodes[i] = lowering.value(e, i == nodes.length - 1 ? endLine : Shapes.lastLine(e));
            lowering.reserve(1);
        }
        lowering.free = base;
        return nodes;
    }

    private ExprNode argument(List<Expr> arguments, int i, int line, int endLine) {
        Expr e = arguments.get(i);
        boolean last = i == arguments.size() - 1;
        ExprNode node = lowering.value(e, last ? endLine : Shapes.lastLine(e));
        return last ? lowering.after(line, node) : node;
    }

    private ExprNode call(Expr.Call c) {
        List<Expr> arguments = c.arguments();
        int n = arguments.size();
        String name = null;
        String what = null;
        Expr function = c.function();
        if (function instanceof Expr.Local l) {
            name = l.variable().name();
            what = "local";
        } else if (function instanceof Expr.Upvalue u) {
            name = u.name();
            what = "upvalue";
        } else if (function instanceof Expr.Index i) {
            what = Shapes.isEnvironment(i.object()) ? "global" : "field";
            name = i.key() instanceof Expr.Str s ? s.latin1() : i.key() instanceof Expr.Int ? "integer index" : "?";
        }
        if (function instanceof Expr.Str s) {
            what = "constant";
            name = s.latin1();
        }
        int base = lowering.free;
        ExprNode callee = lowering.value(function, Shapes.lastLine(function));
        if (n == 0) {
            callee = lowering.after(c.line(), callee);
        }
        if (n <= 3 && isPlain(arguments)) {
            ExprNode[] a = new ExprNode[n];
            for (int i = 0; i < n; i++) {
                a[i] = argument(arguments, i, c.line(), c.endLine());
            }
            int pc = lowering.site(c.line(), name, what);
            return switch (n) {
                case 0 -> new CallNodes.Call0(callee, pc);
                case 1 -> new CallNodes.Call1(callee, a[0], pc);
                case 2 -> new CallNodes.Call2(callee, a[0], a[1], pc);
                default -> new CallNodes.Call3(callee, a[0], a[1], a[2], pc);
            };
        }
        lowering.reserve(1);
        ExprNode[] a = inTemporaries(arguments, c.endLine());
        a[n - 1] = lowering.after(c.line(), a[n - 1]);
        lowering.free = base;
        return new CallNodes.CallMany(callee, a, base, lowering.site(c.line(), name, what));
    }

    private ExprNode methodCall(Expr.MethodCall c) {
        List<Expr> arguments = c.arguments();
        int n = arguments.size();
        int base = lowering.free;
        ExprNode object = lowering.after(c.line(), lowering.discharged(c.object(), c.line()));
        LuaString name = LuaString.constant(c.name());
        if (n <= 2 && isPlain(arguments)) {
            ExprNode a = n > 0 ? argument(arguments, 0, c.line(), c.endLine()) : null;
            ExprNode b = n > 1 ? argument(arguments, 1, c.line(), c.endLine()) : null;
            return new CallNodes.Method(object, name, a, b, lowering.site(c.line(), c.name(), "method"));
        }
        lowering.reserve(2);
        ExprNode[] a = inTemporaries(arguments, c.endLine());
        a[n - 1] = lowering.after(c.line(), a[n - 1]);
        lowering.free = base;
        return new CallNodes.MethodMany(object, name, a, base, lowering.site(c.line(), c.name(), "method"));
    }

    /// Whether the arguments need no temporaries: none calls anything, none is multiple.
    private static boolean isPlain(List<Expr> arguments) {
        for (Expr e : arguments) {
            if (e instanceof Expr.Vararg || Shapes.mayCall(e)) {
                return false;
            }
        }
        return true;
    }
}
