package dev.incant.mcp.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads fields of what authorization servers send and of our own files. A field of another type is as good as none.
final class Fields {
    private Fields() {}

    static @Nullable String text(Map<?, ?> map, String field) {
        return map.get(field) instanceof String text && !text.isEmpty() ? text : null;
    }

    static List<String> texts(Map<?, ?> map, String field) {
        List<String> texts = new ArrayList<>();
        if (map.get(field) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof String text) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    /// A number, also one that is written as a text; null for none.
    static @Nullable Long number(Map<?, ?> map, String field) {
        Object value = map.get(field);
        if (value instanceof Number number) {
            return number.longValue();
        }
        return value instanceof String text
                        && !text.isEmpty()
                        && text.length() < 16
                        && text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Long.valueOf(text)
                : null;
    }

    static boolean yes(Map<?, ?> map, String field) {
        return Boolean.TRUE.equals(map.get(field));
    }

    /// The lists' words, each once, in order.
    static List<String> union(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        for (String each : more) {
            if (!all.contains(each)) {
                all.add(each);
            }
        }
        return all;
    }
}
