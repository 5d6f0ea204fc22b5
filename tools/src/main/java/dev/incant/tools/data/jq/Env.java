package dev.incant.tools.data.jq;

import org.jspecify.annotations.Nullable;

/// The variables, functions and labels that a filter sees while it runs: a chain, newest first, that never
/// changes.
final class Env {
    private final @Nullable Env parent;
    private final @Nullable Object name;
    private final @Nullable Object value;
    private final Meter meter;

    private Env(@Nullable Env parent, @Nullable Object name, @Nullable Object value, Meter meter) {
        this.parent = parent;
        this.name = name;
        this.value = value;
        this.meter = meter;
    }

    static Env empty(Meter meter) {
        return new Env(null, null, null, meter);
    }

    /// This with one more; `name` is the declaration itself, so that equal names do not clash.
    Env with(Object declaration, @Nullable Object bound) {
        return new Env(this, declaration, bound, meter);
    }

    /// The nothing that global functions see.
    Env global() {
        return new Env(null, null, null, meter);
    }

    Meter meter() {
        return meter;
    }

    /// Where a declaration was bound.
    Env find(Object declaration) {
        Env at = this;
        while (at.name != declaration) {
            Env next = at.parent;
            if (next == null) {
                throw new IllegalStateException("not bound: " + declaration);
            }
            at = next;
        }
        return at;
    }

    @Nullable Object value() {
        return value;
    }

    @Nullable Object value(Object declaration) {
        return find(declaration).value;
    }
}
