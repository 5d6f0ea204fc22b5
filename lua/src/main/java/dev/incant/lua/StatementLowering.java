package dev.incant.lua;

import dev.incant.lua.syntax.Expr;
import dev.incant.lua.syntax.LocalVar;
import dev.incant.lua.syntax.Stat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/// Turns statements of one function into nodes.
@NullUnmarked // absent parts are null
final class StatementLowering {
    private static final int[] NO_SLOTS = new int[0];

    /// Statements run in a row without a look at the stop flag.
    private static final int STRIDE = 1024;

    private final Lowering lowering;
    private final ExpressionLowering expressions;
    private final IdentityHashMap<Stat.Label, Jump> jumps = new IdentityHashMap<>();
    private int closeScopes;

    /// Whether the next statement is a `break` that PUC makes part of the jump of its `if`.
    private boolean silentBreak;

    StatementLowering(Lowering lowering, ExpressionLowering expressions) {
        this.lowering = lowering;
        this.expressions = expressions;
    }

    /// A block in a scope of its own; `until` is the condition of a `repeat` that sees its locals.
    StatNode block(Stat.Block block, Stat.Repeat until) {
        Site.Scope outer = lowering.scope;
        int before = lowering.free;
        StatNode node = statements(block, 0, until);
        lowering.scope = outer;
        lowering.free = before;
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
                nodes.add(new Statements.Look(stat.line(), lowering.site(stat.line())));
            }
            nodes.add(statement(stat));
            silentBreak = false;
            LocalVar toClose = toClose(stat);
            if (toClose != null) {
                int pc = lowering.site(stat.line());
                int endPc = lowering.operator(block.endLine(), Meta.CLOSE);
                closeScopes++;
                StatNode rest = statements(block, i + 1, until);
                closeScopes--;
                nodes.add(
                        new CloseScope(stat.line(), pc, endPc, toClose.name(), lowering.slotOf(toClose), rest, false));
                split = true;
            }
        }
        if (until != null && !split) {
            int line = until.untilLine();
            int pc = lowering.site(Shapes.firstLine(until.condition()));
            nodes.add(new Loops.Until(
                    line, pc, lowering.condition(until.condition(), Shapes.lastLine(until.condition()))));
        }
        if (labels.isEmpty() && !nodes.isEmpty() && nodes.size() <= 4) {
            return new Statements.ShortBlock(block.endLine(), 0, nodes.toArray(new StatNode[0]), !lowering.trace);
        }
        Statements.Block node = new Statements.Block(
                block.endLine(), 0, nodes.toArray(new StatNode[0]), !labels.isEmpty(), !lowering.trace);
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
        lowering.tick();
        if (stat instanceof Stat.LocalDecl s) {
            return localDecl(s);
        }
        if (stat instanceof Stat.Assign s) {
            return assign(s);
        }
        if (stat instanceof Stat.CallStat s) {
            int pc = lowering.site(Shapes.firstLine(s.call()));
            return new Statements.Evaluate(s.line(), pc, expressions.expr(s.call()));
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
            int pc = lowering.site(Shapes.firstLine(s.condition()));
            ExprNode condition = lowering.condition(s.condition(), Shapes.lastLine(s.condition()));
            return new Loops.While(s.line(), pc, condition, block(s.body(), null), !lowering.trace);
        }
        if (stat instanceof Stat.Repeat s) {
            return new Loops.Repeat(s.line(), lowering.site(s.line()), block(s.body(), s));
        }
        if (stat instanceof Stat.LocalFunction s) {
            int pc = lowering.site(s.line());
            int slot = lowering.declare(s.variable());
            ExprNode function = lowering.value(s.function(), s.line());
            return s.variable().captured()
                    ? new Statements.LocalFunction(s.line(), pc, slot, function)
                    : new Statements.SetLocal(s.line(), pc, slot, function);
        }
        if (stat instanceof Stat.Do s) {
            return block(s.body(), null);
        }
        if (stat instanceof Stat.Break s) {
            if (silentBreak) {
                return new Statements.Break(s.line(), lowering.site(s.line()));
            }
            return lowering.told(s.line(), new Statements.Break(s.line(), lowering.site(s.line())));
        }
        Stat.Goto s = (Stat.Goto) stat;
        return lowering.told(s.line(), new Statements.Goto(s.line(), lowering.site(s.line()), jump(s.label())));
    }

    private StatNode localDecl(Stat.LocalDecl s) {
        List<LocalVar> variables = s.variables();
        List<Expr> values = s.values();
        int pc = lowering.site(values.isEmpty() ? s.line() : Shapes.firstLine(values.get(0)));
        if (variables.size() == 1 && values.size() <= 1) {
            LocalVar v = variables.get(0);
            ExprNode value = values.isEmpty()
                    ? lowering.before(s.endLine(), new Variables.Constant(null, 0))
                    : lowering.value(values.get(0), s.endLine());
            int slot = lowering.declare(v);
            return v.captured()
                    ? new Statements.NewCell(s.line(), pc, slot, value)
                    : Fused.setLocal(s.line(), pc, slot, value);
        }
        int base = lowering.free;
        ExprNode[] nodes = expressions.inTemporaries(values, s.endLine());
        int count = variables.size();
        if (count == nodes.length && !nodes[count - 1].isMulti()) {
            return declareEach(s, pc, nodes);
        }
        lowering.reserve(Math.max(count, values.size()));
        lowering.free = base + count;
        int[] captured = NO_SLOTS;
        for (int i = 0; i < count; i++) {
            LocalVar v = variables.get(i);
            lowering.enter(v, base + i);
            if (v.captured()) {
                captured = append(captured, base + i);
            }
        }
        StatNode declaration = new Statements.DeclareMany(s.line(), pc, nodes, base, count, captured);
        return values.isEmpty() ? lowering.told(s.endLine(), declaration) : declaration;
    }

    /// `local a, b = x, y`: each value goes straight to its variable, which no later value can see.
    private StatNode declareEach(Stat.LocalDecl s, int pc, ExprNode[] values) {
        StatNode[] each = new StatNode[values.length];
        for (int i = 0; i < each.length; i++) {
            LocalVar v = s.variables().get(i);
            int slot = lowering.declare(v);
            each[i] = v.captured()
                    ? new Statements.NewCell(s.line(), pc, slot, values[i])
                    : Fused.setLocal(s.line(), pc, slot, values[i]);
        }
        return new Statements.Block(s.line(), pc, each, false, false);
    }

    private static int[] append(int[] array, int value) {
        int[] longer = Arrays.copyOf(array, array.length + 1);
        longer[array.length] = value;
        return longer;
    }

    private StatNode assign(Stat.Assign s) {
        if (s.targets().size() > 1 || s.values().size() > 1) {
            return assignMany(s);
        }
        Expr target = s.targets().get(0);
        Expr value = s.values().get(0);
        int line = s.line();
        if (target instanceof Expr.Local l) {
            int pc = lowering.site(Shapes.firstLine(value));
            int slot = lowering.slotOf(l.variable());
            ExprNode v = lowering.value(value, s.endLine());
            return l.variable().captured()
                    ? new Statements.SetCell(line, pc, slot, v)
                    : Fused.setLocal(line, pc, slot, v);
        }
        if (target instanceof Expr.Upvalue u) {
            int pc = lowering.site(Shapes.firstLine(value));
            return new Statements.SetUpvalue(line, pc, u.index(), lowering.value(value, s.endLine()));
        }
        Expr.Index index = (Expr.Index) target;
        int pc = lowering.site(
                Shapes.isVariable(index.object()) && Shapes.isSimple(index.key())
                        ? Shapes.firstLine(value)
                        : Shapes.firstLine(index));
        ExprNode object = expressions.expr(index.object());
        boolean calls = Shapes.mayCall(value);
        if (index.key() instanceof Expr.Str name) {
            int keep = calls && object.slot() < 0 ? lowering.reserve(1) : -1;
            ExprNode v = lowering.after(s.endLine(), lowering.value(value, s.endLine()));
            lowering.free -= keep >= 0 ? 1 : 0;
            LuaString key = LuaString.constant(name.latin1());
            return new Indexing.SetField(
                    line, pc, lowering.operator(index.line(), Meta.NEWINDEX), object, key, v, keep);
        }
        int keep = calls || Shapes.mayCall(index.key()) ? lowering.reserve(2) : -1;
        ExprNode key = lowering.value(index.key(), index.line());
        ExprNode v = lowering.after(s.endLine(), lowering.value(value, s.endLine()));
        lowering.free -= keep >= 0 ? 2 : 0;
        return new Indexing.SetIndex(line, pc, lowering.operator(index.line(), Meta.NEWINDEX), object, key, v, keep);
    }

    private StatNode assignMany(Stat.Assign s) {
        int before = lowering.free;
        int pc = lowering.site(s.line());
        Statements.Target[] targets = new Statements.Target[s.targets().size()];
        for (int i = 0; i < targets.length; i++) {
            Expr target = s.targets().get(i);
            if (target instanceof Expr.Local l) {
                targets[i] = new Statements.SlotTarget(
                        lowering.slotOf(l.variable()), l.variable().captured());
            } else if (target instanceof Expr.Upvalue u) {
                targets[i] = new Statements.UpvalueTarget(u.index());
            } else {
                Expr.Index index = (Expr.Index) target;
                ExprNode object = expressions.expr(index.object());
                int base = lowering.reserve(1);
                ExprNode key = expressions.expr(index.key());
                lowering.reserve(1);
                targets[i] =
                        new Statements.IndexTarget(object, key, base, lowering.operator(index.line(), Meta.NEWINDEX));
            }
        }
        int base = lowering.free;
        ExprNode[] values = expressions.inTemporaries(s.values(), s.endLine());
        lowering.reserve(Math.max(targets.length, values.length));
        lowering.free = before;
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
        int pc = lowering.site(Shapes.firstLine(clauses.get(0).condition()));
        if (n == 1) {
            ExprNode condition = lowering.condition(
                    clauses.get(0).condition(), clauses.get(0).thenLine());
            StatNode then = clauseBody(clauses.get(0));
            StatNode otherwise = s.orElse() == null ? null : block(s.orElse(), null);
            return Fused.conditional(s.line(), pc, condition, then, otherwise);
        }
        ExprNode[] conditions = new ExprNode[n];
        StatNode[] blocks = new StatNode[n];
        int[] pcs = new int[n];
        for (int i = 0; i < n; i++) {
            pcs[i] = lowering.site(Shapes.firstLine(clauses.get(i).condition()));
            conditions[i] = lowering.condition(
                    clauses.get(i).condition(), clauses.get(i).thenLine());
            blocks[i] = clauseBody(clauses.get(i));
        }
        StatNode otherwise = s.orElse() == null ? null : block(s.orElse(), null);
        return new Statements.IfChain(s.line(), pc, conditions, lowering.trace ? null : pcs, blocks, otherwise);
    }

    private StatNode clauseBody(Stat.Clause clause) {
        List<Stat> body = clause.body().statements();
        silentBreak = !body.isEmpty() && body.get(0) instanceof Stat.Break;
        return block(clause.body(), null);
    }

    private StatNode returnStat(Stat.Return s) {
        List<Expr> values = s.values();
        if (values.isEmpty()) {
            return lowering.told(s.endLine(), new Statements.ReturnNone(s.line(), lowering.site(s.line())));
        }
        int pc = lowering.site(Shapes.firstLine(values.get(0)));
        if (values.size() == 1) {
            ExprNode value = lowering.value(values.get(0), s.endLine());
            if (value instanceof CallNodes.CallNode call && closeScopes == 0) {
                return new Statements.ReturnCall(s.line(), pc, call);
            }
            if (!value.isMulti()) {
                return new Statements.ReturnOne(s.line(), pc, lowering.after(s.endLine(), value));
            }
        }
        int base = lowering.free;
        ExprNode[] nodes = expressions.inTemporaries(values, s.endLine());
        lowering.reserve(nodes.length);
        lowering.free = base;
        return new Statements.ReturnMany(s.line(), pc, nodes, base);
    }

    private StatNode numericFor(Stat.NumericFor s) {
        Site.Scope outer = lowering.scope;
        int before = lowering.free;
        int pc = lowering.site(s.line());
        ExprNode start = lowering.value(s.start(), Shapes.lastLine(s.start()));
        int base = lowering.reserve(1);
        ExprNode limit = lowering.value(s.limit(), Shapes.lastLine(s.limit()));
        lowering.reserve(1);
        ExprNode step = s.step() == null ? null : lowering.value(s.step(), Shapes.lastLine(s.step()));
        lowering.free = base;
        lowering.hidden("(for state)");
        lowering.hidden("(for state)");
        lowering.hidden("(for state)");
        lowering.declare(s.variable());
        StatNode body = block(s.body(), null);
        lowering.scope = outer;
        lowering.free = before;
        return new Loops.Numeric(
                s.line(), pc, start, limit, step, base, s.variable().captured(), body);
    }

    private StatNode genericFor(Stat.GenericFor s) {
        Site.Scope outer = lowering.scope;
        int before = lowering.free;
        int pc = lowering.site(s.line());
        int base = lowering.free;
        Expr last = s.values().get(s.values().size() - 1);
        ExprNode[] values = expressions.inTemporaries(s.values(), Shapes.lastLine(last));
        lowering.reserve(Math.max(4, values.length));
        lowering.free = base;
        lowering.hidden("(for state)");
        lowering.hidden("(for state)");
        lowering.hidden("(for state)");
        lowering.hidden("(for state)");
        int callPc = lowering.site(s.values().get(0).line(), "for iterator", "for iterator");
        int[] captured = NO_SLOTS;
        for (LocalVar v : s.variables()) {
            int slot = lowering.declare(v);
            if (v.captured()) {
                captured = append(captured, slot);
            }
        }
        // The body of a generic for may run inside the scope of a value to be closed, so a return in it
        // must not be a tail call; PUC marks the block in the same way.
        closeScopes++;
        StatNode body = block(s.body(), null);
        closeScopes--;
        lowering.scope = outer;
        lowering.free = before;
        return new Loops.Generic(
                s.line(), pc, callPc, values, base, s.variables().size(), captured, body);
    }
}
