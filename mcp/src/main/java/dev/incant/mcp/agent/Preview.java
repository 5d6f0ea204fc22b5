package dev.incant.mcp.agent;

import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The shape of a large value: the first items of lists, the first entries of maps, the beginnings of texts. Costs
/// nothing for what is left out.
final class Preview {
    private static final int ITEMS = 2;
    private static final int ENTRIES = 12;
    private static final int CHARACTERS = 80;
    private static final int WHOLE_TEXT = 500;
    private static final int DEPTH = 4;

    private Preview() {}

    static @Nullable Object of(@Nullable Object value) {
        return value instanceof String text ? cut(text, WHOLE_TEXT) : of(value, 0);
    }

    private static @Nullable Object of(@Nullable Object value, int depth) {
        return switch (value) {
            case String text -> cut(text, CHARACTERS);
            case byte[] bytes -> "(" + bytes.length + " bytes)";
            case List<?> list when depth >= DEPTH -> "(" + list.size() + " items)";
            case List<?> list -> items(list, depth);
            case Map<?, ?> map when depth >= DEPTH -> "(" + map.size() + " entries)";
            case Map<?, ?> map -> entries(map, depth);
            case null, default -> value;
        };
    }

    private static List<@Nullable Object> items(List<?> list, int depth) {
        List<@Nullable Object> shown = new ArrayList<>();
        for (Object item : list.subList(0, Math.min(ITEMS, list.size()))) {
            shown.add(of(item, depth + 1));
        }
        if (list.size() > ITEMS) {
            shown.add("… " + (list.size() - ITEMS) + " more");
        }
        return shown;
    }

    private static Map<String, @Nullable Object> entries(Map<?, ?> map, int depth) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (shown.size() == ENTRIES) {
                shown.put("…", map.size() - ENTRIES + " more");
                break;
            }
            shown.put(String.valueOf(entry.getKey()), of(entry.getValue(), depth + 1));
        }
        return shown;
    }

    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "… (" + Values.size(text) + " characters)";
    }
}
