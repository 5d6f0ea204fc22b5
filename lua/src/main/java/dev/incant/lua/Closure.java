package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// A Lua function with its upvalues.
@NullUnmarked // raw protocol: null is nil
final class Closure extends FunctionValue {
    private static final Object[] NO_EXTRAS = new Object[0];

    final Proto proto;
    final Cell[] upvalues;
    int mark;

    Closure(Proto proto, Cell[] upvalues) {
        this.proto = proto;
        this.upvalues = upvalues;
    }

    static long bytes(int upvalues) {
        return 40 + (4L * upvalues + 7 & ~7);
    }

    @Override
    Object invoke(Frame f) {
        Object r = enter(f).exec(f);
        if (r == null) {
            if (Hook.used) {
                Hook.step(f, proto.code.endPc);
            }
            f.argc = 0;
            return Tag.MULTI;
        }
        return r == Tag.NIL ? null : r;
    }

    /// Prepares a call whose arguments lie in `f` and returns the body to run.
    StatNode enter(Frame f) {
        LuaState state = f.state;
        if (--state.steps < 0 || state.signal != 0) {
            f.pc = 0;
            state.safepoint(f);
        }
        Proto p = proto;
        Code code = p.code;
        if (code == null) {
            f.pc = 0;
            code = p.lower(state);
        }
        if (code.heat > 0 && --code.heat == 0) {
            Tier.hot(code);
        }
        StatNode body = code.body;
        if (Hook.used && Hook.wantsTraced(f)) {
            code = p.traced(state);
            body = code.traced;
        }
        f.ensure(code.slots);
        if (f.argc != p.params || p.vararg) {
            adjust(f, p);
        }
        if (f.u != upvalues) {
            f.u = upvalues;
        }
        if (code.capturedParams != null) {
            capture(f, code.capturedParams);
        }
        return body;
    }

    private static void adjust(Frame f, Proto p) {
        int given = f.argc;
        int params = p.params;
        Object[] s = f.s;
        for (int i = given; i < params; i++) {
            s[i] = null;
        }
        if (p.vararg) {
            int extra = given - params;
            if (extra <= 0) {
                f.va = NO_EXTRAS;
                return;
            }
            f.state.heap.charge(16 + 4L * extra);
            Object[] va = new Object[extra];
            for (int i = 0; i < extra; i++) {
                va[i] = f.boxed(params + i);
            }
            f.va = va;
        }
    }

    private static void capture(Frame f, int[] slots) {
        f.state.heap.charge(Cell.BYTES * slots.length);
        for (int slot : slots) {
            f.s[slot] = new Cell(f.s[slot], f.n[slot]);
        }
    }

    @Override
    String debugName() {
        return "function <" + proto.chunk.shortSource() + ":" + proto.tree.line() + ">";
    }
}
