package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// The `coroutine` library (Lua 5.4 manual, §6.2).
@NullUnmarked // raw protocol: null is nil
final class CoroutineLib extends Builtin {
    private static final int CREATE = 0;
    private static final int RESUME = 1;
    private static final int YIELD = 2;
    private static final int WRAP = 3;
    private static final int STATUS = 4;
    private static final int ISYIELDABLE = 5;
    private static final int RUNNING = 6;
    private static final int CLOSE = 7;

    private static final String NAMES = "create resume yield wrap status isyieldable running close";
    private static final LuaString[] STATUSES = {
        LuaString.constant("suspended"),
        LuaString.constant("running"),
        LuaString.constant("normal"),
        LuaString.constant("dead")
    };

    private CoroutineLib(LuaString name, int op) {
        super("coroutine.", name, op);
    }

    static void open(Table lib) {
        LuaString[] names = LuaString.names(NAMES);
        for (int op = 0; op < names.length; op++) {
            lib.add(names[op], new CoroutineLib(names[op], op));
        }
    }

    @Override
    Object invoke(Frame f) {
        switch (op) {
            case CREATE:
                return new Coroutine(f.state, f.function(1));
            case RESUME:
                return resume(f);
            case YIELD:
                return CoroutineLib.yield(f);
            case WRAP:
                return new Wrapped(new Coroutine(f.state, f.function(1)));
            case STATUS:
                return STATUSES[f.coroutine(1).status().ordinal()];
            case ISYIELDABLE:
                return f.give((f.isNone(1) ? f.thread : f.coroutine(1)).isYieldable());
            case RUNNING:
                return f.giveAll(f.thread, f.thread.isMain());
            case CLOSE:
                return close(f);
            default:
                throw new IllegalStateException(debugName());
        }
    }

    @Override
    int flatness(Frame frame) {
        return op == YIELD && frame.thread.pinned == 0 ? Compiled.YIELDS : Compiled.STAYS;
    }

    private static Object yield(Frame f) {
        f.thread.yield(f);
        return Tag.MULTI;
    }

    private static Object resume(Frame f) {
        Coroutine c = f.coroutine(1);
        Frame passed;
        try {
            passed = c.resume(f, 1);
        } catch (LuaError e) {
            return f.giveAll(false, e.value());
        }
        int n = passed.argc;
        f.ensure(n + 1);
        f.s[0] = Boolean.TRUE;
        System.arraycopy(passed.s, 0, f.s, 1, n);
        System.arraycopy(passed.n, 0, f.n, 1, n);
        f.argc = n + 1;
        return Tag.MULTI;
    }

    private static Object close(Frame f) {
        Coroutine c = f.coroutine(1);
        if (c.status() != Coroutine.Status.SUSPENDED && c.status() != Coroutine.Status.DEAD) {
            throw f.error("cannot close a " + STATUSES[c.status().ordinal()].toLatin1() + " coroutine");
        }
        LuaError error = c.close(f);
        return error == null ? f.give(true) : f.giveAll(false, error.value());
    }

    /// What `coroutine.wrap` returns.
    static final class Wrapped extends FunctionValue {
        final Coroutine coroutine;
        int mark;

        Wrapped(Coroutine coroutine) {
            this.coroutine = coroutine;
        }

        @Override
        Object invoke(Frame f) {
            Frame passed;
            try {
                passed = coroutine.resume(f, 0);
            } catch (LuaError e) {
                throw failed(f, e);
            }
            int n = passed.argc;
            if (n == 1) {
                f.bits = passed.n[0];
                return passed.s[0];
            }
            f.ensure(n);
            System.arraycopy(passed.s, 0, f.s, 0, n);
            System.arraycopy(passed.n, 0, f.n, 0, n);
            f.argc = n;
            return Tag.MULTI;
        }

        /// Closes what the dead coroutine left open and puts the position in front of a message, as PUC does.
        private LuaError failed(Frame f, LuaError thrown) {
            Object value = thrown.value();
            if (coroutine.status() == Coroutine.Status.DEAD && coroutine.started()) {
                LuaError closed = coroutine.close(f);
                if (closed != null) {
                    value = closed.value();
                }
            }
            if (value instanceof LuaString s) {
                value = f.state.string(LuaString.latin1(Errors.position(f.prev) + s.toLatin1()));
            }
            LuaError e = LuaError.ofValue(value);
            e.origin = f;
            e.overflow = thrown.overflow;
            return e;
        }

        @Override
        int flatness(Frame frame) {
            return Compiled.STAYS;
        }

        @Override
        String debugName() {
            return "wrap";
        }
    }
}
