package dev.incant.tools.web;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.tools.web.html.HtmlPage;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A response read to its end.
///
/// @param uri what answered, after redirects
record Fetched(int status, String reason, List<Http.Header> headers, URI uri, int redirects, byte[] body) {
    /// Sends a request, and again where that may help.
    static Fetched of(Http.Request request, Args args, ToolContext context) throws IOException {
        return of(Retries.of(args.map("retry")).send(request, context).response());
    }

    static Fetched of(Http.Response response) throws IOException {
        try (response) {
            byte[] body = response.body().readAllBytes();
            return new Fetched(
                    response.status(),
                    response.reason(),
                    response.headers(),
                    response.uri(),
                    response.redirects(),
                    body);
        }
    }

    boolean successful() {
        return status >= 200 && status < 300;
    }

    /// This, unless the status tells of a failure.
    ///
    /// @throws ToolException `failed`, `not_found` for 404 and 410
    Fetched expectSuccess() {
        if (successful()) {
            return this;
        }
        String message = uri + " answered " + status + " " + reason;
        boolean gone = status == 404 || status == 410;
        throw (gone ? ToolException.notFound(message) : ToolException.failed(message))
                .with("status_code", (long) status);
    }

    Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Http.Header::value)
                .findFirst();
    }

    /// The media type without parameters in lower case, empty where none is said.
    String type() {
        return header("Content-Type").orElse("").split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    }

    /// The charset that the header names, as it stands there.
    @Nullable String charset() {
        String type = header("Content-Type").orElse("");
        int at = type.toLowerCase(Locale.ROOT).indexOf("charset=");
        return at < 0 ? null : type.substring(at + 8).split(";", 2)[0].trim().replace("\"", "");
    }

    /// Whether the body is HTML by its type, or by its look where no type is said.
    boolean html() {
        String type = type();
        if (type.isEmpty()) {
            String start = new String(body, 0, Math.min(200, body.length), java.nio.charset.StandardCharsets.ISO_8859_1)
                    .stripLeading()
                    .toLowerCase(Locale.ROOT);
            return start.startsWith("<!doctype html") || start.startsWith("<html");
        }
        return type.equals("text/html") || type.equals("application/xhtml+xml");
    }

    HtmlPage page(ToolContext context) {
        return HtmlPage.of(body, charset(), uri.toString(), context);
    }
}
