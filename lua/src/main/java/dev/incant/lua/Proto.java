package dev.incant.lua;

import dev.incant.lua.syntax.FunctionBody;
import org.jspecify.annotations.NullUnmarked;

/// A function's code: its syntax tree and, from its first call on, the nodes that run it. Shared by all
/// closures and states; nothing in it refers to a state.
@NullUnmarked // nodes are made on first use
final class Proto {
    final Chunk chunk;
    final FunctionBody tree;
    final Proto[] inner;
    final int params;
    final boolean vararg;

    /// Null until the first call. Read without a lock: what it points to has final fields.
    Code code;

    Proto(Chunk chunk, FunctionBody tree, Proto[] inner) {
        this.chunk = chunk;
        this.tree = tree;
        this.inner = inner;
        this.params = tree.parameters().size();
        this.vararg = tree.vararg();
    }

    /// The nodes, made now if they were not yet, which a stop of `state` ends. States that come at the same time
    /// each make them, rather than wait for one that may take long; those of the first one stay.
    Code lower(LuaState state) {
        Code known = code;
        if (known != null) {
            return known;
        }
        Code made = Lowering.lower(this, state);
        synchronized (this) {
            if (code == null) {
                code = made;
            }
            return code;
        }
    }

    /// As [#lower], with the nodes that tell hooks of every line.
    Code traced(LuaState state) {
        Code plain = lower(state);
        if (plain.traced != null) {
            return plain;
        }
        Code made = Lowering.lowerTraced(this, plain, state);
        synchronized (this) {
            if (code.traced == null) {
                code = made;
            }
            return code;
        }
    }

    /// The place `pc` of a function that runs or ran, else null.
    Site site(int pc) {
        Code made = code;
        return made == null ? null : made.sites[pc];
    }

    /// The function directly inside that has `ordinal`; they are sorted by it.
    Proto inner(int ordinal) {
        int low = 0;
        int high = inner.length - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (inner[middle].tree.ordinal() <= ordinal) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return inner[low];
    }

    int line(int pc) {
        Site site = site(pc);
        return site == null ? tree.line() : site.line;
    }

    boolean isMain() {
        return tree.ordinal() == 0;
    }
}
