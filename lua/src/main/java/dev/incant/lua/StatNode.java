package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// An executable statement. Public for [Verification] alone, whose classes are of another loader; it is nothing for
/// embedders, who can neither make nor call one.
@NullUnmarked // raw protocol: null is nil
public abstract class StatNode {
    final int line;

    /// Its place, see [Site].
    final int pc;

    StatNode(int line, int pc) {
        this.line = line;
        this.pc = pc;
    }

    /// Runs it. Null means that execution goes on behind it. Otherwise control leaves: [Tag#BREAK], a
    /// [Jump], or the function's result: a raw value with its bits in `f.bits`, [Tag#NIL] for nil,
    /// [Tag#MULTI] or [Tag#TAIL] with the values in `f`.
    abstract Object exec(Frame f);
}
