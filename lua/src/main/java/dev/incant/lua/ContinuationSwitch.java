package dev.incant.lua;

import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/// Coroutines on the JDK's one-shot continuations: a switch costs about as much as a call. Needs
/// `--add-exports java.base/jdk.internal.vm=ALL-UNNAMED`; see [#available()].
final class ContinuationSwitch extends StackSwitch implements Runnable {
    private static final ContinuationScope SCOPE = new ContinuationScope("lua");

    private final Coroutine coroutine;
    private final Continuation continuation;

    /// Whether it is left only for its resumer to give way.
    private boolean givingWay;

    ContinuationSwitch(Coroutine coroutine) {
        this.coroutine = coroutine;
        this.continuation = new Continuation(SCOPE, this);
    }

    @Override
    public void run() {
        coroutine.run();
    }

    @Override
    void resume() {
        continuation.run();
        while (givingWay) {
            givingWay = false;
            coroutine.resumer().giveWay();
            continuation.run();
        }
    }

    @Override
    boolean yield() {
        try {
            return Continuation.yield(SCOPE);
        } catch (IllegalStateException e) {
            // A native frame of the embedder lies in between: the stack cannot be copied.
            return false;
        }
    }

    /// A virtual thread is pinned to its carrier while it is in another continuation, so this leaves them one after the
    /// other.
    @Override
    void giveWay() {
        givingWay = true;
        if (!this.yield()) {
            givingWay = false;
        }
    }

    @Override
    void abandon() {
        // An unmounted continuation is an ordinary object.
    }
}
