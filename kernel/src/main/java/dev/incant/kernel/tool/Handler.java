package dev.incant.kernel.tool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Does the work of one operation.
@FunctionalInterface
public interface Handler {
    /// Runs once with arguments that are already checked, and returns a plain value that the result schema
    /// describes.
    ///
    /// @throws dev.incant.kernel.error.ToolException for what the user has to hear
    /// @throws IOException when reading or writing broke off; the caller hears `failed`
    @Nullable Object run(Args args, ToolContext context) throws IOException;
}
