package dev.incant.lua;

import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;

/// The way from Java into a state and out again: for one thread at a time, with errors and limits put right at the
/// end, until the state is closed.
@NullUnmarked // raw protocol: null is nil
final class Entry {
    /// What a call from Java stands for in tracebacks: `[C]: in ?`.
    static final Builtin FUNCTION = new BaseLib("?", -1);

    /// What all finalizers together have when the state is closed.
    private static final int CLOSING_MILLIS = 2000;

    private final LuaState state;
    private final Object lock = new Object();
    private Thread owner;

    /// Calls from Java in progress, one inside the other.
    private int depth;

    private boolean closed;

    Entry(LuaState state) {
        this.state = state;
    }

    /// Whether Java is inside, so that a script may run.
    boolean isInside() {
        return depth > 0;
    }

    /// Enters and returns the frame under which the call goes.
    private Frame enter() {
        Thread current = Thread.currentThread();
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the state is closed");
            }
            if (depth > 0 && owner != current && !ownedByCoroutine()) {
                throw new IllegalStateException("the state is in use by thread " + owner.getName()
                        + " and cannot be used by " + current.getName() + " at the same time");
            }
            if (depth++ == 0) {
                owner = current;
                state.main.forgetProbes();
                state.slices.begin(current.isVirtual());
            }
        }
        return depth == 1 || state.javaFrame == null ? state.running.top : state.javaFrame;
    }

    /// Coroutines with threads of their own come in on those.
    private boolean ownedByCoroutine() {
        return ThreadSwitch.runs(state.running);
    }

    private void leave() {
        try {
            if (depth == 1) {
                // Whoever called must see what was printed.
                Streams.flush(state);
            }
        } finally {
            left();
        }
    }

    private void left() {
        synchronized (lock) {
            if (--depth == 0) {
                owner = null;
                state.main.top = state.main.base;
                state.stops.left();
            }
        }
    }

    /// Calls a function; `messageHandler`, if there is one, hears of an error where it arises.
    Object[] call(Builtin messageHandler, Object callee, Object... args) {
        Frame under = enter();
        int javaDepth = state.javaDepth;
        Coroutine thread = under.thread;
        int pinned = thread.pinned;
        int uncollectable = state.uncollectable;
        int held = thread.held.size();
        Object handler = thread.handler;
        Frame catcher = thread.catcher;
        thread.handler = messageHandler;
        Frame entry = under;
        thread.protections++;
        try {
            entry = under.push(FUNCTION, 0);
            thread.catcher = entry;
            entry.pc = 0;
            Frame nf = entry.push(null, args.length);
            for (int i = 0; i < args.length; i++) {
                nf.put(i, state.toLua(args[i]));
            }
            Object r = Calls.callFromJava(entry, callee, nf);
            return r == Tag.MULTI ? nf.values() : new Object[] {Tag.box(r, nf.bits)};
        } catch (LuaError e) {
            e.keepTraceback();
            throw state.handled(entry, e);
        } catch (StackOverflowError e) {
            throw state.handled(entry, state.stackOverflow(thread.top));
        } catch (OutOfMemoryError e) {
            throw state.outOfMemory();
        } finally {
            state.javaDepth = javaDepth;
            state.uncollectable = uncollectable;
            thread.pinned = pinned;
            thread.protections--;
            thread.handler = handler;
            thread.catcher = catcher;
            while (thread.held.size() > held) {
                thread.held.remove(thread.held.size() - 1);
            }
            leave();
        }
    }

    Object[] resume(Coroutine coroutine, Object... args) {
        enter();
        int javaDepth = state.javaDepth;
        try {
            Object[] values = new Object[args.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = state.toLua(args[i]);
            }
            return coroutine.resume(values);
        } finally {
            state.javaDepth = javaDepth;
            leave();
        }
    }

    /// Closes the state; an orderly end runs finalizers and closes files.
    void close(boolean orderly) {
        if (closed) {
            return;
        }
        enter();
        if (depth > 1) {
            leave();
            throw new IllegalStateException("the state is running and cannot be closed");
        }
        Deadlines.Alarm end = orderly && state.collector.hasSlowFinalizers()
                ? Deadlines.after(Duration.ofMillis(CLOSING_MILLIS), state::interrupt)
                : null;
        try {
            if (orderly) {
                state.collector.close(state.main.base);
            } else {
                state.collector.endThreads();
            }
        } catch (LuaStopped e) {
            if (e.reason() == LuaStopped.Reason.EXIT) {
                throw e;
            }
            // The rest of the finalizers do not run.
        } finally {
            if (end != null) {
                end.cancel();
            }
            try {
                Streams.end(state, orderly);
            } finally {
                closed = true;
                state.cancelDeadline();
                left();
                state.free();
            }
        }
    }
}
