package dev.incant.mcp.authorization;

import dev.incant.kernel.error.ToolException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds out who gives tokens for a server. Source: "Authorization Server Discovery" of MCP 2026-07-28, which goes by
/// RFC 9728, RFC 8414 and OpenID Connect Discovery 1.0; and, for a server that says nothing, MCP 2025-03-26, by which
/// it is its own authorization server.
final class Discovery {
    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String ISSUER = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    /// What was found out.
    record Found(ResourceMetadata resource, IssuerMetadata issuer) {}

    private final AuthorizationHttp http;
    private final URI server;

    Discovery(AuthorizationHttp http, URI server) {
        this.http = http;
        this.server = server;
    }

    /// Looks for both.
    ///
    /// @param metadata where the server says that its metadata is; null where it does not
    /// @param wanted the only authorization server that will do; null for any
    /// @param known the one that was used before, which goes before others; null for none
    /// @return null where the server says nothing of OAuth
    /// @throws ToolException `denied` where it is not what it says, or leads where nothing may be sent
    @Nullable Found find(@Nullable String metadata, @Nullable String wanted, @Nullable String known) {
        ResourceMetadata resource = resource(metadata);
        if (resource == null) {
            String origin = origin(server);
            Map<String, @Nullable Object> document = wanted == null ? read(origin, List.of(origin + ISSUER)) : null;
            if (wanted == null && document == null) {
                return null;
            }
            String issuer = wanted == null ? origin : wanted;
            return new Found(
                    new ResourceMetadata(server.toString(), List.of(issuer), List.of(), false, ""),
                    document == null ? issuer(issuer) : IssuerMetadata.of(document, issuer, http));
        }
        List<String> issuers = resource.issuers();
        if (issuers.isEmpty()) {
            throw AuthorizationErrors.broken(server.toString(), "its metadata names no authorization server");
        }
        if (wanted != null && !issuers.contains(wanted)) {
            throw AuthorizationErrors.denied(
                    server + " takes tokens of " + String.join(", ", issuers) + ", not of " + wanted);
        }
        String chosen = known != null && issuers.contains(known) ? known : issuers.getFirst();
        return new Found(resource, issuer(wanted == null ? chosen : wanted));
    }

    private @Nullable ResourceMetadata resource(@Nullable String named) {
        List<String> places = new ArrayList<>();
        if (named == null) {
            String path = path(server);
            if (!path.isEmpty()) {
                places.add(origin(server) + RESOURCE + path);
            }
            places.add(origin(server) + RESOURCE);
        } else {
            places.add(named);
        }
        for (String place : places) {
            AuthorizationHttp.Reply reply = http.get(http.checked("resource_metadata", place));
            Map<String, @Nullable Object> document = reply.object();
            if (reply.ok() && document != null) {
                return ResourceMetadata.of(document, owned(document), place);
            }
        }
        if (named != null) {
            throw AuthorizationErrors.broken(server.toString(), "there is no metadata at " + named);
        }
        return null;
    }

    /// What a document says that it is about, which must be the server or what it is part of: else tokens would be
    /// asked for that belong elsewhere.
    private String owned(Map<?, ?> document) {
        String resource = Fields.text(document, "resource");
        if (resource == null) {
            throw AuthorizationErrors.broken(server.toString(), "its metadata has no 'resource'");
        }
        URI about = http.checked("resource", resource);
        String part = path(about);
        boolean same = origin(about).equals(origin(server));
        boolean within = path(server).equals(part) || path(server).startsWith(part + "/");
        if (!same || !within) {
            throw AuthorizationErrors.denied(
                    "the metadata of " + server + " is about another server, " + resource + "; no token is asked for");
        }
        return resource;
    }

    /// What an authorization server says of itself.
    ///
    /// @throws ToolException `unavailable` where it says nothing, `denied` where it says that it is another
    IssuerMetadata issuer(String issuer) {
        URI url = http.checked("the authorization server", issuer);
        if (url.getRawQuery() != null) {
            throw AuthorizationErrors.denied("the authorization server must have no query: '" + issuer + "'");
        }
        String origin = origin(url);
        String path = path(url);
        List<String> places = path.isEmpty()
                ? List.of(origin + ISSUER, origin + OPENID)
                : List.of(origin + ISSUER + path, origin + OPENID + path, origin + path + OPENID);
        Map<String, @Nullable Object> document = read(issuer, places);
        if (document == null) {
            throw AuthorizationErrors.unavailable(
                    "the authorization server " + issuer + " has no metadata; looked at " + String.join(", ", places));
        }
        return IssuerMetadata.of(document, issuer, http);
    }

    private @Nullable Map<String, @Nullable Object> read(String issuer, List<String> places) {
        for (String place : places) {
            AuthorizationHttp.Reply reply = http.get(http.checked("the authorization server", place));
            Map<String, @Nullable Object> document = reply.object();
            if (!reply.ok() || document == null) {
                continue;
            }
            // Character by character, as RFC 8414, section 3.3, says.
            if (!issuer.equals(document.get("issuer"))) {
                throw AuthorizationErrors.denied("the metadata at " + place + " is of another authorization server, '"
                        + AuthorizationErrors.shown(String.valueOf(document.get("issuer")), List.of()) + "', not of "
                        + issuer);
            }
            return document;
        }
        return null;
    }

    /// Scheme, host and port, in the form that is compared.
    static String origin(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        String port = url.getPort() < 0 || url.getPort() == usual ? "" : ":" + url.getPort();
        return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + port;
    }

    /// The path without a slash at its end.
    private static String path(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
