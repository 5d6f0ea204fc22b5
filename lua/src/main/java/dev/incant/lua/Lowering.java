package dev.incant.lua;

import dev.incant.lua.syntax.Expr;
import dev.incant.lua.syntax.FunctionBody;
import dev.incant.lua.syntax.LocalVar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import org.jspecify.annotations.NullUnmarked;

/// Turns one function's syntax tree into executable nodes, by [StatementLowering] and [ExpressionLowering]:
/// gives locals and temporaries their slots, with the discipline of a stack, and each place that can fail
/// or call its [Site].
@NullUnmarked // absent parts are null
final class Lowering {
    static final String METAMETHOD = "metamethod";

    /// Nodes made between two looks at the stop flag.
    private static final int STRIDE = 1024;

    final Proto proto;
    private final FunctionBody tree;
    private final ArrayList<Site> sites = new ArrayList<>();
    private final IdentityHashMap<LocalVar, Integer> slots = new IdentityHashMap<>();

    /// The innermost scope.
    Site.Scope scope;

    /// The first slot that is not in use.
    int free;

    private int max;
    private int endPc;
    private int[] capturedParams;

    /// Whether the nodes tell hooks of every line, see [Traced].
    final boolean trace;

    private final LuaState state;
    private final ExpressionLowering expressions = new ExpressionLowering(this);
    private int work;

    private Lowering(Proto proto, LuaState state, boolean trace) {
        this.proto = proto;
        this.state = state;
        this.trace = trace;
        this.tree = proto.tree;
    }

    /// Lowers a function. Costs no steps, as another state may have done it before; an interrupt stops it.
    static Code lower(Proto proto, LuaState state) {
        Lowering lowering = new Lowering(proto, state, false);
        StatNode body = lowering.function();
        return new Code(body, null, lowering.sites(), lowering.max, lowering.capturedParams, lowering.endPc);
    }

    /// Adds nodes that tell hooks of every line to what [#lower] made.
    static Code lowerTraced(Proto proto, Code plain, LuaState state) {
        Lowering lowering = new Lowering(proto, state, true);
        Collections.addAll(lowering.sites, plain.sites);
        StatNode traced = lowering.function();
        return new Code(
                plain.body,
                traced,
                lowering.sites(),
                Math.max(plain.slots, lowering.max),
                plain.capturedParams,
                plain.endPc);
    }

    private Site[] sites() {
        return sites.toArray(new Site[0]);
    }

    /// Called for each part of the tree: stops when the state has to.
    void tick() {
        if ((++work & STRIDE - 1) == 0) {
            state.checkInterrupt();
        }
    }

    private StatNode function() {
        int captured = 0;
        for (LocalVar p : tree.parameters()) {
            declare(p);
            captured += p.captured() ? 1 : 0;
        }
        site(tree.line(), null, null);
        if (captured > 0) {
            capturedParams = new int[captured];
            int i = 0;
            for (LocalVar p : tree.parameters()) {
                if (p.captured()) {
                    capturedParams[i++] = slots.get(p);
                }
            }
        }
        StatNode body = new StatementLowering(this, expressions).block(tree.block(), null);
        int endLine = tree.ordinal() == 0 ? tree.block().endLine() : tree.endLine();
        endPc = site(endLine);
        return body;
    }

    // ---- slots, scopes and sites

    int reserve(int count) {
        int first = free;
        free += count;
        max = Math.max(max, free);
        return first;
    }

    int declare(LocalVar variable) {
        int slot = reserve(1);
        enter(variable, slot);
        return slot;
    }

    int slotOf(LocalVar variable) {
        return slots.get(variable);
    }

    void enter(LocalVar variable, int slot) {
        slots.put(variable, slot);
        scope = new Site.Scope(scope, variable.name(), slot, variable);
    }

    int hidden(String name) {
        int slot = reserve(1);
        scope = new Site.Scope(scope, name, slot, null);
        return slot;
    }

    int site(int line, String name, String nameWhat) {
        sites.add(new Site(line, scope, free, name, nameWhat));
        return sites.size() - 1;
    }

    int operator(int line, int event) {
        return site(line, Meta.event(event), METAMETHOD);
    }

    int site(int line) {
        return site(line, null, null);
    }

    // ---- what hooks hear of
    //
    // PUC gives each instruction the line of the token that was read last when it was emitted, or the line of
    // an operator or call. These give the places of instructions that the nodes stand for; without `trace`
    // they do nothing.

    ExprNode before(int line, ExprNode node) {
        return trace ? new Traced.Before(site(line), node) : node;
    }

    ExprNode after(int line, ExprNode node) {
        return trace ? new Traced.After(site(line), node) : node;
    }

    StatNode told(int line, StatNode node) {
        return trace ? new Traced.Statement(site(line), node) : node;
    }

    /// An expression whose value is moved to a register of its own by an instruction in `line`.
    ExprNode value(Expr e, int line) {
        if (!trace) {
            return expressions.expr(e);
        }
        if (e instanceof Expr.Local
                || e instanceof Expr.Int
                || e instanceof Expr.Flt
                || e instanceof Expr.Str
                || e instanceof Expr.Nil
                || e instanceof Expr.True
                || e instanceof Expr.False
                || e instanceof Expr.Vararg) {
            return before(line, expressions.expr(e));
        }
        if (e instanceof Expr.Function f) {
            return before(f.body().endLine(), expressions.expr(e));
        }
        return discharged(e, line);
    }

    /// An expression that an instruction in `line` reads, if one is needed at all.
    ExprNode discharged(Expr e, int line) {
        if (!trace) {
            return expressions.expr(e);
        }
        if (e instanceof Expr.Upvalue || e instanceof Expr.Index i && (i.global() || Shapes.isVariable(i.object()))) {
            return before(line, expressions.expr(e));
        }
        if (e instanceof Expr.Index i && i.key() instanceof Expr.Str) {
            return after(line, expressions.expr(e));
        }
        if (e instanceof Expr.Function f) {
            return before(f.body().endLine(), expressions.expr(e));
        }
        return expressions.expr(e);
    }

    /// An expression that is tested by an instruction in `line`; a comparison is its own test.
    ExprNode condition(Expr e, int line) {
        if (!trace) {
            return expressions.expr(e);
        }
        if (e instanceof Expr.Binary b && b.op().ordinal() >= Expr.BinaryOp.EQ.ordinal()
                || e instanceof Expr.And
                || e instanceof Expr.Or) {
            return expressions.expr(e);
        }
        return after(line, discharged(e, line));
    }
}
