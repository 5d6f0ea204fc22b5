package dev.incant.kernel;

/// Hears of each tool call of a session as it ends, whether a client asked for it or a script made it; for logs and
/// accounts. Called on the call's thread, before the caller has its answer, so it must be quick; it must not throw.
@FunctionalInterface
public interface CallObserver {
    void ended(CallReport report);

    /// Hears that a script itself is about to read a file that is granted, as `require` and `dofile` do: what it
    /// gives from then on may hold what others wrote.
    default void read() {}
}
