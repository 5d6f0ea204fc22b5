package dev.incant.tools.net;

import dev.incant.kernel.error.ToolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;

/// What is to be checked: a host and a port, however they were written.
///
/// @param port 0 where none was given
/// @param usual the port of the URL's scheme, 0 where there is none
/// @param path path and query, `/` where none were given
record Service(String host, int port, int usual, String path) {
    /// Ports that go without saying (IANA service names).
    private static final Map<String, Integer> PORTS = Map.ofEntries(
            Map.entry("amqp", 5672),
            Map.entry("ftp", 21),
            Map.entry("http", 80),
            Map.entry("https", 443),
            Map.entry("imap", 143),
            Map.entry("imaps", 993),
            Map.entry("ldap", 389),
            Map.entry("ldaps", 636),
            Map.entry("mongodb", 27017),
            Map.entry("mysql", 3306),
            Map.entry("pop3", 110),
            Map.entry("pop3s", 995),
            Map.entry("postgres", 5432),
            Map.entry("postgresql", 5432),
            Map.entry("redis", 6379),
            Map.entry("smtp", 25),
            Map.entry("smtps", 465),
            Map.entry("ssh", 22),
            Map.entry("ws", 80),
            Map.entry("wss", 443));

    /// Reads `host`, `host:port`, `[v6]:port` or a URL.
    ///
    /// @throws ToolException `invalid_params`
    static Service of(String target) {
        String text = target.strip();
        if (text.isEmpty()) {
            throw invalid(target, "it is empty");
        }
        return text.contains("://") ? ofUrl(text) : ofAuthority(text, "/");
    }

    private static Service ofUrl(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw invalid(text, "it is no URL: " + e.getReason());
        }
        String authority = uri.getRawAuthority();
        if (authority == null) {
            throw invalid(text, "it has no host");
        }
        if (authority.indexOf('@') >= 0) {
            throw ToolException.invalidParams("target: the URL holds a user name or password; a check needs none");
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        Service found = ofAuthority(authority, uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return new Service(found.host(), found.port(), PORTS.getOrDefault(scheme, 0), found.path());
    }

    private static Service ofAuthority(String text, String path) {
        int colon = text.lastIndexOf(':');
        boolean hasPort =
                colon >= 0 && (text.startsWith("[") ? text.indexOf(']', colon) < 0 : text.indexOf(':') == colon);
        String host = hasPort ? text.substring(0, colon) : text;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || host.indexOf('/') >= 0) {
            throw invalid(text, "it is neither HOST, HOST:PORT nor a URL");
        }
        return new Service(host, hasPort ? port(text, text.substring(colon + 1)) : 0, 0, path);
    }

    private static int port(String target, String text) {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) > 0 && Integer.parseInt(text) <= 65_535) {
            return Integer.parseInt(text);
        }
        throw invalid(target, "'" + text + "' is no port from 1 to 65535");
    }

    private static ToolException invalid(String target, String why) {
        return ToolException.invalidParams("target '" + target + "': " + why);
    }

    /// This service with a port, where it has none.
    Service orPort(int otherwise) {
        return port > 0 ? this : new Service(host, otherwise, usual, path);
    }

    /// This service with the port that goes without saying.
    ///
    /// @throws ToolException `invalid_params` where none does
    Service withPort() {
        if (port == 0 && usual == 0) {
            throw ToolException.invalidParams("target '" + host + "': give the port too, as in " + host + ":22");
        }
        return orPort(usual);
    }

    /// `host:port`, with brackets where the host is an IPv6 address.
    String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
