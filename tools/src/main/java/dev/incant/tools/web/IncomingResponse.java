package dev.incant.tools.web;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes plain values of a response.
final class IncomingResponse {
    private IncomingResponse() {}

    /// The fields `status_code`, `reason`, `headers`, `body`, `body_encoding`, `bytes`, `url` and `redirects`.
    static Map<String, @Nullable Object> read(Http.Response response, ToolContext context) throws IOException {
        byte[] bytes = response.body().readAllBytes();
        String type = response.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        Map<String, @Nullable Object> result =
                Values.map("status_code", response.status(), "reason", response.reason(), "headers", headers(response));
        body(bytes, type, result, context);
        result.put("bytes", (long) bytes.length);
        result.put("url", response.uri().toString());
        result.put("redirects", (long) response.redirects());
        return result;
    }

    /// Headers by their names in lower case; repeated ones joined by commas, cookies by lines.
    static Map<String, @Nullable Object> headers(Http.Response response) {
        Map<String, @Nullable Object> headers = Values.map();
        for (Http.Header header : response.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            Object before = headers.get(name);
            String separator = name.equals("set-cookie") ? "\n" : ", ";
            headers.put(name, before == null ? header.value() : before + separator + header.value());
        }
        return headers;
    }

    private static void body(byte[] bytes, String type, Map<String, @Nullable Object> result, ToolContext context) {
        String text = bytes.length == 0 ? null : text(bytes, type);
        String media = type.split(";", 2)[0].trim();
        if (text != null && (media.isEmpty() || media.endsWith("/json") || media.endsWith("+json"))) {
            try {
                result.put("body", Json.parse(text, context::checkCancelled));
                result.put("body_encoding", "json");
                return;
            } catch (ToolException e) {
                context.checkCancelled();
                // Not what it says it is: it stays text.
            }
        }
        boolean none = bytes.length == 0;
        result.put(
                "body", none ? null : text != null ? text : Base64.getEncoder().encodeToString(bytes));
        result.put("body_encoding", none ? "none" : text != null ? "text" : "base64");
    }

    /// The bytes as text in the charset that the type names, else UTF-8; null when they are no text in it.
    static @Nullable String text(byte[] bytes, String type) {
        Charset charset = StandardCharsets.UTF_8;
        int at = type.indexOf("charset=");
        try {
            if (at >= 0) {
                charset = Charset.forName(
                        type.substring(at + 8).split(";", 2)[0].trim().replace("\"", ""));
            }
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.indexOf('\0') >= 0 ? null : text;
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return null;
        }
    }
}
