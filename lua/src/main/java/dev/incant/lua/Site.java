package dev.incant.lua;

import dev.incant.lua.syntax.LocalVar;
import org.jspecify.annotations.NullUnmarked;

/// A place in a function where it can call, fail or be looked at: what a running frame's `pc` points to.
@NullUnmarked // outermost scope: null
final class Site {
    final int line;

    /// The locals in scope here.
    final Scope scope;

    /// Slots from here on hold nothing of use.
    final int liveTop;

    /// How the function called here is named and where that name comes from, as in `debug.getinfo`.
    final String name;

    final String nameWhat;

    /// The last message about a value of the wrong type here, which mostly comes again. Read without a lock.
    Errors.Blame blame;

    Site(int line, Scope scope, int liveTop, String name, String nameWhat) {
        this.line = line;
        this.scope = scope;
        this.liveTop = liveTop;
        this.name = name;
        this.nameWhat = nameWhat;
    }

    /// A local variable in scope with those declared before it.
    static final class Scope {
        final Scope outer;
        final String name;
        final int slot;

        /// Null for the hidden variables of a loop.
        final LocalVar variable;

        /// Number of this variable counted from 1 at the function's start.
        final int number;

        Scope(Scope outer, String name, int slot, LocalVar variable) {
            this.outer = outer;
            this.name = name;
            this.slot = slot;
            this.variable = variable;
            this.number = outer == null ? 1 : outer.number + 1;
        }
    }
}
