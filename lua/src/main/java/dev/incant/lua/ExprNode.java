package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// An executable expression.
@NullUnmarked // raw protocol: null is nil
abstract class ExprNode {
    /// Its one value, raw; a number's bits go to `f.bits`.
    abstract Object eval(Frame f);

    /// All its values: as [#eval], or [Tag#MULTI] with the values in `f.next`.
    Object multi(Frame f) {
        return eval(f);
    }

    boolean test(Frame f) {
        Object v = eval(f);
        return v != null && v != Boolean.FALSE;
    }

    /// The frame slot when this just reads a local that is not captured; -1 otherwise.
    int slot() {
        return -1;
    }

    /// Whether it may have several values.
    boolean isMulti() {
        return false;
    }

    /// Where its value comes from, as messages show it: ` (local 'x')`, or nothing.
    String describe() {
        return "";
    }
}
