package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/// The memory account of one state. What is allocated is charged at once; when the charge passes a
/// threshold, [Collector] measures what is really reachable and only a real excess becomes an error.
@NullUnmarked // a template's heap has no state and never needs one
final class Heap {
    private static final long MOST_RESERVE = 128 << 10;

    /// Bytes between two times that the threshold is passed.
    private static final long LOOK = 32 << 10;

    private final @Nullable LuaState state;
    private final long limit;

    /// The limit in force: a little more after the first excess, so that whoever catches its error has room to
    /// react, until less is reachable again.
    private long allowed;

    /// Estimated bytes: reachable ones at the last measurement, plus all that was charged since.
    long used;

    /// Charge at which something is due.
    private long due;

    /// What [#charge] looks at: [#due], or earlier, so that passing it happens often. HotSpot leaves out of what it
    /// compiles all that has not happened before, and compiles it once more when it does.
    private long threshold;

    /// Charge at which weak tables and finalizers are looked after again; they cost nothing where a state
    /// has neither.
    private long nextCycle = 4 << 20;

    private int excesses;
    private boolean measuring;

    /// A heap with a limit in bytes; `strict` makes every excess after the first one fatal.
    private final boolean strict;

    Heap(@Nullable LuaState state, long limit, boolean strict) {
        this.state = state;
        this.limit = limit;
        this.allowed = limit;
        this.strict = strict;
        due(Math.min(limit, nextCycle));
    }

    /// A heap for what belongs to no state.
    static Heap unlimited() {
        Heap heap = new Heap(null, Long.MAX_VALUE, false);
        heap.nextCycle = Long.MAX_VALUE;
        heap.due = Long.MAX_VALUE;
        heap.threshold = Long.MAX_VALUE;
        return heap;
    }

    long limit() {
        return limit;
    }

    /// Charges bytes that are about to be allocated.
    ///
    /// @throws LuaError `not enough memory` when the limit does not allow it
    void charge(long bytes) {
        if ((used += bytes) > threshold) {
            passed(bytes);
        }
    }

    /// Stops a script that was told to stop; called in the middle of long work on a table.
    void checkInterrupt() {
        if (state != null) {
            state.checkRunInterrupt();
        }
    }

    /// Sets a table's metatable, on which finalizers and weakness hang.
    void setMeta(Table table, @Nullable Table meta) {
        state.setMeta(table, meta);
    }

    private void due(long charge) {
        due = charge;
        threshold = Math.min(due, used + LOOK);
    }

    private void passed(long bytes) {
        if (measuring) {
            return;
        }
        if (used <= due) {
            due(due);
            return;
        }
        if (used > allowed) {
            measuring = true;
            long live;
            try {
                live = bytes >= allowed ? 0 : state.collector.measure();
            } finally {
                measuring = false;
            }
            if (live + bytes > allowed) {
                used = Math.max(live, used - bytes);
                fail(live);
            }
            used = live + bytes;
            if (used <= limit) {
                allowed = limit;
            }
        }
        if (used > nextCycle) {
            state.requestCollection();
            nextCycle = Long.MAX_VALUE;
        }
        // After a measurement the next one is at least a quarter of the limit away, so that a state that
        // lives close to its limit does not measure all the time.
        due(Math.min(used <= limit ? Math.max(limit, used + limit / 4) : Math.max(allowed, used), nextCycle));
    }

    private void fail(long live) {
        if (excesses++ == 0) {
            allowed = Math.max(limit, live) + Math.min(limit / 16, MOST_RESERVE);
        }
        due(Math.min(allowed, nextCycle));
        if (strict && excesses > 1) {
            throw new LuaStopped(LuaStopped.Reason.MEMORY, "not enough memory");
        }
        throw state.outOfMemory();
    }

    /// Says whether a collection runs, which measures by itself: what it charges meanwhile causes no second one, whose
    /// marks would spoil the first one's.
    void collecting(boolean runs) {
        measuring = runs;
    }

    /// Called after a collection with the bytes that were found reachable.
    void collected(long live, int pausePercent) {
        used = live;
        nextCycle = Math.max(live / 100 * Math.max(110, pausePercent), live + (1 << 20));
        if (nextCycle > limit && live < limit) {
            // Garbage with finalizers counts until a cycle has called them.
            nextCycle = live + (limit - live) / 2 + 1;
        }
        due(Math.min(limit, nextCycle));
    }
}
