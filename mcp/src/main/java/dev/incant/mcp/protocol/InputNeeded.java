package dev.incant.mcp.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ends the work on a request because the client has to answer something first (modern).
final class InputNeeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, InputRequest> requests;
    private final transient Map<String, @Nullable Object> known;

    /// @param known the answers so far
    InputNeeded(Map<String, InputRequest> requests, Map<String, @Nullable Object> known) {
        super("input needed", null, false, false);
        this.requests = requests;
        this.known = known;
    }

    Map<String, InputRequest> requests() {
        return requests;
    }

    Map<String, @Nullable Object> known() {
        return known;
    }
}
