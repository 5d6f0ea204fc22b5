package dev.incant.mcp.authorization;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where one authorization server gives tokens to one client. Source: OAuth 2.1, sections 2.4 and 3.2; RFC 9449,
/// section 5, for tokens that are bound to a key.
final class TokenEndpoint {
    /// The detail of an error that holds the authorization server's code, such as `invalid_grant`.
    static final String CODE = "oauth_error";

    private static final List<String> SECRET =
            List.of("code", "code_verifier", "refresh_token", "assertion", "subject_token");
    private static final int LONGEST_TOKEN = 64 << 10;
    private static final int LONGEST_VALIDITY_DAYS = 3650;

    private final AuthorizationHttp http;
    private final String issuer;
    private final URI endpoint;
    private final Registration client;
    private final @Nullable Path key;

    /// @param key the client's private key, for clients that have one
    TokenEndpoint(AuthorizationHttp http, String issuer, URI endpoint, Registration client, @Nullable Path key) {
        this.http = http;
        this.issuer = issuer;
        this.endpoint = endpoint;
        this.client = client;
        this.key = key;
    }

    /// Asks for tokens.
    ///
    /// @param fields of the grant, secrets among them
    /// @param scopes what was asked for, which is given where the answer does not say
    /// @param bound the key to bind them to; null for none
    /// @throws ToolException `denied` with [#CODE] where it refuses; `unavailable` where it does not work
    Tokens ask(Map<String, String> fields, List<String> scopes, @Nullable DpopKey bound, Instant now) {
        Map<String, @Nullable Object> object = answer(fields, bound, now);
        String access = Fields.text(object, "access_token");
        String type = Fields.text(object, "token_type");
        boolean isBound = bound != null && "DPoP".equalsIgnoreCase(type);
        if (access == null) {
            throw AuthorizationErrors.broken(issuer, "its answer has no access_token");
        }
        if (!sendable(access) || !isBound && !"Bearer".equalsIgnoreCase(type)) {
            throw AuthorizationErrors.broken(issuer, "it gave a token of no kind that we know");
        }
        String granted = Fields.text(object, "scope");
        return new Tokens(
                access,
                Fields.text(object, "refresh_token"),
                expiry(object, now),
                granted == null ? scopes : Challenge.words(granted),
                isBound && bound != null ? bound.secret() : null);
    }

    private static @Nullable Instant expiry(Map<?, ?> object, Instant now) {
        Long seconds = Fields.number(object, "expires_in");
        try {
            return seconds == null ? null : now.plusSeconds(Math.clamp(seconds, 0, LONGEST_VALIDITY_DAYS * 86_400L));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// Whether a token can stand in a header.
    private static boolean sendable(String token) {
        return token.length() <= LONGEST_TOKEN && token.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /// Exchanges an ID token for one that another authorization server takes. Source: RFC 8693, and MCP's
    /// "Enterprise-Managed Authorization", section 4.
    String exchange(String idToken, String audience, String resource, List<String> scopes, Instant now) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        fields.put("requested_token_type", "urn:ietf:params:oauth:token-type:id-jag");
        fields.put("audience", audience);
        fields.put("resource", resource);
        if (!scopes.isEmpty()) {
            fields.put("scope", String.join(" ", scopes));
        }
        fields.put("subject_token", idToken);
        fields.put("subject_token_type", "urn:ietf:params:oauth:token-type:id_token");
        Map<String, @Nullable Object> object = answer(fields, null, now);
        String given = Fields.text(object, "access_token");
        if (given == null
                || !"urn:ietf:params:oauth:token-type:id-jag".equals(Fields.text(object, "issued_token_type"))) {
            throw AuthorizationErrors.broken(issuer, "it gave no token of the type id-jag");
        }
        return given;
    }

    /// Gives a token back. Source: RFC 7009.
    void revoke(URI revocation, String token, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, String> fields = new LinkedHashMap<>(Map.of("token", token));
        identify(fields, headers, now);
        AuthorizationHttp.Reply reply = http.form(revocation, fields, headers);
        if (!reply.ok()) {
            throw refused(reply, List.of(token));
        }
    }

    private Map<String, @Nullable Object> answer(Map<String, String> fields, @Nullable DpopKey bound, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, String> all = new LinkedHashMap<>(fields);
        identify(all, headers, now);
        AuthorizationHttp.Reply reply = sent(all, headers, bound, null, now);
        String nonce = reply.header("DPoP-Nonce");
        if (bound != null && nonce != null && "use_dpop_nonce".equals(code(reply))) {
            reply = sent(all, headers, bound, nonce, now);
        }
        Map<String, @Nullable Object> object = reply.object();
        if (!reply.ok()) {
            throw refused(reply, secrets(fields));
        }
        if (object == null) {
            throw AuthorizationErrors.broken(issuer, "its answer is no JSON object");
        }
        return object;
    }

    /// What must not come back in a message.
    private List<String> secrets(Map<String, String> fields) {
        List<String> secrets = new ArrayList<>();
        for (String field : SECRET) {
            String value = fields.get(field);
            if (value != null) {
                secrets.add(value);
            }
        }
        if (client.secret() != null) {
            secrets.add(client.secret());
        }
        return secrets;
    }

    private AuthorizationHttp.Reply sent(
            Map<String, String> fields,
            Map<String, String> headers,
            @Nullable DpopKey bound,
            @Nullable String nonce,
            Instant now) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (bound != null) {
            all.put("DPoP", bound.proof("POST", endpoint, null, nonce, now));
        }
        return http.form(endpoint, fields, all);
    }

    private static String code(AuthorizationHttp.Reply reply) {
        String code = reply.object() == null ? null : Fields.text(reply.object(), "error");
        return code == null ? "" : code;
    }

    private ToolException refused(AuthorizationHttp.Reply reply, List<String> secrets) {
        String code = AuthorizationErrors.shown(code(reply), secrets);
        String description = reply.object() == null ? null : Fields.text(reply.object(), "error_description");
        String why = description == null ? "" : AuthorizationErrors.shown(description, secrets);
        String text = "the authorization server " + issuer + " answers HTTP " + reply.status()
                + (code.isEmpty() ? "" : " " + code) + (why.isEmpty() ? "" : ": " + why);
        boolean broken = code.isEmpty() || reply.status() >= 500;
        ErrorCode kind = broken ? ErrorCode.UNAVAILABLE : ErrorCode.DENIED;
        return new ToolException(kind, text).with(CODE, code);
    }

    /// Says who the client is.
    private void identify(Map<String, String> fields, Map<String, String> headers, Instant now) {
        String secret = client.secret();
        switch (client.method()) {
            case Registration.BASIC -> {
                String both = coded(client.id()) + ":" + coded(secret == null ? "" : secret);
                headers.put(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII)));
            }
            case Registration.POST -> {
                fields.put("client_id", client.id());
                fields.put("client_secret", secret == null ? "" : secret);
            }
            case Registration.KEY -> {
                if (key == null) {
                    throw AuthorizationErrors.unavailable(issuer + " wants the client's key, and there is none");
                }
                fields.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
                fields.put("client_assertion", ClientKey.read(key).assertion(client.id(), issuer, now));
            }
            default -> fields.put("client_id", client.id());
        }
    }

    private static String coded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
