package dev.incant.kernel.capability;

import java.time.Duration;

/// What one session may use. All are enforced; each has an option and a configuration key.
///
/// @param timeout wall time of one request
/// @param memory bytes of a script's values
/// @param steps steps of one script: loop iterations, calls and library work
/// @param output bytes that one script may print, and bytes of a call's result
/// @param calls tool calls that may be in flight at once
/// @param fileSize bytes of one file that is read whole or written
/// @param bodySize bytes of one HTTP body, after decompression
public record Limits(Duration timeout, long memory, long steps, long output, int calls, long fileSize, long bodySize) {
    /// Generous, for a person at a terminal.
    public static final Limits GENEROUS =
            new Limits(Duration.ofMinutes(5), 256L << 20, Long.MAX_VALUE, 64L << 20, 4096, 512L << 20, 256L << 20);

    /// Strict, for agents.
    public static final Limits STRICT =
            new Limits(Duration.ofSeconds(30), 64L << 20, 500_000_000, 1L << 20, 64, 64L << 20, 16L << 20);

    public Limits {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive: " + timeout);
        }
        positive("memory", memory);
        positive("steps", steps);
        positive("output", output);
        positive("calls", calls);
        positive("fileSize", fileSize);
        positive("bodySize", bodySize);
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }

    public Limits withTimeout(Duration value) {
        return new Limits(value, memory, steps, output, calls, fileSize, bodySize);
    }

    public Limits withMemory(long value) {
        return new Limits(timeout, value, steps, output, calls, fileSize, bodySize);
    }

    public Limits withSteps(long value) {
        return new Limits(timeout, memory, value, output, calls, fileSize, bodySize);
    }

    public Limits withOutput(long value) {
        return new Limits(timeout, memory, steps, value, calls, fileSize, bodySize);
    }

    public Limits withCalls(int value) {
        return new Limits(timeout, memory, steps, output, value, fileSize, bodySize);
    }

    public Limits withFileSize(long value) {
        return new Limits(timeout, memory, steps, output, calls, value, bodySize);
    }

    public Limits withBodySize(long value) {
        return new Limits(timeout, memory, steps, output, calls, fileSize, value);
    }
}
