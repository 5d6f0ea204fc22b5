package dev.incant.mcp.protocol;

import dev.incant.kernel.value.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that a server asks of a client while it answers a request.
///
/// @param capability what the client must have declared
public record InputRequest(String method, Map<String, @Nullable Object> params, String capability) {
    /// Asks the person for the fields of a form.
    ///
    /// @param schema an object of plain fields, see "Elicitation"
    public static InputRequest elicit(String message, Map<String, @Nullable Object> schema) {
        return new InputRequest(
                "elicitation/create",
                Values.map("mode", "form", "message", message, "requestedSchema", schema),
                "elicitation");
    }

    /// Asks the client's model to go on from a text.
    public static InputRequest sample(String text, long maxTokens) {
        Map<String, @Nullable Object> content = Values.map("type", "text", "text", text);
        return new InputRequest(
                "sampling/createMessage",
                Values.map(
                        "messages",
                        Values.list(Values.map("role", "user", "content", content)),
                        "maxTokens",
                        maxTokens),
                "sampling");
    }

    /// Asks which folders the client works in.
    public static InputRequest roots() {
        return new InputRequest("roots/list", Map.of(), "roots");
    }

    Map<String, @Nullable Object> plain() {
        return params.isEmpty() ? Values.map("method", method) : Values.map("method", method, "params", params);
    }
}
