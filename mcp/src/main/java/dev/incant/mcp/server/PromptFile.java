package dev.incant.mcp.server;

import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.protocol.Prompt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// A prompt written as Markdown with front matter:
///
/// ```text
/// ---
/// title: Review code
/// description: Asks for a review.
/// arguments:
///   - name: code
///     description: The code.
///     required: true
///   - name: language
///     values: [java, lua]
/// ---
/// Please review this {{language}} code:
///
/// {{code}}
/// ```
///
/// Its name is the file's, without `.md`. Without front matter the whole file is the text.
///
/// @param values what arguments may be completed to, by argument
/// @param text with `{{name}}` where arguments go
record PromptFile(Prompt prompt, Map<String, List<String>> values, String text) {
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_-]+)\\s*}}");
    private static final String FENCE = "---";

    /// Reads a prompt.
    ///
    /// @param name for messages, and the prompt's
    /// @throws ToolException `invalid_params` for front matter that is wrong
    static PromptFile read(String name, String content) {
        String text = content.startsWith("\ufeff") ? content.substring(1) : content;
        text = text.replace("\r\n", "\n");
        Map<?, ?> front = Map.of();
        if (text.startsWith(FENCE + "\n")) {
            int end = text.indexOf("\n" + FENCE, FENCE.length());
            int line = end < 0 ? -1 : text.indexOf('\n', end + 1);
            if (end < 0 || line >= 0 && !text.substring(end + 1, line).strip().equals(FENCE)) {
                throw ToolException.invalidParams(name + ": the front matter does not end; a line --- is missing");
            }
            front = yaml(name, text.substring(FENCE.length() + 1, end + 1));
            text = line < 0 ? "" : text.substring(line + 1);
        }
        return of(name, front, text.strip());
    }

    private static Map<?, ?> yaml(String name, String text) {
        try {
            Object loaded = new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(text);
            if (loaded == null) {
                return Map.of();
            }
            if (loaded instanceof Map<?, ?> map) {
                return map;
            }
            throw ToolException.invalidParams(name + ": the front matter must be fields, such as title: …");
        } catch (YamlEngineException e) {
            throw ToolException.invalidParams(name + ": the front matter is no YAML: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static PromptFile of(String name, Map<?, ?> front, String text) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<Prompt.Argument> arguments = new ArrayList<>();
        List<String> known = new ArrayList<>();
        if (front.get("arguments") instanceof List<?> list) {
            for (Object each : list) {
                if (!(each instanceof Map<?, ?> map) || !(map.get("name") instanceof String argument)) {
                    throw ToolException.invalidParams(name + ": each of arguments must have a name");
                }
                known.add(argument);
                arguments.add(new Prompt.Argument(
                        argument, string(map.get("description")), Boolean.TRUE.equals(map.get("required"))));
                if (map.get("values") instanceof List<?> some) {
                    values.put(argument, some.stream().map(String::valueOf).toList());
                }
            }
        } else if (front.get("arguments") != null) {
            throw ToolException.invalidParams(name + ": arguments must be a list");
        }
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            if (!known.contains(places.group(1))) {
                throw ToolException.invalidParams(
                        name + ": the text uses {{" + places.group(1) + "}}, which is none of arguments");
            }
        }
        Prompt prompt = new Prompt(name, string(front.get("title")), string(front.get("description")), arguments);
        return new PromptFile(prompt, values, text);
    }

    private static String string(@Nullable Object value) {
        return value == null ? "" : String.valueOf(value).strip();
    }

    /// The text with arguments in their places; those not given leave nothing.
    String fill(Map<String, String> arguments) {
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(arguments.getOrDefault(place.group(1), "")));
    }
}
