package dev.incant.mcp.authorization;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A lock of one process whose waiting ends with the call that waits, which no lock of the JDK does. Not reentrant.
final class Turn {
    private boolean taken;

    /// Waits for as long as it takes.
    ///
    /// @throws ToolException the cancellation's reason
    void take(Cancellation cancellation) {
        take(cancellation, null);
    }

    /// Waits for a while.
    ///
    /// @param patience how long; null for as long as it takes
    /// @return whether it was in time
    /// @throws ToolException the cancellation's reason
    boolean take(Cancellation cancellation, @Nullable Duration patience) {
        long end = patience == null ? Long.MAX_VALUE : System.nanoTime() + patience.toNanos();
        try (Cancellation.Registration _ = cancellation.onCancel(this::wake)) {
            synchronized (this) {
                while (taken) {
                    cancellation.check();
                    long left = patience == null ? 0 : end - System.nanoTime();
                    if (patience != null && left <= 0) {
                        return false;
                    }
                    TimeUnit.NANOSECONDS.timedWait(this, patience == null ? Long.MAX_VALUE : left);
                }
                cancellation.check();
                taken = true;
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "interrupted while another request gets in at the server");
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    synchronized void give() {
        taken = false;
        notifyAll();
    }
}
