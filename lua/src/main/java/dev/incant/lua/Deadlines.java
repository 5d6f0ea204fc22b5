package dev.incant.lua;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The one timer thread of all states: it only sets flags, and it does not keep the JVM alive.
///
/// It takes no lock. A virtual thread that held one, or was next in line for one, could be waiting for a
/// carrier, and all carriers may run the very scripts whose time is over.
final class Deadlines {
    /// Alarms that may be handed over, or taken back, before the timer must look at them.
    private static final int BATCH = 256;

    private static final ConcurrentLinkedQueue<Alarm> ARRIVING = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger UNSEEN = new AtomicInteger();
    private static final Thread TIMER = start();

    /// When the timer looks next; it is woken for what comes earlier.
    private static volatile long wakeAt = System.nanoTime();

    private Deadlines() {}

    /// An action at a time. It keeps nothing alive once it was done or taken back.
    static final class Alarm implements Comparable<Alarm> {
        private final long at;
        private volatile @Nullable Runnable action;

        Alarm(long at, Runnable action) {
            this.at = at;
            this.action = action;
        }

        /// Takes it back; it may be running already.
        void cancel() {
            if (action != null) {
                action = null;
                seeLater();
            }
        }

        /// Whether its time has come.
        boolean isPast() {
            return System.nanoTime() - at >= 0;
        }

        private void fire() {
            Runnable due = action;
            action = null;
            if (due != null) {
                due.run();
            }
        }

        @Override
        public int compareTo(Alarm other) {
            return Long.signum(at - other.at);
        }
    }

    private static Thread start() {
        return Thread.ofPlatform()
                .daemon()
                .name("lua-deadlines")
                .stackSize(256 << 10)
                .start(Deadlines::run);
    }

    /// Runs `action`, which must be short, after `time` from now.
    static Alarm after(Duration time, Runnable action) {
        long now = System.nanoTime();
        Alarm alarm = new Alarm(now + Math.clamp(toNanos(time), 0, Long.MAX_VALUE / 4), action);
        ARRIVING.add(alarm);
        if (alarm.at - wakeAt < 0) {
            LockSupport.unpark(TIMER);
        } else {
            seeLater();
        }
        return alarm;
    }

    private static long toNanos(Duration time) {
        return time.getSeconds() > Long.MAX_VALUE / 4_000_000_000L ? Long.MAX_VALUE / 4 : time.toNanos();
    }

    private static void seeLater() {
        if (UNSEEN.incrementAndGet() % BATCH == 0) {
            LockSupport.unpark(TIMER);
        }
    }

    private static void run() {
        PriorityQueue<Alarm> waiting = new PriorityQueue<>();
        while (true) {
            long now = System.nanoTime();
            // Whoever adds an alarm from here on finds that it is early enough to wake this thread.
            wakeAt = now + Long.MAX_VALUE / 2;
            for (Alarm alarm = ARRIVING.poll(); alarm != null; alarm = ARRIVING.poll()) {
                if (alarm.action != null) {
                    waiting.add(alarm);
                }
            }
            if (UNSEEN.get() >= BATCH) {
                UNSEEN.set(0);
                waiting.removeIf(alarm -> alarm.action == null);
            }
            for (Alarm next = waiting.peek(); next != null && next.at - now <= 0; next = waiting.peek()) {
                waiting.remove();
                next.fire();
            }
            Alarm next = waiting.peek();
            if (next == null) {
                LockSupport.park(TIMER);
            } else {
                wakeAt = next.at;
                if (ARRIVING.isEmpty()) {
                    LockSupport.parkNanos(TIMER, next.at - System.nanoTime());
                }
            }
        }
    }
}
