package dev.incant.script;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.script.ScriptOutput;
import dev.incant.lua.LuaState;
import org.jspecify.annotations.Nullable;

/// One script's way from start to end: its output, and what stops it wherever it is, also while it waits. Stopped
/// from any thread, everything else is for the script's own.
final class Run implements Runnable {
    /// Something to wait for.
    @FunctionalInterface
    interface Waiting<T> {
        /// Waits until it is there.
        @Nullable T end() throws Exception;
    }

    private final LuaState lua;
    private final ScriptOutput output;
    private final Cancellation cancellation;
    private @Nullable Thread waiting;
    private boolean over;

    /// What ended it other than its cancellation: output that was refused.
    private @Nullable ToolException failure;

    Run(LuaState lua, ScriptOutput output, Cancellation cancellation) {
        this.lua = lua;
        this.output = output;
        this.cancellation = cancellation;
    }

    ScriptOutput output() {
        return output;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /// Stops the script, if it is still this one.
    @Override
    public synchronized void run() {
        if (!over) {
            lua.interrupt();
            if (waiting != null) {
                waiting.interrupt();
            }
        }
    }

    /// Ends the script for a reason of its own: what it printed was refused.
    void fail(ToolException why) {
        if (failure == null) {
            failure = why;
        }
        lua.interrupt();
    }

    /// Waits for something, on the script's thread, and stops waiting when the script has to stop.
    ///
    /// @throws InterruptedException which ends the script
    <T> @Nullable T await(Waiting<T> wait) throws Exception {
        synchronized (this) {
            if (cancellation.cancelled()) {
                throw new InterruptedException();
            }
            waiting = Thread.currentThread();
        }
        try {
            return wait.end();
        } finally {
            synchronized (this) {
                waiting = null;
                if (cancellation.cancelled()) {
                    // It was for the wait, which is over; the engine knows by itself that it has to stop.
                    Thread.interrupted();
                }
            }
        }
    }

    /// Ends it: what comes later does not stop the next script.
    void end() {
        synchronized (this) {
            over = true;
            lua.clearInterrupt();
        }
        if (cancellation.cancelled()) {
            Thread.interrupted();
        }
    }

    /// Why it was stopped from outside.
    ///
    /// @return null when nothing asked for it
    @Nullable ToolException stopped() {
        return failure != null ? failure : cancellation.reason();
    }

    /// The reason of an interrupt that came neither from the cancellation nor from the output.
    static ToolException interrupted() {
        return new ToolException(ErrorCode.CANCELLED, "the script's thread was interrupted");
    }
}
