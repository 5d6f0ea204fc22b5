package dev.incant.mcp.authorization;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/// The private key by which a client says who it is, `private_key_jwt`. Source: RFC 7523, section 2.2.
final class ClientKey {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int LONGEST = 64 << 10;
    private static final Duration VALID = Duration.ofMinutes(2);

    private final JWSAlgorithm algorithm;
    private final JWSSigner signer;

    private ClientKey(JWSAlgorithm algorithm, JWSSigner signer) {
        this.algorithm = algorithm;
        this.signer = signer;
    }

    /// Reads a key of elliptic curves or RSA.
    ///
    /// @throws dev.incant.kernel.error.ToolException `unavailable` for a file that is none
    static ClientKey read(Path file) {
        String text = text(file);
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) {
            throw AuthorizationErrors.unavailable(
                    file + " has no private key in PEM, '" + BEGIN + "'; 'openssl pkcs8 -topk8 -nocrypt' makes one");
        }
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to));
        } catch (IllegalArgumentException e) {
            throw AuthorizationErrors.unavailable("the private key in " + file + " is damaged");
        }
        for (String kind : List.of("EC", "RSA")) {
            try {
                return of(KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(bytes)));
            } catch (InvalidKeySpecException | JOSEException e) {
                // Of the other kind, then.
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
        throw AuthorizationErrors.unavailable(
                "the private key in " + file + " must be of elliptic curves (P-256, P-384, P-521) or RSA");
    }

    private static ClientKey of(PrivateKey key) throws JOSEException {
        if (key instanceof ECPrivateKey curve) {
            ECDSASigner signer = new ECDSASigner(curve);
            return new ClientKey(signer.supportedJWSAlgorithms().iterator().next(), signer);
        }
        return new ClientKey(JWSAlgorithm.RS256, new RSASSASigner(key));
    }

    /// A short file, such as a secret.
    ///
    /// @throws dev.incant.kernel.error.ToolException `unavailable` for a file that cannot be read
    static String text(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw AuthorizationErrors.unavailable(file + " is larger than " + LONGEST + " bytes");
            }
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw AuthorizationErrors.unavailable("cannot read " + file + ": " + e.getMessage());
        }
    }

    /// Says to an authorization server who the client is.
    String assertion(String clientId, String issuer, Instant now) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(issuer)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(VALID)))
                .build();
        try {
            JWSHeader header =
                    new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).build();
            SignedJWT assertion = new SignedJWT(header, claims);
            assertion.sign(signer);
            return assertion.serialize();
        } catch (JOSEException e) {
            throw AuthorizationErrors.unavailable("cannot sign with the client's key: " + e.getMessage());
        }
    }
}
