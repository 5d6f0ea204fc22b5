package dev.incant.lua;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Where scripts that compute on virtual threads wait for their next turn, all states of the process
/// together. A thread that yields is kept in its carrier's own queue while another is there, and a carrier
/// looks at what other threads have started or woken only when its own queue is empty: as many yielding
/// scripts as twice the carriers would shut all else out for good. So a script parks here, which empties
/// the queues, and a platform thread wakes no more scripts than there are carriers. Safe for use by many
/// threads.
final class Turnstile implements Runnable {
    /// Scripts that have a turn at once: the carriers that the JDK makes.
    private static final int MOST = Math.max(
            1,
            Integer.getInteger(
                    "jdk.virtualThreadScheduler.parallelism",
                    Runtime.getRuntime().availableProcessors()));

    /// After so long without a word from it, one is taken to wait for something else or to have ended.
    private static final long LEASE_NANOS = 4_000_000;

    private static volatile @Nullable Turn last;

    /// Made, with its thread, when a second script computes.
    private static final class Shared {
        static final Turnstile ONE = new Turnstile();
    }

    /// The place of one state.
    static final class Turn {
        private @Nullable Thread thread;
        private volatile boolean begun;
        /// Of the turnstile's thread.
        private long since;

        /// Lets others have their turn on the current virtual thread, and waits for the next.
        void end() {
            if (last == this) {
                // No other script has ended a turn in the meantime.
                Thread.yield();
                return;
            }
            last = this;
            begun = false;
            thread = Thread.currentThread();
            Shared.ONE.await(this);
        }
    }

    private final Queue<Turn> arrivals = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    /// Of its thread alone, as those that follow.
    private final ArrayDeque<Turn> waiting = new ArrayDeque<>();

    /// Those that have a turn, the longest first.
    private final ArrayDeque<Turn> turns = new ArrayDeque<>();

    private Turnstile() {
        thread = Thread.ofPlatform().daemon().name("lua-turns").unstarted(this);
        thread.start();
    }

    private void await(Turn turn) {
        arrivals.add(turn);
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (!turn.begun) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        while (true) {
            for (Turn turn = arrivals.poll(); turn != null; turn = arrivals.poll()) {
                turns.remove(turn);
                waiting.add(turn);
            }
            long now = System.nanoTime();
            while (!turns.isEmpty() && now - turns.element().since > LEASE_NANOS) {
                turns.remove();
            }
            while (!waiting.isEmpty() && turns.size() < MOST) {
                begin(waiting.remove(), now);
            }
            if (waiting.isEmpty()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, turns.element().since + LEASE_NANOS - now);
            }
        }
    }

    private void begin(Turn turn, long now) {
        turn.since = now;
        turns.add(turn);
        Thread next = turn.thread;
        // The state's next turn may end at once; and nothing of it is kept when it does not come back.
        turn.thread = null;
        turn.begun = true;
        LockSupport.unpark(next);
    }
}
