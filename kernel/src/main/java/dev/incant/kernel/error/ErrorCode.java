package dev.incant.kernel.error;

import java.util.Optional;

/// Says why a call did not give its result. The set is closed and the same in Java, Lua, JSON, MCP and exit codes.
public enum ErrorCode {
    /// The arguments are wrong: unknown, missing, of the wrong type, out of range, not parseable.
    INVALID_PARAMS("invalid_params", 2),
    /// What was named is not there: a tool, an operation, a file, a key.
    NOT_FOUND("not_found", 3),
    /// No grant allows it. The message names the flag that would.
    DENIED("denied", 4),
    /// The deadline passed.
    TIMEOUT("timeout", 5),
    /// The caller, or the end of its session, stopped it.
    CANCELLED("cancelled", 130),
    /// A limit on size, count, memory, steps or concurrency was reached.
    LIMIT_EXCEEDED("limit_exceeded", 6),
    /// Something that is needed is not here now: a program, a key, a service.
    UNAVAILABLE("unavailable", 7),
    /// The state of the world is not the one that was expected: it exists already, it changed meanwhile.
    CONFLICT("conflict", 8),
    /// The operation did its job and the answer is no: a host that refused, a script that raised an error.
    FAILED("failed", 1),
    /// A bug in Incant or in a tool. The user sees the call's id, the log has the rest.
    INTERNAL("internal", 70);

    private final String code;
    private final int exitCode;

    ErrorCode(String code, int exitCode) {
        this.code = code;
        this.exitCode = exitCode;
    }

    /// The name in JSON and Lua, such as `not_found`.
    public String code() {
        return code;
    }

    /// The exit code of a process that ends with this error.
    public int exitCode() {
        return exitCode;
    }

    /// Finds a code by its name in JSON; empty for a name that is none.
    public static Optional<ErrorCode> of(String code) {
        for (ErrorCode each : values()) {
            if (each.code.equals(code)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
