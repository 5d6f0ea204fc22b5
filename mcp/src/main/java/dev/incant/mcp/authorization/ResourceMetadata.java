package dev.incant.mcp.authorization;

import java.util.List;
import java.util.Map;

/// What a server says of itself as a resource. Source: RFC 9728, section 2.
///
/// @param resource what tokens are asked for
/// @param issuers its authorization servers
/// @param scopes what is enough for the usual
/// @param dpop whether it takes or wants tokens that are bound to a key
/// @param url where this stands; empty where nobody says it
record ResourceMetadata(String resource, List<String> issuers, List<String> scopes, boolean dpop, String url) {
    ResourceMetadata {
        issuers = List.copyOf(issuers);
        scopes = List.copyOf(scopes);
    }

    static ResourceMetadata of(Map<?, ?> map, String resource, String url) {
        boolean dpop = Fields.yes(map, "dpop_bound_access_tokens_required")
                || Fields.texts(map, "dpop_signing_alg_values_supported").contains(DpopKey.ALGORITHM);
        List<String> scopes = Challenge.words(String.join(" ", Fields.texts(map, "scopes_supported")));
        return new ResourceMetadata(resource, Fields.texts(map, "authorization_servers"), scopes, dpop, url);
    }
}
