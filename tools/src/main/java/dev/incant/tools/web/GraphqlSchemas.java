package dev.incant.tools.web;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.capability.ToolState;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.tools.web.graphql.GraphqlReply;
import dev.incant.tools.web.graphql.GraphqlSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The schemas of endpoints, asked for by introspection and kept for a time. What one caller is shown is kept apart
/// from what others are: the key holds a hash of the headers sent.
record GraphqlSchemas(GraphqlEndpoint endpoint) {
    /// @param at when the endpoint was asked
    /// @param cached whether that was an earlier call
    record Known(GraphqlSchema schema, String at, boolean cached) {}

    Known get() throws IOException {
        Duration ttl = Duration.ofSeconds(endpoint.args().integer("cache_seconds"));
        Optional<Known> kept = ttl.isZero() ? Optional.empty() : kept(ttl);
        if (kept.isPresent()) {
            return kept.get();
        }
        GraphqlSchema schema = ask();
        String at = endpoint.context().clock().instant().toString();
        if (!ttl.isZero()) {
            keep(schema, at, ttl);
        }
        return new Known(schema, at, false);
    }

    private Optional<Known> kept(Duration ttl) {
        Object value = endpoint.context()
                .state()
                .get(key())
                .map(ToolState.Entry::value)
                .orElse(null);
        if (!(value instanceof Map<?, ?> map) || !(map.get("sdl") instanceof String sdl)) {
            return Optional.empty();
        }
        String at = String.valueOf(map.get("at"));
        if (Instant.parse(at).plus(ttl).isBefore(endpoint.context().clock().instant())) {
            return Optional.empty();
        }
        // Nobody is told about a host that they may not talk to.
        endpoint.context().sockets().resolve(endpoint.uri().getHost(), OutgoingRequest.timeout(endpoint.args()));
        return Optional.of(new Known(GraphqlSchema.of("the endpoint's schema", sdl, ErrorCode.FAILED), at, true));
    }

    private void keep(GraphqlSchema schema, String at, Duration ttl) {
        try {
            endpoint.context().state().set(key(), Values.map("sdl", schema.sdl(), "at", at), ttl);
        } catch (ToolException e) {
            endpoint.context().checkCancelled();
            if (e.code() != ErrorCode.LIMIT_EXCEEDED) {
                throw e;
            }
            // A schema that is too large to keep is asked for again next time.
        }
    }

    private String key() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Http.Header header : OutgoingRequest.headers(endpoint.args())) {
                digest.update((header.name() + ":" + header.value() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return "schema:" + endpoint.uri() + " " + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Asks for all that introspection knows today, then for what it has always known.
    private GraphqlSchema ask() throws IOException {
        GraphqlReply reply = ask(true);
        if (reply.data() == null) {
            reply = ask(false);
        }
        Object data = reply.data();
        if (data == null) {
            throw GraphqlReply.refused(endpoint.uri().toString(), reply.errors());
        }
        return GraphqlSchema.ofIntrospection(data);
    }

    private GraphqlReply ask(boolean recent) throws IOException {
        Map<String, @Nullable Object> payload =
                Values.map("query", GraphqlSchema.introspection(recent), "operationName", "IntrospectionQuery");
        return endpoint.post(payload).reply();
    }
}
