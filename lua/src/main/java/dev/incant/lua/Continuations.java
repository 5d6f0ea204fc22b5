package dev.incant.lua;

/// Whether this JVM lets the engine use its continuations. Kept apart from [ContinuationSwitch] so that that
/// class is loaded only where it can be.
final class Continuations {
    static final boolean AVAILABLE =
            Object.class.getModule().isExported("jdk.internal.vm", Continuations.class.getModule());

    private Continuations() {}

    static StackSwitch open(Coroutine coroutine) {
        if (!AVAILABLE) {
            throw new IllegalStateException("coroutines on continuations need the JVM option "
                    + "--add-exports java.base/jdk.internal.vm=ALL-UNNAMED");
        }
        return new ContinuationSwitch(coroutine);
    }
}
