package dev.incant.mcp.protocol;

import java.util.List;
import java.util.Map;

/// The prompts that a server offers. Safe for use by many threads.
public interface PromptSource extends AutoCloseable {
    /// All prompts, in a stable order.
    List<Prompt> list();

    /// Fills a prompt. That the arguments it needs are there has been checked.
    ///
    /// @throws dev.incant.kernel.error.ToolException `not_found` when there is no such prompt
    Prompt.Filled fill(String name, Map<String, String> arguments, Exchange exchange);

    /// What an argument may be completed to.
    ///
    /// @param known the arguments that are filled already
    default Completion complete(String name, String argument, String typed, Map<String, String> known) {
        return Completion.NONE;
    }

    /// Whether the list can change, which [Changes#prompts] tells.
    default boolean changes() {
        return false;
    }

    @Override
    default void close() {}
}
