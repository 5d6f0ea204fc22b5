package dev.incant.mcp.transport;

import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How tests talk to a server over HTTP without a token.
record HttpCalls(HttpClient http, URI uri) {
    static String message(String method, Map<String, @Nullable Object> params) {
        return message(1, method, params);
    }

    static String message(long id, String method, Map<String, @Nullable Object> params) {
        return Json.write(Values.map("jsonrpc", "2.0", "id", id, "method", method, "params", params));
    }

    HttpRequest.Builder post(String body) {
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /// A call of a tool that stands alone.
    ///
    /// @param client what the client calls itself
    String call(String client, String tool, Map<String, @Nullable Object> arguments)
            throws IOException, InterruptedException {
        Map<String, @Nullable Object> meta = Values.map(
                "io.modelcontextprotocol/protocolVersion",
                "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities",
                Map.of(),
                "io.modelcontextprotocol/clientInfo",
                Values.map("name", client, "version", "1"));
        return send(post(message("tools/call", Values.map("name", tool, "arguments", arguments, "_meta", meta)))
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/call")
                        .header("Mcp-Name", tool))
                .body();
    }

    /// What begins a session.
    String hello(String revision) {
        Map<String, @Nullable Object> hello = Values.map(
                "protocolVersion",
                revision,
                "capabilities",
                Values.map("elicitation", Map.of()),
                "clientInfo",
                Values.map("name", "t", "version", "1"));
        return message("initialize", hello);
    }

    /// Begins a session.
    ///
    /// @param headers names and values of more headers
    /// @return its id
    String session(String revision, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = post(hello(revision));
        return send(headers.length == 0 ? request : request.headers(headers))
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
    }

    /// Opens a connection and sends the beginning of something.
    Socket raw(String text) throws IOException {
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    /// A request of which `body` is sent, and `length` promised.
    static String head(String session, int length, String body) {
        return "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\n"
                + (session.isEmpty() ? "" : "Mcp-Session-Id: " + session + "\r\n") + "Content-Length: " + length
                + "\r\n\r\n" + body;
    }
}
