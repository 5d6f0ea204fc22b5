package dev.incant.tools.web.url;

import dev.incant.kernel.error.ToolException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A URL as browsers read it: the WHATWG URL standard, <https://url.spec.whatwg.org>.
///
/// @param scheme in lower case, without its colon
/// @param username percent-encoded, empty for none
/// @param password percent-encoded, empty for none
/// @param host null for none
/// @param port -1 for none, or for the scheme's usual one
/// @param path the segments, percent-encoded; one text when `opaque`
/// @param opaque whether the path is none of segments, as in `mailto:`
/// @param query without `?`, null for none
/// @param fragment without `#`, null for none
public record WebUrl(
        String scheme,
        String username,
        String password,
        @Nullable UrlHost host,
        int port,
        List<String> path,
        boolean opaque,
        @Nullable String query,
        @Nullable String fragment) {
    private static final int MAX_LENGTH = 1 << 20;

    public WebUrl {
        path = List.copyOf(path);
    }

    /// Reads a URL.
    ///
    /// @param parameter what to name in the error
    /// @param base what a relative one starts at, or null
    /// @throws ToolException `invalid_params` that says what is wrong
    public static WebUrl of(String parameter, String text, @Nullable WebUrl base) {
        if (text.length() > MAX_LENGTH) {
            throw ToolException.limitExceeded(parameter + ": longer than " + MAX_LENGTH + " characters");
        }
        try {
            return new UrlParser(text, base).url();
        } catch (UrlFailure e) {
            String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
            throw ToolException.invalidParams(parameter + ": '" + shown + "' is not a URL: " + e.getMessage());
        }
    }

    /// The port that a scheme usually has; -1 for none.
    public static int usualPort(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            case "ftp" -> 21;
            default -> -1;
        };
    }

    /// Whether the standard has rules of its own for the scheme.
    public static boolean special(String scheme) {
        return scheme.equals("file") || usualPort(scheme) >= 0;
    }

    /// The path as it stands in the URL.
    public String pathname() {
        return opaque ? path.getFirst() : path.isEmpty() ? "" : "/" + String.join("/", path);
    }

    /// `host:port` as they stand in the URL, empty for none.
    public String authority() {
        return host == null ? "" : host.text() + (port < 0 ? "" : ":" + port);
    }

    /// What other pages are of the same origin with; `null` where there is no such thing.
    public String origin() {
        return usualPort(scheme) >= 0 ? scheme + "://" + authority() : "null";
    }

    /// The whole URL in its normal form.
    public String href() {
        StringBuilder out = new StringBuilder(scheme).append(':');
        if (host != null) {
            out.append("//").append(username);
            out.append(password.isEmpty() ? "" : ":" + password);
            out.append(username.isEmpty() && password.isEmpty() ? "" : "@").append(authority());
        } else if (!opaque && path.size() > 1 && path.getFirst().isEmpty()) {
            out.append("/.");
        }
        out.append(pathname());
        out.append(query == null ? "" : "?" + query);
        return out.append(fragment == null ? "" : "#" + fragment).toString();
    }

    /// The URL to ask a server for, without fragment.
    ///
    /// @param parameter what to name in the error
    /// @throws ToolException `invalid_params` for other schemes than http and https, and for a user name or
    ///     password, which would be lost on the way
    public URI request(String parameter) {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw ToolException.invalidParams(parameter + ": must be an http or https URL, not " + scheme + ":");
        }
        if (!username.isEmpty() || !password.isEmpty()) {
            throw ToolException.invalidParams(
                    parameter + ": holds a user name or password; leave them out, or give them as auth");
        }
        WebUrl bare = new WebUrl(scheme, "", "", host, port, path, opaque, query, null);
        return URI.create(strict(bare.href()));
    }

    /// Characters that the standard leaves and [URI] refuses, escaped.
    private static String strict(String href) {
        StringBuilder out = new StringBuilder(href.length());
        int start = href.indexOf("//") + 2;
        int end = start;
        while (end < href.length() && "/?#".indexOf(href.charAt(end)) < 0) {
            end++;
        }
        out.append(href, 0, end);
        for (int i = end; i < href.length(); i++) {
            char c = href.charAt(i);
            boolean stray = c == '%'
                    && (i + 2 >= href.length()
                            || Character.digit(href.charAt(i + 1), 16) < 0
                            || Character.digit(href.charAt(i + 2), 16) < 0);
            if (stray || "[]\\^`{|}\"<>".indexOf(c) >= 0) {
                PercentEncoding.COMPONENT.encode(c, out);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
