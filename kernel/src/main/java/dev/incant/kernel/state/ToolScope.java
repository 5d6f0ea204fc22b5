package dev.incant.kernel.state;

import dev.incant.kernel.capability.ToolState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One tool's scope of a [StateStore].
///
/// @param tool canonical name
public record ToolScope(StateStore store, String tool) implements ToolState {
    /// The scope of a tool by its canonical name.
    public static ToolScope of(StateStore store, String tool) {
        return new ToolScope(store, tool);
    }

    /// The name of the scope, such as `tool:webpage_monitor`; made when it is wanted, as most calls keep nothing.
    private String scope() {
        return "tool:" + tool;
    }

    @Override
    public Optional<Entry> get(String key) {
        return store.get(scope(), key).map(entry -> new Entry(entry.value(), entry.version()));
    }

    @Override
    public long set(String key, @Nullable Object value, @Nullable Duration ttl) {
        return store.set(scope(), key, value, ttl);
    }

    @Override
    public Optional<Long> compareAndSet(String key, long expected, @Nullable Object value, @Nullable Duration ttl) {
        return store.compareAndSet(scope(), key, expected, value, ttl);
    }

    @Override
    public boolean delete(String key) {
        return store.delete(scope(), key);
    }

    @Override
    public List<String> keys(String prefix) {
        return store.keys(scope(), prefix);
    }
}
