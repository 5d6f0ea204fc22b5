package dev.incant.lua;

import java.util.ArrayList;
import org.jspecify.annotations.NullUnmarked;

/// A Lua coroutine: a stack of frames and a way to switch to and from the Java stack that runs them.
/// Belongs to one state; the state's main coroutine runs on the embedder's own stack.
@NullUnmarked // raw protocol: null is nil
public final class Coroutine {
    static final long BYTES = 1200;

    /// Java stack that a suspended coroutine keeps in the heap for each frame in use.
    static final long STACK_PER_FRAME = 720;

    /// What a coroutine is doing, by the names of `coroutine.status`.
    public enum Status {
        SUSPENDED,
        RUNNING,
        /// It resumed another one.
        NORMAL,
        DEAD
    }

    final LuaState state;
    final Frame base;

    /// The deepest frame that was pushed last; never above the running one.
    Frame top;

    Status status;
    Hook hook;

    /// Whether a hook runs: what it does calls no hook.
    boolean inHook;

    /// Running Java functions across which it may not yield.
    int pinned;

    /// Active `pcall`s and `xpcall`s.
    int protections;

    /// The frame of the innermost `pcall` or `xpcall`, to which an error unwinds; the base without one.
    Frame catcher;

    /// The message handler in force, or null.
    Object handler;

    /// Values that are in use where a collection does not see them.
    final ArrayList<Object> held = new ArrayList<>(0);

    /// `<close>` values of a coroutine that died by an error, innermost first: closed by `coroutine.close`.
    ArrayList<Object> unclosed;

    int mark;

    private final FunctionValue body;
    private StackSwitch stack;
    private Coroutine resumer;

    /// Where the values lie that it yielded or returned last.
    private Frame passed;

    private RuntimeException failure;

    /// What no script may catch and no coroutine keep: an error of the JVM or of the engine.
    private Error fault;

    /// Whether it runs on the Java stack of its resumer, see [Suspension].
    boolean flat;

    /// Its run on that stack if it began flat.
    private FlatRun flatRun;

    private boolean finished;
    private Killed killing;

    /// The error that it died of, for `coroutine.close`.
    private LuaError death;

    private int ownJavaDepth;
    private int ownUncollectable;

    /// Depth up to which the Java stack was probed, and how many frames of resuming coroutines lay below then.
    private int probed;

    private int probedUnder;
    private int under;

    /// The main coroutine.
    Coroutine(LuaState state) {
        this.state = state;
        this.body = null;
        this.base = new Frame(this, 8);
        this.top = base;
        this.catcher = base;
        this.status = Status.RUNNING;
    }

    Coroutine(LuaState state, FunctionValue body) {
        this.state = state;
        state.heap.charge(BYTES);
        this.body = body;
        this.base = new Frame(this, 4);
        this.top = base;
        this.catcher = base;
        this.status = Status.SUSPENDED;
    }

    /// Unwinds a coroutine that is closed while suspended; runs its `__close` handlers on the way.
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;

        /// What the last failing `__close` handler threw.
        transient LuaError error;

        Killed() {
            super(null, null, false, false);
        }
    }

    /// Leaves the flat run of a coroutine where a metamethod is about to be called, which may yield.
    static final class Leave extends RuntimeException {
        private static final long serialVersionUID = 1;

        static final Leave INSTANCE = new Leave();

        private Leave() {
            super(null, null, false, false);
        }
    }

    /// What it is doing.
    public Status status() {
        return status;
    }

    boolean isMain() {
        return body == null;
    }

    FunctionValue body() {
        return body;
    }

    boolean isYieldable() {
        return !isMain() && pinned == 0;
    }

    boolean started() {
        return stack != null || flatRun != null;
    }

    StackSwitch stack() {
        return stack;
    }

    Coroutine resumer() {
        return resumer;
    }

    /// Resumes with boxed values and returns what it yields or returns.
    ///
    /// @throws LuaError what ended it, or when it cannot be resumed
    Object[] resume(Object[] values) {
        Frame into = prepare(values.length);
        for (int i = 0; i < values.length; i++) {
            into.put(i, values[i]);
        }
        return proceed().values();
    }

    /// Resumes with the raw arguments of `f` after the first `skip` and returns the frame in which the values
    /// that it yields or returns lie.
    ///
    /// @throws LuaError what ended it, or when it cannot be resumed
    Frame resume(Frame f, int skip) {
        int n = f.argc - skip;
        Frame into = prepare(n);
        System.arraycopy(f.s, skip, into.s, 0, n);
        System.arraycopy(f.n, skip, into.n, 0, n);
        return proceed();
    }

    /// The frame that takes `count` values to go on with: the function's first arguments, or the results of
    /// the `yield` that waits.
    private Frame prepare(int count) {
        if (status != Status.SUSPENDED) {
            throw LuaError.of(
                    status == Status.DEAD ? "cannot resume dead coroutine" : "cannot resume non-suspended coroutine");
        }
        if (state.javaDepth >= Calls.MAX_JAVA_DEPTH - 2) {
            throw LuaError.of("C stack overflow");
        }
        if (!started()) {
            flatRun = FlatRun.of(state, body);
            flat = flatRun != null;
            if (!flat) {
                stack = StackSwitch.open(this);
            }
            return base.push(body, count);
        }
        if (!flat) {
            FlatRun.countResume(body);
        }
        top.ensure(count);
        top.argc = count;
        return top;
    }

    private Frame proceed() {
        switchTo();
        checkFault();
        if (failure != null) {
            RuntimeException e = failure;
            failure = null;
            death = e instanceof LuaError error ? error : null;
            throw e;
        }
        return passed;
    }

    private void checkFault() {
        if (fault != null) {
            Error e = fault;
            fault = null;
            throw e;
        }
    }

    private void switchTo() {
        resumer = state.running;
        resumer.status = Status.NORMAL;
        int javaDepth = state.javaDepth;
        int uncollectable = state.uncollectable;
        state.javaDepth = javaDepth + 1 + ownJavaDepth;
        state.uncollectable = uncollectable + ownUncollectable;
        status = Status.RUNNING;
        state.running = this;
        // A Java function may yield: what the resumer's own one is must be the same afterwards.
        Frame javaFrame = state.javaFrame(null);
        under = resumer.under + resumer.top.depth;
        if (under > probedUnder) {
            probed = 0;
            probedUnder = under;
        }
        try {
            if (!flat || !runFlat()) {
                stack.resume();
            }
        } finally {
            ownJavaDepth = state.javaDepth - javaDepth - 1;
            ownUncollectable = state.uncollectable - uncollectable;
            state.javaDepth = javaDepth;
            state.uncollectable = uncollectable;
            state.running = resumer;
            state.javaFrame(javaFrame);
            resumer.status = Status.RUNNING;
            resumer = null;
            status = finished ? Status.DEAD : Status.SUSPENDED;
        }
    }

    /// Runs it on this stack until it yields or ends; false when it is to go on on its own one, which is ready then.
    private boolean runFlat() {
        Frame nf = base.next;
        try {
            Object r = flatRun.run(nf);
            if (r == Tag.YIELD) {
                return true;
            }
            if (r != Tag.LEAVE) {
                finished = true;
                returned(nf, Compiled.leave(nf, r));
                return true;
            }
        } catch (RuntimeException | Error e) {
            finished = true;
            failed(e);
            return true;
        }
        flat = false;
        stack = StackSwitch.open(this);
        if (flatRun.left()) {
            top = nf;
        } else {
            flatRun = null;
        }
        return false;
    }

    /// As [#yield], of one that runs flat: its unit returns.
    void yieldFlat(Frame f) {
        top = f;
        passed = f;
    }

    /// The coroutine's first and last Java method, called by its [StackSwitch].
    void run() {
        try {
            if (unclosed != null) {
                closeLeft();
            } else if (killing == null) {
                Frame nf = base.next;
                returned(nf, flatRun != null ? flatRun.finish(nf) : Calls.callValue(base, body, nf));
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        } finally {
            finished = true;
        }
    }

    private void returned(Frame nf, Object r) {
        if (r != Tag.MULTI) {
            nf.store(0, r, nf.bits);
            nf.argc = 1;
        }
        passed = nf;
        top = base;
    }

    private void failed(Throwable thrown) {
        if (thrown instanceof Killed e) {
            failure = e.error;
        } else if (thrown instanceof LuaError e) {
            failure = e;
            // What it died in stays to be looked at.
            top = e.origin != null && e.origin.thread == this ? e.origin : top;
        } else if (thrown instanceof RuntimeException e) {
            failure = e;
        } else if (thrown instanceof StackOverflowError) {
            failure = state.stackOverflow(top);
        } else if (thrown instanceof OutOfMemoryError) {
            failure = state.outOfMemory();
        } else if (thrown instanceof ThreadSwitch.Abandoned e) {
            throw e;
        } else {
            fault = (Error) thrown;
        }
    }

    /// Yields the arguments of the library function running in `f`; afterwards `f` holds what it is resumed
    /// with.
    void yield(Frame f) {
        if (isMain()) {
            throw cannotYield(f, "attempt to yield from outside a coroutine");
        }
        if (pinned > 0 || flat) {
            throw cannotYield(f, "attempt to yield across a C-call boundary");
        }
        top = f;
        passed = f;
        if (!stack.yield()) {
            throw cannotYield(f, "attempt to yield across a C-call boundary");
        }
        if (killing != null) {
            throw killing;
        }
    }

    /// Lets other virtual threads run, if it can, while this coroutine does.
    void giveWay() {
        if (flat) {
            resumer.giveWay();
        } else if (stack == null) {
            state.slices.endTurn();
        } else {
            stack.giveWay();
        }
    }

    /// Closes it: runs pending `__close` handlers, after which it is dead. Returns the error that it died of
    /// (once) or that a handler threw, or null.
    LuaError close(Frame f) {
        if (state.javaDepth >= Calls.MAX_JAVA_DEPTH) {
            return LuaError.of("C stack overflow");
        }
        if (status == Status.SUSPENDED && stack != null) {
            killing = new Killed();
            switchToClose();
        }
        if (unclosed != null) {
            stack = StackSwitch.open(this);
            switchToClose();
        }
        status = Status.DEAD;
        finished = true;
        LuaError error = death;
        death = null;
        return error;
    }

    private void switchToClose() {
        pinned++;
        switchTo();
        pinned--;
        checkFault();
        RuntimeException e = failure;
        failure = null;
        if (e instanceof LuaError error) {
            death = error;
        } else if (e != null) {
            throw e;
        }
    }

    /// The handlers that were left when it died, each told of the error of the one before.
    private void closeLeft() {
        while (unclosed != null) {
            // A handler that fails may leave others.
            ArrayList<Object> values = unclosed;
            unclosed = null;
            for (Object value : values) {
                top = base;
                try {
                    CloseScope.callClose(base, value, death == null ? null : death.value());
                } catch (LuaError e) {
                    death = e;
                }
            }
        }
    }

    /// Frees what a coroutine that will never run again holds outside the heap.
    void abandon() {
        if (stack != null && !finished) {
            status = Status.DEAD;
            stack.abandon();
        }
    }

    /// Looks, once per depth and entry, whether there is enough Java stack left to go on, so that a stack
    /// overflow arises here and not in the middle of a library.
    void probe(int depth) {
        if (depth > probed) {
            try {
                touch(1500);
            } catch (StackOverflowError e) {
                throw state.stackOverflow(top);
            }
            probed = depth;
        }
    }

    void forgetProbes() {
        probed = 0;
    }

    private static int touch(int frames) {
        return frames <= 0 ? 0 : 1 + touch(frames - 1);
    }

    /// An error without a position, as PUC's.
    private static LuaError cannotYield(Frame f, String message) {
        LuaError e = LuaError.of(message);
        e.origin = f;
        return e;
    }
}
