package dev.incant.mcp.agent;

import dev.incant.kernel.tool.ForeignDefinition;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Passes tools of other systems on to agents as they came: their own descriptions and schemas, and of their results
/// the images as images.
final class ForeignAnswer {
    private ForeignAnswer() {}

    static AgentTool tool(String name, String title, Operation operation, ForeignDefinition foreign) {
        String description = foreign.description().isBlank() ? operation.summary() : foreign.description();
        return new AgentTool(name, title, description, foreign.input(), output(foreign), operation.effects());
    }

    /// The schema of the result where all clients can have it: until 2025-11-25 it has to be an object's.
    private static @Nullable Map<String, @Nullable Object> output(ForeignDefinition foreign) {
        Map<String, @Nullable Object> output = foreign.output();
        return output != null && "object".equals(output.get("type")) ? output : null;
    }

    static AgentResult of(ForeignDefinition foreign, @Nullable Object result, boolean outside) {
        if (output(foreign) != null || !(result instanceof List<?> blocks) || !areBlocks(blocks)) {
            String text = result instanceof String string ? string : Json.write(result);
            return new AgentResult(
                    List.of(new AgentResult.Text(text, outside)), output(foreign) == null ? null : result, false);
        }
        List<AgentResult.Part> parts = new ArrayList<>();
        for (Object block : blocks) {
            parts.add(part((Map<?, ?>) block, outside));
        }
        return new AgentResult(parts, null, false);
    }

    private static boolean areBlocks(List<?> list) {
        for (Object each : list) {
            if (!(each instanceof Map<?, ?> map) || !(map.get("type") instanceof String)) {
                return false;
            }
        }
        return !list.isEmpty();
    }

    private static AgentResult.Part part(Map<?, ?> block, boolean outside) {
        String type = String.valueOf(block.get("type"));
        String mime = block.get("mime") instanceof String given ? given : "";
        if (type.equals("text") && block.get("text") instanceof String text) {
            return new AgentResult.Text(text, outside);
        }
        if (type.equals("image") && block.get("data") instanceof byte[] data) {
            return new AgentResult.Image(data, mime);
        }
        if (type.equals("audio") && block.get("data") instanceof byte[] data) {
            return new AgentResult.Audio(data, mime);
        }
        if (type.equals("resource_link") && block.get("uri") instanceof String uri) {
            String name = block.get("name") instanceof String given ? given : uri;
            return new AgentResult.Link(uri, name, mime, block.get("size") instanceof Long size ? size : -1);
        }
        return new AgentResult.Text(Json.write(block), outside);
    }
}
