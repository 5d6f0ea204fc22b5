package dev.incant.kernel.capability;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.util.ArrayDeque;
import java.util.Deque;

/// What one call has open: closed when the call ends, the last opened first, whatever the tool forgot. Safe for use by
/// many threads.
public final class Resources implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    /// Closes `resource` at the call's end, and now if that is past: a tool may open something while its call is given
    /// up.
    ///
    /// @param resource whole: what can be closed already
    /// @throws ToolException `cancelled` after the call's end
    public <T extends AutoCloseable> T add(T resource) {
        synchronized (this) {
            if (!closed) {
                open.push(resource);
                return resource;
            }
        }
        quietly(resource);
        throw new ToolException(ErrorCode.CANCELLED, "the call has ended");
    }

    /// Forgets a resource that was closed by its user.
    public synchronized void remove(AutoCloseable resource) {
        open.remove(resource);
    }

    /// How many are open.
    public synchronized int size() {
        return open.size();
    }

    @Override
    public void close() {
        while (true) {
            AutoCloseable next;
            synchronized (this) {
                closed = true;
                next = open.poll();
            }
            if (next == null) {
                return;
            }
            quietly(next);
        }
    }

    private static void quietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // The call has its result; what could not be closed any better is the operating system's to report.
        }
    }
}
