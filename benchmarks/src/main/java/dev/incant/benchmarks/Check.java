package dev.incant.benchmarks;

import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import org.jspecify.annotations.Nullable;

/// The gate before every figure: a time for a wrong answer is no time.
public final class Check {
    /// What was measured did not do what it should. It ends the benchmark.
    public static final class WrongResult extends RuntimeException {
        private static final long serialVersionUID = 1;

        private WrongResult(String message) {
            super(message);
        }
    }

    private Check() {}

    /// @throws WrongResult when two values are not the same
    public static void equal(String what, @Nullable Object expected, @Nullable Object actual) {
        if (!Values.equal(Values.of(expected), Values.of(actual))) {
            throw new WrongResult(what + ": expected " + shown(expected) + " but got " + shown(actual));
        }
    }

    /// @throws WrongResult when it is not so
    public static void that(boolean fine, String otherwise) {
        if (!fine) {
            throw new WrongResult(otherwise);
        }
    }

    private static String shown(@Nullable Object value) {
        String text = Json.write(Values.of(value));
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
