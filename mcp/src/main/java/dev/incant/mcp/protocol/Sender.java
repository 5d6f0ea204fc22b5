package dev.incant.mcp.protocol;

import dev.incant.kernel.value.Values;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who sent a request, and what it can do: from the request itself, or from the handshake.
///
/// @param revision the revision of the protocol that it speaks
/// @param name what the client calls itself; not verified
/// @param capabilities as it declared them
/// @param progressToken what ties reports of progress to this request; null when it wants none
/// @param level the least that it wants of the log; null for nothing
public record Sender(
        String revision,
        String name,
        Map<String, @Nullable Object> capabilities,
        @Nullable Object progressToken,
        @Nullable LogLevel level) {
    /// The extension for calls that outlive their request.
    public static final String TASKS = "io.modelcontextprotocol/tasks";

    /// Whether the client declared a capability, such as `elicitation`.
    public boolean can(String capability) {
        return capabilities.get(capability) instanceof Map<?, ?>;
    }

    /// Whether the client can ask a person to fill in a form.
    public boolean fillsForms() {
        return capabilities.get("elicitation") instanceof Map<?, ?> modes
                && (modes.isEmpty() || modes.get("form") instanceof Map<?, ?>);
    }

    /// Whether the client declared an extension.
    public boolean has(String extension) {
        return capabilities.get("extensions") instanceof Map<?, ?> extensions
                && extensions.get(extension) instanceof Map<?, ?>;
    }

    boolean modern() {
        return revision.equals(Revision.MODERN);
    }

    boolean since(String since) {
        return revision.compareTo(since) >= 0;
    }

    /// Refuses a client that did not declare a capability.
    RpcException lacks(String capability) {
        return lacking(Values.map(capability, Map.of()), capability);
    }

    /// Refuses a client that did not declare an extension.
    RpcException lacksExtension(String extension) {
        return lacking(Values.map("extensions", Values.map(extension, Map.of())), extension);
    }

    private static RpcException lacking(Map<String, @Nullable Object> missing, String name) {
        return RpcException.of(new RpcError(
                Codes.MISSING_CAPABILITY,
                "this needs a client with the capability " + name + ", which the request does not declare",
                Values.map("requiredCapabilities", missing)));
    }
}
