package dev.incant.kernel.host;

import dev.incant.kernel.error.ToolException;
import java.net.URI;
import java.util.Locale;

/// Where a URL leads: scheme, host and port (RFC 6454).
///
/// @param port 0 where only the host is asked for
record Origin(boolean secure, HostName host, int port) {
    /// Reads it from an absolute `http` or `https` URL.
    ///
    /// @throws ToolException `invalid_params`
    static Origin of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw invalid(
                    uri,
                    scheme.isEmpty()
                            ? "it does not start with http:// or https://"
                            : "only http and https can be used");
        }
        String authority = uri.getRawAuthority();
        if (authority == null) {
            throw invalid(uri, "it has no host");
        }
        if (authority.indexOf('@') >= 0) {
            throw ToolException.invalidParams(
                    "the URL holds a user name or password before '@'; give credentials as a header instead");
        }
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon >= 0 && authority.indexOf(']', colon) < 0;
        try {
            HostName host = HostName.of(hasPort ? authority.substring(0, colon) : authority);
            boolean secure = scheme.equals("https");
            return new Origin(secure, host, port(hasPort ? authority.substring(colon + 1) : "", secure ? 443 : 80));
        } catch (IllegalArgumentException e) {
            throw invalid(uri, String.valueOf(e.getMessage()));
        }
    }

    private static int port(String text, int otherwise) {
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int port = text.length() <= 5 && Character.isDigit(text.charAt(0)) ? Integer.parseInt(text) : 0;
            if (port > 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("'" + text + "' is not a port");
    }

    private static ToolException invalid(URI uri, String why) {
        return ToolException.invalidParams("cannot send to '" + uri + "': " + why);
    }

    String scheme() {
        return secure ? "https" : "http";
    }

    /// `host:port`, as in grants and messages.
    String authority() {
        return port == 0 ? host.inUrl() : host.inUrl() + ":" + port;
    }

    /// The origin as a URL starts with it; a port that goes without saying is not said.
    String prefix() {
        boolean usual = port == (secure ? 443 : 80);
        return scheme() + "://" + host.inUrl() + (usual ? "" : ":" + port);
    }

    /// What stands in the request line.
    static String target(URI uri) {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }
}
