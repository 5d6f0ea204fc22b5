package dev.incant.mcp.transport;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides who may talk to the server: by `Host` and `Origin`, so that no web page reaches it under a name of its own
/// (DNS rebinding), and by a bearer token.
final class HttpGuard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpSettings settings;

    HttpGuard(HttpSettings settings) {
        this.settings = settings;
    }

    /// Why the host that a request names, or the page that it comes from, is refused; null when it is not.
    @Nullable String refusal(Headers headers) {
        List<String> hosts = headers.get("Host");
        if (hosts == null || hosts.size() != 1) {
            return "exactly one Host header is needed";
        }
        String host = name(hosts.getFirst());
        if (!served(host)) {
            return "this server is not called " + host;
        }
        List<String> origins = headers.get("Origin");
        if (origins == null) {
            return null;
        }
        if (origins.size() != 1) {
            return "more than one Origin header";
        }
        String origin = originHost(origins.getFirst());
        return LOOPBACK.contains(origin) || origin.equals(host)
                ? null
                : "pages of " + origins.getFirst() + " may not use this server";
    }

    private boolean served(String host) {
        InetAddress address = settings.address().getAddress();
        if (LOOPBACK.contains(host)) {
            return true;
        }
        if (address.isLoopbackAddress()) {
            return false;
        }
        // A server that listens on all addresses cannot know its names; the token guards it.
        return address.isAnyLocalAddress()
                || host.equals(settings.address().getHostString().toLowerCase(Locale.ROOT))
                || host.equals(address.getHostAddress());
    }

    /// A host without its port.
    private static String name(String host) {
        int colon = host.lastIndexOf(':');
        int bracket = host.lastIndexOf(']');
        return (colon > bracket ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }

    private static String originHost(String origin) {
        try {
            URI uri = new URI(origin);
            String scheme = uri.getScheme();
            return uri.getHost() == null || !"http".equals(scheme) && !"https".equals(scheme)
                    ? ""
                    : uri.getHost().toLowerCase(Locale.ROOT);
        } catch (URISyntaxException _) {
            return "";
        }
    }

    /// Whom the request's token stands for; null when it has none that is known.
    @Nullable String principal(Headers headers) {
        if (settings.tokens().isEmpty()) {
            return "anybody";
        }
        List<String> given = headers.get("Authorization");
        if (given == null || given.size() != 1 || !given.getFirst().regionMatches(true, 0, "Bearer ", 0, 7)) {
            return null;
        }
        byte[] token = given.getFirst().substring(7).strip().getBytes(StandardCharsets.UTF_8);
        String found = null;
        for (Map.Entry<String, String> each : settings.tokens().entrySet()) {
            // All are compared, in a time that tells nothing.
            if (MessageDigest.isEqual(token, each.getKey().getBytes(StandardCharsets.UTF_8))) {
                found = each.getValue();
            }
        }
        return found;
    }
}
