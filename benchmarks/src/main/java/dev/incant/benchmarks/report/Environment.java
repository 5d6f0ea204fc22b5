package dev.incant.benchmarks.report;

import dev.incant.kernel.value.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where and how a run was made.
///
/// @param quick whether iterations were few; such figures show that all works, not how fast it is
/// @param facts what else there is to say, by name: the machine, the JVM, its flags, the commit, the load
public record Environment(boolean quick, Map<String, String> facts) {
    public Environment {
        facts = new LinkedHashMap<>(facts);
    }

    Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = Values.map("quick", quick);
        map.putAll(facts);
        return map;
    }

    static Environment of(Map<String, @Nullable Object> map) {
        Map<String, String> facts = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (value instanceof String text) {
                facts.put(name, text);
            }
        });
        return new Environment(Boolean.TRUE.equals(map.get("quick")), facts);
    }
}
