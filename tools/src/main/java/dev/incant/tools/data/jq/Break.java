package dev.incant.tools.data.jq;

/// Leaves a `label`, or a built-in that has seen enough. Identity says which.
final class Break extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Break() {
        super(null, null, false, false);
    }
}
