package dev.incant.lua;

import org.jspecify.annotations.Nullable;

/// The step budget of a state, dealt out in slices. Each ends with a look at whether a collection is due and, on a
/// virtual thread, whether others should run, as no timer preempts such a thread.
///
/// All threads have slices for HotSpot's sake: it leaves out of what it compiles all that has not happened before, and
/// compiles it once more when it does. So the end of a slice happens early and often, and a collection at such an end.
final class Slices {
    /// A few microseconds to some hundred.
    private static final long SLICE = 1 << 11;

    /// As [#SLICE], while a collection that is due has to wait.
    private static final long SHORT_SLICE = 1 << 6;

    /// How long a script may keep the carrier of its virtual thread before others get it.
    private static final long TURN_NANOS = 1_000_000;

    private final LuaState state;

    /// The rest of the budget, of which [LuaState#steps] has the current slice.
    private long later;

    /// Whether a collection is to run at the next step at which it can.
    private boolean collectionDue;

    /// Whether the thread may be a virtual one.
    private boolean takesTurns;

    /// Whether coroutines run on virtual threads of their own.
    private boolean threads;

    private long turnBegan;
    private Turnstile.@Nullable Turn turn;

    Slices(LuaState state) {
        this.state = state;
    }

    /// Begins a call from Java, whose thread is virtual or not.
    void begin(boolean virtual) {
        state.steps += later;
        later = 0;
        takesTurns = threads || virtual;
        deal();
    }

    /// Takes note that there is a coroutine on a thread of its own.
    void beginThreads() {
        threads = true;
        takesTurns = true;
    }

    /// Has a collection run at the next step: the slice ends now.
    void requestCollection() {
        collectionDue = true;
        later += state.steps;
        state.steps = 0;
    }

    boolean isCollectionDue() {
        return collectionDue;
    }

    /// Takes note that the collection runs.
    void collects() {
        collectionDue = false;
    }

    /// Steps left beyond the current slice.
    long later() {
        return later;
    }

    boolean hasMore() {
        return later > 0;
    }

    /// Takes note that the whole budget was set anew.
    void reset() {
        later = 0;
        deal();
    }

    /// Sets the steps left beyond the current slice and returns what they were.
    long replaceLater(long steps) {
        long before = later;
        later = steps;
        return before;
    }

    /// Takes the next slice of the steps.
    private void deal() {
        long left = state.steps + later;
        state.steps = Math.min(left, collectionDue ? SHORT_SLICE : SLICE);
        later = left - state.steps;
    }

    /// Ends a slice: lets other virtual threads run when this one had its turn.
    void end() {
        deal();
        if (takesTurns
                && System.nanoTime() - turnBegan >= TURN_NANOS
                && Thread.currentThread().isVirtual()) {
            state.running.giveWay();
            turnBegan = System.nanoTime();
        }
    }

    /// Lets others run on the current virtual thread's carrier, and goes on when it is this state's turn again.
    void endTurn() {
        if (turn == null) {
            turn = new Turnstile.Turn();
        }
        turn.end();
    }
}
