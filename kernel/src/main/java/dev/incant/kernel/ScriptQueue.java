package dev.incant.kernel;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.script.ScriptRuntime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The scripts of a session, which run one after another: on their sender's thread where that may be, else on one that
/// stays for a moment after the last, as to start one takes longer than most scripts.
final class ScriptQueue {
    /// Scripts that may wait.
    private static final int MOST = 64;

    private static final int HISTORY = 1000;

    /// How long the thread waits for another script, in milliseconds.
    private static final long LINGER = 2_000;

    private final Kernel kernel;
    private final Session session;

    /// Also the lock of all that follows.
    private final ArrayDeque<Execution> waiting = new ArrayDeque<>();

    private final ArrayDeque<String> history = new ArrayDeque<>();
    private @Nullable Execution running;
    private long executions;
    private boolean closed;
    private boolean lingering;

    /// Whether what runs does so on its sender's thread.
    private boolean borrowed;

    ScriptQueue(Kernel kernel, Session session) {
        this.kernel = kernel;
        this.session = session;
    }

    /// Queues a script that has begun, or refuses it.
    ///
    /// @param here stops it if it runs on this thread, which it does if none is before it; null where it may not
    void execute(ScriptRuntime runtime, Execution execution, @Nullable Cancellation here) {
        ToolException refused = null;
        boolean next = false;
        boolean start = false;
        synchronized (waiting) {
            if (closed) {
                refused = ToolException.unavailable("the session is closed");
            } else if (running == null) {
                running = execution;
                next = here != null;
                borrowed = next;
                start = !next && wake();
            } else if (waiting.size() < MOST) {
                waiting.add(execution);
            } else {
                refused = ToolException.limitExceeded(MOST + " scripts wait in this session, more may not")
                        .with("limit", (long) MOST);
            }
        }
        if (refused != null) {
            execution.refuse(refused);
        } else if (next && here != null) {
            runHere(runtime, execution, here);
        } else if (start) {
            start(runtime);
        }
    }

    /// The script that runs, or null.
    @Nullable Execution running() {
        synchronized (waiting) {
            return running;
        }
    }

    /// Stops the running script and refuses those that wait; returns whether there was one.
    boolean interrupt() {
        List<Execution> all = new ArrayList<>();
        synchronized (waiting) {
            if (running != null) {
                all.add(running);
            }
            all.addAll(waiting);
        }
        ToolException why = new ToolException(ErrorCode.CANCELLED, "the script was interrupted");
        all.forEach(execution -> execution.cancel(why));
        return !all.isEmpty();
    }

    /// The texts of the last scripts, oldest first, `limit` at most.
    List<String> history(int limit) {
        synchronized (waiting) {
            List<String> all = new ArrayList<>(history);
            int from = Math.max(0, all.size() - Math.max(0, limit));
            return List.copyOf(all.subList(from, all.size()));
        }
    }

    /// Takes no more scripts; when the running one has ended, what they keep is freed.
    void close() {
        synchronized (waiting) {
            closed = true;
            // The scripts' thread frees what they keep when it ends.
            waiting.notifyAll();
            if (running != null || lingering) {
                return;
            }
        }
        session.closeScripts();
    }

    /// Tells the scripts' thread, if it is there, that one is to be run; returns whether it is not. With the queue's
    /// lock.
    private boolean wake() {
        waiting.notifyAll();
        return !lingering;
    }

    private void start(ScriptRuntime runtime) {
        kernel.scriptThreads().newThread(() -> runAll(runtime)).start();
    }

    private void runHere(ScriptRuntime runtime, Execution execution, Cancellation cancellation) {
        try (var _ = cancellation.onCancel(() -> execution.cancel(Connection.reason(cancellation)))) {
            run(runtime, execution);
        }
        // An interrupt was meant for the script.
        Thread.interrupted();
        boolean start = false;
        synchronized (waiting) {
            borrowed = false;
            running = waiting.poll();
            if (running != null) {
                start = wake();
            } else if (closed && !lingering) {
                session.closeScripts();
            }
        }
        if (start) {
            start(runtime);
        }
    }

    private void run(ScriptRuntime runtime, Execution execution) {
        long count;
        synchronized (waiting) {
            count = execution.counted() ? ++executions : executions;
            if (execution.stored()) {
                history.add(execution.code());
                if (history.size() > HISTORY) {
                    history.remove();
                }
            }
        }
        execution.run(() -> session.scripts(runtime), count);
    }

    /// Runs the queued scripts until none is left.
    private void runAll(ScriptRuntime runtime) {
        while (true) {
            Execution next;
            synchronized (waiting) {
                next = running;
            }
            if (next == null) {
                return;
            }
            run(runtime, next);
            synchronized (waiting) {
                running = waiting.poll();
                if (running == null) {
                    linger();
                }
                if (borrowed) {
                    // Who runs it closes what is left when the session was closed meanwhile.
                    return;
                }
                if (running == null) {
                    if (closed) {
                        session.closeScripts();
                    }
                    return;
                }
            }
        }
    }

    /// Waits for another script, on the scripts' thread, which holds the queue's lock.
    private void linger() {
        long end = System.nanoTime() + LINGER * 1_000_000;
        lingering = true;
        try {
            for (long left = LINGER;
                    (running == null || borrowed) && !closed && left > 0;
                    left = (end - System.nanoTime()) / 1_000_000) {
                waiting.wait(left);
            }
        } catch (InterruptedException _) {
            // Meant for a script that has ended.
        } finally {
            lingering = false;
        }
    }
}
