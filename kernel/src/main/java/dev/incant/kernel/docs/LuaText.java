package dev.incant.kernel.docs;

import dev.incant.kernel.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes values as Lua 5.4 source.
public final class LuaText {
    private static final Set<String> KEYWORDS = Set.of(
            "and",
            "break",
            "do",
            "else",
            "elseif",
            "end",
            "false",
            "for",
            "function",
            "goto",
            "if",
            "in",
            "local",
            "nil",
            "not",
            "or",
            "repeat",
            "return",
            "then",
            "true",
            "until",
            "while");

    private LuaText() {}

    /// Whether a word is one of the language's own, which no field can be named by without quotes.
    public static boolean isKeyword(String word) {
        return KEYWORDS.contains(word);
    }

    /// A value as a Lua expression; null is `JSON.null`.
    public static String of(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value);
        return text.toString();
    }

    private static void write(StringBuilder text, @Nullable Object value) {
        switch (value) {
            case null -> text.append("JSON.null");
            case String string -> string(text, string.getBytes(StandardCharsets.UTF_8));
            case byte[] bytes -> string(text, bytes);
            case List<?> list -> {
                text.append('{');
                for (int i = 0; i < list.size(); i++) {
                    text.append(i == 0 ? "" : ", ");
                    write(text, list.get(i));
                }
                text.append('}');
            }
            case Map<?, ?> map -> map(text, map);
            case Double number when number.isNaN() -> text.append("0/0");
            case Double number when number.isInfinite() -> text.append(number > 0 ? "math.huge" : "-math.huge");
            case Long number when number == Long.MIN_VALUE -> text.append("math.mininteger");
            default -> text.append(Json.write(value));
        }
    }

    private static void map(StringBuilder text, Map<?, ?> map) {
        text.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(first ? "" : ", ");
            first = false;
            String name = (String) entry.getKey();
            if (name.matches("[A-Za-z_][A-Za-z0-9_]*") && !isKeyword(name)) {
                text.append(name);
            } else {
                text.append('[');
                string(text, name.getBytes(StandardCharsets.UTF_8));
                text.append(']');
            }
            text.append(" = ");
            write(text, entry.getValue());
        }
        text.append('}');
    }

    /// Printable ASCII and UTF-8 stay; what a terminal or a reader would trip over is escaped.
    private static void string(StringBuilder text, byte[] bytes) {
        String decoded = new String(bytes, StandardCharsets.UTF_8);
        boolean utf8 = Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), bytes);
        text.append('"');
        String shown = utf8 ? decoded : new String(bytes, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c < ' ' || c == 127 || !utf8 && c > 127) {
                text.append(String.format("\\x%02x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
