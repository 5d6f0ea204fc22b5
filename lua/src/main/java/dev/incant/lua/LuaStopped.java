package dev.incant.lua;

/// Thrown out of a call when the script was stopped from outside or ran into a limit that it must not catch.
///
/// It passes `pcall`, `xpcall`, coroutines and `__close` handlers; handlers of `<close>` variables get a
/// short grace to run.
public final class LuaStopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Why a script was stopped.
    public enum Reason {
        /// Another thread asked for it.
        INTERRUPTED,
        /// Its time was over.
        DEADLINE,
        /// Its steps were used up.
        STEPS,
        /// It passed its memory limit again after it had caught `not enough memory` once.
        MEMORY,
        /// The host's `exit` was called.
        EXIT
    }

    private final Reason reason;
    private final int exitCode;
    private final boolean closing;

    LuaStopped(Reason reason, String message) {
        this(reason, message, 1, false);
    }

    private LuaStopped(Reason reason, String message, int exitCode, boolean closing) {
        super(message, null, false, false);
        this.reason = reason;
        this.exitCode = exitCode;
        this.closing = closing;
    }

    /// Returns what [LuaHost#exit(int, boolean)] throws to end the script.
    public static LuaStopped exit(int code, boolean close) {
        return new LuaStopped(Reason.EXIT, "exit", code, close);
    }

    /// Why it was stopped.
    public Reason reason() {
        return reason;
    }

    /// The code given to `os.exit`; 1 for every other reason.
    public int exitCode() {
        return exitCode;
    }

    /// Whether `os.exit` was asked to close the state.
    public boolean closing() {
        return closing;
    }
}
