package dev.incant.lua;

import org.jspecify.annotations.Nullable;

/// The step budget of a state on a virtual thread, where it is dealt out in slices: no timer preempts such a thread,
/// so each slice ends with a look at whether others should run.
final class Slices {
    /// Steps between two looks at the clock on a virtual thread: mostly less than a millisecond.
    private static final long SLICE = 1 << 14;

    /// How long a script may keep the carrier of its virtual thread before others get it.
    private static final long TURN_NANOS = 1_000_000;

    private final LuaState state;

    /// The rest of the budget, of which [LuaState#steps] has the current slice.
    private long later;

    /// Whether the budget is dealt out now.
    private boolean dealt;

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
        dealt = threads || virtual;
        if (dealt) {
            deal();
        }
    }

    /// Deals out from now on, as there is a coroutine on a thread of its own.
    void beginThreads() {
        if (!threads) {
            threads = true;
            dealt = true;
            deal();
        }
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
        if (dealt) {
            deal();
        }
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
        state.steps = Math.min(left, SLICE);
        later = left - state.steps;
    }

    /// Ends a slice: lets other virtual threads run when this one had its turn.
    void end() {
        deal();
        long now = System.nanoTime();
        if (now - turnBegan >= TURN_NANOS && Thread.currentThread().isVirtual()) {
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
