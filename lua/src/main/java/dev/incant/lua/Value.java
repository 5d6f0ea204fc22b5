package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Where compiled code has a value: a constant, Java locals, or a slot of the frame.
@NullUnmarked // absent parts are null
final class Value {
    /// What is known of it, as in [Assembler].
    final int kind;

    /// The Java local of its object part; none for a number of known kind.
    final int tag;

    /// The Java local of its bits; none for what is no number.
    final int bits;

    final boolean constant;
    final Object value;
    final long number;

    /// The slot of the frame, or -1.
    final int slot;

    private Value(int kind, int tag, int bits, boolean constant, Object value, long number, int slot) {
        this.kind = kind;
        this.tag = tag;
        this.bits = bits;
        this.constant = constant;
        this.value = value;
        this.number = number;
        this.slot = slot;
    }

    static Value in(int kind, int tag, int bits) {
        return new Value(kind, tag, bits, false, null, 0, -1);
    }

    static Value constant(Object value, long bits) {
        int kind = value == Tag.INT ? Assembler.INT : value == Tag.FLT ? Assembler.FLT : Assembler.OBJ;
        return new Value(kind, -1, -1, true, value, bits, -1);
    }

    static Value inSlot(int slot) {
        return new Value(Assembler.ANY, -1, -1, false, null, 0, slot);
    }

    /// Whether it is in the same Java locals as `other`.
    boolean isSame(Value other) {
        return tag >= 0 && tag == other.tag;
    }

    boolean isNumber() {
        return kind == Assembler.INT || kind == Assembler.FLT;
    }

    /// Whether it may be of kind `wanted`, for all that is known.
    boolean mayBe(int wanted) {
        return kind == Assembler.ANY || kind == wanted;
    }
}
