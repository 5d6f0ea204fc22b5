package dev.incant.mcp.authorization;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// What a server that takes DPoP proofs checks, by RFC 9449, section 4.3.
final class ProofCheck {
    private static final Duration LEEWAY = Duration.ofMinutes(5);

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /// What was wrong with proofs, but for nonces that were missing or old.
    final List<String> faults = new CopyOnWriteArrayList<>();

    /// The thumbprints of the keys that proofs were signed with.
    final Set<String> keys = ConcurrentHashMap.newKeySet();

    /// The nonce that proofs must have; null for any or none.
    volatile @Nullable String nonce;

    /// What became of a proof.
    ///
    /// @param key the thumbprint of its key; empty where it is no proof
    /// @param error of OAuth; empty for a good one
    record Verdict(String key, String error) {}

    /// @param url without a query
    /// @param token that comes with it; null where one is asked for
    Verdict check(Map<String, String> headers, String method, String url, @Nullable String token) {
        try {
            return proved(headers.getOrDefault("Dpop", ""), method, url, token);
        } catch (ParseException | JOSEException e) {
            faults.add(String.valueOf(e.getMessage()));
            return new Verdict("", "invalid_dpop_proof");
        }
    }

    private Verdict proved(String text, String method, String url, @Nullable String token)
            throws ParseException, JOSEException {
        SignedJWT proof = SignedJWT.parse(text);
        Map<String, Object> claims = proof.getJWTClaimsSet().getClaims();
        JWK key = proof.getHeader().getJWK();
        int before = faults.size();
        wants("typ", "dpop+jwt", String.valueOf(proof.getHeader().getType()));
        wants("alg", JWSAlgorithm.ES256, proof.getHeader().getAlgorithm());
        if (!(key instanceof ECKey ec) || ec.isPrivate() || !proof.verify(new ECDSAVerifier(ec))) {
            faults.add("its key or signature");
            return new Verdict("", "invalid_dpop_proof");
        }
        wants("htm", method, claims.get("htm"));
        wants("htu", url, claims.get("htu"));
        String hash =
                token == null ? null : Base64.getUrlEncoder().withoutPadding().encodeToString(DpopKey.sha256(token));
        wants("ath", hash, claims.get("ath"));
        Instant issued = claims.get("iat") instanceof Date date ? date.toInstant() : Instant.EPOCH;
        if (Duration.between(issued, Instant.now()).abs().compareTo(LEEWAY) > 0) {
            faults.add("iat is " + issued);
        }
        if (!(claims.get("jti") instanceof String id) || !seen.add(id)) {
            faults.add("jti is " + claims.get("jti") + ", again");
        }
        String thumbprint = ec.computeThumbprint().toString();
        keys.add(thumbprint);
        String wanted = nonce;
        boolean fresh = wanted == null || wanted.equals(claims.get("nonce"));
        return new Verdict(thumbprint, faults.size() > before ? "invalid_dpop_proof" : fresh ? "" : "use_dpop_nonce");
    }

    private void wants(String what, @Nullable Object wanted, @Nullable Object is) {
        if (wanted == null ? is != null : !wanted.equals(is)) {
            faults.add(what + " is " + is + ", not " + wanted);
        }
    }
}
