package dev.incant.mcp.authorization;

import dev.incant.kernel.value.Values;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is remembered of getting in at one server.
///
/// @param server its URL, the only place that tokens go to
/// @param issuer the authorization server that all of this is of
/// @param metadata where the server said that its metadata is; null for the usual places
/// @param registration what the authorization server knows us by; null where we are not registered
/// @param tokens what it gave; null for nothing
/// @param scopes what was asked for up to now
record Login(
        String server,
        String issuer,
        @Nullable String metadata,
        @Nullable Registration registration,
        @Nullable Tokens tokens,
        List<String> scopes) {
    private static final long VERSION = 1;

    Login {
        scopes = List.copyOf(scopes);
    }

    Login with(@Nullable Tokens other) {
        return new Login(server, issuer, metadata, registration, other, scopes);
    }

    Login with(@Nullable Registration other) {
        return new Login(server, issuer, metadata, other, tokens, scopes);
    }

    Login asking(@Nullable String place, List<String> wanted) {
        return new Login(server, issuer, place, registration, tokens, wanted);
    }

    @Override
    public String toString() {
        return "Login[" + server + ", " + issuer + "]";
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> map = Values.map("version", VERSION, "server", server, "issuer", issuer);
        map.put("metadata", metadata);
        map.put("scopes", new ArrayList<@Nullable Object>(scopes));
        Registration client = registration;
        if (client != null) {
            map.put(
                    "registration",
                    Values.map(
                            "id",
                            client.id(),
                            "secret",
                            client.secret(),
                            "method",
                            client.method(),
                            "expires",
                            client.expires() == null ? null : client.expires().toString(),
                            "redirect",
                            client.redirect()));
        }
        Tokens given = tokens;
        if (given != null) {
            map.put(
                    "tokens",
                    Values.map(
                            "access",
                            given.access(),
                            "refresh",
                            given.refresh(),
                            "expires",
                            given.expires() == null ? null : given.expires().toString(),
                            "scopes",
                            new ArrayList<@Nullable Object>(given.scopes()),
                            "key",
                            given.key()));
        }
        return map;
    }

    /// Null for what is none of this version: it is as good as no login.
    static @Nullable Login of(@Nullable Object json) {
        if (!(json instanceof Map<?, ?> map) || !Long.valueOf(VERSION).equals(map.get("version"))) {
            return null;
        }
        String server = Fields.text(map, "server");
        String issuer = Fields.text(map, "issuer");
        if (server == null || issuer == null) {
            return null;
        }
        return new Login(
                server,
                issuer,
                Fields.text(map, "metadata"),
                map.get("registration") instanceof Map<?, ?> client ? registration(client) : null,
                map.get("tokens") instanceof Map<?, ?> tokens ? tokens(tokens) : null,
                Fields.texts(map, "scopes"));
    }

    private static @Nullable Registration registration(Map<?, ?> map) {
        String id = Fields.text(map, "id");
        String method = Fields.text(map, "method");
        String redirect = Fields.text(map, "redirect");
        return id == null || method == null
                ? null
                : new Registration(
                        id, Fields.text(map, "secret"), method, instant(map), redirect == null ? "" : redirect);
    }

    private static @Nullable Tokens tokens(Map<?, ?> map) {
        String access = Fields.text(map, "access");
        return access == null
                ? null
                : new Tokens(
                        access,
                        Fields.text(map, "refresh"),
                        instant(map),
                        Fields.texts(map, "scopes"),
                        Fields.text(map, "key"));
    }

    private static @Nullable Instant instant(Map<?, ?> map) {
        String text = Fields.text(map, "expires");
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
