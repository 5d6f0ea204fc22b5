package dev.incant.mcp.authorization;

import dev.incant.kernel.value.Values;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a client known to an authorization server: as a person said, by the URL of its metadata, as before, or by
/// registering it. In this order, as MCP's "Client Registration" says. Source: RFC 7591.
final class Registrar {
    private final AuthorizationHttp http;
    private final OAuthSettings settings;
    private final @Nullable String secret;

    /// @param secret the client's, of those that a person named
    Registrar(AuthorizationHttp http, OAuthSettings settings, @Nullable String secret) {
        this.http = http;
        this.settings = settings;
        this.secret = secret;
    }

    /// A client that needs no registration; null where it does.
    @Nullable Registration known(IssuerMetadata issuer) {
        if (settings.clientId() != null) {
            return new Registration(settings.clientId(), secret, method(issuer), null, "");
        }
        URI metadata = settings.metadata();
        if (metadata != null && issuer.metadataIds()) {
            String method = settings.key() == null ? Registration.NONE : Registration.KEY;
            return new Registration(metadata.toString(), null, method, null, "");
        }
        return null;
    }

    private String method(IssuerMetadata issuer) {
        if (settings.key() != null) {
            return Registration.KEY;
        }
        return secret == null ? Registration.NONE : bySecret(issuer.methods());
    }

    /// How a secret is shown; in a header, unless the form alone is taken.
    private static String bySecret(List<String> offered) {
        boolean body = !offered.contains(Registration.BASIC) && offered.contains(Registration.POST);
        return body ? Registration.POST : Registration.BASIC;
    }

    /// Registers.
    ///
    /// @param redirect where the browser comes back to
    /// @throws dev.incant.kernel.error.ToolException `unavailable` where nobody may register, or we may not
    Registration register(IssuerMetadata issuer, String redirect, Instant now) {
        if (issuer.registration() == null) {
            throw AuthorizationErrors.unavailable("the authorization server " + issuer.issuer()
                    + " takes only clients that it knows: register Incant there, with the redirect URI " + redirect
                    + ", and add the server with --client-id"
                    + (issuer.metadataIds() ? ", or with --client-metadata" : ""));
        }
        String wanted = wanted(issuer.methods());
        Map<String, @Nullable Object> request = Values.map(
                "client_name",
                "Incant",
                "application_type",
                "native",
                "redirect_uris",
                Values.list(redirect),
                "grant_types",
                Values.list("authorization_code", "refresh_token"),
                "response_types",
                Values.list("code"),
                "token_endpoint_auth_method",
                wanted);
        AuthorizationHttp.Reply reply = http.json(issuer.registration(), request);
        Map<String, @Nullable Object> object = reply.object();
        if (!reply.ok() || object == null) {
            String why = object == null ? null : Fields.text(object, "error_description");
            String code = object == null ? null : Fields.text(object, "error");
            throw AuthorizationErrors.unavailable("the authorization server " + issuer.issuer()
                    + " does not register Incant with the redirect URI " + redirect + ": HTTP " + reply.status()
                    + (code == null ? "" : " " + AuthorizationErrors.shown(code, List.of()))
                    + (why == null ? "" : ": " + AuthorizationErrors.shown(why, List.of()))
                    + "; --client-id names a client that it knows");
        }
        String id = Fields.text(object, "client_id");
        if (id == null) {
            throw AuthorizationErrors.broken(issuer.issuer(), "its registration has no client_id");
        }
        String given = Fields.text(object, "token_endpoint_auth_method");
        String method = given == null ? wanted : given;
        String clientSecret = Fields.text(object, "client_secret");
        if (clientSecret == null && !method.equals(Registration.NONE)) {
            throw AuthorizationErrors.broken(issuer.issuer(), "it wants a secret of clients and gave none");
        }
        Long until = Fields.number(object, "client_secret_expires_at");
        Instant expires = until == null || until <= 0 ? null : Instant.ofEpochSecond(until);
        return new Registration(id, clientSecret, method, expires, redirect);
    }

    private static String wanted(List<String> offered) {
        return offered.contains(Registration.NONE) ? Registration.NONE : bySecret(offered);
    }
}
