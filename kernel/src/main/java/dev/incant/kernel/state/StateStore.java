package dev.incant.kernel.state;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps values by scope and key. Safe for use by many threads; each method is atomic. Values are those of the contract
/// and are copied, so what a caller changes later is not what is kept.
public interface StateStore extends AutoCloseable {
    /// A value with its version, which grows with each change of its key.
    record Entry(@Nullable Object value, long version) {}

    /// The entry of a key; empty when there is none or its time is over.
    Optional<Entry> get(String scope, String key);

    /// Sets a value.
    ///
    /// @param ttl how long it is kept, null for ever
    /// @return the new version
    /// @throws dev.incant.kernel.error.ToolException `limit_exceeded` when the scope's quota is used up
    long set(String scope, String key, @Nullable Object value, @Nullable Duration ttl);

    /// Sets a value if the key has the version that is expected; 0 expects no entry.
    ///
    /// @return the new version, empty when the key has another version
    Optional<Long> compareAndSet(
            String scope, String key, long expected, @Nullable Object value, @Nullable Duration ttl);

    /// Removes a key; returns whether there was one.
    boolean delete(String scope, String key);

    /// The keys of a scope that begin with `prefix`, sorted.
    List<String> keys(String scope, String prefix);

    /// The scopes that have keys, sorted.
    List<String> scopes();

    @Override
    void close();
}
