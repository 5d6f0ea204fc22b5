package dev.incant.tools.data.convert;

import dev.incant.kernel.error.ToolException;
import dev.incant.tools.data.csv.Cells;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// INI as most programs read it: `[section]`, `key = value`, comments after `;` or `#` at the start of a line. Values
/// in double quotes are texts, with the escapes of JSON. Keys before the first section stand at the top.
final class IniFormat implements Format {
    @Override
    public boolean untyped() {
        return true;
    }

    @Override
    public @Nullable Object read(String text, Settings settings) {
        Map<String, @Nullable Object> top = new LinkedHashMap<>();
        Map<String, @Nullable Object> section = top;
        long number = 0;
        for (String raw : text.split("\r?\n", -1)) {
            settings.context().checkCancelled();
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith(";") || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[")) {
                if (!line.endsWith("]") || line.length() < 3) {
                    throw Format.wrong("INI", "a section is [name]", number, 1);
                }
                section = new LinkedHashMap<>();
                put(top, line.substring(1, line.length() - 1).strip(), section, number);
                continue;
            }
            int equals = line.indexOf('=');
            if (equals <= 0) {
                throw Format.wrong("INI", "must be [section], key = value or a comment", number, 1);
            }
            put(
                    section,
                    line.substring(0, equals).strip(),
                    value(line.substring(equals + 1).strip(), settings, number),
                    number);
        }
        return top;
    }

    private static void put(Map<String, @Nullable Object> map, String name, @Nullable Object value, long line) {
        if (map.containsKey(name)) {
            throw Format.wrong("INI that is taken", "'" + name + "' is there twice", line, 1);
        }
        map.put(name, value);
    }

    private static @Nullable Object value(String text, Settings settings, long line) {
        if (text.startsWith("\"")) {
            try {
                return dev.incant.kernel.value.Json.parse(text);
            } catch (ToolException e) {
                throw Format.wrong("INI", "the quoted value is broken", line, 0);
            }
        }
        return settings.infer() ? Cells.value(text) : text;
    }

    @Override
    public String write(@Nullable Object value, Settings settings) {
        if (!(value instanceof Map<?, ?> map)) {
            throw ToolException.invalidParams("input: INI holds a map of sections and values; this is none");
        }
        StringBuilder text = new StringBuilder();
        map.forEach((key, item) -> {
            if (Format.isScalar(item)) {
                line(text, (String) key, item, settings);
            }
        });
        map.forEach((key, item) -> {
            if (item instanceof Map<?, ?> section) {
                name((String) key, "]", (String) key);
                text.append(text.isEmpty() ? "[" : "\n[").append(key).append("]\n");
                section.forEach((name, inner) -> {
                    if (!Format.isScalar(inner)) {
                        settings.losses().add(key + "." + name, "INI has lists nowhere and maps at the top only");
                    } else {
                        line(text, (String) name, inner, settings);
                    }
                });
            } else if (!Format.isScalar(item)) {
                settings.losses().add((String) key, "INI has no lists");
            }
        });
        return text.toString();
    }

    private static void name(String name, String stops, String path) {
        boolean odd =
                name.isBlank() || !name.equals(name.strip()) || name.lines().count() > 1;
        if (odd || name.indexOf(stops) >= 0 || (stops.equals("=") && ";#[".indexOf(name.charAt(0)) >= 0)) {
            throw ToolException.failed(path + ": '" + name + "' cannot be a name in INI");
        }
    }

    private static void line(StringBuilder text, String name, @Nullable Object value, Settings settings) {
        name(name, "=", name);
        String plain = Format.text(value);
        boolean quoted = value instanceof String s
                && (!s.equals(s.strip())
                        || s.startsWith("\"")
                        || s.chars().anyMatch(c -> c < ' ' || c == 0x2028 || c == 0x2029 || c == 0x85)
                        || (settings.infer() && !s.equals(Cells.value(s))));
        text.append(name)
                .append(" = ")
                .append(quoted ? dev.incant.kernel.value.Json.write(value) : plain)
                .append('\n');
    }
}
