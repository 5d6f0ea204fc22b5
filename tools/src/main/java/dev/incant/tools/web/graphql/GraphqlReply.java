package dev.incant.tools.web.graphql;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What came of an operation (GraphQL, October 2021, section 7.1).
///
/// @param data null for none
/// @param errors maps with `message`, and `path`, `locations` and `extensions` where they are said
public record GraphqlReply(
        @Nullable Object data,
        List<@Nullable Object> errors,
        @Nullable Object extensions) {
    /// Reads a reply; null when the value is none.
    public static @Nullable GraphqlReply of(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map) || !map.containsKey("data") && !map.containsKey("errors")) {
            return null;
        }
        Object said = map.get("errors");
        List<@Nullable Object> errors = said == null ? List.of() : errors(said);
        boolean empty = errors != null && errors.isEmpty() && !map.containsKey("data");
        return errors == null || empty ? null : new GraphqlReply(map.get("data"), errors, map.get("extensions"));
    }

    /// The errors as the specification has them (section 7.1.2); null when the value is none.
    public static @Nullable List<@Nullable Object> errors(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return null;
        }
        List<@Nullable Object> errors = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> error) || !(error.get("message") instanceof String message)) {
                return null;
            }
            Map<String, @Nullable Object> kept = Values.map("message", message);
            if (error.get("path") instanceof List<?> path) {
                kept.put("path", path);
            }
            if (error.get("locations") instanceof List<?> locations) {
                kept.put("locations", locations);
            }
            if (error.get("extensions") instanceof Map<?, ?> extensions) {
                kept.put("extensions", extensions);
            }
            errors.add(kept);
        }
        return errors;
    }

    /// The error for errors without data.
    public static ToolException refused(String who, List<@Nullable Object> errors) {
        String message = errors.isEmpty()
                ? "said nothing more"
                : String.valueOf(((Map<?, ?>) java.util.Objects.requireNonNull(errors.getFirst())).get("message"));
        String more = errors.size() < 2 ? "" : " (and " + (errors.size() - 1) + " more)";
        return ToolException.failed(who + " refused the operation: " + message + more)
                .with("errors", errors);
    }

    /// The fields `data`, `errors` and `extensions`.
    public Map<String, @Nullable Object> fields() {
        return Values.map("data", data, "errors", errors, "extensions", extensions);
    }
}
