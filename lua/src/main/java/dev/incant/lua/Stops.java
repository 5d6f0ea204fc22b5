package dev.incant.lua;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.NullUnmarked;

/// What ends the script of a state before its time: an interrupt, the deadline, the end of the step budget. Others
/// set bits of [LuaState#signal], which each loop iteration and call looks at.
@NullUnmarked // absent parts are null
final class Stops {
    private static final int INTERRUPT = 1;
    private static final int DEADLINE = 2;

    private static final int GRACE_OVER = 4;

    /// The bits that stop a script.
    static final int STOP = INTERRUPT | DEADLINE | GRACE_OVER;

    private static final int GRACE_MILLIS = 20;
    private static final long GRACE_STEPS = 200_000;

    private final LuaState state;
    private volatile Deadlines.Alarm deadline;

    /// The stop under way, from when it is raised until Java has been left.
    private LuaStopped stopped;

    private Deadlines.Alarm graceEnd;
    private long graceSteps;

    Stops(LuaState state) {
        this.state = state;
    }

    /// A class of its own: it works by reflection, which a script that nobody stops need not wait for.
    private static final class Signals {
        static final AtomicIntegerFieldUpdater<LuaState> UPDATER =
                AtomicIntegerFieldUpdater.newUpdater(LuaState.class, "signal");

        private Signals() {}
    }

    // ---- from any thread

    void interrupt() {
        raise(INTERRUPT);
    }

    void clearInterrupt() {
        lower(INTERRUPT | DEADLINE);
    }

    void deadline(Duration time) {
        cancelDeadline();
        deadline = Deadlines.after(time, () -> raise(DEADLINE));
    }

    void cancelDeadline() {
        Deadlines.Alarm alarm = deadline;
        if (alarm != null) {
            alarm.cancel();
            deadline = null;
        }
        lower(DEADLINE);
    }

    void raise(int flag) {
        int before = state.signal;
        while (!Signals.UPDATER.compareAndSet(state, before, before | flag)) {
            before = state.signal;
        }
    }

    void lower(int flags) {
        int before = state.signal;
        while ((before & flags) != 0 && !Signals.UPDATER.compareAndSet(state, before, before & ~flags)) {
            before = state.signal;
        }
    }

    // ---- on the state's thread

    /// Stops the script if it must stop; called when a step budget or slice is used up or the signal asks for it.
    void check() {
        if (state.steps < 0 && state.slices.hasMore()) {
            state.slices.end();
        }
        int s = state.signal;
        if ((s & DEADLINE) != 0) {
            Deadlines.Alarm alarm = deadline;
            if (alarm == null || !alarm.isPast()) {
                // It was taken back or replaced at the moment when it came.
                lower(DEADLINE);
                s = state.signal;
            }
        }
        if ((s & STOP) != 0) {
            stop(
                    (s & INTERRUPT) != 0 ? LuaStopped.Reason.INTERRUPTED : LuaStopped.Reason.DEADLINE,
                    (s & INTERRUPT) != 0 ? "interrupted" : "deadline passed");
        }
        if (state.steps < 0) {
            stop(LuaStopped.Reason.STEPS, "step budget used up");
        }
    }

    private void stop(LuaStopped.Reason reason, String message) {
        if (stopped == null) {
            stopped = new LuaStopped(reason, message);
        }
        throw stopped;
    }

    /// Takes note that Java has been left: what stopped a script has done so.
    void left() {
        if (stopped != null) {
            stopped = null;
            if (graceEnd != null) {
                graceEnd.cancel();
                graceEnd = null;
            }
            lower(STOP);
        }
    }

    /// Runs the `__close` of a boxed value while a stop unwinds the stack. All handlers together have a short
    /// grace; when it is over, the rest do not run.
    void grace(Frame f, Object value, LuaStopped reason) {
        if (reason.reason() == LuaStopped.Reason.EXIT) {
            closeAtExit(f, value, reason);
            return;
        }
        if (stopped == null) {
            stopped = reason;
        }
        if (graceEnd == null) {
            graceSteps = GRACE_STEPS;
            graceEnd = Deadlines.after(Duration.ofMillis(GRACE_MILLIS), () -> raise(GRACE_OVER));
        }
        if ((state.signal & GRACE_OVER) != 0 || graceSteps <= 0) {
            return;
        }
        lower(INTERRUPT | DEADLINE);
        long before = state.steps;
        long laterBefore = state.slices.replaceLater(0);
        state.steps = graceSteps;
        try {
            CloseScope.callClose(f, value, LuaString.of(reason.getMessage()));
        } catch (LuaError e) {
            // Unwinding goes on: the stop is what the caller hears of.
        } catch (LuaStopped e) {
            state.steps = -1;
            state.slices.replaceLater(0);
        } finally {
            graceSteps = state.steps + state.slices.replaceLater(laterBefore);
            state.steps = before;
        }
    }

    /// The end of the main coroutine's variables when `os.exit` was asked to close the state.
    private void closeAtExit(Frame f, Object value, LuaStopped exit) {
        if (exit.closing() && f.thread == state.main) {
            try {
                CloseScope.callClose(f, value, null);
            } catch (LuaError e) {
                // The others are closed all the same.
            }
        }
    }
}
