package dev.incant.mcp.protocol;

import dev.incant.kernel.value.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client can ask for, in either dialect.
sealed interface McpRequest {
    /// What the server is (modern).
    record Discover() implements McpRequest {}

    /// The handshake (legacy).
    record Initialize(String revision, String name, Map<String, @Nullable Object> capabilities) implements McpRequest {}

    /// Whether the server is there (legacy).
    record Ping() implements McpRequest {}

    /// What the client wants of the log from now on (legacy).
    record SetLevel(LogLevel level) implements McpRequest {}

    /// A page of a list.
    ///
    /// @param cursor where it begins; null for the first
    record ListPage(Listed what, @Nullable String cursor) implements McpRequest {}

    /// What may need answers of the client first, and then comes again with them.
    sealed interface Repeated extends McpRequest {
        Answers answers();

        /// What a state that the server hands out is good for: this request alone.
        String binding();
    }

    record CallTool(
            String name,
            Map<String, @Nullable Object> arguments,
            Answers answers,
            @Nullable Long taskTtl) implements Repeated {
        @Override
        public String binding() {
            return "tools/call " + name + " " + Json.write(arguments);
        }
    }

    record ReadResource(String uri, Answers answers) implements Repeated {
        @Override
        public String binding() {
            return "resources/read " + uri;
        }
    }

    record GetPrompt(String name, Map<String, String> arguments, Answers answers) implements Repeated {
        @Override
        public String binding() {
            return "prompts/get " + name + " " + arguments;
        }
    }

    /// Subscribes to a resource or ends that (legacy).
    record Subscribe(String uri, boolean on) implements McpRequest {}

    /// @param prompt whether `name` names a prompt rather than the pattern of resources
    record Complete(boolean prompt, String name, String argument, String typed, Map<String, String> known)
            implements McpRequest {}

    /// A stream of changes (modern).
    record Listen(boolean tools, boolean prompts, boolean resources, List<String> uris, List<String> tasks)
            implements McpRequest {}

    record GetTask(String id) implements McpRequest {}

    /// Waits for a task and gives its result (legacy).
    record TaskResult(String id) implements McpRequest {}

    /// The answers that a task waits for (modern).
    record UpdateTask(String id, Map<String, @Nullable Object> responses) implements McpRequest {}

    record CancelTask(String id) implements McpRequest {}

    /// What can be listed.
    enum Listed {
        TOOLS("tools"),
        RESOURCES("resources"),
        TEMPLATES("resourceTemplates"),
        PROMPTS("prompts"),
        TASKS("tasks");

        private final String field;

        Listed(String field) {
            this.field = field;
        }

        /// The field of the result that holds the list.
        String field() {
            return field;
        }
    }

    /// What a client sends along when it asks again after it was asked itself (modern).
    ///
    /// @param state what the server gave it to send back
    record Answers(
            Map<String, @Nullable Object> responses,
            @Nullable String state) {
        static final Answers NONE = new Answers(Map.of(), null);
    }
}
