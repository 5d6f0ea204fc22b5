package dev.incant.kernel.state;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Keeps values in memory, as their JSON, so that nobody shares them; gone when the process ends.
public final class MemoryStateStore implements StateStore {
    private record Kept(byte[] json, long version, long expires) {}

    private static final int ENTRY = 100;

    private final InstantSource clock;
    private final long quota;
    private final long most;
    private final @Nullable Quota shared;
    private final Map<String, TreeMap<String, Kept>> scopes = new TreeMap<>();
    private final Map<String, Long> sizes = new TreeMap<>();
    private long versions;
    private boolean closed;

    /// A store whose scopes may hold `quota` bytes each: keys and the JSON of values.
    public MemoryStateStore(InstantSource clock, long quota) {
        this(clock, quota, Long.MAX_VALUE);
    }

    /// A store whose scopes may hold `quota` bytes each, and all together `most`; there each entry counts for a
    /// hundred bytes more, which is what it costs.
    public MemoryStateStore(InstantSource clock, long quota, long most) {
        this(clock, quota, most, null);
    }

    /// A store that shares room with other stores beside.
    ///
    /// @param shared what all of them may hold together; gets back what this one holds when it is closed. Null
    ///     for no such bound
    public MemoryStateStore(InstantSource clock, long quota, long most, @Nullable Quota shared) {
        this.clock = clock;
        this.quota = quota;
        this.most = most;
        this.shared = shared;
    }

    @Override
    public synchronized Optional<Entry> get(String scope, String key) {
        Kept kept = kept(scope, key);
        return kept == null ? Optional.empty() : Optional.of(new Entry(Json.parse(kept.json()), kept.version()));
    }

    @Override
    public synchronized long set(String scope, String key, @Nullable Object value, @Nullable Duration ttl) {
        byte[] json = Json.write(value).getBytes(StandardCharsets.UTF_8);
        Kept old = kept(scope, key);
        long size = sizes.getOrDefault(scope, 0L) - (old == null ? 0 : size(key, old.json())) + size(key, json);
        if (size > quota) {
            throw ToolException.limitExceeded(
                            "state scope '" + scope + "' would hold " + size + " bytes; it may hold " + quota)
                    .with("scope", scope)
                    .with("limit", quota);
        }
        long others = most == Long.MAX_VALUE ? 0 : total() - sizes.getOrDefault(scope, 0L);
        if (others + size > most) {
            throw ToolException.limitExceeded("the state would hold " + (others + size) + " bytes; it may hold " + most)
                    .with("limit", most);
        }
        claim(size - sizes.getOrDefault(scope, 0L));
        long expires = ttl == null ? Long.MAX_VALUE : clock.millis() + ttl.toMillis();
        scopes.computeIfAbsent(scope, _ -> new TreeMap<>()).put(key, new Kept(json, ++versions, expires));
        sizes.put(scope, size);
        return versions;
    }

    @Override
    public synchronized Optional<Long> compareAndSet(
            String scope, String key, long expected, @Nullable Object value, @Nullable Duration ttl) {
        Kept kept = kept(scope, key);
        long version = kept == null ? 0 : kept.version();
        return version == expected ? Optional.of(set(scope, key, value, ttl)) : Optional.empty();
    }

    @Override
    public synchronized boolean delete(String scope, String key) {
        boolean there = kept(scope, key) != null;
        if (there) {
            forget(scope, key);
        }
        return there;
    }

    @Override
    public synchronized List<String> keys(String scope, String prefix) {
        List<String> keys = new ArrayList<>();
        TreeMap<String, Kept> all = scopes.get(scope);
        if (all != null) {
            for (String key : List.copyOf(all.tailMap(prefix).keySet())) {
                if (!key.startsWith(prefix)) {
                    break;
                }
                if (kept(scope, key) != null) {
                    keys.add(key);
                }
            }
        }
        return keys;
    }

    @Override
    public synchronized List<String> scopes() {
        List<String> names = new ArrayList<>();
        for (String scope : List.copyOf(scopes.keySet())) {
            if (!keys(scope, "").isEmpty()) {
                names.add(scope);
            }
        }
        return names;
    }

    /// Holds nothing from then on where it shares its room.
    @Override
    public synchronized void close() {
        if (shared != null && !closed) {
            closed = true;
            shared.give(total());
            scopes.clear();
            sizes.clear();
        }
    }

    /// Takes so many bytes more, or gives them back when they are less than none.
    private void claim(long more) {
        if (shared == null) {
            return;
        }
        if (closed) {
            throw ToolException.unavailable("the state is closed");
        }
        if (more <= 0) {
            shared.give(-more);
        } else if (!shared.take(more)) {
            throw ToolException.limitExceeded("the state of all clients together would hold more than " + shared.most()
                            + " bytes; try again later, or keep less")
                    .with("limit", shared.most())
                    .with("clients", "all");
        }
    }

    private long total() {
        long total = 0;
        for (long size : sizes.values()) {
            total += size;
        }
        return total;
    }

    /// What is kept under a key; forgets it when its time is over.
    private @Nullable Kept kept(String scope, String key) {
        TreeMap<String, Kept> all = scopes.get(scope);
        Kept kept = all == null ? null : all.get(key);
        if (kept != null && kept.expires() <= clock.millis()) {
            forget(scope, key);
            return null;
        }
        return kept;
    }

    private void forget(String scope, String key) {
        TreeMap<String, Kept> all = scopes.get(scope);
        Kept gone = all == null ? null : all.remove(key);
        if (all != null && all.isEmpty()) {
            scopes.remove(scope);
        }
        if (gone != null) {
            long size = size(key, gone.json());
            sizes.merge(scope, -size, Long::sum);
            claim(-size);
        }
        if (!scopes.containsKey(scope)) {
            sizes.remove(scope);
        }
    }

    private long size(String key, byte[] json) {
        return key.length() + (long) json.length + (most == Long.MAX_VALUE ? 0 : ENTRY);
    }
}
