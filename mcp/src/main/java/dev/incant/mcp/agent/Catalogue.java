package dev.incant.mcp.agent;

import static dev.incant.kernel.tool.Parameter.integer;
import static dev.incant.kernel.tool.Parameter.list;
import static dev.incant.kernel.tool.Parameter.number;
import static dev.incant.kernel.tool.Parameter.text;

import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.value.Values;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The three tools of catalogue mode, as agents read them. Every word is paid for in every conversation.
final class Catalogue {
    /// The longest that a script may ask for, in seconds; the session's limit is below.
    static final int MOST_SECONDS = 3600;

    static final Operation SEARCH = Operation.of(
                    "search_tools",
                    "Find tools by what they do. Answers lines `tool.operation{parameters}` (? = optional).")
            .main(text("query", "words, e.g. \"parse csv\""))
            .optional(integer("limit", "").between(1, 50).otherwise(5))
            .readOnly();

    static final Operation DESCRIBE = Operation.of(
                    "describe_tool",
                    "Lua signature, fields of the result and a running example of a tool or tool.operation. Read it"
                            + " before calling one.")
            .main(text("name", ""))
            .readOnly();

    static final Operation RUN = Operation.of(
                    "run_script",
                    "Run Lua 5.4 that calls tools: local r = tools.calculator{expression=\"2*3\"}. Do many calls"
                            + " in one script and return only what you need. Tool.parallel{{name, params}, …} runs"
                            + " calls at once; a failed call raises {code, message}, pcall catches it. Also: JSON,"
                            + " State, print, display. Globals last from script to script; a large result is kept"
                            + " and answered as a handle, with what reads it. Only granted files, hosts and programs can be reached.")
            .main(text("code", ""))
            .optional(list("args", "the script's ARGS; what is no string comes as JSON", Schema.any("")))
            .optional(number("timeout", "seconds").between(0, MOST_SECONDS))
            .effects(Effects.UNKNOWN);

    private Catalogue() {}

    /// All three, in the order in which they are used.
    static List<AgentTool> all() {
        return List.of(
                new AgentTool(
                        SEARCH.name(),
                        "Search tools",
                        SEARCH.summary(),
                        TightSchema.parameters(SEARCH),
                        null,
                        SEARCH.effects()),
                new AgentTool(
                        DESCRIBE.name(),
                        "Describe a tool",
                        DESCRIBE.summary(),
                        TightSchema.parameters(DESCRIBE),
                        null,
                        DESCRIBE.effects()),
                new AgentTool(
                        RUN.name(),
                        "Run a script",
                        RUN.summary(),
                        TightSchema.parameters(RUN),
                        answer(),
                        RUN.effects()));
    }

    /// What a script's structured answer looks like; [ScriptAnswer] makes it.
    private static Map<String, @Nullable Object> answer() {
        Map<String, @Nullable Object> call = Values.map(
                "type",
                "object",
                "properties",
                Values.map(
                        "tool", Values.map("type", "string"),
                        "ms", Values.map("type", "number"),
                        "in", Values.map("type", "integer"),
                        "out", Values.map("type", "integer"),
                        "outcome", Values.map("type", "string")));
        return Values.map(
                "type",
                "object",
                "properties",
                Values.map(
                        "result", Values.map(),
                        "kept", Values.map("type", "object"),
                        "printed", Values.map("type", "string"),
                        "error", Values.map("type", "object"),
                        "calls", Values.map("type", "array", "items", call),
                        "denied", Values.map("type", "array", "items", Values.map("type", "string")),
                        "ms", Values.map("type", "number")),
                "required",
                Values.list("ms"));
    }
}
