package dev.incant.cli;

import org.jspecify.annotations.Nullable;

/// Passes Ctrl-C and the signals that end a process on to the command that runs. Safe for use by many threads.
final class Interrupts {
    private @Nullable Runnable action;
    private boolean interrupted;

    /// Runs `what` at an interrupt from now on, in place of what was said before; at once when there was one
    /// already.
    void onInterrupt(Runnable what) {
        synchronized (this) {
            action = what;
            if (!interrupted) {
                return;
            }
        }
        what.run();
    }

    /// Lets an interrupt end the process at once from now on.
    synchronized void onInterruptEnd() {
        action = null;
    }

    /// Tells of an interrupt; returns whether anything was there to hear of it.
    boolean interrupt() {
        Runnable now;
        synchronized (this) {
            interrupted = true;
            now = action;
        }
        if (now == null) {
            return false;
        }
        now.run();
        return true;
    }
}
