package dev.incant.tools.data.convert;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import dev.incant.tools.data.JsonInput;
import dev.incant.tools.data.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON (RFC 8259), and JSON Lines: one value a line.
record JsonFormat(boolean lines) implements Format {
    @Override
    public @Nullable Object read(String text, Settings settings) {
        if (!lines) {
            return parsed(text, 0, settings);
        }
        List<@Nullable Object> values = new ArrayList<>();
        long number = 0;
        for (String line : text.split("\n", -1)) {
            settings.context().checkCancelled();
            number++;
            if (!line.isBlank()) {
                values.add(parsed(line, number, settings));
            }
        }
        return values;
    }

    private static @Nullable Object parsed(String text, long line, Settings settings) {
        try {
            return JsonInput.plain(Json.parse(text, settings.context()::checkCancelled), settings.context());
        } catch (ToolException e) {
            throw new ToolException(
                    e.code(), "input: " + (line > 0 ? "line " + line + ": " : "") + e.message(), e.details(), null);
        }
    }

    @Override
    public String write(@Nullable Object value, Settings settings) {
        Object finite = finite(value, "", settings);
        if (!lines) {
            return new JsonText(settings.context(), settings.indent(), false).write(finite) + "\n";
        }
        if (!(finite instanceof List<?> list)) {
            throw ToolException.invalidParams("input: JSON Lines hold a list, one item a line; this is none");
        }
        StringBuilder text = new StringBuilder();
        JsonText compact = new JsonText(settings.context(), 0, false);
        list.forEach(item -> text.append(compact.write(item)).append('\n'));
        return text.toString();
    }

    /// JSON has no NaN and no infinity: null stands for them where losses are allowed.
    private static @Nullable Object finite(@Nullable Object value, String path, Settings settings) {
        settings.context().checkCancelled();
        if (value instanceof Double d && !Double.isFinite(d)) {
            settings.losses().add(path, "JSON has no " + d + ", null is written");
            return null;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                copy.add(finite(list.get(i), path + "[" + i + "]", settings));
            }
            return copy;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new java.util.LinkedHashMap<>();
            map.forEach((name, item) ->
                    copy.put((String) name, finite(item, Format.member(path, (String) name), settings)));
            return copy;
        }
        return value;
    }
}
