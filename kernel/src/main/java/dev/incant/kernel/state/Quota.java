package dev.incant.kernel.state;

import java.util.concurrent.atomic.AtomicLong;

/// Room that several share: so many bytes, or so many things. Knows what is taken and not by whom. Safe for use by many
/// threads.
public final class Quota {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    /// @param most what all together may take
    public Quota(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("a quota must be positive: " + most);
        }
        this.most = most;
    }

    public long most() {
        return most;
    }

    /// What is taken now; after [#force], it may be more than there is.
    public long taken() {
        return taken.get();
    }

    /// Takes some, if there is as much; says whether there was.
    public boolean take(long amount) {
        long now;
        do {
            now = taken.get();
            if (amount > most - now) {
                return false;
            }
        } while (!taken.compareAndSet(now, now + amount));
        return true;
    }

    /// Takes some even where there is none, for who makes room afterwards.
    ///
    /// @return whether more is taken now than there is
    public boolean force(long amount) {
        return taken.addAndGet(amount) > most;
    }

    /// Whether more is taken than there is.
    public boolean over() {
        return taken.get() > most;
    }

    /// Gives some back.
    public void give(long amount) {
        taken.addAndGet(-amount);
    }
}
