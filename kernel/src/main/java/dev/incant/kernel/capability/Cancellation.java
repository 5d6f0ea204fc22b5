package dev.incant.kernel.capability;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells one call that it has to stop, and why. Cancelled at most once; what is registered runs at once, on the thread
/// that cancels. Safe for use by many threads.
public final class Cancellation {
    /// Undoes a registration.
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    private static final Registration NOTHING = () -> {};

    private final List<Runnable> listeners = new ArrayList<>(2);
    private volatile @Nullable ToolException reason;

    /// Whether the call has to stop.
    public boolean cancelled() {
        return reason != null;
    }

    /// Why the call has to stop, or null while it may go on.
    public @Nullable ToolException reason() {
        return reason;
    }

    /// Ends the call when it has to stop. Long loops call this often; it costs one volatile read.
    ///
    /// @throws ToolException `cancelled`, `timeout` or `limit_exceeded`
    public void check() {
        ToolException why = reason;
        if (why != null) {
            // A new one each time: one that is thrown again while it is handled cannot be suppressed by itself.
            throw new ToolException(why.code(), why.message(), why.details(), why.getCause());
        }
    }

    /// Cancels for the given reason and runs what is registered. The second and later calls do nothing.
    ///
    /// @return whether this was the first
    public boolean cancel(ToolException why) {
        List<Runnable> toRun;
        synchronized (listeners) {
            if (reason != null) {
                return false;
            }
            reason = why;
            toRun = List.copyOf(listeners);
            listeners.clear();
        }
        for (Runnable listener : toRun) {
            listener.run();
        }
        return true;
    }

    /// Cancels because the caller asked for it.
    public boolean cancel() {
        return cancel(new ToolException(ErrorCode.CANCELLED, "the call was cancelled"));
    }

    /// Runs `action` when the call is cancelled, at once if it is already. It must be quick and must not throw:
    /// close a connection, kill a process, interrupt a thread.
    public Registration onCancel(Runnable action) {
        synchronized (listeners) {
            if (reason == null) {
                listeners.add(action);
                return () -> {
                    synchronized (listeners) {
                        listeners.remove(action);
                    }
                };
            }
        }
        action.run();
        return NOTHING;
    }
}
