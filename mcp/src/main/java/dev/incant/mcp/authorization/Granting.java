package dev.incant.mcp.authorization;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gets tokens from one authorization server that was found.
final class Granting {
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final Host host;
    private final OAuthSettings settings;
    private final AuthorizationHttp http;
    private final Discovery.Found found;

    /// @param http with what is left of the request's time
    Granting(Host host, OAuthSettings settings, AuthorizationHttp http, Discovery.Found found) {
        this.host = host;
        this.settings = settings;
        this.http = http;
        this.found = found;
    }

    private Instant now() {
        return host.clock().instant();
    }

    private IssuerMetadata issuer() {
        return found.issuer();
    }

    private TokenEndpoint endpoint(Registration client) {
        return new TokenEndpoint(http, issuer().issuer(), issuer().token(), client, settings.key());
    }

    private Registrar registrar() {
        return new Registrar(http, settings, secret());
    }

    private @Nullable String secret() {
        String variable = settings.secretVariable();
        if (variable == null) {
            return null;
        }
        String value = host.variables().get(variable);
        if (value == null || value.isEmpty()) {
            throw AuthorizationErrors.unavailable(
                    "the variable " + variable + ", which holds the client's secret, is not set");
        }
        return value;
    }

    /// The client as a person named it; null where nobody did.
    @Nullable Registration named() {
        return registrar().known(issuer());
    }

    /// What a login came to.
    ///
    /// @param registration null where the client needs none
    record Given(Tokens tokens, @Nullable Registration registration) {}

    /// Lets a person log in.
    ///
    /// @param before what the authorization server knows us by, if it does
    /// @param bound whether to bind the tokens to a key
    Given login(
            Person person,
            @Nullable Registration before,
            List<String> scopes,
            boolean bound,
            Cancellation cancellation) {
        CodeFlow flow = new CodeFlow(issuer(), found.resource().resource());
        String state = CodeFlow.random();
        Registration usable = before != null && before.good(now()) ? before : null;
        try (LoopbackRedirect redirect = redirect(usable, state)) {
            Registration client = named();
            Registration registered = null;
            if (client == null) {
                boolean same = usable != null && usable.redirect().equals(redirect.uri());
                registered = usable != null && same ? usable : registrar().register(issuer(), redirect.uri(), now());
                client = registered;
            }
            person.visit(flow.page(client.id(), redirect.uri(), state, scopes), issuer().issuer());
            Map<String, String> fields = flow.code(redirect, cancellation);
            Tokens tokens = endpoint(client).ask(fields, scopes, bound ? DpopKey.made() : null, now());
            return new Given(tokens, registered);
        }
    }

    /// Listens where the registration says, if that is free.
    private LoopbackRedirect redirect(@Nullable Registration before, String state) {
        int port = settings.callbackPort();
        try {
            if (port == 0 && before != null && !before.redirect().isEmpty()) {
                try {
                    return LoopbackRedirect.open(URI.create(before.redirect()).getPort(), state);
                } catch (IOException e) {
                    return LoopbackRedirect.open(0, state);
                }
            }
            return LoopbackRedirect.open(port, state);
        } catch (IOException e) {
            throw AuthorizationErrors.unavailable(
                    "cannot listen at port " + port + " of this machine for the browser: " + e.getMessage());
        }
    }

    /// Gets the next tokens by those there are.
    Tokens refresh(Tokens old, Registration client) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("grant_type", "refresh_token");
        fields.put("refresh_token", String.valueOf(old.refresh()));
        fields.put("resource", found.resource().resource());
        DpopKey key = old.key() == null ? null : DpopKey.of(old.key());
        Tokens fresh = endpoint(client).ask(fields, old.scopes(), key, now());
        String refresh = fresh.refresh() == null ? old.refresh() : fresh.refresh();
        return new Tokens(fresh.access(), refresh, fresh.expires(), fresh.scopes(), fresh.key());
    }

    /// Gets tokens without a person.
    ///
    /// @throws ToolException `denied` where the authorization server refuses; it is not asked again
    Tokens own(List<String> scopes, boolean bound) {
        Registration client = named();
        if (client == null) {
            throw AuthorizationErrors.unavailable("--grant " + settings.grant().word() + " needs --client-id");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        if (settings.grant() == OAuthSettings.Grant.CLIENT_CREDENTIALS) {
            fields.put("grant_type", "client_credentials");
        } else {
            fields.put("grant_type", JWT_BEARER);
            fields.put("assertion", assertion(scopes));
        }
        fields.put("resource", found.resource().resource());
        if (!scopes.isEmpty()) {
            fields.put("scope", String.join(" ", scopes));
        }
        return endpoint(client).ask(fields, scopes, bound ? DpopKey.made() : null, now());
    }

    private String assertion(List<String> scopes) {
        Path file = settings.assertion();
        if (file == null) {
            throw AuthorizationErrors.unavailable("--grant " + settings.grant().word() + " needs --assertion");
        }
        String text = ClientKey.text(file);
        if (settings.grant() == OAuthSettings.Grant.JWT_BEARER) {
            return text;
        }
        String identityIssuer = settings.identityIssuer();
        String identityClient = settings.identityClientId();
        if (identityIssuer == null || identityClient == null) {
            throw AuthorizationErrors.unavailable(
                    "--grant " + settings.grant().word() + " needs --identity-issuer and --identity-client-id");
        }
        IssuerMetadata identity = new Discovery(http, URI.create(identityIssuer)).issuer(identityIssuer);
        Registration client = new Registration(identityClient, null, Registration.NONE, null, "");
        return new TokenEndpoint(http, identityIssuer, identity.token(), client, null)
                .exchange(text, issuer().issuer(), found.resource().resource(), scopes, now());
    }

    /// Gives tokens back, where that can be done.
    void revoke(Tokens tokens, Registration client) {
        URI place = issuer().revocation();
        if (place != null) {
            String token = tokens.refresh() == null ? tokens.access() : tokens.refresh();
            endpoint(client).revoke(place, token, now());
        }
    }
}
