package dev.incant.lua;

import dev.incant.lua.syntax.Charsets;
import java.time.Duration;
import java.util.Arrays;
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
    /// Frames of one coroutine; PUC's stack of a million slots holds about as many.
    private static final int MAX_DEPTH = 200_000;

    /// Frames more for a message handler that is told of too many frames.
    private static final int HANDLER_DEPTH = 1_000;

    private static final int MAX_SLOTS = 1_000_000;

    final Heap heap;
    final Collector collector;
    final LuaHost host;
    final LuaOptions options;
    final Table globals;
    final Table registry;
    final Table loaded;
    final Coroutine main;
    Coroutine running;

    /// Steps left, but for what [#slices] has; goes below zero when these are used up.
    long steps;

    final Slices slices = new Slices(this);

    final Stops stops = new Stops(this);
    private final Entry entry = new Entry(this);

    /// Set from other threads too: what the next step has to look at. No lock guards it: whoever stops a
    /// script must not wait for a virtual thread that waits for the carrier which the script keeps busy.
    volatile int signal;

    /// Java functions, coroutines and Lua functions that call each other in turn.
    int javaDepth;

    /// Operators in progress whose operands a collection does not see.
    int uncollectable;

    final int maxSlots = MAX_SLOTS;

    /// State of `math.random`; made on first use.
    Xoshiro256 random;

    Table stringMeta;

    /// Metatables of other types; made with the first one.
    private TypeMetatables typeMetatables;

    /// Whether `warn` writes.
    boolean warnings;

    /// The frame of the Java function that runs, under which its own calls go.
    Frame javaFrame;

    /// Whether a message handler runs because of a stack overflow.
    boolean handlingOverflow;

    private LuaState(LuaOptions options) {
        this.options = options;
        this.steps = options.steps();
        long most = Runtime.getRuntime().maxMemory() / 4 * 3;
        this.heap = new Heap(this, Math.min(options.memory(), most), options.memory() <= most);
        this.collector = new Collector(this);
        this.host = options.host();
        this.registry = new Table(heap, 0, 6);
        this.loaded = new Table(heap, 0, LuaLibrary.values().length);
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
        return entry.call(null, callee, args);
    }

    /// As [#call(Object, Object...)], but an error's value is made a text for people where it arises: the message
    /// (what `__tostring` makes of an object) and the traceback, as the stand-alone interpreter shows it.
    ///
    /// @throws LuaError with such a text as its value
    public @Nullable Object[] callForPeople(Object callee, @Nullable Object... args) {
        return entry.call(MessageHandler.INSTANCE, callee, args);
    }

    /// Resumes a coroutine and returns what it yields or returns.
    ///
    /// @throws LuaError what ended it
    public @Nullable Object[] resume(Coroutine coroutine, @Nullable Object... args) {
        return entry.resume(coroutine, args);
    }

    /// Stops the script that runs, from any thread, or the next one if none does.
    public void interrupt() {
        stops.interrupt();
    }

    /// Takes back an interrupt or a deadline that has not stopped anything yet.
    public void clearInterrupt() {
        stops.clearInterrupt();
    }

    /// Stops whatever runs after `time` from now; replaces an earlier deadline.
    public void deadline(Duration time) {
        stops.deadline(time);
    }

    /// Takes the deadline back.
    public void cancelDeadline() {
        stops.cancelDeadline();
    }

    /// Steps left of the budget.
    public long steps() {
        return Math.max(0, steps + slices.later());
    }

    /// Sets the steps left.
    public void steps(long budget) {
        steps = budget;
        slices.reset();
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
        entry.close(true);
    }

    /// As [#close()], but runs no finalizers and waits for no process, as the end of a C program that does not
    /// close its state. What files keep in their buffers is written.
    public void abandon() {
        entry.close(false);
    }

    /// Drops what it holds, at its end.
    void free() {
        running = main;
        main.base.next = null;
        globals.clear();
        registry.clear();
        loaded.clear();
    }

    /// Sets the frame of the Java function that runs and returns the one before.
    Frame javaFrame(Frame frame) {
        Frame before = javaFrame;
        javaFrame = frame;
        return before;
    }

    // ---- stopping

    /// Charges steps of library work and stops the script if it must stop.
    void tick(int n) {
        if ((steps -= n) < 0 || signal != 0) {
            stops.check();
        }
    }

    /// Stops the script if it was told to, where steps do not count.
    void checkInterrupt() {
        if ((signal & Stops.STOP) != 0) {
            stops.check();
        }
    }

    /// As [#checkInterrupt()], of what an embedder may do too while no script runs.
    void checkRunInterrupt() {
        if (entry.isInside()) {
            checkInterrupt();
        }
    }

    /// What a running function does when its step budget or the signal asks for it.
    void safepoint(Frame f) {
        stops.check();
        if (slices.isCollectionDue() && uncollectable == 0) {
            slices.collects();
            collector.automatic(f);
        }
    }

    void requestCollection() {
        slices.requestCollection();
    }

    // ---- errors

    void checkDepth(Frame f) {
        if (f.depth >= MAX_DEPTH) {
            if (!handlingOverflow) {
                throw stackOverflow(f);
            }
            if (f.depth >= MAX_DEPTH + HANDLER_DEPTH) {
                throw HandlerCall.failed();
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
                throw HandlerCall.failed();
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

    /// The error as the message handler in force makes it, called once and before the stack is unwound.
    LuaError handled(Frame f, LuaError thrown) {
        return thrown.handled || f.thread.handler == null ? thrown : HandlerCall.handle(this, f, thrown);
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
        return typeMetatables == null ? null : typeMetatables.of(v);
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
        } else {
            if (typeMetatables == null) {
                typeMetatables = new TypeMetatables();
            }
            typeMetatables.set(boxed, meta);
        }
    }

    /// What a collection begins from, beside the coroutines.
    Object[] roots() {
        return new Object[] {globals, registry, loaded, stringMeta};
    }

    /// The metatables of types other than strings.
    Object[] typeMetatables() {
        return typeMetatables == null ? new Object[0] : typeMetatables.all();
    }

    @Override
    public String toString() {
        return "LuaState[" + heap.used + " bytes, "
                + Arrays.toString(options.libraries().toArray()) + "]";
    }
}
