package dev.incant.lua.standalone;

import dev.incant.lua.LuaState;
import org.jspecify.annotations.Nullable;

/// Runs when the JVM ends. When a signal ends it, this stops the script first, so that what was printed is
/// written.
final class Ending extends Thread {
    /// How many milliseconds a script may take to stop where its output goes to a terminal, which has it already
    /// but for an unfinished line: no signal should seem to be ignored.
    private static final long WATCHED = 100;

    /// The same where output goes elsewhere.
    private static final long UNWATCHED = 2000;

    private final Thread script = Thread.currentThread();
    private volatile @Nullable LuaState lua;
    private volatile boolean begun;

    Ending() {
        super("lua-ending");
    }

    /// Says which state is to stop.
    void serve(LuaState state) {
        lua = state;
    }

    /// Whether the JVM ends already.
    boolean hasBegun() {
        return begun;
    }

    @Override
    public void run() {
        begun = true;
        LuaState state = lua;
        if (state != null && script.isAlive()) {
            state.interrupt();
            try {
                script.join(state.host().out().isInteractive() ? WATCHED : UNWATCHED);
            } catch (InterruptedException _) {
                // Then it ends without the rest.
            }
        }
    }
}
