package dev.incant.tools.data.convert;

import dev.incant.kernel.error.ToolException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a value from a text and writes it as one. What cannot be kept goes to [Losses]; a text that is not of the
/// format is `invalid_params` with line and column.
interface Format {
    @Nullable Object read(String text, Settings settings);

    String write(@Nullable Object value, Settings settings);

    /// Whether the format knows texts only, so that numbers are told from their look.
    default boolean untyped() {
        return false;
    }

    /// All formats by name.
    Map<String, Format> ALL = all();

    private static Map<String, Format> all() {
        Map<String, Format> formats = new LinkedHashMap<>();
        formats.put("json", new JsonFormat(false));
        formats.put("jsonl", new JsonFormat(true));
        formats.put("yaml", new YamlFormat());
        formats.put("toml", new TomlFormat());
        formats.put("xml", new XmlFormat());
        formats.put("csv", new CsvFormat());
        formats.put("ini", new IniFormat());
        formats.put("properties", new PropertiesFormat());
        return formats;
    }

    /// The format that a file's name says, or null.
    static @Nullable String of(String path) {
        String name = path.toLowerCase(java.util.Locale.ROOT);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "yml" -> "yaml";
            case "ndjson", "jsonlines" -> "jsonl";
            case "tsv" -> "csv";
            case "cfg" -> "ini";
            default -> ALL.containsKey(ending) ? ending : null;
        };
    }

    static ToolException wrong(String what, String message, long line, long column) {
        String at = line > 0 ? "line " + line + (column > 0 ? ", column " + column : "") + ": " : "";
        ToolException error = ToolException.invalidParams("input: no " + what + ": " + at + message);
        return line > 0 ? error.with("line", line).with("column", column) : error;
    }

    /// A value as the text that formats without types hold.
    static String text(@Nullable Object scalar) {
        return scalar == null ? "" : scalar.toString();
    }

    static boolean isScalar(@Nullable Object value) {
        return !(value instanceof Map || value instanceof List);
    }

    static String member(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
