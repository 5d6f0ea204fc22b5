package dev.incant.mcp.authorization;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an authorization server gave.
///
/// @param access what lets us in
/// @param refresh what gets the next ones; null for none
/// @param expires when `access` does; null where nobody says
/// @param scopes what they are good for
/// @param key the JSON Web Key that they are bound to; null for none
record Tokens(
        String access,
        @Nullable String refresh,
        @Nullable Instant expires,
        List<String> scopes,
        @Nullable String key) {
    /// So that a request does not arrive after the end.
    private static final Duration MARGIN = Duration.ofSeconds(20);

    Tokens {
        scopes = List.copyOf(scopes);
    }

    boolean expired(Instant now) {
        return expires != null && !now.plus(MARGIN).isBefore(expires);
    }

    @Override
    public String toString() {
        return "Tokens[" + scopes + "]";
    }
}
