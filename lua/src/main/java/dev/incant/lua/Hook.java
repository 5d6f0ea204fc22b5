package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// A coroutine's debug hook (`debug.sethook`).
@NullUnmarked // raw protocol: null is nil
final class Hook {
    static final int CALL = 1;
    static final int RETURN = 2;
    static final int LINE = 4;
    static final int COUNT = 8;

    private static final LuaString CALL_EVENT = LuaString.constant("call");
    private static final LuaString TAIL_CALL_EVENT = LuaString.constant("tail call");
    private static final LuaString RETURN_EVENT = LuaString.constant("return");
    private static final LuaString LINE_EVENT = LuaString.constant("line");
    private static final LuaString COUNT_EVENT = LuaString.constant("count");

    /// Whether any state of this process ever set a hook: what never happens must cost next to nothing, and
    /// a flag that is never set is a constant to the JIT's branch profile.
    static boolean used;

    final Object function;
    final int mask;
    final int count;

    private int countdown;
    /// Where the last line event was, so that a line is reported once until it is entered again.
    private Frame lastFrame;

    private int lastLine = -1;

    private Hook(Object function, int mask, int count) {
        this.function = function;
        this.mask = mask;
        this.count = count;
        this.countdown = count;
    }

    /// Makes a hook, after which this process looks for hooks at each step.
    static Hook of(Object function, int mask, int count) {
        used = true;
        return new Hook(function, mask, count);
    }

    /// Called where the function in `f` comes to a line: one instruction of PUC's.
    static void step(Frame f, int pc) {
        step(f, pc, 1);
    }

    /// Called before a statement, which makes up for about two instructions of PUC's.
    static void statement(Frame f, int pc) {
        step(f, pc, 2);
    }

    private static void step(Frame f, int pc, int instructions) {
        Hook hook = f.thread.hook;
        if (hook == null || f.thread.inHook) {
            return;
        }
        f.pc = pc;
        if ((hook.mask & COUNT) != 0 && (hook.countdown -= instructions) <= 0) {
            hook.countdown = Math.max(1, hook.countdown + hook.count);
            hook.run(f, COUNT_EVENT, null);
        }
        if ((hook.mask & LINE) != 0) {
            Proto proto = ((Closure) f.fn).proto;
            int line = proto.chunk.stripped ? -1 : proto.line(pc);
            if (line != hook.lastLine || f != hook.lastFrame) {
                hook.lastLine = line;
                hook.lastFrame = f;
                hook.run(f, LINE_EVENT, line < 0 ? null : (Object) (long) line);
            }
        }
    }

    /// Whether a function entered now runs by the nodes that tell of every line: while somebody listens.
    static boolean wantsTraced(Frame f) {
        Hook hook = f.thread.hook;
        return hook != null && !f.thread.inHook && (hook.mask & (LINE | COUNT)) != 0;
    }

    /// Tells the hook of `f` that the next line counts as new.
    static void jumpedBack(Frame f) {
        Hook hook = f.thread.hook;
        if (hook != null) {
            hook.lastLine = -1;
        }
    }

    /// Runs `fn` in `nf` between its call and return events.
    static Object call(FunctionValue fn, Frame nf, boolean tail) {
        Hook hook = nf.thread.hook;
        if (hook == null || nf.thread.inHook) {
            return returned(nf, fn.invoke(nf));
        }
        if ((hook.mask & COUNT) != 0 && --hook.countdown <= 0) {
            hook.countdown = hook.count;
            hook.run(nf, COUNT_EVENT, null);
        }
        if ((hook.mask & CALL) != 0) {
            nf.pc = 0;
            nf.firstTransferred = 1;
            nf.transferred = fn instanceof Closure c ? Math.min(nf.argc, c.proto.params) : nf.argc;
            hook.run(nf, tail ? TAIL_CALL_EVENT : CALL_EVENT, null);
            nf.transferred = 0;
            nf.firstTransferred = 0;
        }
        if (hook.lastFrame == nf) {
            hook.lastFrame = null;
        }
        return returned(nf, fn.invoke(nf));
    }

    /// Tells the hook that what ran in `nf` returns `r`, and returns that.
    static Object returned(Frame nf, Object r) {
        Hook hook = nf.thread.hook;
        if (hook == null || nf.thread.inHook) {
            return r;
        }
        if (r == Tag.TAIL) {
            hook.lastFrame = null;
            return r;
        }
        if ((hook.mask & RETURN) != 0) {
            long bits = nf.bits;
            int argc = nf.argc;
            Object[] values = r == Tag.MULTI ? nf.values() : null;
            if (r != Tag.MULTI) {
                nf.store(0, r, bits);
            }
            nf.firstTransferred = 1;
            nf.transferred = r == Tag.MULTI ? argc : 1;
            hook.run(nf, RETURN_EVENT, null);
            nf.transferred = 0;
            nf.firstTransferred = 0;
            if (values != null) {
                nf.giveAll(values);
            }
            nf.argc = argc;
            nf.bits = bits;
        }
        hook.backIn(nf.prev);
        return r;
    }

    /// A call returned into `f`: the rest of the line that it stands in is nothing new.
    private void backIn(Frame f) {
        lastFrame = f;
        lastLine = f.fn instanceof Closure c ? c.proto.line(f.pc) : -1;
    }

    private void run(Frame f, LuaString event, Object line) {
        Coroutine thread = f.thread;
        thread.inHook = true;
        long bits = f.bits;
        try {
            Frame nf = f.push(null, 2);
            nf.put(0, event);
            nf.put(1, line);
            nf.hook = true;
            try {
                Calls.callFromJava(f, function, nf);
            } finally {
                nf.hook = false;
            }
        } finally {
            thread.inHook = false;
            f.bits = bits;
        }
    }
}
