package dev.incant.mcp.transport;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Threads of which one, the leader, reads messages (the pattern "leader/followers"). The leader handles what it has
/// read itself, so nothing is handed from thread to thread on the way to most answers. When that takes longer than
/// [#PATIENCE], the follower, which looks on, becomes the leader. There is one follower at most; it sleeps while no
/// messages come.
final class Lead {
    /// How long later messages wait while one is being handled, in nanoseconds. Most calls take less, and a follower
    /// that reads each second message would cost as much as handing each over.
    private static final long PATIENCE = 1_000_000;

    /// How often the follower looks in vain before it sleeps.
    private static final int LOOKS = 16;

    /// Where messages come from.
    interface Messages {
        /// Reads messages and handles them, up to one that may take time.
        ///
        /// @return what handles that one; null at the end
        @Nullable Runnable next() throws IOException;

        /// Is told once that no more are read.
        void end();
    }

    private final Messages messages;
    private final ThreadFactory threads;

    /// Odd while the leader handles a message, else even. Who makes it even is the leader then; it also makes what one
    /// leader wrote visible to the next.
    private final AtomicLong turn = new AtomicLong();

    private final AtomicReference<@Nullable Thread> follower = new AtomicReference<>();
    private volatile boolean asleep;
    private volatile boolean over;

    private Lead(Messages messages, ThreadFactory threads) {
        this.messages = messages;
        this.threads = threads;
    }

    /// Starts to read.
    static void start(Messages messages, ThreadFactory threads) {
        Lead lead = new Lead(messages, threads);
        threads.newThread(() -> lead.run(true)).start();
    }

    private void run(boolean leads) {
        boolean leading = leads;
        while (leading ? lead() : follow()) {
            leading = !leading;
        }
    }

    /// Reads and handles; returns true when another leads now, false at the end.
    private boolean lead() {
        boolean replaced = false;
        try {
            for (Runnable handling = messages.next(); handling != null; handling = messages.next()) {
                long mine = turn.get() + 1;
                turn.set(mine);
                alarm();
                try {
                    handling.run();
                } finally {
                    replaced = !turn.compareAndSet(mine, mine + 1);
                }
                if (replaced) {
                    return follower.compareAndSet(null, Thread.currentThread());
                }
            }
        } catch (IOException _) {
            // Nobody writes any more, which is an end as well.
        } finally {
            if (!replaced) {
                end();
            }
        }
        return false;
    }

    private void end() {
        over = true;
        LockSupport.unpark(follower.get());
        messages.end();
    }

    /// Sees to it that somebody looks on.
    private void alarm() {
        Thread there = follower.get();
        if (asleep) {
            LockSupport.unpark(there);
        } else if (there == null) {
            Thread made = threads.newThread(() -> run(false));
            if (follower.compareAndSet(null, made)) {
                made.start();
            }
        }
    }

    /// Looks on; returns true when this thread leads now, false at the end.
    private boolean follow() {
        long seen = turn.get();
        int looks = 0;
        while (!over) {
            if (looks < LOOKS) {
                LockSupport.parkNanos(this, PATIENCE);
            } else {
                asleep = true;
                // A leader that began before it could see that is seen here.
                if (turn.get() == seen && !over) {
                    LockSupport.park(this);
                }
                asleep = false;
                looks = 0;
            }
            long now = turn.get();
            boolean same = now == seen;
            if (same && (now & 1) == 1 && turn.compareAndSet(now, now + 1)) {
                follower.set(null);
                return true;
            }
            looks = same ? looks + 1 : 0;
            seen = now;
        }
        return false;
    }
}
