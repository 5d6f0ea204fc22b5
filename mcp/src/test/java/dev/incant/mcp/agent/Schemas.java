package dev.incant.mcp.agent;

import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Checks values against JSON Schema as clients do, by a tool of our own that passes the official suite of 2020-12.
final class Schemas {
    private Schemas() {}

    static List<String> problems(AgentTools tools, String what, @Nullable Object schema, @Nullable Object value) {
        AgentResult result = tools.call(
                "json_processor-validate",
                // As it goes over the wire: bytes are objects there.
                Values.map("text", Json.write(value), "schema", Objects.requireNonNull(schema)),
                Agents.call());
        Map<String, @Nullable Object> checked = Agents.structured(result);
        return Boolean.TRUE.equals(checked.get("is_valid"))
                ? List.of()
                : List.of(what + ": " + Json.write(checked.get("errors")));
    }
}
