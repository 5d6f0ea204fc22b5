package dev.incant.lua;

import dev.incant.lua.syntax.Charsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/// A Lua machine: globals, libraries, limits and everything that scripts make. States share nothing that can
/// change, so thousands may run at once; one state is used by one thread at a time.
///
/// ```java
/// try (LuaState lua = LuaState.open(LuaOptions.sandboxed().memory(64 << 20))) {
///     lua.setGlobal("greet", call -> call.give(LuaString.of("Hello, " + call.string(1))));
///     lua.deadline(Duration.ofSeconds(2));
///     Object[] results = lua.run("return greet('you'), 2^10");
/// }
/// ```
///
/// Values cross as null (nil), [Boolean], [Long], [Double], [LuaString], [LuaTable], [FunctionValue],
/// [Coroutine] and [LuaUserdata]. To Lua, [String] and the smaller number types will do too.
@NullUnmarked // raw protocol: null is nil
public final class LuaState implements AutoCloseable {
    private static final int INTERRUPT = 1;
    private static final int DEADLINE = 2;
    private static final int GRACE_OVER = 4;

    /// Frames of one coroutine; PUC's stack of a million slots holds about as many.
    private static final int MAX_DEPTH = 200_000;

    /// Frames more for a message handler that is told of too many frames.
    private static final int HANDLER_DEPTH = 1_000;

    private static final int MAX_SLOTS = 1_000_000;

    private static final int GRACE_MILLIS = 20;
    /// What all finalizers together have when the state is closed.
    private static final int CLOSING_MILLIS = 2000;
    private static final long GRACE_STEPS = 200_000;

    /// Steps in a slice: a few microseconds to some hundred.
    private static final long SLICE = 1 << 11;

    /// As [#SLICE], while a collection that is due has to wait.
    private static final long SHORT_SLICE = 1 << 6;

    /// How long a script may keep the carrier of its virtual thread before others get it.
    private static final long TURN_NANOS = 1_000_000;

    /// What a call from Java stands for in tracebacks: `[C]: in ?`.
    static final Builtin ENTRY = new BaseLib("?", -1);

    final Heap heap;
    final Collector collector;
    final LuaHost host;
    final LuaOptions options;
    final Table globals;
    final Table registry;
    final Table loaded;
    final Coroutine main;
    Coroutine running;

    /// Steps left, but for those of [#later]; goes below zero when these are used up.
    long steps;

    /// The rest of the budget, which is dealt out in slices. At the end of a slice the state looks whether a
    /// collection is due and, on a virtual thread, whether others should run, as no timer preempts such a thread.
    /// All threads have slices for HotSpot's sake: it leaves out of what it compiles all that has not happened
    /// before, and compiles it once more when it does. So the end of a slice happens early and often.
    private long later;

    /// Whether a collection is to run at the next step at which it can.
    private boolean collectionDue;

    /// Whether the thread may be a virtual one.
    private boolean takesTurns;

    private long turnBegan;
    private Turnstile.@Nullable Turn turn;

    /// Whether coroutines run on virtual threads of their own.
    private boolean threads;

    /// Set from other threads too: what the next step has to look at. No lock guards it: whoever stops a
    /// script must not wait for a virtual thread that waits for the carrier which the script keeps busy.
    volatile int signal;

    /// A class of its own: it works by reflection, which a script that nobody stops need not wait for.
    private static final class Signals {
        static final AtomicIntegerFieldUpdater<LuaState> UPDATER =
                AtomicIntegerFieldUpdater.newUpdater(LuaState.class, "signal");

        private Signals() {}
    }

    /// Java functions, coroutines and Lua functions that call each other in turn.
    int javaDepth;

    /// Operators in progress whose operands a collection does not see.
    int uncollectable;

    final int maxSlots = MAX_SLOTS;

    /// State of `math.random`; made on first use.
    Xoshiro256 random;

    Table stringMeta;
    private Table nilMeta;
    private Table booleanMeta;
    private Table numberMeta;
    private Table functionMeta;
    private Table threadMeta;

    /// Whether `warn` writes.
    boolean warnings;

    /// The frame of the Java function that runs, under which its own calls go.
    private Frame javaFrame;

    /// Whether a message handler runs because of a stack overflow.
    private boolean handlingOverflow;

    private final Object entryLock = new Object();
    private Thread owner;
    private int entries;
    private volatile Deadlines.Alarm deadline;
    private LuaStopped stopped;
    private Deadlines.Alarm graceEnd;
    private long graceSteps;
    private boolean closed;

    private LuaState(LuaOptions options) {
        this.options = options;
        this.steps = options.steps();
        long most = Runtime.getRuntime().maxMemory() / 4 * 3;
        this.heap = new Heap(this, Math.min(options.memory(), most), options.memory() <= most);
        this.collector = new Collector(this);
        this.host = options.host();
        this.registry = new Table(heap);
        this.loaded = new Table(heap);
        this.main = new Coroutine(this);
        this.running = main;
        this.globals = Libraries.open(this);
    }

    /// Opens a state.
    public static LuaState open(LuaOptions options) {
        return new LuaState(options);
    }

    // ---- the embedder's view

    /// The table of globals.
    public LuaTable globals() {
        return globals;
    }

    /// The value of a global.
    public @Nullable Object getGlobal(String name) {
        return globals.get(LuaString.of(name));
    }

    /// Sets a global to a value of any kind that [#toLua] takes.
    public void setGlobal(String name, @Nullable Object value) {
        globals.set(LuaString.of(name), toLua(value));
    }

    /// Sets a global to a Java function.
    public void setGlobal(String name, LuaFunction function) {
        globals.set(LuaString.of(name), function(name, function));
    }

    /// Makes a Java function a Lua value. `name` is shown in messages and tracebacks.
    public FunctionValue function(String name, LuaFunction function) {
        heap.charge(48);
        return new JavaFunction(name, function);
    }

    /// Makes an empty table.
    public LuaTable newTable() {
        return new Table(heap);
    }

    /// Wraps a Java object for scripts; `metatable` tells what they can do with it.
    public LuaUserdata newUserdata(Object payload, @Nullable LuaTable metatable) {
        return new LuaUserdata(this, payload, (Table) metatable, 1);
    }

    /// Makes a coroutine that runs `function`; see [#resume(Coroutine, Object...)].
    public Coroutine newCoroutine(FunctionValue function) {
        return new Coroutine(this, function);
    }

    /// Converts a Java value: numbers become [Long] or [Double], a [String] a [LuaString]; Lua values stay.
    ///
    /// @throws IllegalArgumentException for anything else
    public @Nullable Object toLua(@Nullable Object value) {
        Object made = Conversions.toLua(value);
        return made != value && made instanceof LuaString s ? string(s) : made;
    }

    /// Compiles a text and makes it a function of this state.
    ///
    /// @throws LuaError when the text is no Lua
    public FunctionValue load(String text, String chunkName) {
        return load(LuaChunk.compile(text, chunkName));
    }

    /// Makes a compiled chunk a function of this state.
    public FunctionValue load(LuaChunk chunk) {
        return Chunks.closure(this, chunk, globals);
    }

    /// Reads a file of the host (standard input for null), skipping a first line that starts with `#`, and makes
    /// it a function of this state.
    ///
    /// @throws LuaError when it cannot be read or is no Lua
    public FunctionValue loadFile(@Nullable String name) {
        return SourceFiles.load(running.top, name == null ? null : LuaString.of(name), "bt", globals);
    }

    /// The outside world of this state.
    public LuaHost host() {
        return host;
    }

    /// A table for the embedder's own values, out of reach of scripts without the debug library.
    public LuaTable registry() {
        return registry;
    }

    /// Compiles and runs a text and returns its results.
    public @Nullable Object[] run(String text) {
        return call(load(text, text));
    }

    /// Calls a function (or a value with `__call`) and returns all its results.
    ///
    /// @throws LuaError what the script raised, with [LuaError#traceback()]
    /// @throws LuaStopped when it was stopped
    public @Nullable Object[] call(Object callee, @Nullable Object... args) {
        return call(null, callee, args);
    }

    /// As [#call(Object, Object...)], but an error's value is made a text for people where it arises: the message
    /// (what `__tostring` makes of an object) and the traceback, as the stand-alone interpreter shows it.
    ///
    /// @throws LuaError with such a text as its value
    public @Nullable Object[] callForPeople(Object callee, @Nullable Object... args) {
        return call(MessageHandler.INSTANCE, callee, args);
    }

    private Object[] call(Builtin messageHandler, Object callee, Object... args) {
        Frame under = enter();
        int depth = javaDepth;
        Coroutine thread = under.thread;
        int pinned = thread.pinned;
        int outerUncollectable = uncollectable;
        int held = thread.held.size();
        Object handler = thread.handler;
        Frame catcher = thread.catcher;
        thread.handler = messageHandler;
        Frame entry = under;
        thread.protections++;
        try {
            entry = under.push(ENTRY, 0);
            thread.catcher = entry;
            entry.pc = 0;
            Frame nf = entry.push(null, args.length);
            for (int i = 0; i < args.length; i++) {
                nf.put(i, toLua(args[i]));
            }
            Object r = Calls.callFromJava(entry, callee, nf);
            return r == Tag.MULTI ? nf.values() : new Object[] {Tag.box(r, nf.bits)};
        } catch (LuaError e) {
            e.keepTraceback();
            throw handled(entry, e);
        } catch (StackOverflowError e) {
            throw handled(entry, stackOverflow(thread.top));
        } catch (OutOfMemoryError e) {
            throw outOfMemory();
        } finally {
            javaDepth = depth;
            uncollectable = outerUncollectable;
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

    /// Resumes a coroutine and returns what it yields or returns.
    ///
    /// @throws LuaError what ended it
    public @Nullable Object[] resume(Coroutine coroutine, @Nullable Object... args) {
        enter();
        int depth = javaDepth;
        try {
            Object[] values = new Object[args.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = toLua(args[i]);
            }
            return coroutine.resume(values);
        } finally {
            javaDepth = depth;
            leave();
        }
    }

    /// Stops the script that runs, from any thread, or the next one if none does.
    public void interrupt() {
        raise(INTERRUPT);
    }

    /// Takes back an interrupt or a deadline that has not stopped anything yet.
    public void clearInterrupt() {
        lower(INTERRUPT | DEADLINE);
    }

    /// Stops whatever runs after `time` from now; replaces an earlier deadline.
    public void deadline(Duration time) {
        cancelDeadline();
        deadline = Deadlines.after(time, () -> raise(DEADLINE));
    }

    /// Takes the deadline back.
    public void cancelDeadline() {
        Deadlines.Alarm alarm = deadline;
        if (alarm != null) {
            alarm.cancel();
            deadline = null;
        }
        lower(DEADLINE);
    }

    /// Steps left of the budget.
    public long steps() {
        return Math.max(0, steps + later);
    }

    /// Sets the steps left.
    public void steps(long budget) {
        steps = budget;
        later = 0;
        deal();
    }

    /// Estimated bytes in use: those reachable at the last measurement, and all allocated since.
    public long memoryUsed() {
        return heap.used;
    }

    /// Hands what `print` and `io.write` keep in a buffer to the host, as the end of each call from Java does.
    public void flush() {
        Streams.flush(this);
    }

    /// Runs pending finalizers, for two seconds at most, and frees what the state holds. The state cannot be used
    /// afterwards.
    @Override
    public void close() {
        close(true);
    }

    /// As [#close()], but runs no finalizers and waits for no process, as the end of a C program that does not
    /// close its state. What files keep in their buffers is written.
    public void abandon() {
        close(false);
    }

    private void close(boolean orderly) {
        if (closed) {
            return;
        }
        enter();
        if (entries > 1) {
            leave();
            throw new IllegalStateException("the state is running and cannot be closed");
        }
        Deadlines.Alarm end = orderly && collector.hasSlowFinalizers()
                ? Deadlines.after(Duration.ofMillis(CLOSING_MILLIS), () -> raise(INTERRUPT))
                : null;
        try {
            if (orderly) {
                collector.close(main.base);
            } else {
                collector.endThreads();
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
                Streams.end(this, orderly);
            } finally {
                closed = true;
                cancelDeadline();
                left();
                running = main;
                main.base.next = null;
                globals.clear();
                registry.clear();
                loaded.clear();
            }
        }
    }

    // ---- one thread at a time

    private Frame enter() {
        Thread current = Thread.currentThread();
        synchronized (entryLock) {
            if (closed) {
                throw new IllegalStateException("the state is closed");
            }
            if (entries > 0 && owner != current && !ownedByCoroutine()) {
                throw new IllegalStateException("the state is in use by thread " + owner.getName()
                        + " and cannot be used by " + current.getName() + " at the same time");
            }
            if (entries++ == 0) {
                owner = current;
                main.forgetProbes();
                steps += later;
                later = 0;
                takesTurns = threads || current.isVirtual();
                deal();
            }
        }
        return entries == 1 || javaFrame == null ? running.top : javaFrame;
    }

    /// Coroutines with threads of their own come in on those.
    private boolean ownedByCoroutine() {
        return ThreadSwitch.runs(running);
    }

    private void leave() {
        try {
            if (entries == 1) {
                // Whoever called must see what was printed.
                Streams.flush(this);
            }
        } finally {
            left();
        }
    }

    private void left() {
        synchronized (entryLock) {
            if (--entries == 0) {
                owner = null;
                main.top = main.base;
                if (stopped != null) {
                    stopped = null;
                    if (graceEnd != null) {
                        graceEnd.cancel();
                        graceEnd = null;
                    }
                    lower(INTERRUPT | DEADLINE | GRACE_OVER);
                }
            }
        }
    }

    Frame javaFrame(Frame frame) {
        Frame before = javaFrame;
        javaFrame = frame;
        return before;
    }

    // ---- stopping

    private void raise(int flag) {
        int before = signal;
        while (!Signals.UPDATER.compareAndSet(this, before, before | flag)) {
            before = signal;
        }
    }

    private void lower(int flags) {
        int before = signal;
        while ((before & flags) != 0 && !Signals.UPDATER.compareAndSet(this, before, before & ~flags)) {
            before = signal;
        }
    }

    /// Charges steps of library work and stops the script if it must stop.
    void tick(int n) {
        if ((steps -= n) < 0 || signal != 0) {
            checkStop();
        }
    }

    /// Stops the script if it was told to, where steps do not count.
    void checkInterrupt() {
        if ((signal & (INTERRUPT | DEADLINE | GRACE_OVER)) != 0) {
            checkStop();
        }
    }

    /// As [#checkInterrupt()], of what an embedder may do too while no script runs.
    void checkRunInterrupt() {
        if (entries > 0) {
            checkInterrupt();
        }
    }

    /// Takes the next slice of the steps.
    private void deal() {
        long left = steps + later;
        steps = Math.min(left, collectionDue ? SHORT_SLICE : SLICE);
        later = left - steps;
    }

    /// Lets others run on the current virtual thread's carrier, and goes on when it is this state's turn again.
    void endTurn() {
        if (turn == null) {
            turn = new Turnstile.Turn();
        }
        turn.end();
    }

    /// Lets other virtual threads run when this one had its turn.
    private void endSlice() {
        deal();
        if (takesTurns
                && System.nanoTime() - turnBegan >= TURN_NANOS
                && Thread.currentThread().isVirtual()) {
            running.giveWay();
            turnBegan = System.nanoTime();
        }
    }

    private void checkStop() {
        if (steps < 0 && later > 0) {
            endSlice();
        }
        int s = signal;
        if ((s & DEADLINE) != 0) {
            Deadlines.Alarm alarm = deadline;
            if (alarm == null || !alarm.isPast()) {
                // It was taken back or replaced at the moment when it came.
                lower(DEADLINE);
                s = signal;
            }
        }
        if ((s & (INTERRUPT | DEADLINE | GRACE_OVER)) != 0) {
            stop(
                    (s & INTERRUPT) != 0 ? LuaStopped.Reason.INTERRUPTED : LuaStopped.Reason.DEADLINE,
                    (s & INTERRUPT) != 0 ? "interrupted" : "deadline passed");
        }
        if (steps < 0) {
            stop(LuaStopped.Reason.STEPS, "step budget used up");
        }
    }

    private void stop(LuaStopped.Reason reason, String message) {
        if (stopped == null) {
            stopped = new LuaStopped(reason, message);
        }
        throw stopped;
    }

    /// What a running function does when its step budget or the signal asks for it.
    void safepoint(Frame f) {
        checkStop();
        if (collectionDue && uncollectable == 0) {
            collectionDue = false;
            collector.automatic(f);
        }
    }

    /// Has a collection run at the next step: the slice ends now.
    void requestCollection() {
        collectionDue = true;
        later += steps;
        steps = 0;
    }

    /// Runs the `__close` of a boxed value while a stop unwinds the stack. All handlers together have a short
    /// grace; when it is over, the rest do not run.
    void grace(Frame f, Object value, LuaStopped reason) {
        if (reason.reason() == LuaStopped.Reason.EXIT) {
            closeAtExit(f, value, reason);
            return;
        }
        if (stopped == null) {
            stopped = reason;
        }
        if (graceEnd == null) {
            graceSteps = GRACE_STEPS;
            graceEnd = Deadlines.after(Duration.ofMillis(GRACE_MILLIS), () -> raise(GRACE_OVER));
        }
        if ((signal & GRACE_OVER) != 0 || graceSteps <= 0) {
            return;
        }
        lower(INTERRUPT | DEADLINE);
        long before = steps;
        long laterBefore = later;
        steps = graceSteps;
        later = 0;
        try {
            CloseScope.callClose(f, value, LuaString.of(reason.getMessage()));
        } catch (LuaError e) {
            // Unwinding goes on: the stop is what the caller hears of.
        } catch (LuaStopped e) {
            steps = -1;
            later = 0;
        } finally {
            graceSteps = steps + later;
            steps = before;
            later = laterBefore;
        }
    }

    /// The end of the main coroutine's variables when `os.exit` was asked to close the state.
    private void closeAtExit(Frame f, Object value, LuaStopped exit) {
        if (exit.closing() && f.thread == main) {
            try {
                CloseScope.callClose(f, value, null);
            } catch (LuaError e) {
                // The others are closed all the same.
            }
        }
    }

    // ---- errors

    void checkDepth(Frame f) {
        if (f.depth >= MAX_DEPTH) {
            if (!handlingOverflow) {
                throw stackOverflow(f);
            }
            if (f.depth >= MAX_DEPTH + HANDLER_DEPTH) {
                throw handlerFailed();
            }
        }
    }

    LuaError stackOverflow(Frame f) {
        LuaError e = Errors.runtime(f, "stack overflow");
        e.overflow = true;
        return e;
    }

    /// Called when Java functions nest too deeply: an error, for which a handler has some room left.
    void javaTooDeep(Frame f) {
        if (handlingOverflow) {
            if (javaDepth > Calls.MAX_JAVA_DEPTH + Calls.OVERFLOW_ROOM) {
                throw handlerFailed();
            }
            return;
        }
        LuaError e = Errors.at(f, f.fn instanceof Closure ? 0 : 1, "C stack overflow");
        e.overflow = true;
        throw e;
    }

    LuaError outOfMemory() {
        return LuaError.ofValue(NOT_ENOUGH_MEMORY);
    }

    private static final LuaString NOT_ENOUGH_MEMORY = LuaString.of("not enough memory");
    private static final LuaString HANDLER_FAILED = LuaString.of("error in error handling");

    /// The error as the message handler in force makes it, called once and before the stack is unwound.
    LuaError handled(Frame f, LuaError thrown) {
        Coroutine thread = f.thread;
        Object handler = thread.handler;
        if (thrown.handled || handler == null) {
            return thrown;
        }
        LuaError e = thrown;
        Frame at = e.origin != null && e.origin.thread == thread ? e.origin : f;
        int depth = javaDepth;
        int pinned = thread.pinned;
        boolean outer = handlingOverflow;
        handlingOverflow |= e.overflow;
        for (int attempt = 0; attempt < 12; attempt++) {
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
                javaDepth = depth;
                thread.pinned = pinned;
                handlingOverflow = outer;
            }
        }
        return handlerFailed();
    }

    private static LuaError handlerFailed() {
        LuaError e = LuaError.ofValue(HANDLER_FAILED);
        e.handled = true;
        return e;
    }

    // ---- values

    LuaString string(LuaString made) {
        heap.charge(40 + made.bytes.length);
        return made;
    }

    LuaString string(String text) {
        return string(LuaString.wrap(text.getBytes(Charsets.UTF8)));
    }

    /// The metatable of a raw value.
    Table metaOfRaw(Object v) {
        if (v instanceof Table t) {
            return t.meta;
        }
        if (v instanceof LuaString) {
            return stringMeta;
        }
        if (v instanceof LuaUserdata u) {
            return u.meta;
        }
        if (v == null) {
            return nilMeta;
        }
        if (v instanceof Boolean) {
            return booleanMeta;
        }
        if (v == Tag.INT || v == Tag.FLT || v instanceof Long || v instanceof Double) {
            return numberMeta;
        }
        if (v instanceof FunctionValue) {
            return functionMeta;
        }
        return threadMeta;
    }

    /// The metatable of a boxed value.
    Table metaOf(Object boxed) {
        return metaOfRaw(boxed);
    }

    /// Sets the metatable of a boxed value: its own for tables and userdata, else its type's.
    void setMeta(Object boxed, Table meta) {
        if (boxed instanceof Table t) {
            t.meta = meta;
            if (meta != null) {
                collector.metatableSet(t, meta);
            }
        } else if (boxed instanceof LuaUserdata u) {
            u.meta = meta;
            if (meta != null) {
                collector.metatableSet(u, meta);
            }
        } else if (boxed instanceof LuaString) {
            stringMeta = meta;
        } else if (boxed == null) {
            nilMeta = meta;
        } else if (boxed instanceof Boolean) {
            booleanMeta = meta;
        } else if (boxed instanceof Long || boxed instanceof Double) {
            numberMeta = meta;
        } else if (boxed instanceof FunctionValue) {
            functionMeta = meta;
        } else {
            threadMeta = meta;
        }
    }

    Object[] roots() {
        return new Object[] {
            globals, registry, loaded, stringMeta, nilMeta, booleanMeta, numberMeta, functionMeta, threadMeta
        };
    }

    /// The name under which a function is found in the loaded libraries, or null.
    String globalName(FunctionValue fn) {
        for (int c = loaded.seek(0); c != Integer.MIN_VALUE; c = loaded.seek(c >= 0 ? c + 1 : c - 1)) {
            if (c < 0 && loaded.hk[~c] instanceof LuaString library && loaded.hv[~c] instanceof Table t) {
                for (int d = t.seek(0); d != Integer.MIN_VALUE; d = t.seek(d >= 0 ? d + 1 : d - 1)) {
                    if (d < 0 && t.hv[~d] == fn && t.hk[~d] instanceof LuaString name) {
                        String prefix = library.toLatin1();
                        return prefix.equals("_G") ? name.toLatin1() : prefix + "." + name.toLatin1();
                    }
                }
            }
        }
        return null;
    }

    Coroutine.Switch newSwitch(Coroutine coroutine) {
        LuaOptions.Stacks stacks = options.coroutines();
        if (stacks == LuaOptions.Stacks.THREADS || stacks == LuaOptions.Stacks.AUTOMATIC && !Continuations.AVAILABLE) {
            collector.watch(coroutine);
            if (!threads) {
                threads = true;
                takesTurns = true;
            }
            return new ThreadSwitch(coroutine);
        }
        return Continuations.open(coroutine);
    }

    @Override
    public String toString() {
        return "LuaState[" + heap.used + " bytes, "
                + Arrays.toString(options.libraries().toArray()) + "]";
    }
}
