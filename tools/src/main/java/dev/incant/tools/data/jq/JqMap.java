package dev.incant.tools.data.jq;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A map that a query made, with its [weight][Meter#weight] kept up to date while it is built. Changed only by the one
/// who builds it.
final class JqMap extends LinkedHashMap<String, @Nullable Object> {
    private static final long serialVersionUID = 1L;

    private long weight = 64;

    JqMap() {}

    JqMap(Map<String, @Nullable Object> entries, Meter meter) {
        for (Map.Entry<String, @Nullable Object> entry : entries.entrySet()) {
            meter.tick();
            put(entry.getKey(), entry.getValue());
        }
    }

    long weight() {
        return weight;
    }

    @Override
    public @Nullable Object put(String key, @Nullable Object value) {
        int before = size();
        Object old = super.put(key, value);
        weight += Meter.weight(value) - Meter.weight(old) + (size() > before ? 72 + 2L * key.length() : 0);
        return old;
    }
}
