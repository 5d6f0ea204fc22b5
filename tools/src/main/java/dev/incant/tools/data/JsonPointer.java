package dev.incant.tools.data;

import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A JSON Pointer (RFC 6901) and the changes that can be made where it points to. Containers on the way are
/// copied.
///
/// @param tokens unescaped
record JsonPointer(List<String> tokens) {
    /// Makes an error of a clause that says what is wrong.
    interface Refusal extends Function<String, ToolException> {}

    static JsonPointer parse(String text) {
        List<String> tokens = new ArrayList<>();
        if (!text.isEmpty()) {
            if (text.charAt(0) != '/') {
                throw new IllegalArgumentException("a JSON Pointer is empty or begins with '/', not '" + text + "'");
            }
            for (String token : text.substring(1).split("/", -1)) {
                tokens.add(unescaped(token));
            }
        }
        return new JsonPointer(tokens);
    }

    private static String unescaped(String token) {
        for (int at = token.indexOf('~'); at >= 0; at = token.indexOf('~', at + 1)) {
            if (at + 1 >= token.length() || (token.charAt(at + 1) != '0' && token.charAt(at + 1) != '1')) {
                throw new IllegalArgumentException(
                        "'~' is followed by 0 or 1 in a JSON Pointer, not in '" + token + "'");
            }
        }
        return token.replace("~1", "/").replace("~0", "~");
    }

    static String escaped(String token) {
        return token.replace("~", "~0").replace("/", "~1");
    }

    boolean isBelow(JsonPointer other) {
        return tokens.size() > other.tokens.size()
                && tokens.subList(0, other.tokens.size()).equals(other.tokens);
    }

    @Nullable Object get(@Nullable Object document, Refusal refusal) {
        Object at = document;
        for (String token : tokens) {
            if (at instanceof Map<?, ?> map && map.containsKey(token)) {
                at = map.get(token);
            } else if (at instanceof List<?> list) {
                at = list.get(index(token, list.size() - 1, refusal));
            } else {
                throw refusal.apply("nothing is at '" + this + "'");
            }
        }
        return at;
    }

    private int index(String token, int last, Refusal refusal) {
        boolean number = !token.isEmpty() && token.length() < 10 && (token.equals("0") || token.charAt(0) != '0');
        for (int i = 0; i < token.length(); i++) {
            number &= token.charAt(i) >= '0' && token.charAt(i) <= '9';
        }
        if (!number || Integer.parseInt(token) > last) {
            throw refusal.apply("the list at '" + this + "' has no place '" + token + "'");
        }
        return Integer.parseInt(token);
    }

    private enum Change {
        ADD,
        REPLACE,
        REMOVE
    }

    @Nullable Object add(@Nullable Object document, @Nullable Object value, Refusal refusal) {
        return change(document, 0, Change.ADD, value, refusal);
    }

    @Nullable Object replace(@Nullable Object document, @Nullable Object value, Refusal refusal) {
        return change(document, 0, Change.REPLACE, value, refusal);
    }

    @Nullable Object remove(@Nullable Object document, Refusal refusal) {
        get(document, refusal);
        return change(document, 0, Change.REMOVE, null, refusal);
    }

    private @Nullable Object change(
            @Nullable Object at, int depth, Change change, @Nullable Object value, Refusal refusal) {
        if (depth == tokens.size()) {
            return value;
        }
        String token = tokens.get(depth);
        boolean last = depth == tokens.size() - 1;
        if (at instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((name, item) -> copy.put((String) name, item));
            if (last && change == Change.REMOVE) {
                copy.remove(token);
            } else if (last) {
                copy.put(token, value);
            } else if (copy.containsKey(token)) {
                copy.put(token, change(copy.get(token), depth + 1, change, value, refusal));
            } else {
                throw refusal.apply("nothing is at '" + this + "'");
            }
            return copy;
        }
        if (at instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list);
            boolean adds = last && change == Change.ADD;
            int index = adds && token.equals("-")
                    ? list.size()
                    : index(token, adds ? list.size() : list.size() - 1, refusal);
            if (adds) {
                copy.add(index, value);
            } else if (last && change == Change.REMOVE) {
                copy.remove(index);
            } else {
                copy.set(index, change(list.get(index), depth + 1, change, value, refusal));
            }
            return copy;
        }
        throw refusal.apply("nothing is at '" + this + "'");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append('/').append(escaped(token)));
        return text.toString();
    }
}
