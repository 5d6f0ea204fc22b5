package dev.incant.kernel.tool;

import dev.incant.kernel.value.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One thing that is wrong with a value: where, and what was expected.
///
/// @param path the place, such as `rules[0].type`
/// @param message a clause that names the value and what was expected
public record Problem(String path, String message) {
    /// The problem as a plain value.
    public Map<String, @Nullable Object> toMap() {
        return Values.map("parameter", path, "message", message);
    }

    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
