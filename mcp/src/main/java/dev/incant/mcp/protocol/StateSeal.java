package dev.incant.mcp.protocol;

import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.rpc.RpcException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Signs what a client has to send back with HMAC-SHA256, bound to the client and the request it belongs to, and good
/// for ten minutes. The key lives as long as the server. Safe for use by many threads.
final class StateSeal {
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final String ALGORITHM = "HmacSHA256";

    private final InstantSource clock;
    private @Nullable SecretKeySpec key;

    StateSeal(InstantSource clock) {
        this.clock = clock;
    }

    /// Made when first needed: most servers never ask back, and randomness takes a while to start.
    private synchronized SecretKeySpec key() {
        SecretKeySpec made = key;
        if (made == null) {
            byte[] secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            made = new SecretKeySpec(secret, ALGORITHM);
            key = made;
        }
        return made;
    }

    /// Signs answers.
    ///
    /// @param binding names the client and the request
    String seal(Map<String, @Nullable Object> answers, String binding) {
        long end = clock.instant().plus(LIFE).toEpochMilli();
        byte[] payload =
                Json.write(Values.map("answers", answers, "until", end)).getBytes(StandardCharsets.UTF_8);
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(payload) + "." + encoder.encodeToString(mac(payload, binding));
    }

    /// The answers that were signed.
    ///
    /// @throws RpcException `-32602` for a state that was not signed here, for another request, or too long ago
    Map<String, @Nullable Object> open(String state, String binding) {
        int dot = state.indexOf('.');
        if (dot < 0) {
            throw refused("is none that this server gave");
        }
        byte[] payload;
        byte[] mac;
        try {
            payload = Base64.getUrlDecoder().decode(state.substring(0, dot));
            mac = Base64.getUrlDecoder().decode(state.substring(dot + 1));
        } catch (IllegalArgumentException _) {
            throw refused("is none that this server gave");
        }
        if (!MessageDigest.isEqual(mac, mac(payload, binding))) {
            throw refused("was not given by this server for this request");
        }
        if (!(Json.parse(payload) instanceof Map<?, ?> map)
                || !(map.get("until") instanceof Long until)
                || !(map.get("answers") instanceof Map<?, ?> answers)) {
            throw refused("is none that this server gave");
        }
        if (clock.millis() > until) {
            throw refused("has expired; send the request again without it");
        }
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        answers.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
    }

    private static RpcException refused(String why) {
        return RpcException.invalidParams("requestState " + why);
    }

    private byte[] mac(byte[] payload, String binding) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key());
            mac.update(payload);
            mac.update((byte) 0);
            return mac.doFinal(binding.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
