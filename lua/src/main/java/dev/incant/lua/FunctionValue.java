package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// A function as a Lua value: a [Closure] of a script, a [Builtin] of a library or a [JavaFunction].
@NullUnmarked // raw protocol: null is nil
public abstract class FunctionValue {
    FunctionValue() {}

    /// Runs with `frame.argc` raw arguments in the frame's slots from 0. Returns one raw value (a number's
    /// bits in `frame.bits`), or [Tag#MULTI] with `frame.argc` values in the slots from 0, or [Tag#TAIL].
    abstract Object invoke(Frame frame);

    /// How a coroutine that runs flat calls it with the arguments in `frame`: one of the ways in [Compiled].
    int flatness(Frame frame) {
        return Compiled.LEAVES;
    }

    /// A name for messages when the call site has none.
    abstract String debugName();
}
