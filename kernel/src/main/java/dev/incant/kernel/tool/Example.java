package dev.incant.kernel.tool;

import dev.incant.kernel.value.Values;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A call that shows what an operation is good for, and is run as a test: in-process, over messages and from Lua.
///
/// @param title one sentence in the imperative
/// @param params the arguments; `${server}` in a text stands for the URL of the fixture's server
/// @param expected what comes back
/// @param fixture what has to be there
public record Example(String title, Map<String, @Nullable Object> params, Expected expected, Fixture fixture) {
    /// What an example's result is compared with.
    public sealed interface Expected {
        /// Exactly this value.
        record Exactly(@Nullable Object value) implements Expected {}

        /// A map with at least these entries, nested maps likewise.
        record Containing(Map<String, @Nullable Object> entries) implements Expected {}

        /// Whatever fits the result schema; the reason says why no value can be given.
        record Shape(String reason) implements Expected {}
    }

    public Example {
        params = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(plain(params)));
    }

    @SuppressWarnings("unchecked") // a copy of a map is a map
    private static Map<String, @Nullable Object> plain(Map<String, ? extends @Nullable Object> map) {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(Values.deep(map));
    }

    /// Starts an example.
    public static Example of(String title, Map<String, ? extends @Nullable Object> params) {
        return new Example(title, plain(params), new Expected.Shape("no result is given"), Fixture.NONE);
    }

    /// Gives exactly this value.
    public Example gives(@Nullable Object value) {
        return new Example(title, params, new Expected.Exactly(Values.deep(value)), fixture);
    }

    /// Gives a map with at least these entries.
    public Example givesAtLeast(Map<String, ? extends @Nullable Object> entries) {
        return new Example(title, params, new Expected.Containing(plain(entries)), fixture);
    }

    /// Gives something that differs each time, for the reason said.
    public Example givesSomething(String reason) {
        return new Example(title, params, new Expected.Shape(reason), fixture);
    }

    /// Needs these things to be there.
    public Example with(Fixture value) {
        return new Example(title, params, expected, value);
    }
}
