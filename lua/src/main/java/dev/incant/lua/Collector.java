package dev.incant.lua;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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
    /// Marks of different states never meet: shared strings carry the mark of whoever came last.
    private static final AtomicInteger EPOCHS = new AtomicInteger();

    /// Passes over ephemeron tables that cost no steps.
    private static final int FREE_PASSES = 8;

    private final LuaState state;

    /// Reached and not looked through yet. Grows with the width of what it goes through, so it is not kept.
    private ArrayDeque<Object> gray = new ArrayDeque<>();

    /// Objects with `__gc`, oldest first.
    private final ArrayList<Object> finalizable = new ArrayList<>(0);

    /// Objects whose finalizer is due, the next one last.
    private final ArrayList<Object> due = new ArrayList<>(0);

    /// Coroutines on threads, which do not end by themselves.
    private final ArrayList<Coroutine> watched = new ArrayList<>(0);

    private final ArrayList<Table> weakValues = new ArrayList<>(0);
    private final ArrayList<Table> ephemerons = new ArrayList<>(0);
    private final ArrayList<Table> allWeak = new ArrayList<>(0);
    private final ArrayList<Table> withDeadKeys = new ArrayList<>(0);

    private int epoch;
    private long live;

    /// Objects looked at; a collection of many can be stopped while it only marks.
    private int traversed;

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
        begin();
        markRoots(state.running.top);
        propagate();
        converge();
        for (Object o : finalizable) {
            mark(o);
        }
        propagate();
        long total = live;
        forget();
        return total;
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
        begin();
        markRoots(f);
        propagate();
        converge();
        clearValues();
        long waiting = 0;
        if (!finalizable.isEmpty()) {
            long reachable = live;
            separate();
            for (Object o : due) {
                mark(o);
            }
            propagate();
            converge();
            waiting = live - reachable;
        }
        clearKeys();
        clearValues();
        purgeDeadKeys();
        abandonLost();
        // What only waits for its finalizer will be garbage after it.
        long total = live - waiting;
        forget();
        state.heap.collected(total, pause);
        finalizeDue(f);
        f.bits = bits;
    }

    private void begin() {
        epoch = EPOCHS.incrementAndGet();
        live = 0;
        forget();
    }

    private void forget() {
        gray = new ArrayDeque<>();
        weakValues.clear();
        ephemerons.clear();
        allWeak.clear();
        withDeadKeys.clear();
    }

    private void markRoots(Frame f) {
        markAll(state.roots());
        markAll(state.typeMetatables());
        for (Object o : due) {
            mark(o);
        }
        state.running.top = f;
        for (Coroutine c = state.running; c != null; c = c.resumer()) {
            mark(c);
        }
        mark(state.main);
    }

    private void mark(Object o) {
        if (o == null || o instanceof Tag || o instanceof Boolean) {
            return;
        }
        if (o instanceof LuaString s) {
            if (s.mark != epoch) {
                s.mark = epoch;
                live += 40L + s.bytes.length;
            }
        } else if (o instanceof Table t) {
            if (t.mark != epoch) {
                t.mark = epoch;
                gray.push(t);
            }
        } else if (o instanceof Closure c) {
            if (c.mark != epoch) {
                c.mark = epoch;
                gray.push(c);
            }
        } else if (o instanceof Cell c) {
            if (c.mark != epoch) {
                c.mark = epoch;
                live += Cell.BYTES;
                mark(c.v);
            }
        } else if (o instanceof Coroutine c) {
            if (c.mark != epoch) {
                c.mark = epoch;
                gray.push(c);
            }
        } else if (o instanceof CoroutineLib.Wrapped w) {
            if (w.mark != epoch) {
                w.mark = epoch;
                mark(w.coroutine);
            }
        } else if (o instanceof LuaUserdata u) {
            if (u.mark != epoch) {
                u.mark = epoch;
                gray.push(u);
            }
        } else if (o instanceof StringSearch.Iteration it) {
            if (it.mark != epoch) {
                it.mark = epoch;
                live += it.bytes();
                mark(it.text);
            }
        } else if (o instanceof LineFunction l) {
            mark(l.file);
        }
    }

    private void propagate() {
        Object o;
        while ((o = gray.poll()) != null) {
            if (o instanceof Table t) {
                traverse(t);
            } else if (o instanceof Closure c) {
                live += Closure.bytes(c.upvalues.length);
                Chunk chunk = c.proto.chunk;
                if (chunk.mark != epoch) {
                    chunk.mark = epoch;
                    live += chunk.bytes;
                }
                for (Cell cell : c.upvalues) {
                    mark(cell);
                }
            } else if (o instanceof LuaUserdata u) {
                live += LuaUserdata.BYTES;
                mark(u.meta);
                mark(Tag.tagOf(u.userValue));
            } else {
                traverse((Coroutine) o);
            }
            if ((++traversed & 1023) == 0) {
                state.checkInterrupt();
            }
        }
    }

    private void traverse(Table t) {
        live += t.bytes();
        mark(t.meta);
        boolean weakKeys = false;
        boolean weak = false;
        if (t.meta != null && Meta.of(t.meta, Meta.MODE) instanceof LuaString mode) {
            for (byte b : mode.bytes) {
                weakKeys |= b == 'k';
                weak |= b == 'v';
            }
        }
        if (weakKeys) {
            if (weak) {
                allWeak.add(t);
                return;
            }
            markArray(t);
            ephemerons.add(t);
            return;
        }
        if (weak) {
            weakValues.add(t);
        } else {
            markArray(t);
        }
        boolean dead = false;
        for (int i = 0; i < t.hk.length; i++) {
            Object key = t.hk[i];
            if (key == null) {
                continue;
            }
            if (t.hv[i] == null) {
                dead |= isCollectable(key);
                continue;
            }
            mark(key);
            if (!weak) {
                mark(t.hv[i]);
            }
        }
        if (dead) {
            withDeadKeys.add(t);
        }
    }

    private void markArray(Table t) {
        if (t.kind == null) {
            for (int i = 0; i < t.size; i++) {
                mark(t.ar[i]);
            }
        }
    }

    private void traverse(Coroutine c) {
        live += Coroutine.BYTES;
        mark(c.body());
        mark(c.handler);
        if (c.hook != null) {
            mark(c.hook.function);
        }
        markAll(c.held.toArray());
        if (c.unclosed != null) {
            markAll(c.unclosed.toArray());
        }
        if (c.status == Coroutine.Status.DEAD) {
            return;
        }
        for (Frame f = c.top.next; f != null; f = f.next) {
            live += 120 + 12L * f.s.length;
            f.clear();
        }
        for (Frame f = c.top; f != null; f = f.prev) {
            traverse(f);
        }
    }

    private void traverse(Frame f) {
        live += 120 + 12L * f.s.length;
        if (!f.thread.isMain()) {
            live += Coroutine.STACK_PER_FRAME;
        }
        mark(f.fn);
        int top = f.argc;
        Site site = f.fn instanceof Closure c ? c.proto.site(f.pc) : null;
        if (site != null) {
            int liveTop = site.liveTop;
            top = f.pc == 0 ? Math.max(top, liveTop) : liveTop;
            if (f.va != null) {
                live += 16 + 4L * f.va.length;
                markAll(f.va);
            }
        }
        top = Math.min(top, f.s.length);
        for (int i = 0; i < top; i++) {
            mark(f.s[i]);
        }
    }

    private void markAll(Object[] values) {
        if (values != null) {
            for (Object v : values) {
                mark(v);
            }
        }
    }

    private static boolean isCollectable(Object o) {
        return o instanceof Table
                || o instanceof Closure
                || o instanceof Coroutine
                || o instanceof CoroutineLib.Wrapped
                || o instanceof LuaUserdata;
    }

    private boolean isLost(Object o) {
        if (o instanceof Table t) {
            return t.mark != epoch;
        }
        if (o instanceof Closure c) {
            return c.mark != epoch;
        }
        if (o instanceof Coroutine c) {
            return c.mark != epoch;
        }
        if (o instanceof CoroutineLib.Wrapped w) {
            return w.mark != epoch;
        }
        return o instanceof LuaUserdata u && u.mark != epoch;
    }

    /// Marks values of ephemeron tables whose keys are reached, until nothing changes.
    private void converge() {
        boolean changed = true;
        int passes = 0;
        while (changed) {
            changed = false;
            if (++passes > FREE_PASSES) {
                // Long chains through ephemerons take many passes, each of which must be paid for.
                state.tick(1 + ephemerons.size());
            }
            for (int e = 0; e < ephemerons.size(); e++) {
                Table t = ephemerons.get(e);
                if (passes > FREE_PASSES) {
                    state.tick(t.hk.length >> 4);
                }
                for (int i = 0; i < t.hk.length; i++) {
                    Object key = t.hk[i];
                    Object v = t.hv[i];
                    if (key == null || v == null || isLost(key)) {
                        continue;
                    }
                    if (isLost(v) || v instanceof LuaString) {
                        changed |= isLost(v);
                        mark(v);
                    }
                }
            }
            propagate();
        }
    }

    private void clearValues() {
        for (Table t : weakValues) {
            clearValues(t);
        }
        for (Table t : allWeak) {
            clearValues(t);
        }
    }

    private void clearValues(Table t) {
        t.own();
        for (int i = 0; i < t.hv.length; i++) {
            if (t.hv[i] != null && isLost(t.hv[i])) {
                t.hv[i] = null;
            } else {
                markString(t.hv[i]);
            }
        }
        if (t.kind == null) {
            for (int i = 0; i < t.size; i++) {
                if (isLost(t.ar[i])) {
                    t.ar[i] = null;
                }
            }
            t.finishConstructor();
        }
    }

    private void markString(Object o) {
        if (o instanceof LuaString) {
            mark(o);
        }
    }

    private void clearKeys() {
        for (Table t : ephemerons) {
            clearKeys(t);
        }
        for (Table t : allWeak) {
            clearKeys(t);
        }
    }

    private void clearKeys(Table t) {
        t.own();
        for (int i = 0; i < t.hk.length; i++) {
            if (t.hk[i] != null && isLost(t.hk[i])) {
                t.hv[i] = null;
                t.hk[i] = Table.DEAD_KEY;
            } else if (t.hv[i] != null) {
                // Strings are values: they are never lost, and they count.
                markString(t.hk[i]);
            }
        }
    }

    /// A key without a value must not keep its object; one that is reached otherwise may be in use by a
    /// traversal and stays.
    private void purgeDeadKeys() {
        for (Table t : withDeadKeys) {
            t.own();
            for (int i = 0; i < t.hk.length; i++) {
                if (t.hv[i] == null && t.hk[i] != null && isLost(t.hk[i])) {
                    t.hk[i] = Table.DEAD_KEY;
                }
            }
        }
    }

    private void abandonLost() {
        for (int i = watched.size() - 1; i >= 0; i--) {
            Coroutine c = watched.get(i);
            if (c.status == Coroutine.Status.DEAD) {
                watched.remove(i);
            } else if (isLost(c)) {
                watched.remove(i);
                c.abandon();
            }
        }
    }

    // ---- finalizers

    /// Moves lost objects with finalizers to those that are due; the one marked last for finalization goes
    /// first.
    private void separate() {
        ArrayList<Object> lost = new ArrayList<>();
        int kept = 0;
        for (int i = 0; i < finalizable.size(); i++) {
            Object o = finalizable.get(i);
            if (isLost(o)) {
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
