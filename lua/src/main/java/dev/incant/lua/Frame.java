package dev.incant.lua;

import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;

/// The registers of one running call: a function's arguments, then its locals and temporaries, as raw values
/// in `s` with numbers' bits in `n`.
///
/// Frames of a coroutine form a linked list that is made once and used again for every call at the same
/// depth, so a call allocates nothing. What lies in [#next] is dead as soon as control is back in this frame,
/// except for results just returned there. A library function sees its own frame as its arguments.
@NullUnmarked // raw protocol: null is nil
final class Frame implements LuaCall {
    private static final int SMALLEST = 8;

    /// Frames between two looks at how much Java stack is left.
    private static final int PROBE_EVERY = 16;

    Object[] s;
    long[] n;

    /// Bits of the number that was returned last.
    long bits;

    /// Upvalues of the running closure.
    Cell[] u;

    /// Extra arguments of a vararg function, boxed.
    Object[] va;

    FunctionValue fn;

    /// Number of arguments, or of results with [Tag#MULTI].
    int argc;

    /// Index of the place in the running function, see [Site].
    int pc;

    /// Where a unit that was left goes on, see [Suspension]; 0: at its start.
    int at;

    /// Whether it was called by a tail call, so that its caller is lost.
    boolean tail;

    /// Runs on behalf of a hook.
    boolean hook;

    /// Runs a finalizer.
    boolean finalizer;

    /// The values that a call or return hook is told of: number of the first one and how many.
    int firstTransferred;

    int transferred;

    final Coroutine thread;
    final LuaState state;
    final Frame prev;
    final int depth;
    Frame next;

    /// The base of a coroutine.
    Frame(Coroutine thread, int slots) {
        this(thread, null, slots);
    }

    private Frame(Coroutine thread, Frame prev, int slots) {
        this.thread = thread;
        this.state = thread.state;
        this.prev = prev;
        this.depth = prev == null ? 0 : prev.depth + 1;
        this.s = new Object[slots];
        this.n = new long[slots];
    }

    /// Takes the next frame for a call of `f`. The caller then fills slots and sets `argc`.
    Frame push(FunctionValue f) {
        Frame nf = next;
        if (nf == null || (nf.depth & PROBE_EVERY - 1) == 0) {
            nf = enlarge();
        }
        if (nf.fn != f) {
            nf.fn = f;
        }
        nf.tail = false;
        // The place in whatever ran here before means nothing in this function.
        nf.pc = 0;
        thread.top = nf;
        return nf;
    }

    /// The next frame for a call with up to `argc` arguments.
    Frame push(FunctionValue f, int argc) {
        Frame nf = push(f);
        nf.ensure(argc);
        nf.argc = argc;
        return nf;
    }

    private Frame enlarge() {
        Frame nf = next;
        if (nf == null) {
            state.checkDepth(this);
            state.heap.charge(120 + 12 * SMALLEST + (thread.isMain() ? 0 : Coroutine.STACK_PER_FRAME));
            nf = new Frame(thread, this, SMALLEST);
            next = nf;
        }
        if ((nf.depth & PROBE_EVERY - 1) == 0) {
            thread.probe(nf.depth);
        }
        return nf;
    }

    void ensure(int slots) {
        if (s.length < slots) {
            enlarge(slots);
        }
    }

    private void enlarge(int slots) {
        if (slots > state.maxSlots) {
            throw state.stackOverflow(this);
        }
        int size = Math.max(slots, slots + (slots >> 2));
        state.heap.charge(12L * size);
        Object[] objects = Arrays.copyOf(s, size);
        n = Arrays.copyOf(n, size);
        s = objects;
    }

    /// Drops what the frame holds; it is in no call.
    void clear() {
        Arrays.fill(s, null);
        va = null;
        fn = null;
        u = null;
    }

    /// Puts a raw value into a slot. A tag that is there already is not written again: that saves the write
    /// barrier, and numbers mostly follow numbers.
    void store(int slot, Object v, long vn) {
        Object[] objects = s;
        if (objects[slot] != v) {
            objects[slot] = v;
        }
        n[slot] = vn;
    }

    /// Puts a boxed value into a slot.
    void put(int slot, Object boxed) {
        if (boxed instanceof Long l) {
            s[slot] = Tag.INT;
            n[slot] = l;
        } else if (boxed instanceof Double d) {
            s[slot] = Tag.FLT;
            n[slot] = Double.doubleToRawLongBits(d);
        } else {
            s[slot] = boxed;
        }
    }

    /// The boxed value of a slot.
    Object boxed(int slot) {
        return Tag.box(s[slot], n[slot]);
    }

    // ---- arguments, counted from 1

    @Override
    public int count() {
        return argc;
    }

    /// The argument, boxed; null for nil and for none.
    @Override
    public Object arg(int i) {
        return i <= argc ? boxed(i - 1) : null;
    }

    /// The argument's raw object part; its bits go to `bits`.
    Object raw(int i) {
        if (i > argc) {
            return null;
        }
        bits = n[i - 1];
        return s[i - 1];
    }

    /// The argument, which must be there (nil will do).
    Object any(int i) {
        if (i > argc) {
            throw argError(i, "value expected");
        }
        return boxed(i - 1);
    }

    @Override
    public boolean isNone(int i) {
        return i > argc;
    }

    @Override
    public boolean isNoneOrNil(int i) {
        return i > argc || s[i - 1] == null;
    }

    @Override
    public boolean truth(int i) {
        return i <= argc && s[i - 1] != null && s[i - 1] != Boolean.FALSE;
    }

    @Override
    public long integer(int i) {
        if (i <= argc) {
            Object v = s[i - 1];
            if (v == Tag.INT) {
                return n[i - 1];
            }
            if (v == Tag.FLT) {
                double d = Double.longBitsToDouble(n[i - 1]);
                if (Numbers.hasInteger(d)) {
                    return (long) d;
                }
                throw argError(i, "number has no integer representation");
            }
            if (v instanceof LuaString text) {
                Object number = Numbers.parse(state, text);
                if (number instanceof Long l) {
                    return l;
                }
                if (number instanceof Double d) {
                    if (Numbers.hasInteger(d)) {
                        return (long) (double) d;
                    }
                    throw argError(i, "number has no integer representation");
                }
            }
        }
        throw typeError(i, "number");
    }

    @Override
    public long integer(int i, long otherwise) {
        return isNoneOrNil(i) ? otherwise : integer(i);
    }

    @Override
    public double number(int i) {
        if (i <= argc) {
            Object v = s[i - 1];
            if (v == Tag.FLT) {
                return Double.longBitsToDouble(n[i - 1]);
            }
            if (v == Tag.INT) {
                return n[i - 1];
            }
            if (v instanceof LuaString text) {
                Object number = Numbers.parse(state, text);
                if (number instanceof Long l) {
                    return l;
                }
                if (number instanceof Double d) {
                    return d;
                }
            }
        }
        throw typeError(i, "number");
    }

    @Override
    public double number(int i, double otherwise) {
        return isNoneOrNil(i) ? otherwise : number(i);
    }

    /// A string, or a number converted to one.
    @Override
    public LuaString string(int i) {
        if (i <= argc) {
            Object v = s[i - 1];
            if (v instanceof LuaString text) {
                return text;
            }
            if (v == Tag.INT) {
                return state.string(Numbers.toLuaString(n[i - 1]));
            }
            if (v == Tag.FLT) {
                return state.string(Numbers.toLuaString(Double.longBitsToDouble(n[i - 1])));
            }
        }
        throw typeError(i, "string");
    }

    @Override
    public LuaString string(int i, LuaString otherwise) {
        return isNoneOrNil(i) ? otherwise : string(i);
    }

    @Override
    public Table table(int i) {
        if (i <= argc && s[i - 1] instanceof Table t) {
            return t;
        }
        throw typeError(i, "table");
    }

    FunctionValue function(int i) {
        if (i <= argc && s[i - 1] instanceof FunctionValue f) {
            return f;
        }
        throw typeError(i, "function");
    }

    Coroutine coroutine(int i) {
        if (i <= argc && s[i - 1] instanceof Coroutine c) {
            return c;
        }
        throw typeError(i, "thread");
    }

    /// The position of a string argument among `options`, as `luaL_checkoption`.
    int option(int i, String otherwise, String... options) {
        String given =
                otherwise != null && isNoneOrNil(i) ? otherwise : string(i).toLatin1();
        for (int k = 0; k < options.length; k++) {
            if (options[k].equals(given)) {
                return k;
            }
        }
        throw argError(i, "invalid option '" + given + "'");
    }

    // ---- results

    /// Returns no value.
    @Override
    public Object none() {
        argc = 0;
        return Tag.MULTI;
    }

    @Override
    public Object give(long value) {
        bits = value;
        return Tag.INT;
    }

    @Override
    public Object give(double value) {
        bits = Double.doubleToRawLongBits(value);
        return Tag.FLT;
    }

    @Override
    public Object give(boolean value) {
        return value ? Boolean.TRUE : Boolean.FALSE;
    }

    /// Returns one boxed value.
    @Override
    public Object give(Object value) {
        if (value instanceof Long l) {
            bits = l;
            return Tag.INT;
        }
        if (value instanceof Double d) {
            bits = Double.doubleToRawLongBits(d);
            return Tag.FLT;
        }
        return value;
    }

    /// Returns several boxed values.
    @Override
    public Object giveAll(Object... values) {
        ensure(values.length);
        for (int i = 0; i < values.length; i++) {
            put(i, values[i]);
        }
        argc = values.length;
        return Tag.MULTI;
    }

    /// Returns nil, a message and an error number, as the `io` functions do.
    Object fail(String message, int code) {
        return giveAll(null, LuaString.of(message), (long) code);
    }

    // ---- calls from library functions

    /// Calls any value with boxed arguments and returns the first result, boxed. Not yieldable-safe state is
    /// needed: a coroutine may be switched away from inside.
    Object call(Object callee, Object... args) {
        Object r = invoke(callee, args);
        if (r == Tag.MULTI) {
            return next.argc == 0 ? null : next.boxed(0);
        }
        return Tag.box(r, next.bits);
    }

    /// Calls any value with boxed arguments and returns all results, boxed.
    Object[] callAll(Object callee, Object... args) {
        Object r = invoke(callee, args);
        if (r == Tag.MULTI) {
            return next.values();
        }
        return new Object[] {Tag.box(r, next.bits)};
    }

    /// Calls any value; the raw result's numbers and further values lie in [#next].
    Object invoke(Object callee, Object... args) {
        Frame nf = push(null, args.length);
        for (int i = 0; i < args.length; i++) {
            nf.put(i, args[i]);
        }
        return Calls.callFromJava(this, callee, nf);
    }

    /// The first `argc` slots, boxed.
    Object[] values() {
        Object[] values = new Object[argc];
        for (int i = 0; i < values.length; i++) {
            values[i] = boxed(i);
        }
        return values;
    }

    // ---- coroutines

    @Override
    public Coroutine coroutine() {
        return thread;
    }

    @Override
    public boolean isYieldable() {
        return thread.isYieldable();
    }

    @Override
    public Object[] suspend(Object... values) {
        giveAll(values);
        thread.yield(this);
        state.javaFrame(this);
        return values();
    }

    // ---- errors

    /// An error with the position of the Lua function that called this library function.
    @Override
    public LuaError error(String message) {
        return Errors.at(this, 1, message);
    }

    @Override
    public LuaError argError(int i, String message) {
        return Errors.argument(this, i, message);
    }

    @Override
    public LuaError typeError(int i, String expected) {
        return Errors.argumentType(this, i, expected);
    }
}
