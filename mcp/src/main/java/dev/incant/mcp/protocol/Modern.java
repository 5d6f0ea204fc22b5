package dev.incant.mcp.protocol;

import dev.incant.kernel.value.Values;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcException;
import dev.incant.mcp.rpc.RpcMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The dialect of 2026-07-28: each request says all that is needed to answer it.
public final class Modern implements Dialect {
    static final String PREFIX = "io.modelcontextprotocol/";
    public static final String VERSION = PREFIX + "protocolVersion";
    public static final String CAPABILITIES = PREFIX + "clientCapabilities";
    public static final String CLIENT = PREFIX + "clientInfo";
    static final String LEVEL = PREFIX + "logLevel";
    public static final String SUBSCRIPTION = PREFIX + "subscriptionId";
    public static final String SERVER = PREFIX + "serverInfo";

    private final Map<String, @Nullable Object> server;

    /// @param server the server's name and version, which each result carries
    Modern(Map<String, @Nullable Object> server) {
        this.server = server;
    }

    /// The revision that a request says it is of; null when it says none.
    public static @Nullable String revision(RpcMessage.Request request) {
        return request.params().get("_meta") instanceof Map<?, ?> meta && meta.get(VERSION) instanceof String text
                ? text
                : null;
    }

    /// Who sent a request.
    ///
    /// @throws RpcException `-32602` when a field of `_meta` is missing or wrong, `-32022` for another revision
    static Sender sender(RpcMessage.Request request) {
        if (!(request.params().get("_meta") instanceof Map<?, ?> meta)) {
            throw RpcException.invalidParams("params._meta is missing: each request must carry " + VERSION + " and "
                    + CAPABILITIES + "; clients of " + Revision.LEGACY + " and before begin with initialize");
        }
        Params fields = new Params("params._meta", meta);
        String revision = fields.text(VERSION);
        if (!revision.equals(Revision.MODERN)) {
            throw unsupported(revision);
        }
        if (!(meta.get(CAPABILITIES) instanceof Map<?, ?>)) {
            throw fields.wrong(CAPABILITIES, "an object", meta.get(CAPABILITIES));
        }
        String name = "";
        if (meta.get(CLIENT) instanceof Map<?, ?> client && client.get("name") instanceof String text) {
            name = text;
        }
        return new Sender(revision, name, fields.object(CAPABILITIES), token(fields), level(fields, meta.get(LEVEL)));
    }

    /// What a request says of the program that sent it, name and version; not verified.
    public static String claimed(RpcMessage.Request request) {
        return request.params().get("_meta") instanceof Map<?, ?> meta && meta.get(CLIENT) instanceof Map<?, ?> client
                ? client.get("name") + " " + client.get("version")
                : "";
    }

    /// Checks that a request says all that each request has to say.
    ///
    /// @throws RpcException `-32602` when a field of `_meta` is missing or wrong, `-32022` for another revision
    public static void check(RpcMessage.Request request) {
        sender(request);
    }

    /// The error for a revision that is not spoken here.
    public static RpcException unsupported(String revision) {
        return RpcException.of(new RpcError(
                Codes.UNSUPPORTED_REVISION,
                "unsupported protocol version " + revision,
                Values.map("supported", Values.list(Revision.MODERN), "requested", revision)));
    }

    static @Nullable Object token(Params meta) {
        Object token = meta.map().get("progressToken");
        if (token == null || token instanceof String || token instanceof Long) {
            return token;
        }
        throw meta.wrong("progressToken", "a string or an integer", token);
    }

    private static @Nullable LogLevel level(Params meta, @Nullable Object word) {
        if (word == null) {
            return null;
        }
        LogLevel level = LogLevel.of(word);
        if (level == null) {
            throw meta.wrong(LEVEL, "a log level such as info", word);
        }
        return level;
    }

    @Override
    public Sender sender(RpcMessage.Request request, Client client) {
        return sender(request);
    }

    @Override
    public McpRequest read(RpcMessage.Request request, Sender sender) {
        Params params = RequestReader.params(request);
        McpRequest common = RequestReader.common(request, params, true);
        if (common != null) {
            return common;
        }
        return switch (request.method()) {
            case "server/discover" -> new McpRequest.Discover();
            case "subscriptions/listen" -> listen(params.inner("notifications"));
            case "tasks/update" -> new McpRequest.UpdateTask(params.text("taskId"), params.object("inputResponses"));
            default -> throw RequestReader.noMethod(request.method());
        };
    }

    private static McpRequest listen(Params filter) {
        return new McpRequest.Listen(
                filter.flag("toolsListChanged"),
                filter.flag("promptsListChanged"),
                filter.flag("resourcesListChanged"),
                filter.list("resourceSubscriptions"),
                filter.list("taskIds"));
    }

    @Override
    public Map<String, @Nullable Object> write(McpResult result) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        switch (result) {
            case McpResult.Complete complete -> {
                map.put("resultType", "complete");
                map.putAll(complete.fields());
                McpResult.Caching caching = complete.caching();
                if (caching != null) {
                    map.put("ttlMs", caching.millis());
                    map.put("cacheScope", caching.everybody() ? "public" : "private");
                }
            }
            case McpResult.InputRequired required -> {
                map.put("resultType", "input_required");
                Map<String, @Nullable Object> requests = new LinkedHashMap<>();
                required.requests().forEach((key, request) -> requests.put(key, request.plain()));
                map.put("inputRequests", requests);
                map.put("requestState", required.state());
            }
            case McpResult.Detached detached -> {
                map.put("resultType", "task");
                map.putAll(detached.task().seed());
            }
        }
        Map<String, @Nullable Object> meta = new LinkedHashMap<>();
        if (map.get("_meta") instanceof Map<?, ?> given) {
            given.forEach((key, value) -> meta.put(String.valueOf(key), value));
        }
        meta.put(SERVER, server);
        map.put("_meta", meta);
        return map;
    }

    @Override
    public RpcError noResource(String uri, String message) {
        return new RpcError(RpcError.INVALID_PARAMS, message, Values.map("uri", uri));
    }
}
