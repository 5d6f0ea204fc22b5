package dev.incant.lua.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The blocks of one function that are open, their labels, and the `goto`s and `break`s that look for
/// theirs. The rules are PUC's: a `goto` reaches every label of an enclosing block, but no scope of a
/// variable; a label at the end of its block counts as outside of the scopes of the block's variables.
final class Jumps {
    /// The name of a `break` among the pending jumps. No label can have it, as it is a reserved word.
    private static final String BREAK = "break";

    /// Most labels in sight, and most pending jumps, as PUC has it; the searches here are linear.
    private static final int ENTRIES_MOST = 32767;

    /// Stands in a [Stat.Goto] until its label is found.
    private static final Stat.Label UNKNOWN = new Stat.Label("?", 0);

    /// One open block. The three counts are those at its start.
    private record Block(@Nullable Block outer, boolean loop, int variables, int labels, int pending) {}

    /// A label in sight; `variables` is how many are in scope there.
    private record Target(Stat.Label label, int variables) {}

    /// A jump whose label has not come yet. `variables` is how many are in scope at the jump that are also in
    /// scope in the present block. The jump stands in `statements` at `index`; a `break` needs no place.
    private record Pending(
            String name, int line, int variables, @Nullable List<Stat> statements, int index) {
        Pending leaving(Block block) {
            return variables == block.variables()
                    ? this
                    : new Pending(name, line, block.variables(), statements, index);
        }
    }

    private final FunctionScope function;
    private final Tokens tokens;
    private final ArrayList<Target> labels = new ArrayList<>();
    private final ArrayList<Pending> pending = new ArrayList<>();
    private @Nullable Block block;

    Jumps(FunctionScope function, Tokens tokens) {
        this.function = function;
        this.tokens = tokens;
    }

    /// Opens a block, which is what a `break` leaves if it is a loop.
    void enter(boolean loop) {
        block = new Block(block, loop, function.active(), labels.size(), pending.size());
    }

    /// Closes the innermost block with its variables and labels. Closing the function's own block fails if a
    /// jump is still pending.
    void leave() {
        Block left = innermost();
        function.deactivate(left.variables());
        if (left.loop()) {
            resolve(BREAK, null, left.variables());
        }
        truncate(labels, left.labels());
        block = left.outer();
        if (block == null) {
            if (!pending.isEmpty()) {
                throw unresolved(pending.get(0));
            }
            return;
        }
        for (int i = left.pending(); i < pending.size(); i++) {
            pending.set(i, pending.get(i).leaving(left));
        }
    }

    /// Adds a `goto` to `statements`.
    void addGoto(String name, int line, List<Stat> statements) {
        Target target = find(name);
        if (target == null) {
            addPending(new Pending(name, line, function.active(), statements, statements.size()));
        }
        statements.add(new Stat.Goto(line, target == null ? UNKNOWN : target.label()));
    }

    /// Adds a `break` to `statements`.
    void addBreak(int line, List<Stat> statements) {
        addPending(new Pending(BREAK, line, function.active(), null, 0));
        statements.add(new Stat.Break(line));
    }

    private void addPending(Pending jump) {
        checkRoom(pending);
        pending.add(jump);
    }

    private void checkRoom(ArrayList<?> list) {
        if (list.size() == ENTRIES_MOST) {
            throw tokens.meaningError("too many labels/gotos (limit is " + ENTRIES_MOST + ")");
        }
    }

    /// Adds a label to `statements`; `last` tells whether nothing follows it in its block.
    void addLabel(String name, int line, boolean last, List<Stat> statements) {
        Target same = find(name);
        if (same != null) {
            throw tokens.meaningError("label '" + name + "' already defined on line "
                    + same.label().line());
        }
        checkRoom(labels);
        Stat.Label label = new Stat.Label(name, line);
        int variables = last ? innermost().variables() : function.active();
        labels.add(new Target(label, variables));
        statements.add(new Stat.LabelStat(line, label));
        resolve(name, label, variables);
    }

    /// Settles the innermost block's pending jumps to `name`; `label` is null for the end of a loop.
    private void resolve(String name, Stat.@Nullable Label label, int variables) {
        int first = innermost().pending();
        int kept = first;
        for (int i = first; i < pending.size(); i++) {
            Pending jump = pending.get(i);
            if (!jump.name().equals(name)) {
                pending.set(kept++, jump);
                continue;
            }
            if (jump.variables() < variables) {
                throw tokens.meaningError(
                        "<goto " + name + "> at line " + jump.line() + " jumps into the scope of local '"
                                + function.variable(jump.variables()).name() + "'");
            }
            List<Stat> statements = jump.statements();
            if (statements != null && label != null) {
                statements.set(jump.index(), new Stat.Goto(jump.line(), label));
            }
        }
        truncate(pending, kept);
    }

    private @Nullable Target find(String name) {
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).label().name().equals(name)) {
                return labels.get(i);
            }
        }
        return null;
    }

    private SyntaxError unresolved(Pending jump) {
        return tokens.meaningError(
                jump.name().equals(BREAK)
                        ? "break outside loop at line " + jump.line()
                        : "no visible label '" + jump.name() + "' for <goto> at line " + jump.line());
    }

    private Block innermost() {
        Block innermost = block;
        if (innermost == null) {
            throw new IllegalStateException("no block is open");
        }
        return innermost;
    }

    private static void truncate(ArrayList<?> list, int size) {
        if (size < list.size()) {
            list.subList(size, list.size()).clear();
        }
    }
}
