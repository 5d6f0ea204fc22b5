package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// A library function: one class a library, which tells its functions apart by `op`, so that opening a
/// library loads one class and makes no lambdas. Immutable and shared by all states.
@NullUnmarked // raw protocol: null is nil
abstract class Builtin extends FunctionValue {
    final int op;
    private final String prefix;
    private final LuaString name;

    /// `name` as messages show it, such as `for iterator`.
    Builtin(String name, int op) {
        this(name, LuaString.EMPTY, op);
    }

    /// `prefix` and `name` as messages show them, such as `string.` and `rep`. Put together only there: some 150
    /// names would show at start-up.
    Builtin(String prefix, LuaString name, int op) {
        this.prefix = prefix;
        this.name = name;
        this.op = op;
    }

    /// What a library function calls may not yield, but for those few that say so.
    @Override
    int flatness(Frame frame) {
        return Compiled.PINS;
    }

    @Override
    final String debugName() {
        return prefix + name.toLatin1();
    }
}
