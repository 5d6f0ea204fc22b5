package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Calls the message handler in force with an error, once and before the stack is unwound; errors in the handler go
/// to the handler again, for a while.
@NullUnmarked // raw protocol: null is nil
final class HandlerCall {
    private static final int MOST_ATTEMPTS = 12;
    private static final LuaString FAILED = LuaString.of("error in error handling");

    private HandlerCall() {}

    /// The error as the handler makes it, which then counts as handled.
    static LuaError handle(LuaState state, Frame f, LuaError thrown) {
        Coroutine thread = f.thread;
        Object handler = thread.handler;
        LuaError e = thrown;
        Frame at = e.origin != null && e.origin.thread == thread ? e.origin : f;
        int depth = state.javaDepth;
        int pinned = thread.pinned;
        boolean outer = state.handlingOverflow;
        state.handlingOverflow |= e.overflow;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                Frame nf = at.push(null, 1);
                nf.put(0, e.value());
                Object r = Calls.callFromJava(at, handler, nf);
                Object value = r == Tag.MULTI ? (nf.argc == 0 ? null : nf.boxed(0)) : Tag.box(r, nf.bits);
                LuaError made = LuaError.ofValue(value);
                made.handled = true;
                return made;
            } catch (LuaError second) {
                e = second;
                if (second.origin != null && second.origin.thread == thread) {
                    at = second.origin;
                }
                if (second.overflow && thrown.overflow || second.handled) {
                    break;
                }
            } catch (StackOverflowError second) {
                break;
            } finally {
                state.javaDepth = depth;
                thread.pinned = pinned;
                state.handlingOverflow = outer;
            }
        }
        return failed();
    }

    static LuaError failed() {
        LuaError e = LuaError.ofValue(FAILED);
        e.handled = true;
        return e;
    }
}
