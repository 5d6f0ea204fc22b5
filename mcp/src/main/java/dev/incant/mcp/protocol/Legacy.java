package dev.incant.mcp.protocol;

import dev.incant.kernel.value.Values;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcException;
import dev.incant.mcp.rpc.RpcMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The dialect of 2025-11-25 and before: a handshake says once what holds for all requests of a session.
final class Legacy implements Dialect {
    @Override
    public Sender sender(RpcMessage.Request request, Client client) {
        Client.Handshake handshake = client.handshake();
        boolean early =
                request.method().equals("initialize") || request.method().equals("ping");
        if (handshake == null && !early) {
            throw RpcException.of(
                    RpcError.INVALID_REQUEST,
                    request.method() + " came before initialize; clients of " + Revision.MODERN
                            + " instead send params._meta with " + Modern.VERSION + " in each request");
        }
        Params meta =
                new Params("params._meta", request.params().get("_meta") instanceof Map<?, ?> map ? map : Map.of());
        return new Sender(
                handshake == null ? Revision.LEGACY : handshake.revision(),
                handshake == null ? "" : handshake.name(),
                handshake == null ? Map.of() : handshake.capabilities(),
                Modern.token(meta),
                client.level());
    }

    @Override
    public McpRequest read(RpcMessage.Request request, Sender sender) {
        Params params = RequestReader.params(request);
        if (request.method().startsWith("tasks/") && !sender.since(Revision.LEGACY)) {
            throw RequestReader.noMethod(request.method());
        }
        McpRequest common = RequestReader.common(request, params, false);
        if (common != null) {
            return common;
        }
        return switch (request.method()) {
            case "initialize" -> initialize(params);
            case "ping" -> new McpRequest.Ping();
            case "logging/setLevel" -> {
                LogLevel level = LogLevel.of(params.text("level"));
                if (level == null) {
                    throw params.wrong(
                            "level", "a log level such as info", params.map().get("level"));
                }
                yield new McpRequest.SetLevel(level);
            }
            case "resources/subscribe" -> new McpRequest.Subscribe(params.text("uri"), true);
            case "resources/unsubscribe" -> new McpRequest.Subscribe(params.text("uri"), false);
            case "tasks/list" -> RequestReader.page(McpRequest.Listed.TASKS, params);
            case "tasks/result" -> new McpRequest.TaskResult(params.text("taskId"));
            default -> throw RequestReader.noMethod(request.method());
        };
    }

    private static McpRequest initialize(Params params) {
        Object client = params.map().get("clientInfo");
        String name = client instanceof Map<?, ?> map && map.get("name") instanceof String text ? text : "";
        return new McpRequest.Initialize(params.text("protocolVersion"), name, params.object("capabilities"));
    }

    @Override
    public Map<String, @Nullable Object> write(McpResult result) {
        if (result instanceof McpResult.Complete complete) {
            return complete.fields();
        }
        if (result instanceof McpResult.Detached detached) {
            return Values.map("task", detached.task().legacy());
        }
        throw new IllegalStateException("the legacy dialect asks while it answers");
    }

    @Override
    public RpcError noResource(String uri, String message) {
        return new RpcError(Codes.LEGACY_NOT_FOUND, message, Values.map("uri", uri));
    }
}
