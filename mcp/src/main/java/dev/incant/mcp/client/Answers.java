package dev.incant.mcp.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client does for the servers that ask it something: elicitation, sampling, roots.
public interface Answers {
    /// Does nothing for anybody.
    Answers NONE = new Answers() {
        @Override
        public Map<String, @Nullable Object> capabilities() {
            return Map.of();
        }

        @Override
        public @Nullable Map<String, @Nullable Object> answer(String method, Map<String, @Nullable Object> params) {
            return null;
        }
    };

    /// What the client declares, as it stands on the wire.
    Map<String, @Nullable Object> capabilities();

    /// Answers a request, and may take its time.
    ///
    /// @return the result; null for a method that is not offered
    @Nullable Map<String, @Nullable Object> answer(String method, Map<String, @Nullable Object> params);
}
