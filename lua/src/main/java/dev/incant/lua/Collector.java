package dev.incant.lua;

import java.util.ArrayList;
import org.jspecify.annotations.NullUnmarked;

/// Finds what a state can still reach, by marking from its roots as PUC's collector does. The JVM frees
/// memory by itself; this is for what it cannot do: measure a state's memory, clear weak tables (keys as
/// ephemerons) and call finalizers, with the objects that they are for, in Lua's order.
///
/// The roots are the frames of all coroutines up to what is live at each frame's [Site], so whatever is in
/// use lies in a slot, in [Coroutine#held] or in a table. Values that only Java code of the embedder holds
/// are not seen; it keeps them in a table.
@NullUnmarked // raw protocol: null is nil
final class Collector {
    private final LuaState state;

    /// Objects with `__gc`, oldest first.
    private final ArrayList<Object> finalizable = new ArrayList<>(0);

    /// Objects whose finalizer is due, the next one last.
    private final ArrayList<Object> due = new ArrayList<>(0);

    /// Coroutines on threads, which do not end by themselves.
    private final ArrayList<Coroutine> watched = new ArrayList<>(0);

    /// Whether cycles have anything to do beside measuring.
    private boolean active;

    private boolean finalizing;

    /// Whether the state is being closed: new objects get no finalizers any more.
    private boolean closing;
    private boolean stopped;
    private boolean generational;
    private int pause = 200;
    private int stepMultiplier = 100;
    private long stepDebt;

    Collector(LuaState state) {
        this.state = state;
    }

    // ---- what the library asks for

    boolean isStopped() {
        return stopped;
    }

    void stopped(boolean stop) {
        stopped = stop;
    }

    boolean isFinalizing() {
        return finalizing;
    }

    int pause(int percent) {
        int before = pause;
        pause = percent;
        return before;
    }

    int stepMultiplier(int percent) {
        int before = stepMultiplier;
        stepMultiplier = percent;
        return before;
    }

    boolean generational(boolean on) {
        boolean before = generational;
        generational = on;
        return before;
    }

    /// Makes automatic cycles run from now on, as a script looks at them.
    void watch() {
        active = true;
    }

    void watch(Coroutine coroutine) {
        watched.add(coroutine);
    }

    /// Counts `kilobytes` of work and runs a cycle when enough came together, or at once in generational mode, as
    /// PUC does; whether it did.
    boolean step(Frame f, long kilobytes) {
        stepDebt += kilobytes <= 0 ? 64 << 10 : kilobytes << 10;
        if (!generational && stepDebt < Math.min(state.heap.used, 256 << 10)) {
            return false;
        }
        stepDebt = 0;
        cycle(f);
        return true;
    }

    /// Notes an object whose metatable was just set.
    void metatableSet(Object object, Table meta) {
        if (closing) {
            return;
        }
        if (Meta.of(meta, Meta.MODE) != null) {
            active = true;
        }
        if (Meta.of(meta, Meta.GC) == null) {
            return;
        }
        active = true;
        if (object instanceof Table t) {
            if (t.finalizable) {
                return;
            }
            t.finalizable = true;
        } else if (object instanceof LuaUserdata u) {
            if (u.finalizable) {
                return;
            }
            u.finalizable = true;
        }
        state.heap.charge(8);
        finalizable.add(object);
    }

    // ---- cycles

    /// The bytes that can be reached; changes nothing.
    long measure() {
        Marking marking = new Marking(state);
        markRoots(marking, state.running.top);
        marking.complete();
        for (Object o : finalizable) {
            marking.mark(o);
        }
        marking.propagate();
        return marking.live();
    }

    /// A cycle that the heap asked for.
    void automatic(Frame f) {
        if (stopped || finalizing || !active && watched.isEmpty()) {
            state.heap.collected(state.heap.used, pause);
            return;
        }
        cycle(f);
    }

    /// A full cycle: clears weak tables and calls the finalizers that are due.
    void cycle(Frame f) {
        long bits = f.bits;
        state.heap.collecting(true);
        long live;
        try {
            live = clear(f);
        } finally {
            state.heap.collecting(false);
        }
        state.heap.collected(live, pause);
        finalizeDue(f);
        f.bits = bits;
    }

    /// Clears weak tables, finds the finalizers that are due and returns the bytes that will be in use after them.
    private long clear(Frame f) {
        Marking marking = new Marking(state);
        WeakTables weak = marking.weak();
        markRoots(marking, f);
        marking.complete();
        weak.clearValues();
        long waiting = 0;
        if (!finalizable.isEmpty()) {
            long reachable = marking.live();
            separate(marking);
            for (Object o : due) {
                marking.mark(o);
            }
            marking.complete();
            waiting = marking.live() - reachable;
        }
        weak.clearKeys();
        weak.clearValues();
        weak.purgeDeadKeys();
        abandonLost(marking);
        // What only waits for its finalizer will be garbage after it.
        return marking.live() - waiting;
    }

    private void markRoots(Marking marking, Frame f) {
        marking.markAll(state.roots());
        marking.markAll(state.typeMetatables());
        for (Object o : due) {
            marking.mark(o);
        }
        state.running.top = f;
        for (Coroutine c = state.running; c != null; c = c.resumer()) {
            marking.mark(c);
        }
        marking.mark(state.main);
    }

    private void abandonLost(Marking marking) {
        for (int i = watched.size() - 1; i >= 0; i--) {
            Coroutine c = watched.get(i);
            if (c.status == Coroutine.Status.DEAD) {
                watched.remove(i);
            } else if (marking.isLost(c)) {
                watched.remove(i);
                c.abandon();
            }
        }
    }

    // ---- finalizers

    /// Moves lost objects with finalizers to those that are due; the one marked last for finalization goes
    /// first.
    private void separate(Marking marking) {
        ArrayList<Object> lost = new ArrayList<>();
        int kept = 0;
        for (int i = 0; i < finalizable.size(); i++) {
            Object o = finalizable.get(i);
            if (marking.isLost(o)) {
                lost.add(o);
            } else {
                finalizable.set(kept++, o);
            }
        }
        finalizable.subList(kept, finalizable.size()).clear();
        due.addAll(0, lost);
    }

    private void finalizeDue(Frame f) {
        if (finalizing) {
            return;
        }
        while (!due.isEmpty()) {
            callFinalizer(f, due.remove(due.size() - 1));
        }
    }

    private void callFinalizer(Frame f, Object object) {
        if (object instanceof Table t) {
            t.finalizable = false;
        } else if (object instanceof LuaUserdata u) {
            u.finalizable = false;
        }
        Object handler = Meta.of(state.metaOfRaw(object), Meta.GC);
        if (handler == null) {
            return;
        }
        Coroutine thread = f.thread;
        int depth = state.javaDepth;
        int pinned = thread.pinned;
        int protections = thread.protections;
        Object messageHandler = thread.handler;
        Hook hook = thread.hook;
        finalizing = true;
        thread.protections++;
        thread.handler = null;
        thread.hook = null;
        Frame nf = f.push(null, 1);
        try {
            nf.s[0] = object;
            nf.finalizer = true;
            Calls.callFromJava(f, handler, nf);
        } catch (LuaError e) {
            String message = e.value() instanceof LuaString s ? s.toLatin1() : "error object is not a string";
            Warnings.warn(state, "error in __gc (" + message + ")");
        } catch (StackOverflowError e) {
            Warnings.warn(state, "error in __gc (stack overflow)");
        } finally {
            nf.finalizer = false;
            finalizing = false;
            state.javaDepth = depth;
            thread.pinned = pinned;
            thread.protections = protections;
            thread.handler = messageHandler;
            thread.hook = hook;
            thread.top = f;
        }
    }

    /// Ends coroutines that have threads.
    void endThreads() {
        for (Coroutine c : watched) {
            c.abandon();
        }
        watched.clear();
    }

    /// Whether finalizers that may take their time will run when the state is closed.
    boolean hasSlowFinalizers() {
        for (Object object : finalizable) {
            if (!FileLib.endsAtOnce(state, object)) {
                return true;
            }
        }
        return !due.isEmpty();
    }

    /// Calls all finalizers, newest object first, and ends coroutines that have threads.
    ///
    /// @throws LuaStopped when a finalizer asked for the end, which comes when all have run
    void close(Frame f) {
        closing = true;
        LuaStopped exit = null;
        try {
            due.addAll(0, finalizable);
            finalizable.clear();
            while (!due.isEmpty()) {
                try {
                    finalizeDue(f);
                } catch (LuaStopped e) {
                    exit = e;
                    if (e.reason() != LuaStopped.Reason.EXIT || !e.closing()) {
                        break;
                    }
                }
            }
        } finally {
            endThreads();
            finalizable.clear();
            due.clear();
        }
        if (exit != null) {
            throw exit;
        }
    }
}
