package dev.incant.mcp.agent;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.state.StateStore;
import dev.incant.kernel.value.Values;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Large values that stay with the kernel: in the client's own state, scope `session`, under names that scripts read
/// them by. When there is no more room, the oldest go first. Safe for use by many threads.
final class Kept {
    /// The scope `session` of the connection's own session in a store of its own; see
    /// [dev.incant.kernel.SessionOptions.Apart].
    static final String SCOPE = "session:";

    private final StateStore state;
    private final ArrayDeque<String> names = new ArrayDeque<>();
    private long count;

    Kept(StateStore state) {
        this.state = state;
    }

    /// Keeps a value and describes it: handle, how to read it, type, size, and how it begins.
    ///
    /// @param kind the beginning of its name
    /// @throws ToolException `limit_exceeded` when it is larger than all the room there is
    synchronized Map<String, @Nullable Object> keep(String kind, @Nullable Object value) {
        String name = kind + "_" + ++count;
        while (true) {
            try {
                state.set(SCOPE, name, value, null);
                break;
            } catch (ToolException e) {
                if (e.code() != ErrorCode.LIMIT_EXCEEDED || names.isEmpty()) {
                    throw e;
                }
                state.delete(SCOPE, names.remove());
            }
        }
        names.add(name);
        Map<String, @Nullable Object> handle = Values.map(
                "handle",
                name,
                "read",
                "State.get(\"" + name + "\", {scope = \"session\"})",
                "uri",
                "state://session/" + name,
                "type",
                Values.typeName(value),
                "size",
                Values.size(value));
        if (value instanceof List<?> list) {
            handle.put("items", (long) list.size());
        }
        handle.put("preview", Preview.of(value));
        return handle;
    }
}
