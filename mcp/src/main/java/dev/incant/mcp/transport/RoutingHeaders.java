package dev.incant.mcp.transport;

import com.sun.net.httpserver.Headers;
import dev.incant.mcp.agent.AgentTool;
import dev.incant.mcp.protocol.Codes;
import dev.incant.mcp.protocol.Modern;
import dev.incant.mcp.protocol.Revision;
import dev.incant.mcp.rpc.RpcException;
import dev.incant.mcp.rpc.RpcMessage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks that the headers which programs between client and server read say what the body says. Source: "Request
/// Metadata" of 2026-07-28.
final class RoutingHeaders {
    private static final String SENTINEL = "=?base64?";

    private RoutingHeaders() {}

    /// Checks the headers of a request.
    ///
    /// @throws RpcException `-32020` for a header that is missing, broken or says something else than the body
    static void check(Headers headers, RpcMessage.Request request) {
        String version = single(headers, "MCP-Protocol-Version");
        if (version == null) {
            throw mismatch("MCP-Protocol-Version is missing; clients of " + Revision.LEGACY
                    + " and before begin with initialize and then send Mcp-Session-Id");
        }
        String said = Modern.revision(request);
        if (said != null && !said.equals(version)) {
            throw mismatch("MCP-Protocol-Version is " + version + ", but the body says " + said);
        }
        String method = single(headers, "Mcp-Method");
        if (method == null) {
            throw mismatch("Mcp-Method is missing");
        }
        if (!method.equals(request.method())) {
            throw mismatch("Mcp-Method is " + method + ", but the body says " + request.method());
        }
        String field = switch (request.method()) {
            case "tools/call", "prompts/get" -> "name";
            case "resources/read" -> "uri";
            case "tasks/get", "tasks/update", "tasks/cancel" -> "taskId";
            default -> null;
        };
        if (field != null && request.params().get(field) instanceof String value) {
            String name = single(headers, "Mcp-Name");
            if (name == null) {
                throw mismatch("Mcp-Name is missing");
            }
            if (!decoded("Mcp-Name", name).equals(value)) {
                throw mismatch("Mcp-Name is " + name + ", but the body says " + value);
            }
        }
    }

    /// Checks the headers that a tool wants some of its arguments repeated in.
    static void check(Headers headers, RpcMessage.Request request, List<AgentTool> tools) {
        for (AgentTool tool : tools) {
            if (tool.name().equals(request.params().get("name"))) {
                Object arguments = request.params().get("arguments");
                properties(headers, tool.inputSchema(), arguments instanceof Map<?, ?> map ? map : Map.of());
            }
        }
    }

    private static void properties(Headers headers, Map<?, ?> schema, Map<?, ?> arguments) {
        if (!(schema.get("properties") instanceof Map<?, ?> properties)) {
            return;
        }
        for (Map.Entry<?, ?> each : properties.entrySet()) {
            if (!(each.getValue() instanceof Map<?, ?> property)) {
                continue;
            }
            Object value = arguments.get(each.getKey());
            if (property.get("x-mcp-header") instanceof String name) {
                repeated(headers, "Mcp-Param-" + name, value);
            }
            properties(headers, property, value instanceof Map<?, ?> inner ? inner : Map.of());
        }
    }

    private static void repeated(Headers headers, String name, @Nullable Object value) {
        String given = single(headers, name);
        if (value == null) {
            if (given != null) {
                throw mismatch(name + " is there, but the body has no such argument");
            }
            return;
        }
        if (given == null) {
            throw mismatch(name + " is missing");
        }
        String text = decoded(name, given);
        if (!same(text, value)) {
            throw mismatch(name + " is " + given + ", but the body says " + value);
        }
    }

    private static boolean same(String text, Object value) {
        if (!(value instanceof Long) && !(value instanceof Double)) {
            return text.equals(String.valueOf(value));
        }
        try {
            return new BigDecimal(text).compareTo(new BigDecimal(String.valueOf(value))) == 0;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static @Nullable String single(Headers headers, String name) {
        List<String> values = headers.get(name);
        if (values == null || values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw mismatch(name + " is there more than once");
        }
        return values.getFirst().strip();
    }

    private static String decoded(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\t' && (c < ' ' || c > '~')) {
                throw mismatch(name + " has a character that no header may have");
            }
        }
        if (!value.startsWith(SENTINEL) || !value.endsWith("?=") || value.length() < SENTINEL.length() + 2) {
            return value;
        }
        String encoded = value.substring(SENTINEL.length(), value.length() - 2);
        if (encoded.length() % 4 != 0) {
            // The decoder would do without padding.
            throw mismatch(name + " is not valid Base64");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(encoded);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw mismatch(name + " is not valid Base64");
        }
    }

    private static RpcException mismatch(String message) {
        return RpcException.of(Codes.HEADER_MISMATCH, "header mismatch: " + message);
    }
}
