package dev.incant.mcp.agent;

import dev.incant.kernel.state.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A client's store, which tells of its changes. An entry whose time is over goes silently. Safe for use by many
/// threads.
final class WatchedState implements StateStore {
    private final StateStore store;
    private final List<AgentState.Listener> listeners = new CopyOnWriteArrayList<>();

    /// @param store closed with this
    WatchedState(StateStore store) {
        this.store = store;
    }

    void listen(AgentState.Listener listener) {
        listeners.add(listener);
    }

    private void tell(String scope, String key, boolean list) {
        for (AgentState.Listener listener : listeners) {
            listener.changed(scope, key, list);
        }
    }

    @Override
    public Optional<Entry> get(String scope, String key) {
        return store.get(scope, key);
    }

    /// Whether a key is there; only asked when somebody listens.
    private boolean has(String scope, String key) {
        return listeners.isEmpty() || store.keys(scope, key).contains(key);
    }

    @Override
    public long set(String scope, String key, @Nullable Object value, @Nullable Duration ttl) {
        boolean there = has(scope, key);
        long version = store.set(scope, key, value, ttl);
        tell(scope, key, !there);
        return version;
    }

    @Override
    public Optional<Long> compareAndSet(
            String scope, String key, long expected, @Nullable Object value, @Nullable Duration ttl) {
        Optional<Long> version = store.compareAndSet(scope, key, expected, value, ttl);
        if (version.isPresent()) {
            tell(scope, key, expected == 0);
        }
        return version;
    }

    @Override
    public boolean delete(String scope, String key) {
        boolean there = store.delete(scope, key);
        if (there) {
            tell(scope, key, true);
        }
        return there;
    }

    @Override
    public List<String> keys(String scope, String prefix) {
        return store.keys(scope, prefix);
    }

    @Override
    public List<String> scopes() {
        return store.scopes();
    }

    @Override
    public void close() {
        store.close();
    }
}
