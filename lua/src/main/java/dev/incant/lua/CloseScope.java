package dev.incant.lua;

import java.util.ArrayList;
import org.jspecify.annotations.NullUnmarked;

/// The statements from `local x <close>` to the end of its block: `x` is closed however they end.
@NullUnmarked // raw protocol: null is nil
final class CloseScope extends StatNode {
    private final int endPc;
    private final String name;
    private final int slot;
    private final StatNode body;
    private final boolean loop;

    /// `loop`: the value is the fourth of a generic `for`, which needs no name.
    CloseScope(int line, int pc, int endPc, String name, int slot, StatNode body, boolean loop) {
        super(line, pc);
        this.endPc = endPc;
        this.name = name;
        this.slot = slot;
        this.body = body;
        this.loop = loop;
    }

    @Override
    Object exec(Frame f) {
        Object value = f.s[slot];
        if (value instanceof Cell c) {
            value = Tag.box(c.v, c.n);
        } else {
            value = Tag.box(value, f.n[slot]);
        }
        if (value == null || value == Boolean.FALSE) {
            return body.exec(f);
        }
        if (Meta.of(f.state.metaOf(value), Meta.CLOSE) == null) {
            f.pc = pc;
            throw Errors.runtime(f, "variable '" + (loop ? "(for state)" : name) + "' got a non-closable value");
        }
        ArrayList<Object> held = f.thread.held;
        int mark = held.size();
        held.add(value);
        Object r;
        try {
            r = body.exec(f);
        } catch (LuaError e) {
            throw closeAfter(f, value, e, mark);
        } catch (StackOverflowError e) {
            throw closeAfter(f, value, f.state.stackOverflow(f.thread.top), mark);
        } catch (OutOfMemoryError e) {
            throw closeAfter(f, value, f.state.outOfMemory(), mark);
        } catch (Coroutine.Killed e) {
            release(held, mark);
            try {
                callClose(f.thread.base, value, e.error == null ? null : e.error.value());
            } catch (LuaError thrown) {
                e.error = thrown;
            }
            throw e;
        } catch (LuaStopped e) {
            release(held, mark);
            f.state.stops.grace(f, value, e);
            throw e;
        }
        closeNormally(f, value, r);
        release(held, mark);
        return r;
    }

    private static void release(ArrayList<Object> held, int mark) {
        while (held.size() > mark) {
            held.remove(held.size() - 1);
        }
    }

    /// Calls `__close` without an error and keeps the results that the function is about to return.
    private void closeNormally(Frame f, Object value, Object r) {
        long bits = f.bits;
        int argc = f.argc;
        Object[] results = r == Tag.MULTI || r == Tag.TAIL ? f.values() : null;
        ArrayList<Object> held = f.thread.held;
        if (results != null) {
            for (Object o : results) {
                held.add(o);
            }
        } else {
            held.add(r);
        }
        f.pc = endPc;
        callCloseYieldable(f, value);
        f.bits = bits;
        f.argc = argc;
    }

    private LuaError closeAfter(Frame f, Object value, LuaError thrown, int mark) {
        Coroutine thread = f.thread;
        release(thread.held, mark);
        if (thread.protections == 0 && !thread.isMain()) {
            // Nothing in this coroutine catches it: like PUC, leave it to coroutine.close.
            if (thread.unclosed == null) {
                thread.unclosed = new ArrayList<>(1);
            }
            thread.unclosed.add(value);
            return thrown;
        }
        LuaError e = f.state.handled(f, thrown);
        if (thread.catcher.fn == Entry.FUNCTION) {
            e.keepTraceback();
        }
        int javaDepth = f.state.javaDepth;
        try {
            // The frames up to the one that catches are gone for whoever looks at the stack.
            callClose(thread.catcher, value, e.value());
        } catch (LuaError second) {
            f.state.javaDepth = javaDepth;
            return f.state.handled(f, second);
        }
        return e;
    }

    private static void callCloseYieldable(Frame f, Object value) {
        Object handler = Meta.of(f.state.metaOf(value), Meta.CLOSE);
        Frame nf = f.push(null, 2);
        nf.put(0, value);
        nf.put(1, null);
        if (handler == null) {
            throw Errors.runtime(f, "metamethod 'close' is not callable");
        }
        Calls.callYieldable(f, handler, nf);
    }

    /// Calls `__close` of a boxed value with a boxed error value.
    static void callClose(Frame f, Object value, Object error) {
        Object handler = Meta.of(f.state.metaOf(value), Meta.CLOSE);
        Frame nf = f.push(null, 2);
        nf.put(0, value);
        nf.put(1, error);
        Calls.callYieldable(f, handler, nf);
    }
}
