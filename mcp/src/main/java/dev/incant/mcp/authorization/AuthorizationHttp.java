package dev.incant.mcp.authorization;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks authorization servers. Where a server sends us is no more trusted than the server: only `https`, and `http`
/// on this machine for a server on this machine; only addresses of the public internet, but for those that a person
/// named; bounded in size and time.
final class AuthorizationHttp {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LONGEST = 1 << 20;
    private static final int MOST_REDIRECTS = 3;

    /// What came back.
    ///
    /// @param object the body where it is a JSON object; null for anything else
    record Reply(int status, @Nullable Map<String, @Nullable Object> object, List<Http.Header> headers) {
        boolean ok() {
            return status >= 200 && status < 300;
        }

        @Nullable String header(String name) {
            for (Http.Header header : headers) {
                if (header.name().equalsIgnoreCase(name)) {
                    return header.value();
                }
            }
            return null;
        }
    }

    private final Host host;
    private final Cancellation cancellation;
    private final boolean local;
    private final Rules net;

    /// @param server the server that a person added
    /// @param named other places that a person named
    AuthorizationHttp(Host host, Cancellation cancellation, URI server, List<URI> named) {
        this.host = host;
        this.cancellation = cancellation;
        this.local = isLocal(server);
        Rules rules = Rules.EVERYTHING.allow(authority(server));
        for (URI each : named) {
            rules = rules.allow(authority(each));
        }
        this.net = local ? rules.allow("localhost") : rules;
    }

    /// `HOST:PORT`, as grants name it.
    private static String authority(URI url) {
        int usual = url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return url.getHost() + ":" + (url.getPort() >= 0 ? url.getPort() : usual);
    }

    /// Whether a URL leads to this machine, by its words.
    static boolean isLocal(URI url) {
        String name = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
    }

    /// A URL that a server named.
    ///
    /// @param what it is, for messages
    /// @throws ToolException `denied` for one that nothing may be sent to
    URI checked(String what, String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw AuthorizationErrors.denied(what + " is no URL: '" + AuthorizationErrors.shown(text, List.of()) + "'");
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean fine = scheme.equals("https") || scheme.equals("http") && local && isLocal(url);
        if (!fine || url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
            throw AuthorizationErrors.denied(what + " must be an https URL without password and #, not '"
                    + AuthorizationErrors.shown(text, List.of()) + "'");
        }
        return url;
    }

    /// Reads a document, following redirects to where it may.
    Reply get(URI url) {
        return send("GET", url, List.of(new Http.Header("Accept", "application/json")), null, MOST_REDIRECTS);
    }

    /// Sends a form, to that URL alone.
    Reply form(URI url, Map<String, String> fields, Map<String, String> headers) {
        List<Http.Header> all = new ArrayList<>();
        all.add(new Http.Header("Accept", "application/json"));
        all.add(new Http.Header("Content-Type", "application/x-www-form-urlencoded"));
        headers.forEach((name, value) -> all.add(new Http.Header(name, value)));
        return send("POST", url, all, encoded(fields).getBytes(StandardCharsets.US_ASCII), 0);
    }

    /// Sends a JSON object, to that URL alone.
    Reply json(URI url, Map<String, @Nullable Object> object) {
        List<Http.Header> headers = List.of(
                new Http.Header("Accept", "application/json"), new Http.Header("Content-Type", "application/json"));
        return send("POST", url, headers, Json.write(object).getBytes(StandardCharsets.UTF_8), 0);
    }

    /// Fields as `application/x-www-form-urlencoded`.
    static String encoded(Map<String, String> fields) {
        StringBuilder text = new StringBuilder();
        fields.forEach((name, value) -> text.append(text.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }

    private Reply send(String method, URI url, List<Http.Header> headers, byte @Nullable [] body, int redirects) {
        CallScope scope = new CallScope(
                Grants.NONE.with(Permission.NET, net), Limits.GENEROUS, Path.of("/"), cancellation, new Resources());
        Http.Body content = body == null ? null : new Http.Body.Bytes(body);
        Http.Request request = new Http.Request(method, url, headers, content, PATIENCE, redirects, LONGEST);
        try (Http.Response response = host.http(scope).send(request)) {
            checked("where " + url + " leads", response.uri().toString());
            return new Reply(response.status(), object(response), response.headers());
        } catch (ToolException e) {
            cancellation.check();
            throw told(url, e);
        }
    }

    private static ToolException told(URI url, ToolException e) {
        if (e.code() == ErrorCode.DENIED && e.details().containsKey("address")) {
            return AuthorizationErrors.denied("the server sends us to " + url + ", which leads inside: "
                    + e.details().get("address") + "; --issuer names an authorization server that may be there");
        }
        boolean away = e.code() == ErrorCode.FAILED && e.details().containsKey("reason");
        return away ? AuthorizationErrors.unavailable(url + " cannot be reached: " + e.message()) : e;
    }

    private static @Nullable Map<String, @Nullable Object> object(Http.Response response) {
        try {
            byte[] body = response.body().readAllBytes();
            if (body.length == 0 || !(Json.parse(body) instanceof Map<?, ?> map)) {
                return null;
            }
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            map.forEach((name, value) -> object.put(String.valueOf(name), value));
            return object;
        } catch (IOException e) {
            throw AuthorizationErrors.unavailable(response.uri() + " broke off: " + e.getMessage());
        } catch (ToolException e) {
            if (e.code() != ErrorCode.INVALID_PARAMS) {
                throw e;
            }
            return null;
        }
    }
}
