package dev.incant.lua;

import static dev.incant.lua.Assembler.ANY;
import static dev.incant.lua.Assembler.CD_boolean;
import static dev.incant.lua.Assembler.CD_int;
import static dev.incant.lua.Assembler.CD_long;
import static dev.incant.lua.Assembler.CD_void;
import static dev.incant.lua.Assembler.FRAME;
import static dev.incant.lua.Assembler.OBJECT;
import static dev.incant.lua.Assembler.PACKAGE;
import static dev.incant.lua.Assembler.STAT;

import org.jspecify.annotations.NullUnmarked;

/// Writes the code of calls. The body of a Lua function is entered from the place of the call, and so is a library
/// function, so that the JIT compiler knows of each place which functions are called there.
@NullUnmarked // absent parts are null
final class Invocations {
    private static final String FUNCTION = PACKAGE + "FunctionValue;";
    private static final String CALL_NODE = PACKAGE + "CallNodes$CallNode;";

    private final Assembler a;
    private final CodeWriter cb;
    private final Expressions expressions;

    /// Null in a unit that is never left.
    private final Suspension suspension;

    /// The called value and the Java local of the frame with its arguments.
    private record Prepared(Value callee, int frame) {}

    Invocations(Assembler a, Expressions expressions, Suspension suspension) {
        this.a = a;
        this.cb = a.cb;
        this.expressions = expressions;
        this.suspension = suspension;
    }

    /// A call for its first result.
    Value single(CallNodes.CallNode e) {
        if (!maySuspend()
                && e instanceof CallNodes.CallMany c
                && c.arguments.length == 2
                && c.arguments[1] instanceof Variables.Vararg) {
            return withVarargs(c);
        }
        int mark = a.mark();
        Prepared p = prepare(e);
        int result = invoke(e.pc, p);
        cb.aload(p.frame).aload(result);
        a.helper("single", OBJECT, FRAME, OBJECT);
        return result(mark, p);
    }

    /// `f(x, …)` for one result, which is most often `select`: that picks from the extra arguments in place.
    private Value withVarargs(CallNodes.CallMany c) {
        int tag = a.takeObject();
        int bits = a.takeLong();
        a.storeSlot(c.base, expressions.value(c.callee));
        a.storeSlot(c.base + 1, expressions.value(c.arguments[0]));
        Value callee = Value.inSlot(c.base);
        Value n = Value.inSlot(c.base + 1);
        CodeWriter.Label other = cb.newLabel();
        CodeWriter.Label end = cb.newLabel();
        a.pushTag(callee);
        a.pushTag(n);
        a.pushBits(n);
        a.helper("selects", CD_boolean, OBJECT, OBJECT, CD_long);
        cb.ifeq(other);
        a.f();
        a.pushTag(n);
        a.pushBits(n);
        a.helper("select", OBJECT, FRAME, OBJECT, CD_long);
        cb.astore(tag);
        a.f();
        cb.getfield(FRAME, "bits", CD_long).lstore(bits).goto_(end);
        cb.labelBinding(other);
        Value more = expressions.multi(c.arguments[1]);
        int frame = pushMulti(callee, c.base + 1, 1, more);
        int result = invoke(c.pc, new Prepared(callee, frame));
        cb.aload(frame).aload(result);
        a.helper("single", OBJECT, FRAME, OBJECT);
        cb.astore(tag).aload(frame).getfield(FRAME, "bits", CD_long).lstore(bits);
        cb.labelBinding(end);
        a.forget();
        return Value.in(ANY, tag, bits);
    }

    private int pushMulti(Value callee, int from, int count, Value more) {
        int frame = a.takeObject();
        a.f();
        a.pushTag(callee);
        cb.loadConstant(from).loadConstant(count);
        a.pushTag(more);
        a.pushBits(more);
        a.helper("pushMulti", FRAME, FRAME, OBJECT, CD_int, CD_int, OBJECT, CD_long);
        cb.astore(frame);
        return frame;
    }

    /// Takes the value on the stack for the result; the locals that the call used are free again.
    private Value result(int mark, Prepared p) {
        int frame = p.frame;
        a.release(mark);
        // The frame's local may be the first one given out again: read the bits before anything is written.
        cb.aload(frame).getfield(FRAME, "bits", CD_long);
        int bits = a.takeLong();
        cb.lstore(bits);
        int tag = a.takeObject();
        cb.astore(tag);
        a.forget();
        return Value.in(ANY, tag, bits);
    }

    /// A call for all its results: [Tag#MULTI] or one value.
    Value multi(CallNodes.CallNode e) {
        int mark = a.mark();
        Prepared p = prepare(e);
        int result = invoke(e.pc, p);
        cb.aload(result);
        return result(mark, p);
    }

    /// A call whose results are dropped.
    void dropped(CallNodes.CallNode e) {
        Prepared p = prepare(e);
        invoke(e.pc, p);
        a.forget();
    }

    /// `return f(…)`.
    void tail(CallNodes.CallNode e) {
        Prepared p = prepare(e);
        a.f();
        a.pushBits(p.callee);
        cb.putfield(FRAME, "bits", CD_long);
        a.constant(e);
        a.f();
        a.pushTag(p.callee);
        cb.aload(p.frame);
        a.virtual(CALL_NODE, "become", OBJECT, FRAME, OBJECT, FRAME);
        a.returned();
    }

    private boolean maySuspend() {
        return suspension != null && suspension.isActive();
    }

    /// Calls what was prepared; the outcome's local.
    int invoke(int pc, Prepared p) {
        a.pc(pc);
        return invoke(p.callee, p.frame);
    }

    int invoke(Value callee, int frame) {
        int result = a.takeObject();
        CodeWriter.Label other = cb.newLabel();
        CodeWriter.Label end = cb.newLabel();
        if (maySuspend()) {
            suspension.call(callee, frame, result, end);
        }
        a.pushTag(callee);
        cb.aload(frame);
        a.helper("enter", STAT, OBJECT, FRAME);
        cb.dup().ifnull(other);
        cb.aload(frame);
        a.virtual(STAT, "exec", OBJECT, FRAME);
        cb.astore(result).aload(frame).aload(result);
        a.helper("leave", OBJECT, FRAME, OBJECT);
        cb.astore(result).goto_(end);
        cb.labelBinding(other);
        cb.pop();
        CodeWriter.Label rare = cb.newLabel();
        a.pushTag(callee);
        a.helper("plain", FUNCTION, OBJECT);
        cb.dup().ifnull(rare).aload(frame);
        a.virtual(FUNCTION, "invoke", OBJECT, FRAME);
        cb.astore(result).aload(frame).aload(result);
        a.helper("called", OBJECT, FRAME, OBJECT);
        cb.astore(result).goto_(end);
        cb.labelBinding(rare);
        cb.pop();
        a.f();
        a.pushTag(callee);
        a.pushBits(callee);
        cb.aload(frame);
        a.helper("call", OBJECT, FRAME, OBJECT, CD_long, FRAME);
        cb.astore(result);
        cb.labelBinding(end);
        return result;
    }

    private Prepared prepare(CallNodes.CallNode e) {
        if (e instanceof CallNodes.Call0 c) {
            return plain(expressions.value(c.callee));
        }
        if (e instanceof CallNodes.Call1 c) {
            Value callee = expressions.value(c.callee);
            return plain(callee, expressions.value(c.a));
        }
        if (e instanceof CallNodes.Call2 c) {
            Value callee = expressions.value(c.callee);
            Value v = expressions.value(c.a);
            return plain(callee, v, expressions.value(c.b));
        }
        if (e instanceof CallNodes.Call3 c) {
            Value callee = expressions.value(c.callee);
            Value v = expressions.value(c.a);
            Value w = expressions.value(c.b);
            return plain(callee, v, w, expressions.value(c.c));
        }
        if (e instanceof CallNodes.Method m) {
            return method(m);
        }
        if (e instanceof CallNodes.CallMany c) {
            a.storeSlot(c.base, expressions.value(c.callee));
            int frame = arguments(c.base, c.arguments, c.multiple, c.base + 1, 0);
            return new Prepared(Value.inSlot(c.base), frame);
        }
        CallNodes.MethodMany m = (CallNodes.MethodMany) e;
        Value o = expressions.value(m.object);
        a.storeSlot(m.base + 1, o);
        a.f();
        a.pushTag(o);
        a.pushBits(o);
        a.constant(m);
        a.helper("methodMany", OBJECT, FRAME, OBJECT, CD_long, PACKAGE + "CallNodes$MethodMany;");
        Value callee = a.fromFrame();
        a.storeSlot(m.base, callee);
        int frame = arguments(m.base, m.arguments, m.multiple, m.base + 2, 1);
        return new Prepared(Value.inSlot(m.base), frame);
    }

    private int push(Value callee) {
        int frame = a.takeObject();
        a.f();
        a.pushTag(callee);
        a.helper("push", FRAME, FRAME, OBJECT);
        cb.astore(frame);
        return frame;
    }

    private Prepared plain(Value callee, Value... arguments) {
        int frame = push(callee);
        for (int i = 0; i < arguments.length; i++) {
            store(frame, i, arguments[i]);
        }
        count(frame, arguments.length);
        return new Prepared(callee, frame);
    }

    private void store(int frame, int i, Value v) {
        cb.aload(frame).loadConstant(i);
        a.pushTag(v);
        a.pushBits(v);
        a.virtual(FRAME, "store", CD_void, CD_int, OBJECT, CD_long);
    }

    private void count(int frame, int count) {
        cb.aload(frame).loadConstant(count).putfield(FRAME, "argc", CD_int);
    }

    private Prepared method(CallNodes.Method m) {
        Value o = expressions.value(m.object);
        a.f();
        a.pushTag(o);
        a.pushBits(o);
        a.constant(m);
        a.helper("method", OBJECT, FRAME, OBJECT, CD_long, PACKAGE + "CallNodes$Method;");
        Value callee = a.fromFrame();
        if (m.a == null) {
            return plain(callee, o);
        }
        Value v = expressions.value(m.a);
        if (m.b == null) {
            return plain(callee, o, v);
        }
        return plain(callee, o, v, expressions.value(m.b));
    }

    /// Evaluates arguments into temporaries from `base` and moves them, after `extra` ones before them, to a frame.
    private int arguments(int calleeSlot, ExprNode[] arguments, boolean multiple, int base, int extra) {
        int fixed = multiple ? arguments.length - 1 : arguments.length;
        for (int i = 0; i < fixed; i++) {
            int mark = a.mark();
            a.storeSlot(base + i, expressions.value(arguments[i]));
            a.release(mark);
        }
        int count = fixed + extra;
        int from = base - extra;
        Value callee = Value.inSlot(calleeSlot);
        if (multiple) {
            Value r = expressions.multi(arguments[fixed]);
            return pushMulti(callee, from, count, r);
        }
        int frame = push(callee);
        if (count > Assembler.SMALL_FRAME) {
            cb.aload(frame).loadConstant(count);
            a.virtual(FRAME, "ensure", CD_void, CD_int);
        }
        for (int i = 0; i < count; i++) {
            store(frame, i, Value.inSlot(from + i));
        }
        count(frame, count);
        return frame;
    }
}
