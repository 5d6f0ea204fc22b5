package dev.incant.mcp.client;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Why a URL gave no answer, in words for a person who added it as a server.
final class HttpRefusals {
    private static final int SHOWN = 300;

    private final URI url;

    HttpRefusals(URI url) {
        this.url = url;
    }

    /// The error for a status that is no success.
    ToolException of(Http.Response response, byte[] body) {
        int status = response.status();
        String says = "the server at " + url + " answers HTTP " + status + " " + response.reason();
        ToolException error = switch (status) {
            case 401, 403 ->
                ToolException.denied(says.stripTrailing() + challenge(response)
                        + ": --bearer-env or --header tells it who you are, when it is added");
            case 404, 405, 406, 415 ->
                ToolException.unavailable("there is no MCP server at " + url + ": HTTP " + status + " "
                        + response.reason() + after(": ", body));
            case 429, 502, 503, 504 -> ToolException.unavailable(says.stripTrailing() + after(": ", body));
            default -> ToolException.failed(says.stripTrailing() + after(": ", body));
        };
        return error.with("http_status", (long) status);
    }

    private static String challenge(Http.Response response) {
        Optional<String> challenge = response.header("WWW-Authenticate");
        return challenge.isPresent() ? " (" + shown(challenge.get().getBytes(StandardCharsets.UTF_8)) + ")" : "";
    }

    /// What the HTTP client says, in other words.
    ToolException told(ToolException e) {
        // Our HTTP client alone refuses for an address.
        boolean elsewhere = e.code() == ErrorCode.DENIED
                && e.details().containsKey("host")
                && e.details().containsKey("port");
        if (elsewhere) {
            return ToolException.unavailable(
                    "the server at " + url + " leads to another host, which nobody added: " + e.message());
        }
        return e.code() == ErrorCode.FAILED && e.details().containsKey("reason")
                ? ToolException.unavailable("the server at " + url + " cannot be reached: " + e.message())
                : ClientErrors.again(e);
    }

    /// Whether a body looks like a message.
    static boolean isAnswer(byte[] body) {
        return new String(body, 0, Math.min(body.length, 4 << 10), StandardCharsets.UTF_8).contains("\"jsonrpc\"");
    }

    private static String after(String before, byte[] body) {
        return body.length == 0 ? "" : before + shown(body);
    }

    /// The beginning of a body, on one line.
    static String shown(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        return body.length > SHOWN ? text + "…" : text;
    }
}
