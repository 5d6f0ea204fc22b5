package dev.incant.mcp.agent;

import dev.incant.kernel.tool.Effects;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a tool presents itself to an agent.
///
/// @param title for people
/// @param description for the model; short, as each agent pays for it in each conversation
/// @param inputSchema JSON Schema 2020-12 of the arguments, an object
/// @param outputSchema JSON Schema 2020-12 of the structured result, an object; null when there is none
public record AgentTool(
        String name,
        String title,
        String description,
        Map<String, @Nullable Object> inputSchema,
        @Nullable Map<String, @Nullable Object> outputSchema,
        Effects effects) {}
