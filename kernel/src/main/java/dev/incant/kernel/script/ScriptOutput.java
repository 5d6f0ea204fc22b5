package dev.incant.kernel.script;

import dev.incant.kernel.capability.Progress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a running script's output goes. The kernel enforces the session's limit on it.
public interface ScriptOutput extends Progress {
    /// Takes text that the script printed.
    ///
    /// @throws dev.incant.kernel.error.ToolException `limit_exceeded`, which ends the script
    void print(String text);

    /// Takes text for the standard error stream: what the script logged or warned of. Counts as printed.
    ///
    /// @throws dev.incant.kernel.error.ToolException `limit_exceeded`, which ends the script
    void log(String text);

    /// Takes something to look at, by MIME type; binary kinds are bytes.
    void display(Map<String, ? extends @Nullable Object> data);

    /// Asks the person at the client for a line; null at the end of the input.
    ///
    /// @throws dev.incant.kernel.error.ToolException `unavailable` where nobody can answer
    @Nullable String input(String prompt);
}
