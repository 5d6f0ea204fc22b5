package dev.incant.tools.data.jq;

import org.jspecify.annotations.Nullable;

/// What is declared where the parser stands.
final class Scopes {
    /// A chain of what is declared, newest first. Kinds: `$` variable, `f` function, `*` label.
    record Scope(@Nullable Scope parent, char kind, String name, int arity, Object declaration) {}

    private @Nullable Scope innermost;

    @Nullable Scope innermost() {
        return innermost;
    }

    /// Forgets what was declared since `outer` was the innermost scope.
    void leaveTo(@Nullable Scope outer) {
        innermost = outer;
    }

    void declare(char kind, String name, int arity, Object declaration) {
        innermost = new Scope(innermost, kind, name, arity, declaration);
    }

    @Nullable Object lookup(char kind, String name, int arity) {
        for (Scope each = innermost; each != null; each = each.parent) {
            if (each.kind == kind && each.arity == arity && each.name.equals(name)) {
                return each.declaration;
            }
        }
        return null;
    }
}
