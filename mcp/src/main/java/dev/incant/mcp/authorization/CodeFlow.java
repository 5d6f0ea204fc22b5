package dev.incant.mcp.authorization;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One login of a person: a page is shown, the browser comes back with a code, the code is good for tokens. Source:
/// OAuth 2.1, section 4.1, with PKCE (RFC 7636), `resource` (RFC 8707) and the check of `iss` (RFC 9207).
final class CodeFlow {
    /// How long a person may take.
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int RANDOM_BYTES = 32;

    private final IssuerMetadata issuer;
    private final String resource;
    private final String verifier = random();

    /// @throws ToolException `denied` for an authorization server that cannot do it safely
    CodeFlow(IssuerMetadata issuer, String resource) {
        if (issuer.authorization() == null) {
            throw AuthorizationErrors.unavailable("nobody can log in at " + issuer.issuer()
                    + ": it has no authorization_endpoint; --grant client_credentials may do");
        }
        if (!issuer.challenges().contains("S256")) {
            throw AuthorizationErrors.denied("the authorization server " + issuer.issuer()
                    + " does not offer PKCE with S256, without which a code can be stolen; nobody is sent there");
        }
        this.issuer = issuer;
        this.resource = resource;
    }

    /// A text that nobody guesses.
    static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        Strong.NUMBERS.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// The page where a person logs in.
    URI page(String clientId, String redirect, String state, List<String> scopes) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("response_type", "code");
        fields.put("client_id", clientId);
        fields.put("redirect_uri", redirect);
        fields.put("state", state);
        fields.put("code_challenge_method", "S256");
        fields.put("code_challenge", Base64.getUrlEncoder().withoutPadding().encodeToString(DpopKey.sha256(verifier)));
        fields.put("resource", resource);
        if (!scopes.isEmpty()) {
            fields.put("scope", String.join(" ", scopes));
        }
        String place = String.valueOf(issuer.authorization());
        return URI.create(place + (place.indexOf('?') < 0 ? "?" : "&") + AuthorizationHttp.encoded(fields));
    }

    /// Waits for the browser, and says what to ask tokens with.
    ///
    /// @throws ToolException `denied` where the answer is a refusal, or of another authorization server; `timeout`
    Map<String, String> code(LoopbackRedirect redirect, Cancellation cancellation) {
        Map<String, String> answer = redirect.await(PATIENCE, cancellation);
        String said = answer.get("iss");
        if (said == null ? issuer.namesItself() : !said.equals(issuer.issuer())) {
            // Nothing else of the answer is looked at: it may be anybody's.
            throw AuthorizationErrors.denied("the answer to the login "
                    + (said == null ? "does not say that it is of " : "is of another authorization server than ")
                    + issuer.issuer() + "; it was not used");
        }
        String error = answer.get("error");
        if (error != null) {
            String description = answer.getOrDefault("error_description", "");
            throw AuthorizationErrors.denied(issuer.issuer() + " did not let you in: "
                    + AuthorizationErrors.shown(error, List.of())
                    + (description.isEmpty() ? "" : ": " + AuthorizationErrors.shown(description, List.of())));
        }
        String code = answer.get("code");
        if (code == null || code.isEmpty()) {
            throw AuthorizationErrors.broken(issuer.issuer(), "its answer to the login has neither code nor error");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("grant_type", "authorization_code");
        fields.put("code", code);
        fields.put("redirect_uri", redirect.uri());
        fields.put("code_verifier", verifier);
        fields.put("resource", resource);
        return fields;
    }

    private static final class Strong {
        static final SecureRandom NUMBERS = new SecureRandom();
    }
}
