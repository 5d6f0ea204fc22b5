package dev.incant.lua;

import static dev.incant.lua.Assembler.ANY;
import static dev.incant.lua.Assembler.CD_boolean;
import static dev.incant.lua.Assembler.CD_int;
import static dev.incant.lua.Assembler.CD_long;
import static dev.incant.lua.Assembler.CD_void;
import static dev.incant.lua.Assembler.EXPR;
import static dev.incant.lua.Assembler.FLT;
import static dev.incant.lua.Assembler.FRAME;
import static dev.incant.lua.Assembler.HELPERS;
import static dev.incant.lua.Assembler.INT;
import static dev.incant.lua.Assembler.OBJ;
import static dev.incant.lua.Assembler.OBJECT;
import static dev.incant.lua.Assembler.PACKAGE;
import static dev.incant.lua.Assembler.TABLE;
import static dev.incant.lua.Assembler.TAG;

import org.jspecify.annotations.NullUnmarked;

/// Writes the code of expressions: for each node what its `eval` does, in the same order, with the common kinds of
/// operands in place and the rest left to the node's own slow path. What is not known here is left to the node.
@NullUnmarked // absent parts are null
final class Expressions {
    private static final String STRING = PACKAGE + "LuaString;";
    private static final String BINARY = PACKAGE + "Operators$Binary;";
    private static final String ARITHMETIC = PACKAGE + "Arithmetic;";

    private final Assembler a;
    private final CodeWriter cb;
    final Invocations calls;

    Expressions(Assembler a, Suspension suspension) {
        this.a = a;
        this.cb = a.cb;
        this.calls = new Invocations(a, this, suspension);
    }

    /// Evaluates to one value.
    Value value(ExprNode e) {
        if (e instanceof Variables.Local l) {
            return a.register(l.slot);
        }
        if (e instanceof Variables.Constant c) {
            return Value.constant(c.value, c.bits);
        }
        if (e instanceof Variables.Upvalue u) {
            a.u();
            cb.loadConstant(u.index).aaload();
            return cell();
        }
        if (e instanceof Variables.CapturedLocal c) {
            a.s();
            cb.loadConstant(c.slot).aaload().checkcast(Assembler.CELL);
            return cell();
        }
        if (e instanceof CallNodes.CallNode c) {
            return calls.single(c);
        }
        if (e instanceof Indexing.Field f) {
            return field(f);
        }
        if (e instanceof Indexing.Index i) {
            return index(i);
        }
        if (e instanceof Comparisons.Comparison || e instanceof Operators.Not) {
            return bool(e);
        }
        if (e instanceof Operators.Binary b) {
            return binary(b);
        }
        if (e instanceof Operators.Unary u) {
            return unary(u);
        }
        if (e instanceof Operators.Length l) {
            Value v = value(l.operand);
            a.f();
            a.pushTag(v);
            a.pushBits(v);
            a.constant(l);
            a.helper("length", OBJECT, FRAME, OBJECT, CD_long, PACKAGE + "Operators$Length;");
            return a.fromFrame();
        }
        if (e instanceof Operators.And n) {
            return either(n.l, n.r, false);
        }
        if (e instanceof Operators.Or n) {
            return either(n.l, n.r, true);
        }
        if (e instanceof Operators.Concat c) {
            return concat(c);
        }
        if (e instanceof Indexing.Constructor c) {
            return constructor(c);
        }
        if (e instanceof Variables.Single s) {
            return value(s.inner);
        }
        return node(e);
    }

    private Value cell() {
        int cell = a.takeObject();
        cb.dup().getfield(Assembler.CELL, "v", OBJECT).astore(cell);
        int bits = a.takeLong();
        cb.getfield(Assembler.CELL, "n", CD_long).lstore(bits);
        return Value.in(ANY, cell, bits);
    }

    /// Leaves an expression to its node.
    private Value node(ExprNode e) {
        a.constant(e);
        a.f();
        a.virtual(EXPR, "eval", OBJECT, FRAME);
        if (!(e instanceof Variables.Function || e instanceof Variables.Vararg || e instanceof Variables.Kept)) {
            a.forget();
        }
        return e instanceof Variables.Function ? a.object() : a.fromFrame();
    }

    /// All values of a call or `...`: the raw outcome, with [Tag#MULTI] the values in the next frame.
    Value multi(ExprNode e) {
        if (e instanceof CallNodes.CallNode c) {
            return calls.multi(c);
        }
        if (!e.isMulti()) {
            return value(e);
        }
        a.constant(e);
        a.f();
        a.virtual(EXPR, "multi", OBJECT, FRAME);
        if (!(e instanceof Variables.Vararg)) {
            a.forget();
        }
        return a.fromFrame();
    }

    // ---- tables

    private Value field(Indexing.Field e) {
        Value o = value(e.object);
        a.f();
        a.pushTag(o);
        a.pushBits(o);
        a.constant(e.key);
        a.constant(e);
        a.helper("field", OBJECT, FRAME, OBJECT, CD_long, STRING, PACKAGE + "Indexing$Field;");
        return a.fromFrame();
    }

    private Value index(Indexing.Index e) {
        Value o = left(e);
        Value k = value(e.r);
        o = kept(e, o);
        a.f();
        a.pushTag(o);
        a.pushBits(o);
        if (k.kind == INT) {
            a.pushBits(k);
            a.constant(e);
            a.helper("indexInt", OBJECT, FRAME, OBJECT, CD_long, CD_long, PACKAGE + "Indexing$Index;");
        } else {
            a.pushTag(k);
            a.pushBits(k);
            a.constant(e);
            a.helper("index", OBJECT, FRAME, OBJECT, CD_long, OBJECT, CD_long, PACKAGE + "Indexing$Index;");
        }
        return a.fromFrame();
    }

    private Value constructor(Indexing.Constructor e) {
        if (e.keys.length > 64) {
            return node(e);
        }
        int t = a.takeObject();
        cb.new_(TABLE).dup();
        a.state();
        cb.getfield(Assembler.STATE, "heap", PACKAGE + "Heap;");
        cb.loadConstant(e.arraySize).loadConstant(e.hashSize);
        cb.invokespecial(TABLE, "<init>", CD_void, PACKAGE + "Heap;", CD_int, CD_int);
        cb.astore(t);
        if (e.keys.length == 0) {
            return Value.in(OBJ, t, -1);
        }
        if (e.keep >= 0) {
            a.storeObject(e.keep, t);
        }
        long position = 1;
        int last = e.keys.length - 1;
        for (int i = 0; i <= last; i++) {
            int mark = a.mark();
            ExprNode key = e.keys[i];
            ExprNode value = e.values[i];
            if (key != null) {
                constructorField(e, t, key, value);
            } else if (i == last && value.isMulti()) {
                Value v = multi(value);
                a.f();
                cb.aload(t);
                a.pushTag(v);
                a.pushBits(v);
                cb.loadConstant(position);
                a.helper("constructMulti", CD_void, FRAME, TABLE, OBJECT, CD_long, CD_long);
            } else {
                Value v = value(value);
                cb.aload(t).loadConstant(position++);
                a.pushTag(v);
                a.pushBits(v);
                a.virtual(TABLE, "setPositional", CD_void, CD_long, OBJECT, CD_long);
            }
            a.release(mark);
        }
        cb.aload(t);
        a.virtual(TABLE, "finishConstructor", CD_void);
        return Value.in(OBJ, t, -1);
    }

    private void constructorField(Indexing.Constructor e, int t, ExprNode key, ExprNode value) {
        Value k = value(key);
        if (k.constant && k.value instanceof LuaString name) {
            Value v = value(value);
            cb.aload(t);
            a.constant(name);
            a.pushTag(v);
            a.pushBits(v);
            a.virtual(TABLE, "setStr", CD_void, STRING, OBJECT, CD_long);
            return;
        }
        if (e.keep >= 0) {
            a.s();
            cb.loadConstant(e.keep + 1);
            a.pushTag(k);
            cb.aastore();
        }
        if (k.kind != INT) {
            a.f();
            a.pushTag(k);
            a.pushBits(k);
            cb.loadConstant(e.pc);
            a.helper("checkKey", CD_void, FRAME, OBJECT, CD_long, CD_int);
        }
        Value v = value(value);
        cb.aload(t);
        a.pushTag(k);
        a.pushBits(k);
        a.pushTag(v);
        a.pushBits(v);
        a.virtual(TABLE, "set", CD_void, OBJECT, CD_long, OBJECT, CD_long);
    }

    private Value concat(Operators.Concat e) {
        int n = e.parts.length;
        String concat = PACKAGE + "Operators$Concat;";
        if (n == 2) {
            Value l = value(e.parts[0]);
            a.storeSlot(e.base, l);
            Value r = value(e.parts[1]);
            a.f();
            a.constant(e);
            a.pushTag(l);
            a.pushTag(r);
            a.pushBits(r);
            a.helper("concat", OBJECT, FRAME, concat, OBJECT, OBJECT, CD_long);
            a.forget(e.base, 2);
            return a.fromFrame();
        }
        for (int i = 0; i < n; i++) {
            int mark = a.mark();
            a.storeSlot(e.base + i, value(e.parts[i]));
            a.release(mark);
        }
        a.forget(e.base, n);
        a.constant(e);
        a.f();
        cb.loadConstant(n);
        a.virtual(concat, "joinAll", OBJECT, FRAME, CD_int);
        return a.fromFrame();
    }

    // ---- logic

    private Value bool(ExprNode e) {
        int tag = a.takeObject();
        Assembler.Place no = a.place();
        Assembler.Place end = a.place();
        branch(e, no, false);
        a.pushTag(Value.constant(Boolean.TRUE, 0));
        cb.astore(tag);
        a.jump(end);
        a.bind(no);
        a.pushTag(Value.constant(Boolean.FALSE, 0));
        cb.astore(tag);
        a.bind(end);
        return Value.in(OBJ, tag, -1);
    }

    /// `and` (which goes on where the left value is true) and `or`.
    private Value either(ExprNode left, ExprNode right, boolean or) {
        Value l = value(left);
        int tag = a.takeObject();
        int bits = a.takeLong();
        a.pushTag(l);
        cb.astore(tag);
        a.pushBits(l);
        cb.lstore(bits);
        Assembler.Place end = a.place();
        cb.aload(tag);
        a.helper("truth", CD_boolean, OBJECT);
        if (or) {
            cb.ifne(a.to(end));
        } else {
            cb.ifeq(a.to(end));
        }
        Value r = value(right);
        a.pushTag(r);
        cb.astore(tag);
        a.pushBits(r);
        cb.lstore(bits);
        a.bind(end);
        return Value.in(ANY, tag, bits);
    }

    /// Goes to `place` if the truth of the condition is `wanted`, else on.
    void branch(ExprNode e, Assembler.Place place, boolean wanted) {
        if (e instanceof Operators.Not n) {
            branch(n.operand, place, !wanted);
        } else if (e instanceof Operators.And n) {
            both(n.l, n.r, place, wanted, true);
        } else if (e instanceof Operators.Or n) {
            both(n.l, n.r, place, wanted, false);
        } else if (e instanceof Comparisons.Comparison c) {
            compare(c, place, wanted);
        } else {
            Value v = value(e);
            if (v.isNumber()) {
                if (wanted) {
                    cb.iconst_0().ifeq(a.to(place));
                }
                return;
            }
            a.pushTag(v);
            a.helper("truth", CD_boolean, OBJECT);
            jumpIf(place, wanted);
        }
    }

    private void both(ExprNode l, ExprNode r, Assembler.Place place, boolean wanted, boolean and) {
        if (wanted != and) {
            branch(l, place, wanted);
            branch(r, place, wanted);
        } else {
            Assembler.Place on = a.place();
            branch(l, on, !wanted);
            branch(r, place, wanted);
            a.bind(on);
        }
    }

    /// Goes to `place` if the boolean on the stack is `wanted`.
    private void jumpIf(Assembler.Place place, boolean wanted) {
        if (wanted) {
            cb.ifne(a.to(place));
        } else {
            cb.ifeq(a.to(place));
        }
    }

    // ---- comparisons

    private void compare(Comparisons.Comparison e, Assembler.Place place, boolean wanted) {
        if (e instanceof Comparisons.EqualConstant c) {
            equalConstant(c, place, wanted);
            return;
        }
        Value l = left(e);
        Value r = e instanceof Comparisons.WithConstant c ? Value.constant(Tag.INT, c.k) : value(e.r);
        l = kept(e, l);
        if (e instanceof Comparisons.Equal c) {
            equal(c, l, r, place, wanted);
            return;
        }
        boolean orEqual = e instanceof Comparisons.LessEqual || e instanceof Comparisons.GreaterEqual;
        boolean swapped = e instanceof Comparisons.Greater || e instanceof Comparisons.GreaterEqual;
        if (e instanceof Comparisons.WithConstant c) {
            orEqual = c.event == Meta.LE;
            swapped = c.swapped;
        }
        if (swapped) {
            Value v = l;
            l = r;
            r = v;
        }
        Assembler.Place end = a.place();
        CodeWriter.Label notIntegers = cb.newLabel();
        CodeWriter.Label slow = cb.newLabel();
        boolean known = l.isNumber() && r.isNumber();
        boolean integers = l.mayBe(INT) && r.mayBe(INT);
        if (integers) {
            unless(l, INT, notIntegers);
            unless(r, INT, notIntegers);
            a.pushBits(l);
            a.pushBits(r);
            cb.lcmp();
            jumpLess(orEqual, place, wanted);
            if (!known) {
                cb.goto_(a.to(end));
            }
        }
        cb.labelBinding(notIntegers);
        boolean floats = !(integers && known) && numeric(l) && numeric(r);
        if (floats
                && (l.kind != INT || !l.constant || isExact(l))
                && (r.kind != INT || !r.constant || isExact(r))
                && (l.kind != INT || l.constant)
                && (r.kind != INT || r.constant)) {
            unlessFloat(l, slow);
            unlessFloat(r, slow);
            pushFloating(l);
            pushFloating(r);
            // Whatever is compared with NaN is false.
            cb.dcmpg();
            jumpLess(orEqual, place, wanted);
            if (!(l.isNumber() && r.isNumber())) {
                cb.goto_(a.to(end));
            } else {
                known = true;
            }
        } else {
            known = integers && known;
        }
        cb.labelBinding(slow);
        if (!known) {
            a.pc(e.pc);
            a.f();
            a.pushTag(l);
            a.pushBits(l);
            a.pushTag(r);
            a.pushBits(r);
            cb.invokestatic(
                    PACKAGE + "Compare;",
                    orEqual ? "lessEqual" : "less",
                    CD_boolean,
                    FRAME,
                    OBJECT,
                    CD_long,
                    OBJECT,
                    CD_long);
            jumpIf(place, wanted);
        }
        a.bind(end);
    }

    /// Whether a double has this integer exactly, so that comparing doubles is right.
    private static boolean isExact(Value v) {
        return v.number >= -(1L << 53) && v.number <= 1L << 53;
    }

    private static boolean numeric(Value v) {
        return v.kind != OBJ;
    }

    private void jumpLess(boolean orEqual, Assembler.Place place, boolean wanted) {
        CodeWriter.Label to = a.to(place);
        if (wanted) {
            if (orEqual) {
                cb.ifle(to);
            } else {
                cb.iflt(to);
            }
        } else if (orEqual) {
            cb.ifgt(to);
        } else {
            cb.ifge(to);
        }
    }

    private void equal(Comparisons.Equal e, Value l, Value r, Assembler.Place place, boolean wanted) {
        boolean same = e.wanted == wanted;
        Assembler.Place end = a.place();
        CodeWriter.Label slow = cb.newLabel();
        if (l.mayBe(INT) && r.mayBe(INT)) {
            unless(l, INT, slow);
            unless(r, INT, slow);
            a.pushBits(l);
            a.pushBits(r);
            cb.lcmp();
            if (same) {
                cb.ifeq(a.to(place));
            } else {
                cb.ifne(a.to(place));
            }
            if (l.kind == INT && r.kind == INT) {
                cb.labelBinding(slow);
                return;
            }
            cb.goto_(a.to(end));
        }
        cb.labelBinding(slow);
        a.pc(e.pc);
        a.f();
        a.pushTag(l);
        a.pushBits(l);
        a.pushTag(r);
        a.pushBits(r);
        cb.invokestatic(PACKAGE + "Compare;", "equal", CD_boolean, FRAME, OBJECT, CD_long, OBJECT, CD_long);
        jumpIf(place, same);
        a.bind(end);
    }

    private void equalConstant(Comparisons.EqualConstant e, Assembler.Place place, boolean wanted) {
        Value l = value(e.l);
        boolean same = e.wanted == wanted;
        Value k = Value.constant(e.k, e.bits);
        if (e.k == null || e.k instanceof Boolean) {
            a.pushTag(l);
            a.pushTag(k);
            if (same) {
                cb.if_acmpeq(a.to(place));
            } else {
                cb.if_acmpne(a.to(place));
            }
            return;
        }
        Assembler.Place end = a.place();
        CodeWriter.Label slow = cb.newLabel();
        if (e.k == Tag.INT && l.mayBe(INT)) {
            unless(l, INT, slow);
            a.pushBits(l);
            a.pushBits(k);
            cb.lcmp();
            if (same) {
                cb.ifeq(a.to(place));
            } else {
                cb.ifne(a.to(place));
            }
            if (l.kind == INT) {
                cb.labelBinding(slow);
                return;
            }
            cb.goto_(a.to(end));
        }
        cb.labelBinding(slow);
        a.pushTag(l);
        a.pushBits(l);
        a.pushTag(k);
        a.pushBits(k);
        cb.invokestatic(PACKAGE + "Compare;", "rawEqual", CD_boolean, OBJECT, CD_long, OBJECT, CD_long);
        jumpIf(place, same);
        a.bind(end);
    }

    // ---- arithmetic

    /// The left operand, kept in the frame while the right one is made by a call.
    Value left(Operators.Binary e) {
        Value v = value(e.l);
        if (e.keep >= 0) {
            a.storeSlot(e.keep, v);
        }
        return v;
    }

    /// The left operand after the right one was made: a debugger may have changed what was kept.
    Value kept(Operators.Binary e, Value l) {
        if (e.keep < 0) {
            return l;
        }
        int tag = a.takeObject();
        int bits = a.takeLong();
        Value v = Value.inSlot(e.keep);
        a.pushTag(v);
        cb.astore(tag);
        a.pushBits(v);
        cb.lstore(bits);
        return Value.in(ANY, tag, bits);
    }

    /// Goes to `label` unless the value is of this kind.
    private void unless(Value v, int kind, CodeWriter.Label label) {
        if (v.kind != kind) {
            a.pushTag(v);
            cb.getstatic(TAG, kind == INT ? "INT" : "FLT", TAG);
            cb.if_acmpne(label);
            if (Guards.RANDOM) {
                cb.invokestatic(PACKAGE + "Guards;", "fail", CD_boolean).ifne(label);
            }
        }
    }

    private void unlessFloat(Value v, CodeWriter.Label label) {
        if (!v.isNumber()) {
            unless(v, FLT, label);
        }
    }

    /// Pushes as a double what is a known number, or was found to be a float.
    private void pushFloating(Value v) {
        if (v.isNumber()) {
            a.pushDouble(v);
        } else {
            a.pushFloat(v);
        }
    }

    private Value binary(Operators.Binary e) {
        Value l = left(e);
        Value r = value(e.r);
        l = kept(e, l);
        if (e instanceof Operators.Add) {
            return arithmetic(e, Meta.ADD, l, r);
        }
        if (e instanceof Operators.AddConstant c) {
            return arithmetic(e, c.event, l, r);
        }
        if (e instanceof Operators.Sub) {
            return arithmetic(e, Meta.SUB, l, r);
        }
        if (e instanceof Operators.Mul) {
            return arithmetic(e, Meta.MUL, l, r);
        }
        if (e instanceof Operators.Div) {
            return floating(e, Meta.DIV, l, r);
        }
        if (e instanceof Operators.Pow) {
            return floating(e, Meta.POW, l, r);
        }
        if (e instanceof Operators.Mod) {
            return integral(e, Meta.MOD, l, r);
        }
        if (e instanceof Operators.FloorDiv) {
            return integral(e, Meta.IDIV, l, r);
        }
        if (e instanceof Operators.BitAnd) {
            return integral(e, Meta.BAND, l, r);
        }
        if (e instanceof Operators.BitOr) {
            return integral(e, Meta.BOR, l, r);
        }
        if (e instanceof Operators.BitXor) {
            return integral(e, Meta.BXOR, l, r);
        }
        return integral(e, e instanceof Operators.ShiftLeft ? Meta.SHL : Meta.SHR, l, r);
    }

    /// `+`, `-` and `*`.
    private Value arithmetic(Operators.Binary e, int event, Value l, Value r) {
        if (l.isNumber() && r.isNumber()) {
            int bits = a.takeLong();
            if (l.kind == INT && r.kind == INT) {
                integers(event, l, r);
                cb.lstore(bits);
                return Value.in(INT, -1, bits);
            }
            floats(event, l, r);
            cb.lstore(bits);
            return Value.in(FLT, -1, bits);
        }
        int tag = a.takeObject();
        int bits = a.takeLong();
        CodeWriter.Label end = cb.newLabel();
        CodeWriter.Label slow = cb.newLabel();
        CodeWriter.Label notIntegers = cb.newLabel();
        if (l.mayBe(INT) && r.mayBe(INT)) {
            unless(l, INT, notIntegers);
            if (!r.isSame(l)) {
                unless(r, INT, notIntegers);
            }
            integers(event, l, r);
            cb.lstore(bits).getstatic(TAG, "INT", TAG).astore(tag).goto_(end);
        }
        cb.labelBinding(notIntegers);
        if (numeric(l) && numeric(r)) {
            unlessFloat(l, slow);
            if (!r.isSame(l)) {
                unlessFloat(r, slow);
            }
            floats(event, l, r);
            cb.lstore(bits).getstatic(TAG, "FLT", TAG).astore(tag).goto_(end);
        }
        cb.labelBinding(slow);
        slow(e, event, l, r, tag, bits);
        cb.labelBinding(end);
        return Value.in(ANY, tag, bits);
    }

    private void integers(int event, Value l, Value r) {
        a.pushBits(l);
        a.pushBits(r);
        if (event == Meta.ADD) {
            cb.ladd();
        } else if (event == Meta.SUB) {
            cb.lsub();
        } else {
            cb.lmul();
        }
    }

    private void floats(int event, Value l, Value r) {
        pushFloating(l);
        pushFloating(r);
        if (event == Meta.ADD) {
            cb.dadd();
        } else if (event == Meta.SUB) {
            cb.dsub();
        } else if (event == Meta.MUL) {
            cb.dmul();
        } else if (event == Meta.DIV) {
            cb.ddiv();
        } else {
            cb.invokestatic(ARITHMETIC, "power", Assembler.CD_double, Assembler.CD_double, Assembler.CD_double);
        }
        a.toBits();
    }

    /// `/` and `^`: always a float.
    private Value floating(Operators.Binary e, int event, Value l, Value r) {
        int bits = a.takeLong();
        if (l.isNumber() && r.isNumber()) {
            floats(event, l, r);
            cb.lstore(bits);
            return Value.in(FLT, -1, bits);
        }
        int tag = a.takeObject();
        CodeWriter.Label end = cb.newLabel();
        CodeWriter.Label slow = cb.newLabel();
        CodeWriter.Label mixed = cb.newLabel();
        if (numeric(l) && numeric(r)) {
            unlessFloat(l, mixed);
            unlessFloat(r, mixed);
            floats(event, l, r);
            cb.lstore(bits).getstatic(TAG, "FLT", TAG).astore(tag).goto_(end);
            cb.labelBinding(mixed);
            a.pushTag(l);
            a.pushTag(r);
            a.helper("numbers", CD_boolean, OBJECT, OBJECT);
            cb.ifeq(slow);
            floats(event, converted(l), converted(r));
            cb.lstore(bits).getstatic(TAG, "FLT", TAG).astore(tag).goto_(end);
        }
        cb.labelBinding(slow);
        slow(e, event, l, r, tag, bits);
        cb.labelBinding(end);
        return Value.in(ANY, tag, bits);
    }

    /// A number of either kind as a float.
    private Value converted(Value v) {
        if (v.isNumber()) {
            return v;
        }
        a.pushTag(v);
        a.pushBits(v);
        a.helper("number", Assembler.CD_double, OBJECT, CD_long);
        a.toBits();
        int bits = a.takeLong();
        cb.lstore(bits);
        return Value.in(FLT, -1, bits);
    }

    /// `%`, `//` and the bitwise operators: integers here, all else by the node.
    private Value integral(Operators.Binary e, int event, Value l, Value r) {
        int tag = a.takeObject();
        int bits = a.takeLong();
        CodeWriter.Label end = cb.newLabel();
        CodeWriter.Label slow = cb.newLabel();
        boolean never = false;
        if (l.mayBe(INT) && r.mayBe(INT)) {
            unless(l, INT, slow);
            unless(r, INT, slow);
            boolean positive = r.constant && r.number > 0;
            if ((event == Meta.MOD || event == Meta.IDIV) && !positive) {
                a.pushBits(r);
                cb.lconst_0().lcmp();
                if (event == Meta.MOD) {
                    cb.ifle(slow);
                } else {
                    cb.ifeq(slow);
                }
            }
            never = l.kind == INT && r.kind == INT && (positive || event != Meta.MOD && event != Meta.IDIV);
            a.pushBits(l);
            a.pushBits(r);
            operate(event);
            cb.lstore(bits);
            if (never) {
                cb.labelBinding(slow);
                return Value.in(INT, -1, bits);
            }
            cb.getstatic(TAG, "INT", TAG).astore(tag).goto_(end);
        }
        cb.labelBinding(slow);
        slow(e, event, l, r, tag, bits);
        cb.labelBinding(end);
        return Value.in(ANY, tag, bits);
    }

    private void operate(int event) {
        switch (event) {
            case Meta.MOD -> cb.invokestatic(HELPERS, "modulo", CD_long, CD_long, CD_long);
            case Meta.IDIV -> cb.invokestatic("Ljava/lang/Math;", "floorDiv", CD_long, CD_long, CD_long);
            case Meta.BAND -> cb.land();
            case Meta.BOR -> cb.lor();
            case Meta.BXOR -> cb.lxor();
            case Meta.SHL -> cb.invokestatic(ARITHMETIC, "shiftLeft", CD_long, CD_long, CD_long);
            default -> cb.invokestatic(HELPERS, "shiftRight", CD_long, CD_long, CD_long);
        }
    }

    private void slow(Operators.Binary e, int event, Value l, Value r, int tag, int bits) {
        a.constant(e);
        a.f();
        cb.loadConstant(event);
        a.pushTag(l);
        a.pushBits(l);
        a.pushTag(r);
        a.pushBits(r);
        a.virtual(BINARY, "slow", OBJECT, FRAME, CD_int, OBJECT, CD_long, OBJECT, CD_long);
        cb.astore(tag);
        a.f();
        cb.getfield(FRAME, "bits", CD_long).lstore(bits);
    }

    private Value unary(Operators.Unary e) {
        Value v = value(e.operand);
        int bits = a.takeLong();
        if (v.kind == INT) {
            negate(e.event, v);
            cb.lstore(bits);
            return Value.in(INT, -1, bits);
        }
        int tag = a.takeObject();
        CodeWriter.Label end = cb.newLabel();
        CodeWriter.Label notInteger = cb.newLabel();
        CodeWriter.Label slow = cb.newLabel();
        if (v.kind == ANY) {
            unless(v, INT, notInteger);
            negate(e.event, v);
            cb.lstore(bits).getstatic(TAG, "INT", TAG).astore(tag).goto_(end);
        }
        cb.labelBinding(notInteger);
        if (e.event == Meta.UNM && numeric(v)) {
            unlessFloat(v, slow);
            pushFloating(v);
            cb.dneg();
            a.toBits();
            cb.lstore(bits).getstatic(TAG, "FLT", TAG).astore(tag);
            if (v.kind == FLT) {
                cb.labelBinding(slow).labelBinding(end);
                return Value.in(FLT, -1, bits);
            }
            cb.goto_(end);
        }
        cb.labelBinding(slow);
        a.constant(e);
        a.f();
        a.pushTag(v);
        a.pushBits(v);
        a.virtual(PACKAGE + "Operators$Unary;", "slow", OBJECT, FRAME, OBJECT, CD_long);
        cb.astore(tag);
        a.f();
        cb.getfield(FRAME, "bits", CD_long).lstore(bits);
        cb.labelBinding(end);
        return Value.in(ANY, tag, bits);
    }

    private void negate(int event, Value v) {
        a.pushBits(v);
        if (event == Meta.UNM) {
            cb.lneg();
        } else {
            cb.loadConstant(-1L).lxor();
        }
    }
}
