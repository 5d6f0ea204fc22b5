package dev.incant.lua;

/// Stands for something that does not travel as an object.
///
/// In *raw* form (frame slots, table parts, results of nodes) a number is a tag, [#INT] or [#FLT], beside 64
/// bits in a parallel `long`; every other value is itself and nil is `null`. In *boxed* form (Java arguments
/// and results) a number is a [Long] or a [Double]. Boxed numbers never appear where raw form is meant.
final class Tag {
    /// An integer; its bits are the value.
    static final Tag INT = new Tag("int");

    /// A float; its bits are those of [Double#doubleToRawLongBits].
    static final Tag FLT = new Tag("float");

    /// Result of a call: `argc` values lie in the callee's frame from slot 0.
    static final Tag MULTI = new Tag("multi");

    /// Result of a call: the callee's frame holds another function and its arguments, to be called instead.
    static final Tag TAIL = new Tag("tail");

    /// Outcome of a statement: the function returns one value, nil (null means that execution goes on).
    static final Tag NIL = new Tag("nil");

    /// Outcome of a coroutine's body that runs flat, see [Suspension]: it yields.
    static final Tag YIELD = new Tag("yield");

    /// Outcome of such a body: it must go on on a stack of its own.
    static final Tag LEAVE = new Tag("leave");

    /// Outcome of a statement: leave the innermost loop.
    static final Tag BREAK = new Tag("break");

    private final String name;

    private Tag(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }

    static Object box(Object raw, long bits) {
        if (raw == INT) {
            return bits;
        }
        if (raw == FLT) {
            return Double.longBitsToDouble(bits);
        }
        return raw;
    }

    /// The raw form's object part of a boxed value.
    static Object tagOf(Object boxed) {
        if (boxed instanceof Long) {
            return INT;
        }
        if (boxed instanceof Double) {
            return FLT;
        }
        return boxed;
    }

    /// The raw form's bits of a boxed value.
    static long bitsOf(Object boxed) {
        if (boxed instanceof Long l) {
            return l;
        }
        if (boxed instanceof Double d) {
            return Double.doubleToRawLongBits(d);
        }
        return 0;
    }
}
