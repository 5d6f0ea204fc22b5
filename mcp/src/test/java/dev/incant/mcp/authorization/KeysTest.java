package dev.incant.mcp.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is signed, checked with the other half of the key.
final class KeysTest {
    private static final Instant NOW = Instant.parse("2026-11-30T03:30:00Z");

    @TempDir
    private Path folder;

    private Path pem(KeyPair keys) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded());
        return Files.writeString(
                folder.resolve("key.pem"),
                "a note\n-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
    }

    private static KeyPair curve(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(name));
        return generator.generateKeyPair();
    }

    private void signs(KeyPair keys, String algorithm, JWSVerifier verifier) throws Exception {
        SignedJWT assertion = SignedJWT.parse(ClientKey.read(pem(keys)).assertion("me", "https://auth.example", NOW));
        assertThat(assertion.verify(verifier)).isTrue();
        assertThat(assertion.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
        assertThat(assertion.getJWTClaimsSet().getIssuer()).isEqualTo("me");
        assertThat(assertion.getJWTClaimsSet().getSubject()).isEqualTo("me");
        assertThat(assertion.getJWTClaimsSet().getAudience()).containsExactly("https://auth.example");
        assertThat(assertion.getJWTClaimsSet().getExpirationTime()).isAfter(Date.from(NOW));
    }

    @Test
    void a_client_says_who_it_is_by_keys_of_both_kinds() throws Exception {
        KeyPair small = curve("secp256r1");
        signs(small, "ES256", new ECDSAVerifier((ECPublicKey) small.getPublic()));
        KeyPair large = curve("secp384r1");
        signs(large, "ES384", new ECDSAVerifier((ECPublicKey) large.getPublic()));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair rsa = generator.generateKeyPair();
        signs(rsa, "RS256", new RSASSAVerifier((RSAPublicKey) rsa.getPublic()));
    }

    @Test
    void a_file_without_a_key_is_told_of_without_what_is_in_it() throws Exception {
        Path file = folder.resolve("key.pem");
        assertThatThrownBy(() -> ClientKey.read(file)).hasMessageContaining("cannot read " + file);
        Files.writeString(file, "hunter2");
        assertThatThrownBy(() -> ClientKey.read(file))
                .hasMessageContaining("openssl pkcs8")
                .hasMessageNotContaining("hunter2");
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> ClientKey.read(file)).hasMessageContaining("must be of elliptic curves");
    }

    @Test
    void a_proof_is_of_one_request_and_one_token() throws Exception {
        DpopKey key = DpopKey.of(DpopKey.made().secret());
        URI url = URI.create("https://MCP.example:443/mcp?a=b");
        SignedJWT proof = SignedJWT.parse(key.proof("POST", url, "token", "nonce", NOW));
        ECKey shown = Objects.requireNonNull(proof.getHeader().getJWK()).toECKey();
        assertThat(shown.isPrivate()).isFalse();
        assertThat(proof.verify(new ECDSAVerifier(shown))).isTrue();
        assertThat(proof.getHeader().getType().getType()).isEqualTo("dpop+jwt");
        assertThat(proof.getJWTClaimsSet().getClaims())
                .containsEntry("htm", "POST")
                .containsEntry("htu", "https://mcp.example/mcp")
                .containsEntry("ath", "PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A")
                .containsEntry("nonce", "nonce");
        assertThat(key.proof("POST", url, "token", "nonce", NOW)).isNotEqualTo(proof.serialize());
        assertThatThrownBy(() -> DpopKey.of("{}")).hasMessageContaining("log in again");
    }
}
