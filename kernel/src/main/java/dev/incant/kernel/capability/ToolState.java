package dev.incant.kernel.capability;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one tool keeps between its calls: values by key, in a scope of the tool's own (`tool:NAME`) of the state that
/// scripts keep theirs in. It lives as long as that state does, in memory or in a file. Each method is atomic; values
/// are copied. Safe for use by many threads.
public interface ToolState {
    /// A value with its version, which grows with each change of its key.
    record Entry(@Nullable Object value, long version) {}

    /// The entry of a key; empty when there is none or its time is over.
    Optional<Entry> get(String key);

    /// Sets a value.
    ///
    /// @param ttl how long it is kept, null for ever
    /// @return the new version
    /// @throws dev.incant.kernel.error.ToolException `limit_exceeded` when the quota of the scope is used up
    long set(String key, @Nullable Object value, @Nullable Duration ttl);

    /// Sets a value if the key has the version that is expected; 0 expects no entry.
    ///
    /// @return the new version, empty when the key has another version
    Optional<Long> compareAndSet(String key, long expected, @Nullable Object value, @Nullable Duration ttl);

    /// Removes a key; returns whether there was one.
    boolean delete(String key);

    /// The keys that begin with `prefix`, sorted.
    List<String> keys(String prefix);
}
