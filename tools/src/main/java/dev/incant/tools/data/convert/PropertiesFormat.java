package dev.incant.tools.data.convert;

import dev.incant.kernel.error.ToolException;
import dev.incant.tools.data.csv.Cells;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Java properties, as `java.util.Properties` reads them; dots in a key make nested maps.
final class PropertiesFormat implements Format {
    @Override
    public boolean untyped() {
        return true;
    }

    /// Keeps the order, and refuses keys that are there twice, which the JDK's own would overwrite.
    private static final class Ordered extends Properties {
        private static final long serialVersionUID = 1L;

        private final transient Map<String, String> entries = new LinkedHashMap<>();

        @Override
        public synchronized @Nullable Object put(Object key, Object value) {
            if (entries.putIfAbsent((String) key, (String) value) != null) {
                throw Format.wrong("properties that are taken", "'" + key + "' is there twice", 0, 0);
            }
            return null;
        }
    }

    @Override
    public @Nullable Object read(String text, Settings settings) {
        Ordered properties = new Ordered();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw Format.wrong("properties", String.valueOf(e.getMessage()), 0, 0);
        }
        Map<String, @Nullable Object> top = new LinkedHashMap<>();
        properties.entries.forEach((key, value) -> {
            settings.context().checkCancelled();
            put(top, key, settings.infer() ? Cells.value(value) : value);
        });
        return top;
    }

    @SuppressWarnings("unchecked") // all maps in it are made here
    private static void put(Map<String, @Nullable Object> top, String key, @Nullable Object value) {
        Map<String, @Nullable Object> map = top;
        String[] steps = key.split("\\.", -1);
        if (steps.length > 100) {
            throw ToolException.limitExceeded("input: a key has more than 100 parts");
        }
        for (int i = 0; i < steps.length - 1; i++) {
            Object inner = map.computeIfAbsent(steps[i], _ -> new LinkedHashMap<String, @Nullable Object>());
            if (!(inner instanceof Map<?, ?>)) {
                throw Format.wrong("properties that are taken", "'" + key + "' is below a key with a value", 0, 0);
            }
            map = (Map<String, @Nullable Object>) inner;
        }
        if (map.containsKey(steps[steps.length - 1])) {
            throw Format.wrong("properties that are taken", "'" + key + "' has both a value and keys below it", 0, 0);
        }
        map.put(steps[steps.length - 1], value);
    }

    @Override
    public String write(@Nullable Object value, Settings settings) {
        if (!(value instanceof Map<?, ?> map)) {
            throw ToolException.invalidParams("input: properties hold a map; this is none");
        }
        StringBuilder text = new StringBuilder();
        write(map, "", text, settings);
        return text.toString();
    }

    private static void write(Map<?, ?> map, String path, StringBuilder text, Settings settings) {
        map.forEach((key, item) -> {
            settings.context().checkCancelled();
            String at = path.isEmpty() ? (String) key : path + "." + key;
            if (item instanceof Map<?, ?> inner) {
                write(inner, at, text, settings);
            } else if (!Format.isScalar(item)) {
                settings.losses().add(at, "properties have no lists");
            } else {
                text.append(escaped(at, true))
                        .append('=')
                        .append(escaped(Format.text(item), false))
                        .append('\n');
            }
        });
    }

    private static String escaped(String text, boolean key) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '\f' -> escaped.append("\\f");
                case '\\' -> escaped.append("\\\\");
                case ' ' -> escaped.append(key || i == 0 ? "\\ " : " ");
                case '=', ':', '#', '!' -> escaped.append(key ? "\\" : "").append(c);
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
