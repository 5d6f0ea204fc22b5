package dev.incant.mcp.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a server says of itself, unverified.
///
/// @param revision the revision that is spoken with it
/// @param name of its software; empty when it does not say
/// @param version of its software; empty when it does not say
/// @param capabilities as it declared them
public record ServerFacts(String revision, String name, String version, Map<String, @Nullable Object> capabilities) {
    static ServerFacts of(String revision, @Nullable Object info, @Nullable Object capabilities) {
        Map<?, ?> about = info instanceof Map<?, ?> map ? map : Map.of();
        return new ServerFacts(
                revision, text(about.get("name")), text(about.get("version")), Results.object(capabilities));
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    /// Whether it tells when its list of tools has changed.
    boolean tellsOfTools() {
        return capabilities.get("tools") instanceof Map<?, ?> tools && Boolean.TRUE.equals(tools.get("listChanged"));
    }

    /// Whether it says that it has tools at all.
    boolean hasTools() {
        return capabilities.get("tools") instanceof Map<?, ?>;
    }
}
