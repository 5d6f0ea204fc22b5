package dev.incant.kernel.registry;

import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Tool;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a name and raw arguments stand for: one operation, and the arguments that are its own.
///
/// @param fullName `tool.operation`
public record Target(Tool tool, Operation operation, String fullName, Map<String, @Nullable Object> params) {
    /// The same operation with other arguments.
    public Target with(Map<String, @Nullable Object> other) {
        return new Target(tool, operation, fullName, other);
    }
}
