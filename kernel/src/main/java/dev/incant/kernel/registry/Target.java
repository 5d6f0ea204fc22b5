package dev.incant.kernel.registry;

import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Tool;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a name and raw arguments stand for: one operation, and the arguments that are its own.
public record Target(Tool tool, Operation operation, Map<String, @Nullable Object> params) {
    /// `tool.operation`.
    public String fullName() {
        return tool.spec().name() + "." + operation.name();
    }
}
