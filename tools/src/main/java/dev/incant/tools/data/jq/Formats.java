package dev.incant.tools.data.jq;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The formats `@text`, `@json`, `@csv`, …
final class Formats {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final Set<String> NAMES =
            Set.of("text", "json", "csv", "tsv", "html", "uri", "sh", "base64", "base64d", "base32", "base32d");

    private Formats() {}

    static void check(String name, String query, int at) {
        if (!NAMES.contains(name)) {
            throw Lexer.problem(query, at, "@" + name + " is not a format");
        }
    }

    static String text(@Nullable Object value, Meter meter) {
        return value instanceof String text ? text : Text.json(value, meter);
    }

    static String apply(String name, @Nullable Object value, Meter meter) {
        return switch (name) {
            case "json" -> Text.json(value, meter);
            case "csv" -> row(value, "csv", ",", meter);
            case "tsv" -> row(value, "tsv", "\t", meter);
            case "html" -> html(text(value, meter));
            case "uri" -> uri(text(value, meter), meter);
            case "sh" -> value instanceof List<?> list ? shell(list, meter) : shell(value, meter);
            case "base64" -> Base64.getEncoder().encodeToString(utf8(text(value, meter)));
            case "base64d" -> decode64(text(value, meter));
            case "base32" -> encode32(utf8(text(value, meter)), meter);
            case "base32d" -> decode32(text(value, meter), meter);
            default -> text(value, meter);
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String row(@Nullable Object value, String format, String separator, Meter meter) {
        if (!(value instanceof List<?> list)) {
            throw new JqError(Text.described(value) + " cannot be " + format + "-formatted, only an array can be");
        }
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < list.size(); i++) {
            meter.tick();
            Object item = list.get(i);
            if (item instanceof List || item instanceof Map) {
                throw new JqError(Text.described(item) + " is not valid in a csv row");
            }
            row.append(i == 0 ? "" : separator);
            if (item instanceof String text) {
                row.append(
                        format.equals("csv")
                                ? "\"" + text.replace("\"", "\"\"") + "\""
                                : text.replace("\\", "\\\\")
                                        .replace("\t", "\\t")
                                        .replace("\n", "\\n")
                                        .replace("\r", "\\r"));
            } else if (item != null) {
                row.append(Text.json(item, meter));
            }
        }
        return row.toString();
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&quot;");
    }

    private static String uri(String text, Meter meter) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : utf8(text)) {
            meter.tick();
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || "-_.~".indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                encoded.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return encoded.toString();
    }

    private static String shell(List<?> list, Meter meter) {
        StringBuilder words = new StringBuilder();
        for (Object item : list) {
            words.append(words.isEmpty() ? "" : " ").append(shell(item, meter));
        }
        return words.toString();
    }

    private static String shell(@Nullable Object item, Meter meter) {
        if (item instanceof List || item instanceof Map) {
            throw new JqError(Text.described(item) + " can not be escaped for shell");
        }
        return item instanceof String text ? "'" + text.replace("'", "'\\''") + "'" : Text.json(item, meter);
    }

    private static String decode64(String text) {
        try {
            String padded = text.replace("=", "");
            return new String(Base64.getDecoder().decode(padded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new JqError(Text.described(text) + " is not valid base64 data");
        }
    }

    private static String encode32(byte[] bytes, Meter meter) {
        StringBuilder text = new StringBuilder();
        long buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            meter.tick();
            buffer = (buffer << 8 | (b & 0xff)) & 0xffffffL;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(BASE32.charAt((int) (buffer >> bits) & 31));
            }
        }
        if (bits > 0) {
            text.append(BASE32.charAt((int) (buffer << (5 - bits)) & 31));
        }
        return text.append("=".repeat((8 - text.length() % 8) % 8)).toString();
    }

    private static String decode32(String text, Meter meter) {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        long buffer = 0;
        int bits = 0;
        for (char c : text.replace("=", "").toCharArray()) {
            meter.tick();
            int digit = BASE32.indexOf(c);
            if (digit < 0) {
                throw new JqError(Text.described(text) + " is not valid base32 data");
            }
            buffer = (buffer << 5 | digit) & 0xffffL;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.write((int) (buffer >> bits) & 0xff);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
