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

    /// Frame slots needed; valid once `body` is set.
    int slots;

    /// Slots of parameters that inner functions capture; null for none.
    int[] capturedParams;

    Site[] sites;

    /// The place of the function's end.
    int endPc;

    /// Published last, so that a reader that sees it sees the rest: lowering twice in a race is harmless.
    volatile StatNode body;

    /// The nodes that tell hooks of every line; made when first needed.
    private StatNode traced;

    /// Plain copy of `body` for the call path.
    StatNode code;

    Proto(Chunk chunk, FunctionBody tree, Proto[] inner) {
        this.chunk = chunk;
        this.tree = tree;
        this.inner = inner;
        this.params = tree.parameters().size();
        this.vararg = tree.vararg();
    }

    /// Makes the nodes, once.
    StatNode lower() {
        synchronized (this) {
            if (body == null) {
                body = Lowering.lower(this);
            }
        }
        code = body;
        return body;
    }

    /// As [#lower()], with the nodes that tell hooks of every line. Their places follow those of the others.
    StatNode traced() {
        synchronized (this) {
            if (traced == null) {
                lower();
                traced = Lowering.lowerTraced(this);
            }
            return traced;
        }
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
        return sites == null ? tree.line() : sites[pc].line;
    }

    boolean isMain() {
        return tree.ordinal() == 0;
    }
}
