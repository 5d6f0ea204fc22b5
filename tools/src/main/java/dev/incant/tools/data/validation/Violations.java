package dev.incant.tools.data.validation;

import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong: all are counted, the first ones kept.
public final class Violations {
    private static final int LONGEST_VALUE = 200;

    private final ToolContext context;
    private final int kept;
    private final boolean failFast;
    private final List<@Nullable Object> errors = new ArrayList<>();
    private long count;

    /// @param kept how many are listed
    /// @param failFast whether the first one ends the check
    public Violations(ToolContext context, int kept, boolean failFast) {
        this.context = context;
        this.kept = kept;
        this.failFast = failFast;
    }

    /// Whether no more need to be looked for.
    boolean enough() {
        context.checkCancelled();
        return failFast && count > 0;
    }

    void add(Place place, @Nullable Object value, String rule, String message) {
        count++;
        if (errors.size() >= kept || (failFast && count > 1)) {
            return;
        }
        Map<String, @Nullable Object> error = Values.map("field", place.field(), "pointer", place.pointer());
        if (!(value instanceof List || value instanceof Map)) {
            error.put("value", shown(value));
        }
        error.put("rule", rule);
        error.put("message", message);
        errors.add(error);
    }

    private static @Nullable Object shown(@Nullable Object value) {
        if (!(value instanceof String text) || text.length() <= LONGEST_VALUE) {
            return value;
        }
        int end = LONGEST_VALUE - (Character.isHighSurrogate(text.charAt(LONGEST_VALUE - 1)) ? 1 : 0);
        return text.substring(0, end) + "…";
    }

    /// `{valid, error_count, errors}`.
    public Map<String, @Nullable Object> result() {
        return Values.map("valid", count == 0, "error_count", failFast ? Math.min(count, 1) : count, "errors", errors);
    }
}
