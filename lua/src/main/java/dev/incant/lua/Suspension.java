package dev.incant.lua;

import static dev.incant.lua.Assembler.CD_boolean;
import static dev.incant.lua.Assembler.CD_int;
import static dev.incant.lua.Assembler.CD_long;
import static dev.incant.lua.Assembler.FRAME;
import static dev.incant.lua.Assembler.OBJECT;
import static dev.incant.lua.Assembler.PACKAGE;
import static dev.incant.lua.Assembler.TAG;

import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jspecify.annotations.NullUnmarked;

/// Writes what lets a unit leave in the middle and come back, so that a coroutine can run *flat*: on the Java stack of
/// whoever resumes it. At a `yield` the unit returns [Tag#YIELD], and at whatever a flat coroutine cannot do (call a
/// function that may yield itself) it returns [Tag#LEAVE], to be gone on with on a stack of its own. Either way
/// [Frame#at] says where it goes on when it is run again: all else is in the frame already.
///
/// Each statement is a place to go on at, before it has done anything; so what is left to the other stack is done again
/// from there, and only statements that do nothing before they may leave run flat: see [#isRestartable].
@NullUnmarked // absent parts are null
final class Suspension {
    private final Assembler a;
    private final CodeWriter cb;
    private final CodeWriter.Label dispatch;
    private final CodeWriter.Label start;

    /// The Java local that tells whether this run is flat.
    private final int flat;

    /// Whether what is being written may run flat.
    private boolean active = true;

    private final ArrayList<Point> points = new ArrayList<>();

    /// What fetches the Java locals of the loops around, innermost first.
    private final ArrayDeque<Runnable> loops = new ArrayDeque<>();

    /// A place to go on at, with what is known there and the loops around it.
    private record Point(
            CodeWriter.Label here, CodeWriter.Label entry, byte[] known, ArrayList<Runnable> loops, Runnable before) {}

    Suspension(Assembler a) {
        this.a = a;
        this.cb = a.cb;
        this.dispatch = cb.newLabel();
        this.start = cb.newLabel();
        this.flat = a.takeObject();
        a.f();
        cb.getfield(FRAME, "thread", PACKAGE + "Coroutine;")
                .getfield(PACKAGE + "Coroutine;", "flat", CD_boolean)
                .istore(flat)
                .goto_(dispatch)
                .labelBinding(start);
    }

    boolean isActive() {
        return active;
    }

    void active(boolean may) {
        active = may;
    }

    /// Writes the ways to all places, after the rest of the method.
    void end() {
        cb.labelBinding(dispatch);
        if (points.isEmpty()) {
            // An empty body.
            cb.goto_(start);
            return;
        }
        ArrayList<CodeWriter.Label> cases = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            cases.add(points.get(i).entry);
        }
        a.f();
        cb.getfield(FRAME, "at", CD_int).tableswitch(start, cases);
        for (Point p : points) {
            cb.labelBinding(p.entry);
            for (Runnable loop : p.loops) {
                loop.run();
            }
            a.reload(p.known);
            if (p.before != null) {
                p.before.run();
            }
            cb.goto_(p.here);
        }
    }

    /// A place to go on at.
    void point() {
        CodeWriter.Label here = cb.newLabel();
        noteAt(here, null);
        cb.labelBinding(here);
    }

    /// Has the unit go on at `here` when it is run again, after `before`.
    private void noteAt(CodeWriter.Label here, Runnable before) {
        points.add(new Point(here, cb.newLabel(), a.snapshot(), new ArrayList<>(loops), before));
        a.f();
        cb.loadConstant(points.size()).putfield(FRAME, "at", CD_int);
    }

    /// Leaves for a stack of its own if it runs flat.
    void leaveIfFlat() {
        CodeWriter.Label on = cb.newLabel();
        cb.iload(flat).ifeq(on);
        leave();
        cb.labelBinding(on);
    }

    private void leave() {
        cb.getstatic(TAG, "LEAVE", TAG).areturn();
    }

    /// Calls `callee` with the arguments in `frame`: yields if that is what it does. To be followed by the plain call,
    /// which puts its outcome into `result`, and `joined`.
    void call(Value callee, int frame, int result, CodeWriter.Label joined) {
        CodeWriter.Label plain = cb.newLabel();
        CodeWriter.Label quiet = cb.newLabel();
        CodeWriter.Label stays = cb.newLabel();
        cb.iload(flat).ifeq(plain);
        a.pushTag(callee);
        cb.aload(frame);
        a.helper("flatness", CD_int, OBJECT, FRAME);
        int how = a.takeObject();
        cb.istore(how).iload(how).loadConstant(Compiled.YIELDS).if_icmpne(stays);
        byte[] before = a.snapshot();
        a.forget();
        noteAt(joined, () -> {
            a.f();
            cb.getfield(FRAME, "next", FRAME).astore(frame).aload(frame);
            a.helper("resumed", OBJECT, FRAME);
            cb.astore(result);
        });
        a.restore(before);
        a.f();
        cb.aload(frame);
        a.helper("suspend", OBJECT, FRAME, FRAME);
        cb.areturn();
        cb.labelBinding(stays);
        cb.iload(how).loadConstant(Compiled.LEAVES).if_icmpne(quiet);
        leave();
        cb.labelBinding(quiet);
        a.pushTag(callee);
        cb.aload(frame).iload(how);
        a.helper("callFlat", OBJECT, OBJECT, FRAME, CD_int);
        cb.astore(result).goto_(joined);
        cb.labelBinding(plain);
    }

    // ---- loops

    /// Keeps the counters of a numeric loop in its hidden slots.
    void keepCounters(int base, int i, int count) {
        a.n();
        cb.loadConstant(base).lload(i).lastore();
        a.n();
        cb.loadConstant(base + 1).lload(count).lastore();
    }

    void enterNumeric(int base, int i, int count, Value step) {
        a.s();
        cb.loadConstant(base + 1).getstatic(TAG, "INT", TAG).aastore();
        loops.push(() -> {
            a.fetchBits(base, i);
            a.fetchBits(base + 1, count);
            if (!step.constant && step.bits >= 0) {
                a.fetchBits(base + 2, step.bits);
            }
        });
    }

    /// Keeps how a generic loop goes on, see [Loops.Generic#kept].
    void keepCursor(int base, int iteration, int cursor) {
        a.n();
        cb.loadConstant(base + 3).iload(iteration).lload(cursor);
        cb.invokestatic(PACKAGE + "Loops$Generic;", "kept", CD_long, CD_int, CD_long);
        cb.lastore();
    }

    void enterGeneric(int base, int iteration, int table, int cursor) {
        loops.push(() -> a.fetchIteration(base, iteration, table, cursor));
    }

    void leaveLoop() {
        loops.pop();
    }

    // ---- which statements can be done again from their start

    /// Whether nothing is done by the statement, blocks inside apart, before its last call, metamethods included.
    static boolean isRestartable(StatNode stat) {
        if (stat instanceof Fused.Assignment s) {
            return isQuietOrCall(s.value());
        }
        if (stat instanceof Fused.Conditional c) {
            return isQuiet(c.condition());
        }
        if (stat instanceof Statements.IfChain c) {
            return areQuiet(c.conditions, c.conditions.length);
        }
        if (stat instanceof Statements.Evaluate e) {
            return isQuietOrCall(e.call);
        }
        if (stat instanceof Statements.ReturnOne r) {
            return isQuiet(r.value);
        }
        if (stat instanceof Statements.ReturnMany r) {
            return !r.multiple && areQuiet(r.values, r.values.length);
        }
        if (stat instanceof Loops.Numeric l) {
            return isQuiet(l.start) && isQuiet(l.limit) && (l.step == null || isQuiet(l.step));
        }
        if (stat instanceof Loops.Generic l) {
            return endsInCall(l.values);
        }
        if (stat instanceof Loops.While l) {
            return isQuiet(l.condition);
        }
        if (stat instanceof Loops.Until u) {
            return isQuiet(u.condition);
        }
        return isRestartableAssignment(stat)
                || stat instanceof Loops.Repeat
                || stat instanceof Statements.ReturnNone
                || stat instanceof Statements.Break
                || stat instanceof Statements.Goto
                || stat instanceof Statements.Look;
    }

    private static boolean isRestartableAssignment(StatNode stat) {
        if (stat instanceof Indexing.SetField s) {
            return isQuiet(s.object) && isQuiet(s.value);
        }
        if (stat instanceof Indexing.SetIndex s) {
            return isQuiet(s.object) && isQuiet(s.key) && isQuiet(s.value);
        }
        if (stat instanceof Statements.NewCell s) {
            return isQuietOrCall(s.value);
        }
        if (stat instanceof Statements.SetCell s) {
            return isQuietOrCall(s.value);
        }
        if (stat instanceof Statements.SetUpvalue s) {
            return isQuietOrCall(s.value);
        }
        if (stat instanceof Statements.DeclareMany s) {
            return endsInCall(s.values);
        }
        return stat instanceof Statements.AssignTwoLocals s && isQuiet(s.v) && isQuiet(s.w);
    }

    private static boolean endsInCall(ExprNode[] values) {
        int last = values.length - 1;
        return last < 0 || areQuiet(values, last) && isQuietOrCall(values[last]);
    }

    private static boolean areQuiet(ExprNode[] values, int count) {
        for (int i = 0; i < count; i++) {
            if (!isQuiet(values[i])) {
                return false;
            }
        }
        return true;
    }

    /// Whether it calls nothing by name and changes nothing.
    private static boolean isQuiet(ExprNode e) {
        if (e instanceof Variables.Vararg) {
            return true;
        }
        Survey survey = new Survey();
        survey.expr(e);
        return !survey.forgets;
    }

    private static boolean isQuietOrCall(ExprNode e) {
        if (e instanceof CallNodes.Call0 c) {
            return isQuiet(c.callee);
        }
        if (e instanceof CallNodes.Call1 c) {
            return isQuiet(c.callee) && isQuiet(c.a);
        }
        if (e instanceof CallNodes.Call2 c) {
            return isQuiet(c.callee) && isQuiet(c.a) && isQuiet(c.b);
        }
        if (e instanceof CallNodes.Call3 c) {
            return isQuiet(c.callee) && isQuiet(c.a) && isQuiet(c.b) && isQuiet(c.c);
        }
        if (e instanceof CallNodes.Method m) {
            return isQuiet(m.object) && isQuiet(m.a) && isQuiet(m.b);
        }
        if (e instanceof CallNodes.CallMany c) {
            return isQuiet(c.callee) && areQuiet(c.arguments, c.arguments.length);
        }
        if (e instanceof CallNodes.MethodMany m) {
            return isQuiet(m.object) && areQuiet(m.arguments, m.arguments.length);
        }
        return isQuiet(e);
    }
}
