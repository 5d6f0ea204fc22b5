package dev.incant.mcp.agent;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Errors as an agent reads them.
final class AgentErrors {
    private AgentErrors() {}

    /// A failed call: `code: message`. It has no structured part, as that would have to fit the tool's schema.
    static AgentResult answer(ToolException error, boolean untrusted) {
        return new AgentResult(
                List.of(new AgentResult.Text(error.code().code() + ": " + error.message(), untrusted)), null, true);
    }

    /// The message without the place that Lua puts in front, `script#3:7: `, which is told apart.
    static String message(ToolException error) {
        String message = error.message();
        if (error.details().get("line") instanceof Long line && message.startsWith(Scripts.NAME)) {
            String place = ":" + line + ": ";
            int at = message.indexOf(place);
            if (at >= 0 && at < Scripts.NAME.length() + 12) {
                return message.substring(at + place.length());
            }
        }
        return message;
    }

    /// The error of a script as a plain value: code, message, place, and what was refused or meant.
    static Map<String, @Nullable Object> map(ToolException error, @Nullable String hint) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("code", error.code().code());
        map.put("message", message(error));
        for (String name : List.of("tool", "line", "source", "flag", "nearest", "limit", "timeout_ms")) {
            Object value = error.details().get(name);
            if (value != null) {
                map.put(name, Values.deep(value));
            }
        }
        if (hint != null) {
            map.put("hint", hint);
        }
        return map;
    }
}
