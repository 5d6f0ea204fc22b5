package dev.incant.mcp.protocol;

import java.util.List;

/// A text that people pick to begin with.
public record Prompt(String name, String title, String description, List<Argument> arguments) {
    public Prompt {
        arguments = List.copyOf(arguments);
    }

    /// What a prompt is filled with.
    public record Argument(String name, String description, boolean required) {}

    /// A filled prompt.
    public record Filled(String description, List<Turn> messages) {
        public Filled {
            messages = List.copyOf(messages);
        }
    }

    /// One message.
    ///
    /// @param role `user` or `assistant`
    public record Turn(String role, Content content) {}
}
