package dev.incant.lua;

import dev.incant.lua.syntax.Expr;
import dev.incant.lua.syntax.FunctionBody;
import dev.incant.lua.syntax.LocalVar;
import dev.incant.lua.syntax.Stat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/// Turns one function's syntax tree into executable nodes: gives locals and temporaries their slots, with the
/// discipline of a stack, and each place that can fail or call its [Site].
@NullUnmarked // absent parts are null
final class Lowering {
    private static final int[] NO_SLOTS = new int[0];
    private static final int MAX_SPINE = 160;
    private static final String METAMETHOD = "metamethod";
    private static final ExprNode[] NO_NODES = new ExprNode[0];

    /// Nodes made between two looks at the stop flag, and statements run in a row without one.
    private static final int STRIDE = 1024;

    private final Proto proto;
    private final FunctionBody tree;
    private final ArrayList<Site> sites = new ArrayList<>();
    private final IdentityHashMap<LocalVar, Integer> slots = new IdentityHashMap<>();
    private final IdentityHashMap<Stat.Label, Jump> jumps = new IdentityHashMap<>();

    /// Parts of a long spine whose values lie in a temporary, see [#chain].
    private final IdentityHashMap<Expr, ExprNode> kept = new IdentityHashMap<>(2);

    private Site.Scope scope;
    private int free;
    private int max;
    private int endPc;
    private int closeScopes;
    private int[] capturedParams;

    /// Whether the next statement is a `break` that PUC makes part of the jump of its `if`.
    private boolean silentBreak;

    /// Whether the nodes tell hooks of every line, see [Traced].
    private final boolean trace;

    private final LuaState state;
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
    private void tick() {
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
        StatNode body = block(tree.block(), null);
        int endLine = tree.ordinal() == 0 ? tree.block().endLine() : tree.endLine();
        endPc = site(endLine);
        return body;
    }

    // ---- slots, scopes and sites

    private int reserve(int count) {
        int first = free;
        free += count;
        max = Math.max(max, free);
        return first;
    }

    private int declare(LocalVar variable) {
        int slot = reserve(1);
        enter(variable, slot);
        return slot;
    }

    private void enter(LocalVar variable, int slot) {
        slots.put(variable, slot);
        scope = new Site.Scope(scope, variable.name(), slot, variable);
    }

    private int hidden(String name) {
        int slot = reserve(1);
        scope = new Site.Scope(scope, name, slot, null);
        return slot;
    }

    private int site(int line, String name, String nameWhat) {
        sites.add(new Site(line, scope, free, name, nameWhat));
        return sites.size() - 1;
    }

    private int operator(int line, int event) {
        return site(line, Meta.event(event), METAMETHOD);
    }

    private int site(int line) {
        return site(line, null, null);
    }

    // ---- statements

    /// A block in a scope of its own; `until` is the condition of a `repeat` that sees its locals.
    private StatNode block(Stat.Block block, Stat.Repeat until) {
        Site.Scope outer = scope;
        int before = free;
        StatNode node = statements(block, 0, until);
        scope = outer;
        free = before;
        return node;
    }

    private StatNode statements(Stat.Block block, int from, Stat.Repeat until) {
        List<Stat> stats = block.statements();
        ArrayList<StatNode> nodes = new ArrayList<>(stats.size() - from + 1);
        ArrayList<Jump> labels = new ArrayList<>(0);
        boolean split = false;
        for (int i = from; i < stats.size() && !split; i++) {
            Stat stat = stats.get(i);
            if (stat instanceof Stat.LabelStat l) {
                Jump jump = jump(l.label());
                jump.index = nodes.size();
                labels.add(jump);
                continue;
            }
            if ((i & STRIDE - 1) == STRIDE - 1) {
                nodes.add(new Statements.Look(stat.line(), site(stat.line())));
            }
            nodes.add(statement(stat));
            silentBreak = false;
            LocalVar toClose = toClose(stat);
            if (toClose != null) {
                int pc = site(stat.line());
                int endPc = operator(block.endLine(), Meta.CLOSE);
                closeScopes++;
                StatNode rest = statements(block, i + 1, until);
                closeScopes--;
                nodes.add(new CloseScope(stat.line(), pc, endPc, toClose.name(), slots.get(toClose), rest, false));
                split = true;
            }
        }
        if (until != null && !split) {
            int line = until.untilLine();
            int pc = site(Shapes.firstLine(until.condition()));
            nodes.add(new Loops.Until(line, pc, condition(until.condition(), Shapes.lastLine(until.condition()))));
        }
        if (labels.isEmpty() && !nodes.isEmpty() && nodes.size() <= 4) {
            return new Statements.ShortBlock(block.endLine(), 0, nodes.toArray(new StatNode[0]), !trace);
        }
        Statements.Block node =
                new Statements.Block(block.endLine(), 0, nodes.toArray(new StatNode[0]), !labels.isEmpty(), !trace);
        for (Jump jump : labels) {
            jump.owner = node;
        }
        return node;
    }

    private static LocalVar toClose(Stat stat) {
        if (stat instanceof Stat.LocalDecl d) {
            for (LocalVar v : d.variables()) {
                if (v.attribute() == LocalVar.Attribute.CLOSE) {
                    return v;
                }
            }
        }
        return null;
    }

    private Jump jump(Stat.Label label) {
        Jump jump = jumps.get(label);
        if (jump == null) {
            jump = new Jump();
            jumps.put(label, jump);
        }
        return jump;
    }

    private StatNode statement(Stat stat) {
        tick();
        if (stat instanceof Stat.LocalDecl s) {
            return localDecl(s);
        }
        if (stat instanceof Stat.Assign s) {
            return assign(s);
        }
        if (stat instanceof Stat.CallStat s) {
            int pc = site(Shapes.firstLine(s.call()));
            return new Statements.Evaluate(s.line(), pc, expr(s.call()));
        }
        if (stat instanceof Stat.If s) {
            return ifStat(s);
        }
        if (stat instanceof Stat.Return s) {
            return returnStat(s);
        }
        if (stat instanceof Stat.NumericFor s) {
            return numericFor(s);
        }
        if (stat instanceof Stat.GenericFor s) {
            return genericFor(s);
        }
        if (stat instanceof Stat.While s) {
            int pc = site(Shapes.firstLine(s.condition()));
            ExprNode condition = condition(s.condition(), Shapes.lastLine(s.condition()));
            return new Loops.While(s.line(), pc, condition, block(s.body(), null), !trace);
        }
        if (stat instanceof Stat.Repeat s) {
            return new Loops.Repeat(s.line(), site(s.line()), block(s.body(), s));
        }
        if (stat instanceof Stat.LocalFunction s) {
            int pc = site(s.line());
            int slot = declare(s.variable());
            ExprNode function = value(s.function(), s.line());
            return s.variable().captured()
                    ? new Statements.LocalFunction(s.line(), pc, slot, function)
                    : new Statements.SetLocal(s.line(), pc, slot, function);
        }
        if (stat instanceof Stat.Do s) {
            return block(s.body(), null);
        }
        if (stat instanceof Stat.Break s) {
            if (silentBreak) {
                return new Statements.Break(s.line(), site(s.line()));
            }
            return told(s.line(), new Statements.Break(s.line(), site(s.line())));
        }
        Stat.Goto s = (Stat.Goto) stat;
        return told(s.line(), new Statements.Goto(s.line(), site(s.line()), jump(s.label())));
    }

    private StatNode localDecl(Stat.LocalDecl s) {
        List<LocalVar> variables = s.variables();
        List<Expr> values = s.values();
        int pc = site(values.isEmpty() ? s.line() : Shapes.firstLine(values.get(0)));
        if (variables.size() == 1 && values.size() <= 1) {
            LocalVar v = variables.get(0);
            ExprNode value = values.isEmpty()
                    ? before(s.endLine(), new Variables.Constant(null, 0))
                    : value(values.get(0), s.endLine());
            int slot = declare(v);
            return v.captured()
                    ? new Statements.NewCell(s.line(), pc, slot, value)
                    : Fused.setLocal(s.line(), pc, slot, value);
        }
        int base = free;
        ExprNode[] nodes = inTemporaries(values, s.endLine());
        int count = variables.size();
        if (count == nodes.length && !nodes[count - 1].isMulti()) {
            return declareEach(s, pc, nodes);
        }
        reserve(Math.max(count, values.size()));
        free = base + count;
        int[] captured = NO_SLOTS;
        for (int i = 0; i < count; i++) {
            LocalVar v = variables.get(i);
            enter(v, base + i);
            if (v.captured()) {
                captured = append(captured, base + i);
            }
        }
        StatNode declaration = new Statements.DeclareMany(s.line(), pc, nodes, base, count, captured);
        return values.isEmpty() ? told(s.endLine(), declaration) : declaration;
    }

    /// `local a, b = x, y`: each value goes straight to its variable, which no later value can see.
    private StatNode declareEach(Stat.LocalDecl s, int pc, ExprNode[] values) {
        StatNode[] each = new StatNode[values.length];
        for (int i = 0; i < each.length; i++) {
            LocalVar v = s.variables().get(i);
            int slot = declare(v);
            each[i] = v.captured()
                    ? new Statements.NewCell(s.line(), pc, slot, values[i])
                    : Fused.setLocal(s.line(), pc, slot, values[i]);
        }
        return new Statements.Block(s.line(), pc, each, false, false);
    }

    private static int[] append(int[] array, int value) {
        int[] longer = java.util.Arrays.copyOf(array, array.length + 1);
        longer[array.length] = value;
        return longer;
    }

    /// Lowers expressions whose values will lie one after the other in the slots from `free`.
    /// `endLine` is the line of the token after the last one.
    private ExprNode[] inTemporaries(List<Expr> values, int endLine) {
        if (values.isEmpty()) {
            return NO_NODES;
        }
        int base = free;
        ExprNode[] nodes = new ExprNode[values.size()];
        for (int i = 0; i < nodes.length; i++) {
            Expr e = values.get(i);
            nodes[i] = value(e, i == nodes.length - 1 ? endLine : Shapes.lastLine(e));
            reserve(1);
        }
        free = base;
        return nodes;
    }

    private StatNode assign(Stat.Assign s) {
        if (s.targets().size() > 1 || s.values().size() > 1) {
            return assignMany(s);
        }
        Expr target = s.targets().get(0);
        Expr value = s.values().get(0);
        int line = s.line();
        if (target instanceof Expr.Local l) {
            int pc = site(Shapes.firstLine(value));
            int slot = slots.get(l.variable());
            ExprNode v = value(value, s.endLine());
            return l.variable().captured()
                    ? new Statements.SetCell(line, pc, slot, v)
                    : Fused.setLocal(line, pc, slot, v);
        }
        if (target instanceof Expr.Upvalue u) {
            int pc = site(Shapes.firstLine(value));
            return new Statements.SetUpvalue(line, pc, u.index(), value(value, s.endLine()));
        }
        Expr.Index index = (Expr.Index) target;
        int pc = site(
                Shapes.isVariable(index.object()) && Shapes.isSimple(index.key())
                        ? Shapes.firstLine(value)
                        : Shapes.firstLine(index));
        ExprNode object = expr(index.object());
        boolean calls = Shapes.mayCall(value);
        if (index.key() instanceof Expr.Str name) {
            int keep = calls && object.slot() < 0 ? reserve(1) : -1;
            ExprNode v = after(s.endLine(), value(value, s.endLine()));
            free -= keep >= 0 ? 1 : 0;
            LuaString key = LuaString.constant(name.latin1());
            return new Indexing.SetField(line, pc, operator(index.line(), Meta.NEWINDEX), object, key, v, keep);
        }
        int keep = calls || Shapes.mayCall(index.key()) ? reserve(2) : -1;
        ExprNode key = value(index.key(), index.line());
        ExprNode v = after(s.endLine(), value(value, s.endLine()));
        free -= keep >= 0 ? 2 : 0;
        return new Indexing.SetIndex(line, pc, operator(index.line(), Meta.NEWINDEX), object, key, v, keep);
    }

    private StatNode assignMany(Stat.Assign s) {
        int before = free;
        int pc = site(s.line());
        Statements.Target[] targets = new Statements.Target[s.targets().size()];
        for (int i = 0; i < targets.length; i++) {
            Expr target = s.targets().get(i);
            if (target instanceof Expr.Local l) {
                targets[i] = new Statements.SlotTarget(
                        slots.get(l.variable()), l.variable().captured());
            } else if (target instanceof Expr.Upvalue u) {
                targets[i] = new Statements.UpvalueTarget(u.index());
            } else {
                Expr.Index index = (Expr.Index) target;
                ExprNode object = expr(index.object());
                int base = reserve(1);
                ExprNode key = expr(index.key());
                reserve(1);
                targets[i] = new Statements.IndexTarget(object, key, base, operator(index.line(), Meta.NEWINDEX));
            }
        }
        int base = free;
        ExprNode[] values = inTemporaries(s.values(), s.endLine());
        reserve(Math.max(targets.length, values.length));
        free = before;
        if (targets.length == 2
                && values.length == 2
                && targets[0] instanceof Statements.SlotTarget first
                && targets[1] instanceof Statements.SlotTarget second
                && !Shapes.mayCall(s.values().get(0))
                && !Shapes.mayCall(s.values().get(1))) {
            return new Statements.AssignTwoLocals(s.line(), pc, first, second, values[0], values[1]);
        }
        if (targets.length == 2
                && values.length == 2
                && targets[0] instanceof Statements.IndexTarget first
                && targets[1] instanceof Statements.IndexTarget second
                && first.isFixed()
                && second.isFixed()
                && !Shapes.mayCall(s.values().get(0))
                && !Shapes.mayCall(s.values().get(1))) {
            return new Statements.AssignTwo(s.line(), pc, first, second, values[0], values[1]);
        }
        return new Statements.AssignMany(s.line(), pc, targets, values, base);
    }

    private StatNode ifStat(Stat.If s) {
        List<Stat.Clause> clauses = s.clauses();
        int n = clauses.size();
        int pc = site(Shapes.firstLine(clauses.get(0).condition()));
        if (n == 1) {
            ExprNode condition =
                    condition(clauses.get(0).condition(), clauses.get(0).thenLine());
            StatNode then = clauseBody(clauses.get(0));
            StatNode otherwise = s.orElse() == null ? null : block(s.orElse(), null);
            return Fused.conditional(s.line(), pc, condition, then, otherwise);
        }
        ExprNode[] conditions = new ExprNode[n];
        StatNode[] blocks = new StatNode[n];
        int[] pcs = new int[n];
        for (int i = 0; i < n; i++) {
            pcs[i] = site(Shapes.firstLine(clauses.get(i).condition()));
            conditions[i] = condition(clauses.get(i).condition(), clauses.get(i).thenLine());
            blocks[i] = clauseBody(clauses.get(i));
        }
        StatNode otherwise = s.orElse() == null ? null : block(s.orElse(), null);
        return new Statements.IfChain(s.line(), pc, conditions, trace ? null : pcs, blocks, otherwise);
    }

    private StatNode clauseBody(Stat.Clause clause) {
        List<Stat> body = clause.body().statements();
        silentBreak = !body.isEmpty() && body.get(0) instanceof Stat.Break;
        return block(clause.body(), null);
    }

    private StatNode returnStat(Stat.Return s) {
        List<Expr> values = s.values();
        if (values.isEmpty()) {
            return told(s.endLine(), new Statements.ReturnNone(s.line(), site(s.line())));
        }
        int pc = site(Shapes.firstLine(values.get(0)));
        if (values.size() == 1) {
            ExprNode value = value(values.get(0), s.endLine());
            if (value instanceof CallNodes.CallNode call && closeScopes == 0) {
                return new Statements.ReturnCall(s.line(), pc, call);
            }
            if (!value.isMulti()) {
                return new Statements.ReturnOne(s.line(), pc, after(s.endLine(), value));
            }
        }
        int base = free;
        ExprNode[] nodes = inTemporaries(values, s.endLine());
        reserve(nodes.length);
        free = base;
        return new Statements.ReturnMany(s.line(), pc, nodes, base);
    }

    private StatNode numericFor(Stat.NumericFor s) {
        Site.Scope outer = scope;
        int before = free;
        int pc = site(s.line());
        ExprNode start = value(s.start(), Shapes.lastLine(s.start()));
        int base = reserve(1);
        ExprNode limit = value(s.limit(), Shapes.lastLine(s.limit()));
        reserve(1);
        ExprNode step = s.step() == null ? null : value(s.step(), Shapes.lastLine(s.step()));
        free = base;
        hidden("(for state)");
        hidden("(for state)");
        hidden("(for state)");
        declare(s.variable());
        StatNode body = block(s.body(), null);
        scope = outer;
        free = before;
        return new Loops.Numeric(
                s.line(), pc, start, limit, step, base, s.variable().captured(), body);
    }

    private StatNode genericFor(Stat.GenericFor s) {
        Site.Scope outer = scope;
        int before = free;
        int pc = site(s.line());
        int base = free;
        Expr last = s.values().get(s.values().size() - 1);
        ExprNode[] values = inTemporaries(s.values(), Shapes.lastLine(last));
        reserve(Math.max(4, values.length));
        free = base;
        hidden("(for state)");
        hidden("(for state)");
        hidden("(for state)");
        hidden("(for state)");
        int callPc = site(s.values().get(0).line(), "for iterator", "for iterator");
        int[] captured = NO_SLOTS;
        for (LocalVar v : s.variables()) {
            int slot = declare(v);
            if (v.captured()) {
                captured = append(captured, slot);
            }
        }
        // The body of a generic for may run inside the scope of a value to be closed, so a return in it
        // must not be a tail call; PUC marks the block in the same way.
        closeScopes++;
        StatNode body = block(s.body(), null);
        closeScopes--;
        scope = outer;
        free = before;
        return new Loops.Generic(
                s.line(), pc, callPc, values, base, s.variables().size(), captured, body);
    }

    // ---- what hooks hear of
    //
    // PUC gives each instruction the line of the token that was read last when it was emitted, or the line of
    // an operator or call. These give the places of instructions that the nodes stand for; without `trace`
    // they do nothing.

    private ExprNode before(int line, ExprNode node) {
        return trace ? new Traced.Before(site(line), node) : node;
    }

    private ExprNode after(int line, ExprNode node) {
        return trace ? new Traced.After(site(line), node) : node;
    }

    private StatNode told(int line, StatNode node) {
        return trace ? new Traced.Statement(site(line), node) : node;
    }

    /// An expression whose value is moved to a register of its own by an instruction in `line`.
    private ExprNode value(Expr e, int line) {
        if (!trace) {
            return expr(e);
        }
        if (e instanceof Expr.Local
                || e instanceof Expr.Int
                || e instanceof Expr.Flt
                || e instanceof Expr.Str
                || e instanceof Expr.Nil
                || e instanceof Expr.True
                || e instanceof Expr.False
                || e instanceof Expr.Vararg) {
            return before(line, expr(e));
        }
        if (e instanceof Expr.Function f) {
            return before(f.body().endLine(), expr(e));
        }
        return discharged(e, line);
    }

    /// An expression that an instruction in `line` reads, if one is needed at all.
    private ExprNode discharged(Expr e, int line) {
        if (!trace) {
            return expr(e);
        }
        if (e instanceof Expr.Upvalue || e instanceof Expr.Index i && (i.global() || Shapes.isVariable(i.object()))) {
            return before(line, expr(e));
        }
        if (e instanceof Expr.Index i && i.key() instanceof Expr.Str) {
            return after(line, expr(e));
        }
        if (e instanceof Expr.Function f) {
            return before(f.body().endLine(), expr(e));
        }
        return expr(e);
    }

    /// An expression that is tested by an instruction in `line`; a comparison is its own test.
    private ExprNode condition(Expr e, int line) {
        if (!trace) {
            return expr(e);
        }
        if (e instanceof Expr.Binary b && b.op().ordinal() >= Expr.BinaryOp.EQ.ordinal()
                || e instanceof Expr.And
                || e instanceof Expr.Or) {
            return expr(e);
        }
        return after(line, discharged(e, line));
    }

    private ExprNode argument(List<Expr> arguments, int i, int line, int endLine) {
        Expr e = arguments.get(i);
        boolean last = i == arguments.size() - 1;
        ExprNode node = value(e, last ? endLine : Shapes.lastLine(e));
        return last ? after(line, node) : node;
    }

    // ---- expressions

    private ExprNode expr(Expr e) {
        tick();
        ExprNode known = kept.isEmpty() ? null : kept.get(e);
        if (known != null) {
            return known;
        }
        return spineIsLong(e) ? chain(e) : plain(e);
    }

    /// Whether so many operations hang on each other's left that evaluating them by recursion would take too
    /// much Java stack: `a + a + …`, `f()()…`, `a.b.c…` have no limit in Lua.
    private boolean spineIsLong(Expr e) {
        Expr at = e;
        for (int i = 0; i < MAX_SPINE; i++) {
            at = Shapes.leftOf(at);
            if (at == null || kept.containsKey(at)) {
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
        int slot = reserve(1);
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
        free = slot;
        return new Variables.Chain(pieces.toArray(NO_NODES), slot, last);
    }

    private ExprNode plain(Expr e) {
        if (e instanceof Expr.Local l) {
            int slot = slots.get(l.variable());
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
            return new Operators.And(condition(a.left(), a.line()), value(a.right(), Shapes.lastLine(a.right())));
        }
        if (e instanceof Expr.Or o) {
            return new Operators.Or(condition(o.left(), o.line()), value(o.right(), Shapes.lastLine(o.right())));
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
                : discharged(i.object(), Shapes.lastLine(i.object()));
        if (i.key() instanceof Expr.Str name) {
            LuaString key = LuaString.constant(name.latin1());
            return new Indexing.Field(object, key, Shapes.isEnvironment(i.object()), operator(i.line(), Meta.INDEX));
        }
        int keep = Shapes.mayCall(i.key()) ? reserve(1) : -1;
        ExprNode key = discharged(i.key(), i.line());
        free -= keep >= 0 ? 1 : 0;
        return new Indexing.Index(object, key, keep, operator(i.line(), Meta.INDEX));
    }

    private ExprNode unary(Expr.Unary u) {
        ExprNode operand = after(u.line(), discharged(u.operand(), Shapes.lastLine(u.operand())));
        return switch (u.op()) {
            case NEG -> new Operators.Unary(Meta.UNM, operand, operator(u.line(), Meta.UNM));
            case BNOT -> new Operators.Unary(Meta.BNOT, operand, operator(u.line(), Meta.BNOT));
            case NOT -> new Operators.Not(operand);
            case LEN -> new Operators.Length(operand, operator(u.line(), Meta.LEN));
        };
    }

    private ExprNode binary(Expr.Binary b) {
        if (b.op() == Expr.BinaryOp.CONCAT) {
            return concat(b);
        }
        ExprNode l = discharged(b.left(), b.line());
        int keep = Shapes.mayCall(b.right()) ? reserve(1) : -1;
        ExprNode r = after(b.line(), discharged(b.right(), Shapes.lastLine(b.right())));
        free -= keep >= 0 ? 1 : 0;
        int pc = site(b.line(), b.op().event().substring(2), METAMETHOD);
        if (!trace
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
        int base = free;
        ExprNode[] nodes = inTemporaries(parts, Shapes.lastLine(e));
        nodes[nodes.length - 1] = after(line, nodes[nodes.length - 1]);
        reserve(nodes.length);
        int pc = operator(line, Meta.CONCAT);
        free = base;
        return new Operators.Concat(nodes, base, pc);
    }

    private ExprNode function(Expr.Function f) {
        FunctionBody body = f.body();
        Proto inner = proto.inner(body.ordinal());
        List<FunctionBody.UpvalueDesc> upvalues = body.upvalues();
        int[] sources = new int[upvalues.size()];
        for (int i = 0; i < sources.length; i++) {
            FunctionBody.UpvalueDesc u = upvalues.get(i);
            sources[i] = u.local() != null ? slots.get(u.local()) : ~u.index();
        }
        return new Variables.Function(inner, sources);
    }

    private ExprNode table(Expr.Table t) {
        int n = t.fields().size();
        boolean calls = false;
        for (Expr.Field field : t.fields()) {
            calls = calls || Shapes.mayCall(field.value()) || field.key() != null && Shapes.mayCall(field.key());
        }
        int before = free;
        int keep = calls ? reserve(2) : -1;
        ExprNode[] keys = new ExprNode[n];
        ExprNode[] values = new ExprNode[n];
        int positional = 0;
        for (int i = 0; i < n; i++) {
            Expr.Field field = t.fields().get(i);
            if (field.key() == null) {
                positional++;
            } else {
                keys[i] = discharged(field.key(), Shapes.lastLine(field.key()));
            }
            values[i] = value(field.value(), Shapes.lastLine(field.value()));
            if (i == n - 1 && positional > 0) {
                values[i] = after(t.endLine(), values[i]);
            }
        }
        free = before;
        return before(t.line(), new Indexing.Constructor(keys, values, positional, keep, site(t.line())));
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
        int base = free;
        ExprNode callee = value(function, Shapes.lastLine(function));
        if (n == 0) {
            callee = after(c.line(), callee);
        }
        if (n <= 3 && isPlain(arguments)) {
            ExprNode[] a = new ExprNode[n];
            for (int i = 0; i < n; i++) {
                a[i] = argument(arguments, i, c.line(), c.endLine());
            }
            int pc = site(c.line(), name, what);
            return switch (n) {
                case 0 -> new CallNodes.Call0(callee, pc);
                case 1 -> new CallNodes.Call1(callee, a[0], pc);
                case 2 -> new CallNodes.Call2(callee, a[0], a[1], pc);
                default -> new CallNodes.Call3(callee, a[0], a[1], a[2], pc);
            };
        }
        reserve(1);
        ExprNode[] a = inTemporaries(arguments, c.endLine());
        a[n - 1] = after(c.line(), a[n - 1]);
        free = base;
        return new CallNodes.CallMany(callee, a, base, site(c.line(), name, what));
    }

    private ExprNode methodCall(Expr.MethodCall c) {
        List<Expr> arguments = c.arguments();
        int n = arguments.size();
        int base = free;
        ExprNode object = after(c.line(), discharged(c.object(), c.line()));
        LuaString name = LuaString.constant(c.name());
        if (n <= 2 && isPlain(arguments)) {
            ExprNode a = n > 0 ? argument(arguments, 0, c.line(), c.endLine()) : null;
            ExprNode b = n > 1 ? argument(arguments, 1, c.line(), c.endLine()) : null;
            return new CallNodes.Method(object, name, a, b, site(c.line(), c.name(), "method"));
        }
        reserve(2);
        ExprNode[] a = inTemporaries(arguments, c.endLine());
        a[n - 1] = after(c.line(), a[n - 1]);
        free = base;
        return new CallNodes.MethodMany(object, name, a, base, site(c.line(), c.name(), "method"));
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
