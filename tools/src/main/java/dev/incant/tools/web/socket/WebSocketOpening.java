package dev.incant.tools.web.socket;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ToolException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The handshake that opens a WebSocket (RFC 6455, section 4): the request, and what the answer has to say.
///
/// @param uri with the scheme http or https, which stand for ws and wss
/// @param headers what the caller sends besides
/// @param protocol the subprotocol that the server has to speak
/// @param key 16 random bytes
record WebSocketOpening(URI uri, List<Http.Header> headers, String protocol, byte[] key) {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final Set<String> OWN = Set.of(
            "host",
            "upgrade",
            "connection",
            "content-length",
            "transfer-encoding",
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-protocol",
            "sec-websocket-extensions");

    boolean secure() {
        return "https".equals(uri.getScheme());
    }

    int port() {
        return uri.getPort() >= 0 ? uri.getPort() : secure() ? 443 : 80;
    }

    /// @throws ToolException `invalid_params` for a header that cannot be sent
    byte[] request() {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        StringBuilder request = new StringBuilder("GET ").append(path);
        if (uri.getRawQuery() != null) {
            request.append('?').append(uri.getRawQuery());
        }
        request.append(" HTTP/1.1\r\nHost: ").append(uri.getRawAuthority());
        request.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
        request.append("Sec-WebSocket-Key: ").append(Base64.getEncoder().encodeToString(key));
        request.append("\r\nSec-WebSocket-Protocol: ").append(protocol).append("\r\n");
        for (Http.Header header : headers) {
            require(header);
            request.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void require(Http.Header header) {
        if (!header.name().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw ToolException.invalidParams("headers: '" + header.name() + "' is not a name of a header");
        }
        if (OWN.contains(header.name().toLowerCase(Locale.ROOT))) {
            throw ToolException.invalidParams("headers." + header.name() + ": is set by the WebSocket's handshake");
        }
        if (!header.value().chars().allMatch(c -> c == '\t' || c >= ' ' && c < 127 || c > 159 && c < 256)) {
            throw ToolException.invalidParams(
                    "headers." + header.name() + ": holds a line break or another character that no header can carry");
        }
    }

    /// @param answer the head of the answer, up to the empty line
    /// @throws ToolException `failed` unless it opens the connection as asked
    void require(String answer) {
        String[] lines = answer.split("\r?\n", -1);
        String[] status = lines[0].split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("[1-5]\\d\\d")) {
            throw ToolException.failed(uri + " does not answer in HTTP");
        }
        if (!status[1].equals("101")) {
            throw ToolException.failed(uri + " answered "
                            + String.join(" ", status).substring(9) + " where a WebSocket was to open")
                    .with("status_code", Long.parseLong(status[1]));
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                String value = lines[i].substring(colon + 1).strip();
                headers.merge(lines[i].substring(0, colon), value, (a, b) -> a + ", " + b);
            }
        }
        require(headers.getOrDefault("Upgrade", "").equalsIgnoreCase("websocket"), "Upgrade");
        require(
                List.of(headers.getOrDefault("Connection", "")
                                .toLowerCase(Locale.ROOT)
                                .split("\\s*,\\s*"))
                        .contains("upgrade"),
                "Connection");
        require(headers.getOrDefault("Sec-WebSocket-Accept", "").equals(accept()), "Sec-WebSocket-Accept");
        require(!headers.containsKey("Sec-WebSocket-Extensions"), "Sec-WebSocket-Extensions");
        if (!protocol.equals(headers.get("Sec-WebSocket-Protocol"))) {
            throw ToolException.failed(uri + " does not speak the subprotocol " + protocol
                    + (headers.containsKey("Sec-WebSocket-Protocol")
                            ? ", but " + headers.get("Sec-WebSocket-Protocol")
                            : ""));
        }
    }

    private void require(boolean right, String header) {
        if (!right) {
            throw ToolException.failed(uri + " opened no WebSocket: the header " + header + " of its answer is wrong");
        }
    }

    private String accept() {
        try {
            String text = Base64.getEncoder().encodeToString(key) + MAGIC;
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
