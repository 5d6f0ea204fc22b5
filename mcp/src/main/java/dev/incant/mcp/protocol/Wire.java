package dev.incant.mcp.protocol;

import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentTool;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is offered, as plain values of the wire. What a client's revision does not know is left out.
final class Wire {
    private Wire() {}

    static Map<String, @Nullable Object> tool(AgentTool tool, Sender sender) {
        boolean structured = sender.since(Revision.STRUCTURED);
        Map<String, @Nullable Object> map = Values.map("name", tool.name());
        if (structured && !tool.title().isEmpty()) {
            map.put("title", tool.title());
        }
        map.put("description", tool.description());
        map.put("inputSchema", tool.inputSchema());
        if (structured && tool.outputSchema() != null) {
            map.put("outputSchema", tool.outputSchema());
        }
        if (sender.since(Revision.ANNOTATED)) {
            Map<String, @Nullable Object> annotations = annotations(tool.effects());
            if (!annotations.isEmpty()) {
                map.put("annotations", annotations);
            }
        }
        if (!sender.modern() && sender.since(Revision.LEGACY)) {
            map.put("execution", Values.map("taskSupport", "optional"));
        }
        return map;
    }

    /// The hints that differ from what a client has to assume anyway.
    private static Map<String, @Nullable Object> annotations(Effects effects) {
        Map<String, @Nullable Object> map = Values.map();
        if (effects.readOnly()) {
            map.put("readOnlyHint", true);
        } else {
            // Both mean something only for tools that change something.
            if (!effects.destructive()) {
                map.put("destructiveHint", false);
            }
            if (effects.idempotent()) {
                map.put("idempotentHint", true);
            }
        }
        if (!effects.openWorld()) {
            map.put("openWorldHint", false);
        }
        return map;
    }

    static Map<String, @Nullable Object> result(ToolResult result, Sender sender) {
        List<@Nullable Object> content = new ArrayList<>();
        for (Content each : result.content()) {
            content.add(content(each, sender));
        }
        Object structured = result.structured();
        if (content.isEmpty() && structured != null) {
            content.add(content(new Content.Text(Json.write(structured)), sender));
        }
        Map<String, @Nullable Object> map = Values.map("content", content);
        // Until 2025-11-25 structured content has to be an object.
        if (structured != null && (sender.modern() || sender.since(Revision.STRUCTURED) && structured instanceof Map)) {
            map.put("structuredContent", structured);
        }
        if (result.failed()) {
            map.put("isError", true);
        }
        return map;
    }

    static Map<String, @Nullable Object> content(Content content, Sender sender) {
        return switch (content) {
            case Content.Text text -> {
                Map<String, @Nullable Object> map = text(text.text());
                if (text.untrusted()) {
                    map.put("_meta", untrusted());
                }
                yield map;
            }
            case Content.Image image -> bytes("image", image.data(), image.mimeType());
            case Content.Audio audio
            when sender.since(Revision.ANNOTATED) -> bytes("audio", audio.data(), audio.mimeType());
            case Content.Audio audio -> text("(" + audio.mimeType() + ", " + audio.data().length + " bytes)");
            case Content.Link link
            when sender.since(Revision.STRUCTURED) -> {
                Map<String, @Nullable Object> map =
                        Values.map("type", "resource_link", "uri", link.uri(), "name", link.name());
                if (!link.mimeType().isEmpty()) {
                    map.put("mimeType", link.mimeType());
                }
                if (link.size() >= 0) {
                    map.put("size", link.size());
                }
                yield map;
            }
            case Content.Link link -> text(link.name() + ": " + link.uri());
            case Content.Embedded embedded -> Values.map("type", "resource", "resource", content(embedded.resource()));
        };
    }

    private static Map<String, @Nullable Object> text(String text) {
        return Values.map("type", "text", "text", text);
    }

    private static Map<String, @Nullable Object> bytes(String type, byte[] data, String mimeType) {
        return Values.map("type", type, "data", Base64.getEncoder().encodeToString(data), "mimeType", mimeType);
    }

    static Map<String, @Nullable Object> content(ResourceContent content) {
        Map<String, @Nullable Object> map = Values.map("uri", content.uri());
        if (!content.mimeType().isEmpty()) {
            map.put("mimeType", content.mimeType());
        }
        switch (content) {
            case ResourceContent.Text text -> map.put("text", text.text());
            case ResourceContent.Blob blob ->
                map.put("blob", Base64.getEncoder().encodeToString(blob.data()));
        }
        if (content.untrusted()) {
            map.put("_meta", untrusted());
        }
        return map;
    }

    /// The mark of what came from outside.
    private static Map<String, @Nullable Object> untrusted() {
        return Values.map("dev.incant/untrusted", true);
    }

    static Map<String, @Nullable Object> resource(Resource resource, Sender sender) {
        Map<String, @Nullable Object> map = Values.map("uri", resource.uri(), "name", resource.name());
        describe(map, resource.title(), resource.description(), resource.mimeType(), sender);
        if (resource.size() >= 0) {
            map.put("size", resource.size());
        }
        return map;
    }

    static Map<String, @Nullable Object> template(Resource.Template template, Sender sender) {
        Map<String, @Nullable Object> map = Values.map("uriTemplate", template.uriTemplate(), "name", template.name());
        describe(map, template.title(), template.description(), template.mimeType(), sender);
        return map;
    }

    private static void describe(
            Map<String, @Nullable Object> map, String title, String description, String mimeType, Sender sender) {
        if (!title.isEmpty() && sender.since(Revision.STRUCTURED)) {
            map.put("title", title);
        }
        if (!description.isEmpty()) {
            map.put("description", description);
        }
        if (!mimeType.isEmpty()) {
            map.put("mimeType", mimeType);
        }
    }

    static Map<String, @Nullable Object> prompt(Prompt prompt, Sender sender) {
        Map<String, @Nullable Object> map = Values.map("name", prompt.name());
        describe(map, prompt.title(), prompt.description(), "", sender);
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Prompt.Argument argument : prompt.arguments()) {
            Map<String, @Nullable Object> each = Values.map("name", argument.name());
            if (!argument.description().isEmpty()) {
                each.put("description", argument.description());
            }
            each.put("required", argument.required());
            arguments.add(each);
        }
        if (!arguments.isEmpty()) {
            map.put("arguments", arguments);
        }
        return map;
    }

    static Map<String, @Nullable Object> filled(Prompt.Filled filled, Sender sender) {
        List<@Nullable Object> messages = new ArrayList<>();
        for (Prompt.Turn turn : filled.messages()) {
            messages.add(Values.map("role", turn.role(), "content", content(turn.content(), sender)));
        }
        Map<String, @Nullable Object> map = Values.map();
        if (!filled.description().isEmpty()) {
            map.put("description", filled.description());
        }
        map.put("messages", messages);
        return map;
    }

    static Map<String, @Nullable Object> completion(Completion completion) {
        return Values.map(
                "completion",
                Values.map(
                        "values",
                        completion.values(),
                        "total",
                        (long) completion.total(),
                        "hasMore",
                        completion.total() > completion.values().size()));
    }
}
