package dev.incant.mcp.authorization;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one authorization server knows the client by.
///
/// @param id the client's
/// @param secret the client's; null for none
/// @param method how it says who it is: `none`, `client_secret_basic`, `client_secret_post`, `private_key_jwt`
/// @param expires when the secret does; null for never
/// @param redirect where the browser may come back to; empty where it does not matter
record Registration(
        String id,
        @Nullable String secret,
        String method,
        @Nullable Instant expires,
        String redirect) {
    static final String NONE = "none";
    static final String BASIC = "client_secret_basic";
    static final String POST = "client_secret_post";
    static final String KEY = "private_key_jwt";

    boolean good(Instant now) {
        return expires == null || now.isBefore(expires);
    }

    @Override
    public String toString() {
        return "Registration[" + id + ", " + method + "]";
    }
}
