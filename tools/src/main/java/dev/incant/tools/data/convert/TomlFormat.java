package dev.incant.tools.data.convert;

import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/// TOML 1.0. It has no null; its dates and times are texts elsewhere.
final class TomlFormat implements Format {
    @Override
    public @Nullable Object read(String text, Settings settings) {
        TomlParseResult result = Toml.parse(text);
        if (result.hasErrors()) {
            TomlParseError first = result.errors().getFirst();
            String message = String.valueOf(first.getMessage());
            throw Format.wrong(
                    "TOML", message, first.position().line(), first.position().column());
        }
        return value(result, "", settings);
    }

    private static @Nullable Object value(@Nullable Object value, String path, Settings settings) {
        settings.context().checkCancelled();
        return switch (value) {
            case TomlTable table -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                table.entrySet()
                        .forEach(entry -> map.put(
                                entry.getKey(),
                                value(entry.getValue(), Format.member(path, entry.getKey()), settings)));
                yield map;
            }
            case TomlArray array -> {
                List<@Nullable Object> list = new ArrayList<>(array.size());
                for (int i = 0; i < array.size(); i++) {
                    list.add(value(array.get(i), path + "[" + i + "]", settings));
                }
                yield list;
            }
            case null -> null;
            case String _, Long _, Double _, Boolean _ -> value;
            default -> {
                settings.losses().add(path, "a date or time of TOML becomes the text " + value);
                yield value.toString();
            }
        };
    }

    @Override
    public String write(@Nullable Object value, Settings settings) {
        if (!(value instanceof Map<?, ?>)) {
            throw ToolException.invalidParams("input: TOML holds a map at the top, with names; this is none");
        }
        return Toml.toToml(withoutNulls(value, "", settings));
    }

    private static @Nullable Object withoutNulls(@Nullable Object value, String path, Settings settings) {
        settings.context().checkCancelled();
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> {
                String at = Format.member(path, (String) key);
                if (item == null) {
                    settings.losses().add(at, "TOML has no null, the member is left out");
                } else {
                    copy.put((String) key, withoutNulls(item, at, settings));
                }
            });
            return copy;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) == null) {
                    settings.losses().add(path + "[" + i + "]", "TOML has no null, the item is left out");
                } else {
                    copy.add(withoutNulls(list.get(i), path + "[" + i + "]", settings));
                }
            }
            return copy;
        }
        return value;
    }
}
