package dev.incant.lua;

import java.util.BitSet;
import org.jspecify.annotations.NullUnmarked;

/// What a loop does to the registers, found before it is compiled.
@NullUnmarked // absent parts are null
final class Survey {
    /// Whether it calls, or contains what is not compiled: then no register is known at its head.
    boolean forgets;

    /// Registers that it reads.
    final BitSet read = new BitSet();

    /// Registers that it sets.
    final BitSet set = new BitSet();

    void all(StatNode[] stats) {
        for (StatNode stat : stats) {
            stat(stat);
        }
    }

    void stat(StatNode stat) {
        if (stat == null || forgets) {
            return;
        }
        if (stat instanceof Statements.Block b) {
            forgets |= b.labels;
            all(b.body);
        } else if (stat instanceof Statements.ShortBlock b) {
            stat(b.first);
            stat(b.second);
            stat(b.third);
            stat(b.fourth);
        } else if (stat instanceof Fused.Assignment a) {
            set.set(a.target());
            expr(a.value());
        } else if (stat instanceof Fused.Conditional c) {
            expr(c.condition());
            stat(c.then());
            stat(c.otherwise());
        } else if (stat instanceof Statements.IfChain c) {
            all(c.conditions);
            all(c.blocks);
            stat(c.otherwise);
        } else if (stat instanceof Statements.SetCell s) {
            expr(s.value);
        } else if (stat instanceof Statements.SetUpvalue s) {
            expr(s.value);
        } else if (stat instanceof Statements.AssignTwo s) {
            target(s.first);
            target(s.second);
            expr(s.v);
            expr(s.w);
        } else if (stat instanceof Statements.AssignTwoLocals s) {
            target(s.first);
            target(s.second);
            expr(s.v);
            expr(s.w);
        } else if (stat instanceof Statements.DeclareMany s) {
            all(s.values);
            set.set(s.base, s.base + s.count);
        } else if (stat instanceof Statements.AssignMany s && s.fixed) {
            all(s.values);
            set.set(s.base, s.base + s.targets.length);
            for (Statements.Target t : s.targets) {
                target(t);
            }
        } else if (stat instanceof Indexing.SetField s) {
            expr(s.object);
            expr(s.value);
        } else if (stat instanceof Indexing.SetIndex s) {
            expr(s.object);
            expr(s.key);
            expr(s.value);
        } else if (stat instanceof Loops.While l) {
            expr(l.condition);
            stat(l.nodes);
        } else if (stat instanceof Loops.Repeat l) {
            stat(l.nodes);
        } else if (stat instanceof Loops.Until u) {
            expr(u.condition);
        } else if (stat instanceof Loops.Numeric l) {
            numeric(l);
        } else if (stat instanceof Statements.ReturnOne r) {
            expr(r.value);
        } else if (!(stat instanceof Statements.ReturnNone
                || stat instanceof Statements.ReturnMany
                || stat instanceof Statements.ReturnCall
                || stat instanceof Statements.Break
                || stat instanceof Statements.Look
                || stat instanceof Statements.NewCell n && isQuiet(n.value))) {
            forgets = true;
        }
    }

    private boolean isQuiet(ExprNode e) {
        expr(e);
        return !forgets;
    }

    private void numeric(Loops.Numeric l) {
        expr(l.start);
        expr(l.limit);
        expr(l.step);
        set.set(l.base + 3);
        stat(l.nodes);
    }

    private void target(Statements.Target t) {
        if (t instanceof Statements.SlotTarget s) {
            if (!s.captured) {
                set.set(s.slot);
            }
        } else if (t instanceof Statements.IndexTarget i) {
            expr(i.object);
            expr(i.key);
        }
    }

    private void all(ExprNode[] nodes) {
        for (ExprNode node : nodes) {
            expr(node);
        }
    }

    void expr(ExprNode e) {
        if (e == null || forgets) {
            return;
        }
        if (e instanceof Variables.Local l) {
            read.set(l.slot);
        } else if (e instanceof Operators.Binary b) {
            expr(b.l);
            expr(b.r);
        } else if (e instanceof Operators.Unary u) {
            expr(u.operand);
        } else if (e instanceof Operators.Length l) {
            expr(l.operand);
        } else if (e instanceof Operators.Not n) {
            expr(n.operand);
        } else if (e instanceof Operators.And a) {
            expr(a.l);
            expr(a.r);
        } else if (e instanceof Operators.Or o) {
            expr(o.l);
            expr(o.r);
        } else if (e instanceof Operators.Concat c) {
            all(c.parts);
        } else if (e instanceof Indexing.Field f) {
            expr(f.object);
        } else if (e instanceof Indexing.Constructor c) {
            for (int i = 0; i < c.values.length; i++) {
                expr(c.keys[i]);
                expr(c.values[i]);
            }
        } else if (!(e instanceof Variables.Constant
                || e instanceof Variables.CapturedLocal
                || e instanceof Variables.Upvalue
                || e instanceof Variables.Function)) {
            forgets = true;
        }
    }
}
