package dev.incant.mcp.rpc;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads and writes messages as JSON, each on one line. Source: JSON-RPC 2.0, and the pages "Messages" of the
/// protocol's revisions, which forbid ids that are null. Batches, which no revision since 2025-06-18 has, are refused.
public final class RpcText {
    private static final String VERSION = "2.0";

    private RpcText() {}

    /// Reads a message.
    ///
    /// @throws RpcException `-32700` for what is no JSON, `-32600` for what is no message; its answer tells the
    ///     sender
    public static RpcMessage read(String text) {
        return message(parse(() -> Json.parse(text)));
    }

    /// Reads a message in UTF-8; see [#read(String)].
    public static RpcMessage read(byte[] text) {
        return message(parse(() -> Json.parse(text)));
    }

    /// Writes a message on one line, without the line's end.
    public static String write(RpcMessage message) {
        return Json.write(plain(message));
    }

    private interface Parse {
        @Nullable Object value();
    }

    private static @Nullable Object parse(Parse parse) {
        try {
            return parse.value();
        } catch (ToolException e) {
            throw RpcException.unreadable(null, RpcError.PARSE_ERROR, "not JSON: " + e.message());
        }
    }

    private static RpcMessage message(@Nullable Object value) {
        if (value instanceof List<?>) {
            throw RpcException.unreadable(
                    null, RpcError.INVALID_REQUEST, "batches are not supported: send one message at a time");
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw RpcException.unreadable(null, RpcError.INVALID_REQUEST, "a message must be a JSON object");
        }
        RpcId id = RpcId.of(map.get("id"));
        if (!VERSION.equals(map.get("jsonrpc"))) {
            throw RpcException.unreadable(id, RpcError.INVALID_REQUEST, "jsonrpc must be \"2.0\"");
        }
        if (map.containsKey("id") && id == null && !map.containsKey("error")) {
            throw RpcException.unreadable(
                    null, RpcError.INVALID_REQUEST, "id must be a string or an integer, and not null");
        }
        if (map.get("method") instanceof String method) {
            Map<String, @Nullable Object> params = object(id, map, "params");
            return id == null
                    ? new RpcMessage.Notification(method, params)
                    : new RpcMessage.Request(id, method, params);
        }
        if (map.containsKey("method")) {
            throw RpcException.unreadable(id, RpcError.INVALID_REQUEST, "method must be a string");
        }
        if (map.containsKey("result") && id != null) {
            return new RpcMessage.Result(id, object(id, map, "result"));
        }
        if (map.containsKey("error")) {
            return new RpcMessage.Failure(id, error(object(id, map, "error")));
        }
        throw RpcException.unreadable(
                id, RpcError.INVALID_REQUEST, "a message needs a method, or an id with a result or an error");
    }

    private static Map<String, @Nullable Object> object(@Nullable RpcId id, Map<?, ?> map, String name) {
        Object value = map.get(name);
        if (value == null && !map.containsKey(name)) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> object)) {
            throw RpcException.unreadable(id, RpcError.INVALID_REQUEST, name + " must be an object");
        }
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        object.forEach((key, each) -> named.put(String.valueOf(key), each));
        return named;
    }

    private static RpcError error(Map<String, @Nullable Object> map) {
        int code =
                map.get("code") instanceof Long number ? Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE) : 0;
        return new RpcError(code, map.get("message") instanceof String text ? text : "", map.get("data"));
    }

    private static Map<String, @Nullable Object> plain(RpcMessage message) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("jsonrpc", VERSION);
        // Tests of types instead of a switch, which makes a class when it is first used: milliseconds of each start.
        if (message instanceof RpcMessage.Request request) {
            map.put("id", request.id().plain());
            map.put("method", request.method());
            map.put("params", request.params());
        } else if (message instanceof RpcMessage.Notification notification) {
            map.put("method", notification.method());
            if (!notification.params().isEmpty()) {
                map.put("params", notification.params());
            }
        } else if (message instanceof RpcMessage.Result result) {
            map.put("id", result.id().plain());
            map.put("result", result.result());
        } else if (message instanceof RpcMessage.Failure failure) {
            RpcId id = failure.id();
            if (id != null) {
                map.put("id", id.plain());
            }
            Map<String, @Nullable Object> error = new LinkedHashMap<>();
            error.put("code", (long) failure.error().code());
            error.put("message", failure.error().message());
            if (failure.error().data() != null) {
                error.put("data", failure.error().data());
            }
            map.put("error", error);
        } else {
            throw new IllegalStateException("no way to write " + message);
        }
        return map;
    }
}
