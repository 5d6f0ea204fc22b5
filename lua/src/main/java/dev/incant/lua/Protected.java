package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// `pcall` and `xpcall`. What they catch is a [LuaError], or the JVM running out of stack or memory; a
/// [LuaStopped] passes.
@NullUnmarked // raw protocol: null is nil
final class Protected {
    private Protected() {}

    static Object pcall(Frame f) {
        f.any(1);
        return run(f, 1, null);
    }

    static Object xpcall(Frame f) {
        FunctionValue handler = f.function(2);
        return run(f, 2, handler);
    }

    /// Calls the first argument with those after the first `skip`.
    private static Object run(Frame f, int skip, Object handler) {
        LuaState state = f.state;
        Coroutine thread = f.thread;
        int depth = state.javaDepth;
        int pinned = thread.pinned;
        int uncollectable = state.uncollectable;
        int held = thread.held.size();
        Object outer = thread.handler;
        Frame catcher = thread.catcher;
        Object callee = f.s[0];
        int n = f.argc - skip;
        LuaError caught;
        thread.handler = handler;
        thread.catcher = f;
        thread.protections++;
        try {
            Frame nf = f.push(null, n);
            copy(f, skip, nf, n);
            f.bits = f.n[0];
            Object r = Calls.callYieldable(f, callee, nf);
            return succeeded(f, nf, r);
        } catch (LuaError e) {
            caught = e;
        } catch (StackOverflowError e) {
            caught = state.stackOverflow(thread.top);
        } catch (OutOfMemoryError e) {
            caught = state.outOfMemory();
        } finally {
            thread.protections--;
            thread.handler = outer;
            thread.catcher = catcher;
        }
        if (handler != null) {
            thread.handler = handler;
            caught = state.handled(f, caught);
            thread.handler = outer;
        }
        state.javaDepth = depth;
        thread.pinned = pinned;
        state.uncollectable = uncollectable;
        while (thread.held.size() > held) {
            thread.held.remove(thread.held.size() - 1);
        }
        thread.top = f;
        // Errors that unwind many calls, one by one, pass no other place that looks.
        state.checkInterrupt();
        f.s[0] = Boolean.FALSE;
        f.ensure(2);
        f.put(1, caught.value());
        f.argc = 2;
        return Tag.MULTI;
    }

    private static void copy(Frame f, int skip, Frame nf, int n) {
        if (n > 2) {
            System.arraycopy(f.s, skip, nf.s, 0, n);
            System.arraycopy(f.n, skip, nf.n, 0, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            nf.store(i, f.s[skip + i], f.n[skip + i]);
        }
    }

    private static Object succeeded(Frame f, Frame nf, Object r) {
        f.s[0] = Boolean.TRUE;
        if (r != Tag.MULTI) {
            f.s[1] = r;
            f.n[1] = nf.bits;
            f.argc = 2;
            return Tag.MULTI;
        }
        int n = nf.argc;
        f.ensure(n + 1);
        System.arraycopy(nf.s, 0, f.s, 1, n);
        System.arraycopy(nf.n, 0, f.n, 1, n);
        f.argc = n + 1;
        return Tag.MULTI;
    }
}
