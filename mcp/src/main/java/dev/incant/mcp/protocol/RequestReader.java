package dev.incant.mcp.protocol;

import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcException;
import dev.incant.mcp.rpc.RpcMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what both dialects ask for in the same way.
final class RequestReader {
    private RequestReader() {}

    /// Reads a request that both dialects have, or null.
    static @Nullable McpRequest common(RpcMessage.Request request, Params params, boolean modern) {
        return switch (request.method()) {
            case "tools/list" -> page(McpRequest.Listed.TOOLS, params);
            case "resources/list" -> page(McpRequest.Listed.RESOURCES, params);
            case "resources/templates/list" -> page(McpRequest.Listed.TEMPLATES, params);
            case "prompts/list" -> page(McpRequest.Listed.PROMPTS, params);
            case "tools/call" ->
                new McpRequest.CallTool(
                        params.text("name"),
                        params.object("arguments"),
                        answers(params, modern),
                        modern ? null : taskTtl(params));
            case "resources/read" -> new McpRequest.ReadResource(params.text("uri"), answers(params, modern));
            case "prompts/get" ->
                new McpRequest.GetPrompt(params.text("name"), params.texts("arguments"), answers(params, modern));
            case "completion/complete" -> complete(params);
            case "tasks/get" -> new McpRequest.GetTask(params.text("taskId"));
            case "tasks/cancel" -> new McpRequest.CancelTask(params.text("taskId"));
            default -> null;
        };
    }

    static Params params(RpcMessage.Request request) {
        return new Params(request.method(), request.params());
    }

    static RpcException noMethod(String method) {
        return RpcException.of(RpcError.METHOD_NOT_FOUND, "no method " + method);
    }

    static McpRequest page(McpRequest.Listed what, Params params) {
        return new McpRequest.ListPage(what, params.optionalText("cursor"));
    }

    private static McpRequest.Answers answers(Params params, boolean modern) {
        if (!modern
                || !params.map().containsKey("inputResponses") && !params.map().containsKey("requestState")) {
            return McpRequest.Answers.NONE;
        }
        Map<String, @Nullable Object> responses = params.object("inputResponses");
        responses.forEach((key, value) -> {
            if (!(value instanceof Map<?, ?>)) {
                throw params.wrong("inputResponses." + key, "an object", value);
            }
        });
        return new McpRequest.Answers(responses, params.optionalText("requestState"));
    }

    /// For how long the client wants a task's result kept; null when it wants no task.
    private static @Nullable Long taskTtl(Params params) {
        if (params.map().get("task") == null) {
            return null;
        }
        Object ttl = params.inner("task").map().get("ttl");
        if (ttl == null) {
            return Tasks.TTL.toMillis();
        }
        if (ttl instanceof Long millis && millis > 0) {
            return millis;
        }
        throw params.wrong("task.ttl", "a positive whole number of milliseconds", ttl);
    }

    private static McpRequest complete(Params params) {
        Params ref = params.inner("ref");
        boolean prompt = switch (ref.text("type")) {
            case "ref/prompt" -> true;
            case "ref/resource" -> false;
            default ->
                throw ref.wrong("type", "ref/prompt or ref/resource", ref.map().get("type"));
        };
        Params argument = params.inner("argument");
        Map<String, String> known = params.map().get("context") == null
                ? Map.of()
                : params.inner("context").texts("arguments");
        return new McpRequest.Complete(
                prompt, ref.text(prompt ? "name" : "uri"), argument.text("name"), argument.text("value"), known);
    }
}
