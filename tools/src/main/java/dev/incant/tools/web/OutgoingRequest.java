package dev.incant.tools.web;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.value.Json;
import dev.incant.tools.web.url.WebUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a request of a call's arguments.
final class OutgoingRequest {
    private OutgoingRequest() {}

    /// The whole request of the operation `request`.
    static Http.Request of(Args args) {
        List<Http.Header> headers = headers(args);
        Http.Body body = body(args, headers);
        return new Http.Request(
                args.string("method"),
                uri(args),
                headers,
                body,
                timeout(args),
                args.intValue("max_redirects"),
                args.optionalInteger("max_size").orElse(Long.MAX_VALUE));
    }

    /// A request for a URL with the parameters that [RequestParameters#fetching] adds.
    static Http.Request fetch(String method, URI uri, Args args) {
        return new Http.Request(
                method,
                uri,
                headers(args),
                null,
                timeout(args),
                args.intValue("max_redirects"),
                args.optionalInteger("max_size").orElse(Long.MAX_VALUE));
    }

    /// A URL as browsers read it, to send a request to.
    ///
    /// @throws ToolException `invalid_params` for what is none
    static URI absolute(String url) {
        return WebUrl.of("url", url, null).request("url");
    }

    /// The URL with the parameters of `query` added.
    static URI uri(Args args) {
        String url = args.string("url");
        StringBuilder query = new StringBuilder();
        for (Map.Entry<String, @Nullable Object> entry : args.map("query").entrySet()) {
            List<?> values =
                    entry.getValue() instanceof List<?> list ? list : List.of(String.valueOf(entry.getValue()));
            for (Object value : values) {
                query.append(query.isEmpty() ? "" : "&")
                        .append(encoded(entry.getKey()))
                        .append('=')
                        .append(encoded(String.valueOf(value)));
            }
        }
        int hash = url.indexOf('#');
        String bare = hash < 0 ? url : url.substring(0, hash);
        String separator = query.isEmpty() ? "" : bare.indexOf('?') < 0 ? "?" : "&";
        try {
            return new URI(bare + separator + query);
        } catch (URISyntaxException e) {
            throw ToolException.invalidParams(
                    "url: '" + url + "' is not a URL: " + e.getReason() + " at index " + e.getIndex());
        }
    }

    static Duration timeout(Args args) {
        return Duration.ofMillis((long) Math.ceil(args.number("timeout_seconds") * 1000));
    }

    /// The headers given and those of `auth`.
    static List<Http.Header> headers(Args args) {
        List<Http.Header> headers = new ArrayList<>();
        args.stringMap("headers").forEach((name, value) -> headers.add(new Http.Header(name, value)));
        Map<String, @Nullable Object> auth = args.map("auth");
        switch (String.valueOf(auth.getOrDefault("type", "none"))) {
            case "basic" -> {
                String user = needed(auth, "username", "basic");
                if (user.indexOf(':') >= 0) {
                    throw ToolException.invalidParams("auth.username: must not contain ':' (RFC 7617)");
                }
                String pair = user + ":" + needed(auth, "password", "basic");
                headers.add(new Http.Header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))));
            }
            case "bearer" -> headers.add(new Http.Header("Authorization", "Bearer " + needed(auth, "token", "bearer")));
            case "api_key" ->
                headers.add(new Http.Header(
                        String.valueOf(auth.getOrDefault("header_name", "X-API-Key")), needed(auth, "key", "api_key")));
            case "custom" -> {
                if (!(auth.get("headers") instanceof Map<?, ?> custom)) {
                    throw ToolException.invalidParams("auth.headers: is needed for the type custom");
                }
                custom.forEach(
                        (name, value) -> headers.add(new Http.Header(String.valueOf(name), String.valueOf(value))));
            }
            default -> {}
        }
        return headers;
    }

    private static String needed(Map<String, @Nullable Object> auth, String field, String type) {
        Object value = auth.get(field);
        if (value == null) {
            throw ToolException.invalidParams("auth." + field + ": is needed for the type " + type);
        }
        return value.toString();
    }

    /// The body; its content type is added to the headers unless they have one.
    private static Http.@Nullable Body body(Args args, List<Http.Header> headers) {
        List<String> given = new ArrayList<>();
        for (String name : List.of("body", "body_file", "form", "multipart")) {
            if (args.given(name)) {
                given.add(name);
            }
        }
        if (given.size() > 1) {
            throw ToolException.invalidParams("give one body only, not " + String.join(" and ", given));
        }
        return switch (given.isEmpty() ? "" : given.getFirst()) {
            case "body" -> content(args.value("body"), headers);
            case "body_file" -> {
                type(headers, "application/octet-stream");
                yield new Http.Body.File(args.string("body_file"));
            }
            case "form" -> {
                type(headers, "application/x-www-form-urlencoded");
                List<String> pairs = new ArrayList<>();
                args.stringMap("form").forEach((name, value) -> pairs.add(encoded(name) + "=" + encoded(value)));
                yield bytes(String.join("&", pairs));
            }
            case "multipart" -> multipart(args.map("multipart"));
            default -> null;
        };
    }

    /// A body: text and bytes as they are, anything else as JSON; its type is added to the headers unless they
    /// have one.
    static Http.Body content(@Nullable Object body, List<Http.Header> headers) {
        if (body instanceof String text) {
            type(headers, "text/plain; charset=utf-8");
            return bytes(text);
        }
        if (body instanceof byte[] raw) {
            type(headers, "application/octet-stream");
            return new Http.Body.Bytes(raw);
        }
        type(headers, "application/json");
        return bytes(Json.write(body));
    }

    private static Http.Body multipart(Map<String, @Nullable Object> fields) {
        List<Http.Part> parts = new ArrayList<>();
        fields.forEach((name, value) -> {
            if (value instanceof Map<?, ?> file) {
                String path = String.valueOf(file.get("file"));
                Object as = file.get("filename");
                Object type = file.get("content_type");
                String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
                parts.add(new Http.Part(
                        name,
                        new Http.Body.File(path),
                        as == null ? last : as.toString(),
                        type == null ? "application/octet-stream" : type.toString()));
            } else {
                parts.add(new Http.Part(name, bytes(String.valueOf(value)), null, null));
            }
        });
        return new Http.Body.Multipart(parts);
    }

    private static void type(List<Http.Header> headers, String type) {
        for (Http.Header header : headers) {
            if (header.name().equalsIgnoreCase("Content-Type")) {
                return;
            }
        }
        headers.add(new Http.Header("Content-Type", type));
    }

    private static Http.Body bytes(String text) {
        return new Http.Body.Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
