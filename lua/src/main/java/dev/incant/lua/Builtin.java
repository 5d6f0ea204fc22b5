package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// A library function: one class a library, which tells its functions apart by `op`, so that opening a
/// library loads one class and makes no lambdas. Immutable and shared by all states.
@NullUnmarked // raw protocol: null is nil
abstract class Builtin extends FunctionValue {
    final String name;
    final int op;

    /// `name` as messages show it, such as `string.rep`.
    Builtin(String name, int op) {
        this.name = name;
        this.op = op;
    }

    @Override
    final String debugName() {
        return name;
    }
}
