package dev.incant.kernel.host;

import dev.incant.kernel.capability.Http.Header;
import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Checks what a request says, and decides what of it another origin may see.
final class RequestHeaders {
    /// What the client says itself: the frame of the message and the way it takes.
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "upgrade",
            "te",
            "trailer",
            "expect",
            "proxy-authorization",
            "proxy-connection");

    /// What holds no secret, and may go along when a redirect leads to another origin.
    private static final Set<String> HARMLESS = Set.of(
            "accept",
            "accept-charset",
            "accept-encoding",
            "accept-language",
            "cache-control",
            "content-encoding",
            "content-language",
            "content-type",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "pragma",
            "prefer",
            "range",
            "user-agent");

    private RequestHeaders() {}

    /// The headers as they are sent: checked, with what goes without saying.
    ///
    /// @throws ToolException `invalid_params` for what cannot be sent as it stands
    static List<Header> checked(List<Header> headers) {
        List<Header> checked = new ArrayList<>(headers.size() + 3);
        boolean ranged = has(headers, "Range");
        for (Header header : headers) {
            if (!token(header.name())) {
                throw ToolException.invalidParams("'" + shown(header.name()) + "' is not the name of a header");
            }
            if (OURS.contains(header.name().toLowerCase(Locale.ROOT))) {
                throw ToolException.invalidParams(
                        "the header " + header.name() + " cannot be given: the client says it itself");
            }
            checked.add(new Header(header.name(), value("the header " + header.name(), header.value())));
        }
        if (!has(headers, "User-Agent")) {
            checked.add(new Header("User-Agent", "incant"));
        }
        if (!has(headers, "Accept")) {
            checked.add(new Header("Accept", "*/*"));
        }
        if (!has(headers, "Accept-Encoding")) {
            checked.add(new Header("Accept-Encoding", ranged ? "identity" : "gzip, deflate"));
        }
        return checked;
    }

    static boolean has(List<Header> headers, String name) {
        return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
    }

    /// A method: a token, and none that makes a tunnel or an echo.
    static String method(String method) {
        if (!token(method) || method.equalsIgnoreCase("CONNECT") || method.equalsIgnoreCase("TRACE")) {
            throw ToolException.invalidParams("'" + shown(method) + "' is not a method that can be sent");
        }
        return method;
    }

    /// A value without line breaks or other control characters, in Latin-1.
    static String value(String what, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c >= 0x7f && c < 0xa0 || c > 0xff) {
                throw ToolException.invalidParams(what + ": character " + (i + 1) + " of its value cannot be sent: "
                        + String.format(Locale.ROOT, "U+%04X", (int) c));
            }
        }
        return value.strip();
    }

    /// What goes along to another origin.
    static List<Header> withoutSecrets(List<Header> headers) {
        return headers.stream()
                .filter(header -> HARMLESS.contains(header.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    /// What goes along when the body does not.
    static List<Header> withoutBody(List<Header> headers) {
        return headers.stream()
                .filter(header -> !header.name().toLowerCase(Locale.ROOT).startsWith("content-"))
                .toList();
    }

    private static boolean token(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }

    private static String shown(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
