package dev.incant.kernel;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Runs short actions later, on one daemon thread that starts with the first of them. Safe for use by many threads.
///
/// By hand rather than a `ScheduledThreadPoolExecutor`, which takes milliseconds of a process's start.
final class Deadlines implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofDays(365);

    /// Something that runs later.
    final class Deadline {
        private final long time;
        private final Runnable action;
        private boolean cancelled;

        private Deadline(long time, Runnable action) {
            this.time = time;
            this.action = action;
        }

        /// Keeps it from running unless it has begun to.
        void cancel() {
            synchronized (waiting) {
                cancelled = true;
                // Most deadlines are cancelled: they are swept out together, which costs each next to nothing.
                if (++cancellations > 64 && cancellations > waiting.size() / 2) {
                    waiting.removeIf(deadline -> deadline.cancelled);
                    cancellations = 0;
                }
            }
        }
    }

    /// By time; [System#nanoTime] may overflow, so differences are compared.
    private static final class Earlier implements Comparator<Deadline> {
        @Override
        public int compare(Deadline a, Deadline b) {
            return Long.signum(a.time - b.time);
        }
    }

    private final PriorityQueue<Deadline> waiting = new PriorityQueue<>(new Earlier());
    private @Nullable Thread thread;
    private int cancellations;
    private boolean closed;

    /// Runs `action` after `delay` unless it is cancelled before, or the kernel closed.
    Deadline after(Duration delay, Runnable action) {
        long nanos = delay.compareTo(LONGEST) < 0 ? delay.toNanos() : LONGEST.toNanos();
        Deadline deadline = new Deadline(System.nanoTime() + nanos, action);
        synchronized (waiting) {
            if (closed) {
                return deadline;
            }
            waiting.add(deadline);
            if (thread == null) {
                thread = new Thread(null, this::run, "incant-deadlines", 0, false);
                thread.setDaemon(true);
                thread.start();
            } else if (waiting.peek() == deadline) {
                waiting.notifyAll();
            }
        }
        return deadline;
    }

    private void run() {
        while (true) {
            Deadline due;
            synchronized (waiting) {
                due = next();
            }
            if (due == null) {
                return;
            }
            due.action.run();
        }
    }

    /// Waits for the next that is due; null when there will be none.
    private @Nullable Deadline next() {
        while (!closed) {
            Deadline first = waiting.peek();
            if (first != null && first.cancelled) {
                waiting.poll();
                cancellations = Math.max(0, cancellations - 1);
                continue;
            }
            long left = first == null ? 0 : first.time - System.nanoTime();
            if (first != null && left <= 0) {
                return waiting.poll();
            }
            try {
                if (first == null) {
                    waiting.wait();
                } else {
                    waiting.wait(left / 1_000_000, (int) (left % 1_000_000));
                }
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; closing is said by `closed`.
                continue;
            }
        }
        return null;
    }

    @Override
    public void close() {
        synchronized (waiting) {
            closed = true;
            waiting.clear();
            waiting.notifyAll();
        }
    }
}
