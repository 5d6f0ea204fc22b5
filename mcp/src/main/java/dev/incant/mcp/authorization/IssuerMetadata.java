package dev.incant.mcp.authorization;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an authorization server says of itself. Source: RFC 8414, section 2, and OpenID Connect Discovery 1.0,
/// section 3.
///
/// @param issuer by which it is known, character by character
/// @param authorization where a person logs in; null where nobody can
/// @param token where tokens are given
/// @param registration where clients register; null where they cannot
/// @param revocation where tokens are given back; null where they cannot be
/// @param methods how clients may say who they are; empty where it does not say
/// @param challenges the methods of PKCE (RFC 7636)
/// @param scopes that it knows; empty where it does not say
/// @param metadataIds whether a client's id may be the URL of its metadata
/// @param namesItself whether it says who it is when the browser comes back (RFC 9207)
/// @param dpop whether it binds tokens to our kind of key
record IssuerMetadata(
        String issuer,
        @Nullable URI authorization,
        URI token,
        @Nullable URI registration,
        @Nullable URI revocation,
        List<String> methods,
        List<String> challenges,
        List<String> scopes,
        boolean metadataIds,
        boolean namesItself,
        boolean dpop) {

    static IssuerMetadata of(Map<?, ?> map, String issuer, AuthorizationHttp http) {
        URI token = endpoint(map, "token_endpoint", http);
        if (token == null) {
            throw AuthorizationErrors.broken(issuer, "its metadata has no token_endpoint");
        }
        return new IssuerMetadata(
                issuer,
                endpoint(map, "authorization_endpoint", http),
                token,
                endpoint(map, "registration_endpoint", http),
                endpoint(map, "revocation_endpoint", http),
                Fields.texts(map, "token_endpoint_auth_methods_supported"),
                Fields.texts(map, "code_challenge_methods_supported"),
                Fields.texts(map, "scopes_supported"),
                Fields.yes(map, "client_id_metadata_document_supported"),
                Fields.yes(map, "authorization_response_iss_parameter_supported"),
                Fields.texts(map, "dpop_signing_alg_values_supported").contains(DpopKey.ALGORITHM));
    }

    private static @Nullable URI endpoint(Map<?, ?> map, String field, AuthorizationHttp http) {
        String text = Fields.text(map, field);
        return text == null ? null : http.checked(field, text);
    }
}
