package dev.incant.mcp.authorization;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The key that tokens are bound to, so that who steals one can do nothing with it. Source: RFC 9449 (DPoP).
final class DpopKey {
    /// The one algorithm that is offered.
    static final String ALGORITHM = "ES256";

    private final ECKey key;

    private DpopKey(ECKey key) {
        this.key = key;
    }

    static DpopKey made() {
        try {
            return new DpopKey(new ECKeyGenerator(Curve.P_256).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The key of a JSON Web Key.
    ///
    /// @throws dev.incant.kernel.error.ToolException `unavailable` for a text that is none
    static DpopKey of(String jwk) {
        try {
            return new DpopKey(ECKey.parse(jwk));
        } catch (ParseException e) {
            throw AuthorizationErrors.unavailable("the key of the login cannot be read; log in again");
        }
    }

    /// The key as a JSON Web Key, its private half too.
    String secret() {
        return key.toJSONString();
    }

    /// Proves for one request that we have the key; good once.
    ///
    /// @param token what is sent with it; null where one is asked for
    /// @param nonce what the server gave for this; null for none
    String proof(String method, URI url, @Nullable String token, @Nullable String nonce, Instant now) {
        String plain = Discovery.origin(url) + (url.getRawPath() == null ? "" : url.getRawPath());
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .claim("htm", method)
                .claim("htu", plain)
                .issueTime(Date.from(now));
        if (token != null) {
            claims.claim("ath", hash(token));
        }
        if (nonce != null) {
            claims.claim("nonce", nonce);
        }
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build();
        try {
            SignedJWT proof = new SignedJWT(header, claims.build());
            proof.sign(new ECDSASigner(key));
            return proof.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hash(String token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(token));
    }

    /// SHA-256 of a text in ASCII.
    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
