package dev.incant.mcp.remote;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.client.CallOutcome;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns what a server answered into a plain value: its structured result; else its text, if that is all; else a list
/// of what it sent. Images and sound have `mime` and `data`, so that a script can display them as they are.
final class ResultReading {
    private ResultReading() {}

    /// The result of a call.
    ///
    /// @throws ToolException `failed` with the server's text when the tool's job was not done
    static @Nullable Object of(CallOutcome outcome) {
        if (outcome.failed()) {
            throw failed(outcome);
        }
        if (outcome.hasStructured()) {
            return outcome.structured();
        }
        List<Map<?, ?>> content = outcome.content();
        if (content.isEmpty()) {
            return null;
        }
        if (content.size() == 1 && content.getFirst().get("text") instanceof String text && isText(content)) {
            return text;
        }
        List<@Nullable Object> blocks = new ArrayList<>();
        for (Map<?, ?> block : content) {
            blocks.add(block(block));
        }
        return blocks;
    }

    private static boolean isText(List<Map<?, ?>> content) {
        return "text".equals(content.getFirst().get("type"));
    }

    private static ToolException failed(CallOutcome outcome) {
        String text = outcome.text();
        String message = text.isBlank() ? "the tool failed and did not say why" : text;
        return outcome.hasStructured()
                ? new ToolException(ErrorCode.FAILED, message, Values.map("result", outcome.structured()), null)
                : ToolException.failed(message);
    }

    private static Map<String, @Nullable Object> block(Map<?, ?> block) {
        String type = String.valueOf(block.get("type"));
        return switch (type) {
            case "text" -> Values.map("type", type, "text", block.get("text"));
            case "image", "audio" ->
                Values.map("type", type, "mime", mime(block), "data", bytes(type, block.get("data")));
            case "resource_link" -> {
                Map<String, @Nullable Object> link = Values.map("type", type);
                for (String field : List.of("uri", "name", "title", "description", "mimeType", "size")) {
                    if (block.get(field) != null) {
                        link.put(field.equals("mimeType") ? "mime" : field, block.get(field));
                    }
                }
                yield link;
            }
            case "resource" -> resource(block.get("resource"));
            default -> other(block);
        };
    }

    private static Map<String, @Nullable Object> resource(@Nullable Object value) {
        Map<?, ?> resource = value instanceof Map<?, ?> map ? map : Map.of();
        Map<String, @Nullable Object> shown =
                Values.map("type", "resource", "uri", resource.get("uri"), "mime", mime(resource));
        if (resource.get("blob") != null) {
            shown.put("data", bytes("resource", resource.get("blob")));
        } else {
            shown.put("text", resource.get("text"));
        }
        return shown;
    }

    private static Map<String, @Nullable Object> other(Map<?, ?> block) {
        Map<String, @Nullable Object> shown = Values.map();
        block.forEach((name, each) -> shown.put(String.valueOf(name), each));
        return shown;
    }

    private static String mime(Map<?, ?> block) {
        return block.get("mimeType") instanceof String mime && mime.indexOf('/') > 0
                ? mime
                : "application/octet-stream";
    }

    private static byte[] bytes(String type, @Nullable Object data) {
        if (!(data instanceof String text)) {
            throw ToolException.failed("the server broke the protocol: the data of its " + type + " is no string");
        }
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw ToolException.failed("the server broke the protocol: the data of its " + type + " is no base64");
        }
    }
}
