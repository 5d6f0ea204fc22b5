package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Calls of values: functions, and anything with `__call`.
@NullUnmarked // raw protocol: null is nil
final class Calls {
    /// PUC's LUAI_MAXCCALLS: how deep Java functions, coroutines and Lua may call each other in turn.
    static final int MAX_JAVA_DEPTH = 200;

    /// Levels more for a message handler that is told of too many levels.
    static final int OVERFLOW_ROOM = 30;

    private Calls() {}

    /// Calls `fn` with the arguments in `nf` and returns a raw value, its bits in `nf.bits`, or
    /// [Tag#MULTI], the values in `nf`.
    static Object call(FunctionValue fn, Frame nf) {
        if (Hook.used) {
            return callWatched(fn, nf);
        }
        Object r = fn.invoke(nf);
        if (r == Tag.TAIL) {
            r = finishTail(nf);
        }
        return Hook.used ? Hook.returned(nf, r) : r;
    }

    private static Object callWatched(FunctionValue fn, Frame nf) {
        Object r = Hook.call(fn, nf, false);
        while (r == Tag.TAIL) {
            nf.tail = true;
            nf.thread.top = nf;
            r = Hook.call(nf.fn, nf, true);
        }
        return r;
    }

    static Object finishTail(Frame nf) {
        Object r;
        do {
            nf.tail = true;
            nf.thread.top = nf;
            r = nf.fn.invoke(nf);
        } while (r == Tag.TAIL);
        return r;
    }

    /// Calls any value with the arguments in `nf`, the frame after `f`; `site` describes it in messages.
    static Object callValue(Frame f, Object callee, Frame nf) {
        if (callee instanceof FunctionValue fn) {
            nf.fn = fn;
            return call(fn, nf);
        }
        FunctionValue fn = resolve(f, callee, nf);
        nf.fn = fn;
        return call(fn, nf);
    }

    /// Finds the function behind `__call` and puts the called value before the arguments in `nf`.
    static FunctionValue resolve(Frame f, Object callee, Frame nf) {
        Object c = callee;
        int links = 0;
        while (!(c instanceof FunctionValue)) {
            if (++links > MAX_JAVA_DEPTH) {
                throw Errors.runtime(f, "'__call' chain too long");
            }
            Object handler = Meta.of(f.state.metaOfRaw(c), Meta.CALL);
            if (handler == null) {
                throw Errors.notCallable(f, c);
            }
            long bits = c == callee ? f.bits : 0;
            int n = nf.argc;
            nf.ensure(n + 1);
            System.arraycopy(nf.s, 0, nf.s, 1, n);
            System.arraycopy(nf.n, 0, nf.n, 1, n);
            nf.s[0] = c;
            nf.n[0] = bits;
            nf.argc = n + 1;
            c = handler;
        }
        return (FunctionValue) c;
    }

    /// A call by a library function: one more level of Java, across which no coroutine may yield.
    static Object callFromJava(Frame f, Object callee, Frame nf) {
        LuaState state = f.state;
        Coroutine thread = f.thread;
        if (++state.javaDepth >= MAX_JAVA_DEPTH) {
            state.javaTooDeep(f);
        }
        thread.pinned++;
        Object r = callValue(f, callee, nf);
        thread.pinned--;
        state.javaDepth--;
        return r;
    }

    /// As [#callFromJava], by a function that a coroutine may yield across.
    static Object callYieldable(Frame f, Object callee, Frame nf) {
        LuaState state = f.state;
        if (++state.javaDepth >= MAX_JAVA_DEPTH) {
            state.javaTooDeep(f);
        }
        Object r = callValue(f, callee, nf);
        state.javaDepth--;
        return r;
    }

    /// Calls a metamethod with two raw values; the raw result's bits are in `f.bits`.
    static Object metamethod(Frame f, Object handler, Object a, long x, Object b, long y) {
        Frame nf = f.push(null, 2);
        nf.s[0] = a;
        nf.n[0] = x;
        nf.s[1] = b;
        nf.n[1] = y;
        return first(f, operator(f, handler, nf));
    }

    static Object metamethod(Frame f, Object handler, Object a, long x, Object b, long y, Object c, long z) {
        Frame nf = f.push(null, 3);
        nf.s[0] = a;
        nf.n[0] = x;
        nf.s[1] = b;
        nf.n[1] = y;
        nf.s[2] = c;
        nf.n[2] = z;
        return first(f, operator(f, handler, nf));
    }

    /// Operators do not keep their operands where a collection sees them, so none may run inside.
    private static Object operator(Frame f, Object handler, Frame nf) {
        LuaState state = f.state;
        if (f.thread.flat && f.thread.pinned == 0) {
            throw Coroutine.Leave.INSTANCE;
        }
        if (++state.javaDepth >= MAX_JAVA_DEPTH) {
            state.javaTooDeep(f);
        }
        state.uncollectable++;
        Object r = callValue(f, handler, nf);
        state.uncollectable--;
        state.javaDepth--;
        return r;
    }

    /// The first of the results that a call from `f` just gave; its bits are in `f.bits`.
    static Object first(Frame f, Object r) {
        Frame nf = f.next;
        if (r == Tag.MULTI) {
            if (nf.argc == 0) {
                return null;
            }
            f.bits = nf.n[0];
            return nf.s[0];
        }
        f.bits = nf.bits;
        return r;
    }
}
