package dev.incant.lua;

import static dev.incant.lua.Assembler.CD_boolean;
import static dev.incant.lua.Assembler.CD_double;
import static dev.incant.lua.Assembler.CD_int;
import static dev.incant.lua.Assembler.CD_long;
import static dev.incant.lua.Assembler.CD_void;
import static dev.incant.lua.Assembler.FLT;
import static dev.incant.lua.Assembler.FRAME;
import static dev.incant.lua.Assembler.INT;
import static dev.incant.lua.Assembler.OBJECT;
import static dev.incant.lua.Assembler.PACKAGE;
import static dev.incant.lua.Assembler.STAT;
import static dev.incant.lua.Assembler.STATE;
import static dev.incant.lua.Assembler.TABLE;
import static dev.incant.lua.Assembler.TAG;

import java.util.ArrayDeque;
import org.jspecify.annotations.NullUnmarked;

/// Writes the code of statements: for each node what its `exec` does, in the same order. What is not known here is
/// left to the node.
@NullUnmarked // absent parts are null
final class Emitter {
    private static final String NUMERIC = PACKAGE + "Loops$Numeric;";

    private final Assembler a;
    private final CodeWriter cb;
    private final Expressions expressions;

    /// Null in a unit that is never left.
    private final Suspension suspension;

    /// Where `break` leads, innermost first.
    private final ArrayDeque<Assembler.Place> breaks = new ArrayDeque<>();

    /// The blocks with labels around the current statement, innermost first.
    private final ArrayDeque<Labelled> labelled = new ArrayDeque<>();

    /// A block with labels, one place for each of its statements, and the statement being written.
    private static final class Labelled {
        final Statements.Block block;
        final Assembler.Place[] places;
        int current;

        Labelled(Statements.Block block, Assembler.Place[] places) {
            this.block = block;
            this.places = places;
        }
    }

    /// A unit cannot be compiled and stays with its nodes.
    static final class Declined extends RuntimeException {
        private static final long serialVersionUID = 1;

        Declined(String reason) {
            super(reason, null, false, false);
        }
    }

    /// A unit is larger than what HotSpot compiles.
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLarge() {
            super("too large", null, false, false);
        }
    }

    private final Compiler.Form form;

    /// Writes a unit of this form.
    Emitter(Assembler a, Compiler.Form form) {
        this.a = a;
        this.cb = a.cb;
        this.form = form;
        this.suspension = form == Compiler.Form.FLAT ? new Suspension(a) : null;
        this.expressions = new Expressions(a, suspension);
    }

    /// Writes the whole method.
    void unit(StatNode body) {
        if (form == Compiler.Form.REST) {
            rest(body);
        } else {
            statement(body);
        }
        if (a.reachable()) {
            cb.aconst_null();
            a.returned();
        }
        if (suspension != null) {
            suspension.end();
        }
    }

    /// A loop from a round on that has not begun.
    private void rest(StatNode loop) {
        if (loop instanceof Loops.Numeric l) {
            int i = a.takeLong();
            int count = a.takeLong();
            a.fetchBits(l.base, i);
            a.fetchBits(l.base + 1, count);
            Value by = Value.constant(Tag.INT, 1);
            if (l.step instanceof Variables.Constant c) {
                by = Value.constant(c.value, c.bits);
            } else if (l.step != null) {
                by = Value.in(INT, -1, a.takeLong());
                a.fetchBits(l.base + 2, by.bits);
            }
            Survey survey = new Survey();
            survey.stat(l);
            Assembler.Place end = a.place();
            rounds(l, i, count, by, survey, end);
        } else if (loop instanceof Loops.Generic l) {
            int iteration = a.takeObject();
            int table = a.takeObject();
            int cursor = a.takeLong();
            a.fetchIteration(l.base, iteration, table, cursor);
            rounds(l, iteration, table, cursor, a.place());
        } else {
            // It has nothing but what is in the frame.
            statement(loop);
        }
    }

    /// Whether what is written now may run flat.
    private boolean maySuspend() {
        return suspension != null && suspension.isActive();
    }

    private void told(StatNode stat) {
        if (stat == null || !a.reachable()) {
            return;
        }
        a.f();
        cb.loadConstant(stat.pc);
        a.helper("at", CD_void, FRAME, CD_int);
        statement(stat);
    }

    private void statement(StatNode stat) {
        if (!a.reachable()) {
            return;
        }
        int mark = a.mark();
        write(stat);
        a.release(mark);
    }

    private void write(StatNode stat) {
        if (stat instanceof Statements.Block b) {
            block(b);
        } else if (stat instanceof Statements.ShortBlock b) {
            shortBlock(b);
        } else if (maySuspend()) {
            suspension.point();
            if (Suspension.isRestartable(stat)) {
                writeSimple(stat);
            } else {
                suspension.leaveIfFlat();
                suspension.active(false);
                writeSimple(stat);
                suspension.active(true);
            }
        } else {
            writeSimple(stat);
        }
    }

    private void writeSimple(StatNode stat) {
        if (stat instanceof Fused.Assignment s) {
            a.setRegister(s.target(), expressions.value(s.value()));
        } else if (stat instanceof Fused.Conditional c) {
            conditional(c);
        } else if (stat instanceof Statements.IfChain c) {
            chain(c);
        } else if (stat instanceof Statements.Evaluate e) {
            if (e.call instanceof CallNodes.CallNode c) {
                expressions.calls.dropped(c);
            } else {
                expressions.multi(e.call);
            }
        } else if (stat instanceof Statements.ReturnOne r) {
            returnOne(expressions.value(r.value));
        } else if (stat instanceof Statements.ReturnCall r) {
            expressions.calls.tail(r.call);
        } else if (stat instanceof Statements.ReturnNone) {
            a.f();
            cb.iconst_0().putfield(FRAME, "argc", CD_int);
            cb.getstatic(TAG, "MULTI", TAG);
            a.returned();
        } else if (stat instanceof Statements.ReturnMany r) {
            returnMany(r);
        } else if (stat instanceof Loops.Numeric l) {
            numeric(l);
        } else if (stat instanceof Loops.Generic l) {
            generic(l);
        } else if (stat instanceof Loops.While l) {
            whileLoop(l);
        } else if (stat instanceof Loops.Repeat l) {
            repeat(l);
        } else if (stat instanceof Loops.Until u) {
            until(u);
        } else if (stat instanceof Statements.Break) {
            breakLoop();
        } else if (stat instanceof Statements.Goto g) {
            jump(g.jump);
        } else if (stat instanceof Statements.Look) {
            a.f();
            cb.loadConstant(stat.pc);
            a.helper("look", CD_void, FRAME, CD_int);
        } else {
            assignment(stat);
        }
    }

    private void assignment(StatNode stat) {
        if (stat instanceof Indexing.SetField s) {
            setField(s);
        } else if (stat instanceof Indexing.SetIndex s) {
            setIndex(s);
        } else if (stat instanceof Statements.NewCell s) {
            Value v = expressions.value(s.value);
            a.f();
            a.pushTag(v);
            a.pushBits(v);
            a.helper("cell", Assembler.CELL, FRAME, OBJECT, CD_long);
            int cell = a.takeObject();
            cb.astore(cell);
            a.storeObject(s.slot, cell);
        } else if (stat instanceof Statements.SetCell s) {
            Value v = expressions.value(s.value);
            a.s();
            cb.loadConstant(s.slot).aaload().checkcast(Assembler.CELL);
            setCell(v);
        } else if (stat instanceof Statements.SetUpvalue s) {
            Value v = expressions.value(s.value);
            a.u();
            cb.loadConstant(s.index).aaload();
            setCell(v);
        } else if (stat instanceof Statements.DeclareMany s) {
            evaluate(s.values, s.base, s.count);
            cells(s.captured);
        } else if (stat instanceof Statements.AssignTwoLocals s) {
            Value v = a.copy(expressions.value(s.v));
            Value w = a.copy(expressions.value(s.w));
            target(s.second, w);
            target(s.first, v);
        } else if (stat instanceof Statements.AssignTwo s) {
            Value v = expressions.value(s.v);
            Value w = expressions.value(s.w);
            target(s.second, w);
            target(s.first, v);
        } else if (stat instanceof Statements.AssignMany s && s.fixed) {
            evaluate(s.values, s.base, s.targets.length);
            for (int i = s.targets.length - 1; i >= 0; i--) {
                target(s.targets[i], a.current(s.base + i));
            }
        } else {
            node(stat);
        }
    }

    /// Leaves a statement to its node.
    private void node(StatNode stat) {
        if (!labelled.isEmpty() && stat instanceof CloseScope) {
            throw new Declined("goto out of a scope with a variable to be closed");
        }
        a.constant(stat);
        a.f();
        a.virtual(STAT, "exec", OBJECT, FRAME);
        outcome();
    }

    /// Goes where the outcome on the stack says.
    private void outcome() {
        int r = a.takeObject();
        cb.astore(r);
        a.forget();
        CodeWriter.Label on = cb.newLabel();
        cb.aload(r).ifnull(on);
        if (!breaks.isEmpty()) {
            cb.aload(r).getstatic(TAG, "BREAK", TAG).if_acmpeq(a.to(breaks.peek()));
        }
        cb.aload(r).areturn();
        cb.labelBinding(on);
    }

    // ---- blocks and conditions

    private void shortBlock(Statements.ShortBlock b) {
        part(b.first, b.tells);
        part(b.second, b.tells);
        part(b.third, b.tells);
        part(b.fourth, b.tells);
    }

    private void part(StatNode stat, boolean tells) {
        if (stat != null) {
            if (tells) {
                told(stat);
            } else {
                statement(stat);
            }
        }
    }

    private void block(Statements.Block b) {
        if (!b.labels) {
            for (StatNode stat : b.body) {
                part(stat, b.tells);
            }
            return;
        }
        Assembler.Place[] places = new Assembler.Place[b.body.length + 1];
        for (int i = 0; i < places.length; i++) {
            places[i] = a.place();
        }
        Labelled here = new Labelled(b, places);
        labelled.push(here);
        for (int i = 0; i < b.body.length; i++) {
            here.current = i;
            a.bindUnknown(places[i]);
            part(b.body[i], b.tells);
        }
        labelled.pop();
        a.bindUnknown(places[b.body.length]);
    }

    private void jump(Jump jump) {
        for (Labelled l : labelled) {
            if (l.block == jump.owner) {
                if (jump.index <= l.current) {
                    step(l.block.body[l.current].pc);
                    a.f();
                    a.helper("jumpedBack", CD_void, FRAME);
                }
                a.jump(l.places[jump.index]);
                return;
            }
        }
        a.constant(jump);
        a.returned();
    }

    private void breakLoop() {
        if (breaks.isEmpty()) {
            cb.getstatic(TAG, "BREAK", TAG);
            a.returned();
        } else {
            a.jump(breaks.peek());
        }
    }

    private void until(Loops.Until u) {
        if (!breaks.isEmpty()) {
            expressions.branch(u.condition, breaks.peek(), true);
            return;
        }
        Assembler.Place on = a.place();
        expressions.branch(u.condition, on, false);
        cb.getstatic(TAG, "BREAK", TAG);
        a.returned();
        a.bind(on);
    }

    private void conditional(Fused.Conditional c) {
        Assembler.Place otherwise = a.place();
        int mark = a.mark();
        expressions.branch(c.condition(), otherwise, false);
        a.release(mark);
        statement(c.then());
        if (c.otherwise() == null) {
            a.bind(otherwise);
            return;
        }
        Assembler.Place end = a.place();
        a.jump(end);
        a.bind(otherwise);
        statement(c.otherwise());
        a.bind(end);
    }

    private void chain(Statements.IfChain c) {
        Assembler.Place end = a.place();
        for (int i = 0; i < c.conditions.length; i++) {
            if (i > 0 && c.pcs != null) {
                a.f();
                cb.loadConstant(c.pcs[i]);
                a.helper("told", CD_void, FRAME, CD_int);
            }
            Assembler.Place next = a.place();
            int mark = a.mark();
            expressions.branch(c.conditions[i], next, false);
            a.release(mark);
            statement(c.blocks[i]);
            a.jump(end);
            a.bind(next);
        }
        if (c.otherwise != null) {
            statement(c.otherwise);
        }
        a.bind(end);
    }

    // ---- assignments

    private void setCell(Value v) {
        cb.dup();
        a.pushTag(v);
        cb.putfield(Assembler.CELL, "v", OBJECT);
        a.pushBits(v);
        cb.putfield(Assembler.CELL, "n", CD_long);
    }

    private void setField(Indexing.SetField s) {
        Value o = expressions.value(s.object);
        if (s.keep >= 0) {
            a.storeSlot(s.keep, o);
        }
        storeField(s, o, expressions.value(s.value));
    }

    private void storeField(Indexing.SetField s, Value o, Value v) {
        a.f();
        a.pushTag(o);
        a.pushBits(o);
        a.constant(s.key);
        a.pushTag(v);
        a.pushBits(v);
        a.constant(s);
        a.helper(
                "setField",
                CD_void,
                FRAME,
                OBJECT,
                CD_long,
                PACKAGE + "LuaString;",
                OBJECT,
                CD_long,
                PACKAGE + "Indexing$SetField;");
    }

    private void setIndex(Indexing.SetIndex s) {
        Value o = expressions.value(s.object);
        if (s.keep >= 0) {
            a.storeSlot(s.keep, o);
        }
        Value k = expressions.value(s.key);
        if (s.keep >= 0) {
            a.storeSlot(s.keep + 1, k);
        }
        storeIndex(s, o, k, expressions.value(s.value));
    }

    private void storeIndex(Indexing.SetIndex s, Value o, Value k, Value v) {
        a.f();
        a.pushTag(o);
        a.pushBits(o);
        if (k.kind == INT) {
            a.pushBits(k);
        } else {
            a.pushTag(k);
            a.pushBits(k);
        }
        a.pushTag(v);
        a.pushBits(v);
        a.constant(s);
        String node = PACKAGE + "Indexing$SetIndex;";
        if (k.kind == INT) {
            a.helper("setInt", CD_void, FRAME, OBJECT, CD_long, CD_long, OBJECT, CD_long, node);
        } else {
            a.helper("setIndex", CD_void, FRAME, OBJECT, CD_long, OBJECT, CD_long, OBJECT, CD_long, node);
        }
    }

    /// Assigns to a target whose table and key can be read now.
    private void target(Statements.Target target, Value v) {
        if (target instanceof Statements.SlotTarget t) {
            if (t.captured) {
                a.s();
                cb.loadConstant(t.slot).aaload().checkcast(Assembler.CELL);
                setCell(v);
            } else {
                a.setRegister(t.slot, v);
            }
        } else if (target instanceof Statements.UpvalueTarget t) {
            a.u();
            cb.loadConstant(t.index).aaload();
            setCell(v);
        } else {
            Statements.IndexTarget t = (Statements.IndexTarget) target;
            Value k = expressions.value(t.key);
            Value o = expressions.value(t.object);
            if (k.constant && k.value instanceof LuaString name) {
                storeField(new Indexing.SetField(0, t.pc, t.pc, t.object, name, null, -1), o, v);
            } else {
                storeIndex(new Indexing.SetIndex(0, t.pc, t.pc, t.object, t.key, null, -1), o, k, v);
            }
        }
    }

    /// Evaluates expressions to exactly `wanted` values in the slots from `base`.
    private void evaluate(ExprNode[] values, int base, int wanted) {
        int n = values.length;
        for (int i = 0; i < n; i++) {
            int mark = a.mark();
            ExprNode value = values[i];
            if (i == n - 1 && n < wanted && value.isMulti()) {
                Value r = expressions.multi(value);
                a.f();
                a.pushTag(r);
                a.pushBits(r);
                cb.loadConstant(base + i).loadConstant(wanted - i);
                a.helper("spread", CD_void, FRAME, OBJECT, CD_long, CD_int, CD_int);
                a.forget(base, wanted);
                a.release(mark);
                return;
            }
            Value v = expressions.value(value);
            if (i < wanted) {
                a.setRegister(base + i, v);
            }
            a.release(mark);
        }
        for (int i = n; i < wanted; i++) {
            a.storeSlot(base + i, Value.constant(null, 0));
        }
    }

    private void cells(int[] captured) {
        for (int slot : captured) {
            Value v = Value.inSlot(slot);
            a.f();
            a.pushTag(v);
            a.pushBits(v);
            a.helper("cell", Assembler.CELL, FRAME, OBJECT, CD_long);
            int cell = a.takeObject();
            cb.astore(cell);
            a.storeObject(slot, cell);
        }
    }

    // ---- returns

    private void returnOne(Value v) {
        if (v.kind != Assembler.OBJ) {
            a.f();
            a.pushBits(v);
            cb.putfield(FRAME, "bits", CD_long);
        }
        if (v.isNumber() || v.constant && v.value != null) {
            a.pushTag(v);
            a.returned();
            return;
        }
        if (v.constant) {
            cb.getstatic(TAG, "NIL", TAG);
            a.returned();
            return;
        }
        CodeWriter.Label nil = cb.newLabel();
        a.pushTag(v);
        cb.ifnull(nil);
        a.pushTag(v);
        cb.areturn();
        cb.labelBinding(nil);
        cb.getstatic(TAG, "NIL", TAG);
        a.returned();
    }

    private void returnMany(Statements.ReturnMany r) {
        int fixed = r.multiple ? r.values.length - 1 : r.values.length;
        for (int i = 0; i < fixed; i++) {
            int mark = a.mark();
            a.storeSlot(r.base + i, expressions.value(r.values[i]));
            a.release(mark);
        }
        if (r.multiple) {
            Value v = expressions.multi(r.values[fixed]);
            a.f();
            cb.loadConstant(r.base).loadConstant(fixed);
            a.pushTag(v);
            a.pushBits(v);
            a.helper("returnMulti", OBJECT, FRAME, CD_int, CD_int, OBJECT, CD_long);
        } else {
            a.f();
            cb.loadConstant(r.base).loadConstant(fixed);
            a.helper("returnMany", OBJECT, FRAME, CD_int, CD_int);
        }
        a.returned();
    }

    // ---- loops

    private void step(int pc) {
        a.f();
        a.state();
        cb.loadConstant(pc);
        a.helper("step", CD_void, FRAME, STATE, CD_int);
    }

    private void body(StatNode body, Assembler.Place end) {
        breaks.push(end);
        statement(body);
        breaks.pop();
    }

    private void whileLoop(Loops.While l) {
        Survey survey = new Survey();
        survey.stat(l);
        Assembler.Place end = a.place();
        a.enterLoop(survey);
        CodeWriter.Label head = a.head();
        if (maySuspend()) {
            suspension.point();
        }
        int mark = a.mark();
        expressions.branch(l.condition, end, false);
        a.release(mark);
        body(l.nodes, end);
        if (a.reachable()) {
            step(l.pc);
            a.f();
            cb.loadConstant(l.pc).loadConstant(l.tells ? 1 : 0);
            a.helper("whileBack", CD_void, FRAME, CD_int, CD_boolean);
            a.back(head);
        }
        a.bind(end);
    }

    private void repeat(Loops.Repeat l) {
        Survey survey = new Survey();
        survey.stat(l);
        Assembler.Place end = a.place();
        a.enterLoop(survey);
        CodeWriter.Label head = a.head();
        body(l.nodes, end);
        if (a.reachable()) {
            step(l.pc);
            a.f();
            a.helper("jumpedBack", CD_void, FRAME);
            a.back(head);
        }
        a.bind(end);
    }

    private void numeric(Loops.Numeric l) {
        Value x = a.copy(expressions.value(l.start));
        a.storeSlot(l.base, x);
        Value y = a.copy(expressions.value(l.limit));
        a.storeSlot(l.base + 1, y);
        Value z = l.step == null ? Value.constant(Tag.INT, 1) : a.copy(expressions.value(l.step));
        a.storeSlot(l.base + 2, z);
        Survey survey = new Survey();
        survey.stat(l);
        Assembler.Place end = a.place();
        if (x.mayBe(INT) && z.mayBe(INT)) {
            CodeWriter.Label other = cb.newLabel();
            boolean certain = x.kind == INT && z.kind == INT;
            if (x.kind != INT) {
                a.pushTag(x);
                cb.getstatic(TAG, "INT", TAG).if_acmpne(other);
            }
            if (z.kind != INT) {
                a.pushTag(z);
                cb.getstatic(TAG, "INT", TAG).if_acmpne(other);
            }
            byte[] before = a.snapshot();
            integers(l, x, y, z, survey, end);
            if (certain) {
                cb.labelBinding(other);
            } else {
                Assembler.Place done = a.place();
                a.jump(done);
                cb.labelBinding(other);
                a.restore(before);
                if (maySuspend()) {
                    suspension.leaveIfFlat();
                }
                a.constant(l);
                a.f();
                for (Value v : new Value[] {x, y, z}) {
                    a.pushTag(v);
                    a.pushBits(v);
                }
                a.virtual(NUMERIC, "floats", OBJECT, FRAME, OBJECT, CD_long, OBJECT, CD_long, OBJECT, CD_long);
                int r = a.takeObject();
                cb.astore(r);
                CodeWriter.Label on = cb.newLabel();
                cb.aload(r).ifnull(on);
                cb.aload(r).areturn();
                cb.labelBinding(on);
                a.refetch(survey);
                a.bind(done);
            }
            return;
        }
        boolean may = maySuspend();
        if (may) {
            suspension.leaveIfFlat();
            suspension.active(false);
        }
        floats(l, x, y, z, survey, end);
        if (may) {
            suspension.active(true);
        }
    }

    private void integers(Loops.Numeric l, Value x, Value y, Value z, Survey survey, Assembler.Place end) {
        a.constant(l);
        a.f();
        a.pushBits(x);
        a.pushTag(y);
        a.pushBits(y);
        a.pushBits(z);
        a.virtual(NUMERIC, "prepareIntegers", CD_boolean, FRAME, CD_long, OBJECT, CD_long, CD_long);
        cb.ifeq(a.to(end));
        int i = a.takeLong();
        int count = a.takeLong();
        a.pushBits(x);
        cb.lstore(i);
        a.f();
        cb.getfield(FRAME, "bits", CD_long).lstore(count);
        rounds(l, i, count, z, survey, end);
    }

    /// The rounds of a loop over integers from `i` on, of which `count` come after the next one.
    private void rounds(Loops.Numeric l, int i, int count, Value z, Survey survey, Assembler.Place end) {
        a.enterLoop(survey);
        if (maySuspend()) {
            suspension.enterNumeric(l.base, i, count, z);
        }
        CodeWriter.Label head = a.head();
        if (maySuspend()) {
            suspension.keepCounters(l.base, i, count);
        }
        variable(l, Value.in(INT, -1, i));
        body(l.nodes, end);
        if (maySuspend()) {
            suspension.leaveLoop();
        }
        if (a.reachable()) {
            a.f();
            cb.loadConstant(l.pc);
            a.helper("told", CD_void, FRAME, CD_int);
            cb.lload(count).lconst_0().lcmp().ifeq(a.to(end));
            cb.lload(count).lconst_1().lsub().lstore(count);
            a.f();
            a.helper("jumpedBack", CD_void, FRAME);
            cb.lload(i);
            a.pushBits(z);
            cb.ladd().lstore(i);
            step(l.pc);
            a.back(head);
        }
        a.bind(end);
    }

    private void variable(Loops.Numeric l, Value v) {
        int slot = l.base + 3;
        if (!l.captured) {
            a.setRegister(slot, v);
            return;
        }
        int mark = a.mark();
        a.f();
        a.pushTag(v);
        a.pushBits(v);
        a.helper("cell", Assembler.CELL, FRAME, OBJECT, CD_long);
        int cell = a.takeObject();
        cb.astore(cell);
        a.storeObject(slot, cell);
        a.release(mark);
    }

    private void number(Loops.Numeric l, Value v, String what, int local) {
        if (v.isNumber()) {
            a.pushDouble(v);
        } else {
            a.constant(l);
            a.f();
            a.pushTag(v);
            a.pushBits(v);
            cb.ldc(what);
            a.virtual(NUMERIC, "number", CD_double, FRAME, OBJECT, CD_long, Assembler.CD_String);
        }
        cb.dstore(local);
    }

    private void floats(Loops.Numeric l, Value x, Value y, Value z, Survey survey, Assembler.Place end) {
        int last = a.takeLong();
        int by = a.takeLong();
        int i = a.takeLong();
        int bits = a.takeLong();
        number(l, y, "limit", last);
        number(l, z, "step", by);
        number(l, x, "initial value", i);
        a.constant(l);
        a.f();
        cb.dload(by);
        a.virtual(NUMERIC, "checkStep", CD_void, FRAME, CD_double);
        cb.dload(i).dload(last).dload(by);
        a.helper("beyond", CD_boolean, CD_double, CD_double, CD_double);
        cb.ifne(a.to(end));
        a.enterLoop(survey);
        CodeWriter.Label head = a.head();
        cb.dload(i);
        a.toBits();
        cb.lstore(bits);
        variable(l, Value.in(FLT, -1, bits));
        body(l.nodes, end);
        if (a.reachable()) {
            a.f();
            cb.loadConstant(l.pc);
            a.helper("told", CD_void, FRAME, CD_int);
            cb.dload(i).dload(by).dadd().dstore(i);
            step(l.pc);
            cb.dload(i).dload(last).dload(by);
            a.helper("within", CD_boolean, CD_double, CD_double, CD_double);
            cb.ifeq(a.to(end));
            a.f();
            a.helper("jumpedBack", CD_void, FRAME);
            a.back(head);
        }
        a.bind(end);
    }

    private void generic(Loops.Generic l) {
        if (!labelled.isEmpty()) {
            throw new Declined("generic for inside a block with labels");
        }
        evaluate(l.values, l.base, 4);
        a.forget();
        if (maySuspend()) {
            suspension.point();
        }
        CodeWriter.Label plain = cb.newLabel();
        Assembler.Place end = a.place();
        a.pushTag(Value.inSlot(l.base + 3));
        cb.ifnull(plain);
        if (maySuspend()) {
            suspension.leaveIfFlat();
        }
        a.constant(l.closing);
        a.f();
        a.virtual(STAT, "exec", OBJECT, FRAME);
        int r = a.takeObject();
        cb.astore(r).aload(r).ifnull(a.to(end));
        cb.aload(r).areturn();
        cb.labelBinding(plain);
        int iteration = a.takeObject();
        int table = a.takeObject();
        int cursor = a.takeLong();
        a.f();
        cb.loadConstant(l.base);
        a.helper("iteration", CD_int, FRAME, CD_int);
        cb.istore(iteration);
        a.f();
        cb.loadConstant(l.base).iload(iteration);
        a.helper("iterated", TABLE, FRAME, CD_int, CD_int);
        cb.astore(table);
        a.f();
        cb.loadConstant(l.base).iload(iteration);
        a.helper("beginning", CD_long, FRAME, CD_int, CD_int);
        cb.lstore(cursor);
        rounds(l, iteration, table, cursor, end);
    }

    private void rounds(Loops.Generic l, int iteration, int table, int cursor, Assembler.Place end) {
        if (maySuspend()) {
            suspension.keepCursor(l.base, iteration, cursor);
            suspension.enterGeneric(l.base, iteration, table, cursor);
        }
        CodeWriter.Label head = a.head();
        if (maySuspend()) {
            suspension.point();
        }
        advance(l, iteration, table, cursor, end);
        if (maySuspend()) {
            suspension.keepCursor(l.base, iteration, cursor);
        }
        cells(l.captured);
        body(l.nodes, end);
        if (maySuspend()) {
            suspension.leaveLoop();
        }
        if (a.reachable()) {
            step(l.callPc);
            a.back(head);
        }
        a.bind(end);
    }

    /// Sets the variables for the next round, or goes to `end`.
    private void advance(Loops.Generic l, int iteration, int table, int cursor, Assembler.Place end) {
        CodeWriter.Label calls = cb.newLabel();
        CodeWriter.Label array = cb.newLabel();
        CodeWriter.Label moved = cb.newLabel();
        CodeWriter.Label body = cb.newLabel();
        cb.aload(table).ifnull(calls);
        cb.iload(iteration).loadConstant(Compiled.PAIRS).if_icmpne(array);
        a.f();
        cb.aload(table).lload(cursor).loadConstant(l.base).loadConstant(l.count);
        a.helper("pairs", CD_long, FRAME, TABLE, CD_long, CD_int, CD_int);
        cb.lstore(cursor).goto_(moved);
        cb.labelBinding(array);
        a.f();
        cb.aload(table).lload(cursor).loadConstant(l.base).loadConstant(l.count).loadConstant(l.callPc);
        a.helper("array", CD_long, FRAME, TABLE, CD_long, CD_int, CD_int, CD_int);
        cb.lstore(cursor);
        cb.labelBinding(moved);
        cb.lload(cursor).loadConstant(Long.MIN_VALUE).lcmp().ifeq(a.to(end));
        cb.goto_(body);
        cb.labelBinding(calls);
        a.f();
        cb.loadConstant(l.base).loadConstant(l.callPc).loadConstant(l.pc);
        a.helper("pushIterator", FRAME, FRAME, CD_int, CD_int, CD_int);
        int frame = a.takeObject();
        cb.astore(frame);
        int r = expressions.calls.invoke(Value.inSlot(l.base), frame);
        a.f();
        cb.aload(frame).aload(r).loadConstant(l.base).loadConstant(l.count);
        a.helper("iterated", CD_boolean, FRAME, FRAME, OBJECT, CD_int, CD_int);
        cb.ifeq(a.to(end));
        cb.labelBinding(body);
        a.forget();
    }
}
