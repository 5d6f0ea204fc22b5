package dev.incant.lua;

import java.util.function.BiConsumer;
import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.jspecify.annotations.Nullable;

/// Coroutines on the JDK's one-shot continuations: a switch costs about as much as a call. Needs
/// `--add-exports java.base/jdk.internal.vm=ALL-UNNAMED`; see [Continuations#AVAILABLE].
final class ContinuationSwitch extends StackSwitch implements Runnable {
    private static final ContinuationScope SCOPE = new ContinuationScope("lua");

    private static final @Nullable BiConsumer<Object, @Nullable Object> ENTRY = ContinuationEntry.open();

    private final Coroutine coroutine;
    private final Stack stack;

    /// Whether it is left only for its resumer to give way.
    private boolean givingWay;

    ContinuationSwitch(Coroutine coroutine) {
        this.coroutine = coroutine;
        this.stack = new Stack(this);
    }

    private static final class Stack extends Continuation {
        /// Whether it was entered directly when it was entered last.
        boolean direct;

        Stack(Runnable body) {
            super(SCOPE, body);
        }
    }

    /// The JDK's knowledge of threads, used only where it is exported.
    private static final class Access {
        static final JavaLangAccess THREADS = SharedSecrets.getJavaLangAccess();

        private Access() {}
    }

    @Override
    public void run() {
        coroutine.run();
    }

    @Override
    void resume() {
        enter();
        while (givingWay) {
            givingWay = false;
            coroutine.resumer().giveWay();
            enter();
        }
    }

    /// Enters it directly where nothing around it, such as a virtual thread, could want it to be left on its behalf.
    private void enter() {
        Thread thread = Thread.currentThread();
        if (ENTRY != null && !thread.isVirtual()) {
            Continuation outer = Access.THREADS.getContinuation(thread);
            if (outer == null || outer instanceof Stack around && around.direct) {
                enterDirectly(ENTRY, thread, outer);
                return;
            }
        }
        stack.direct = false;
        stack.run();
    }

    private void enterDirectly(
            BiConsumer<Object, @Nullable Object> entry, Thread thread, @Nullable Continuation outer) {
        stack.direct = true;
        Access.THREADS.setContinuation(thread, stack);
        try {
            entry.accept(stack, outer);
        } finally {
            Access.THREADS.setContinuation(thread, outer);
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
