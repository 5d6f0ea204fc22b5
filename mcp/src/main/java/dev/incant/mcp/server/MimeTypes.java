package dev.incant.mcp.server;

import java.net.URLConnection;
import java.util.Locale;
import java.util.Map;

/// Guesses what a file holds from its name.
final class MimeTypes {
    /// What the JDK's table lacks.
    private static final Map<String, String> MORE = Map.ofEntries(
            Map.entry("md", "text/markdown"),
            Map.entry("json", "application/json"),
            Map.entry("jsonl", "application/jsonl"),
            Map.entry("yaml", "application/yaml"),
            Map.entry("yml", "application/yaml"),
            Map.entry("toml", "application/toml"),
            Map.entry("csv", "text/csv"),
            Map.entry("lua", "text/x-lua"),
            Map.entry("java", "text/x-java"),
            Map.entry("py", "text/x-python"),
            Map.entry("rs", "text/x-rust"),
            Map.entry("ts", "text/x-typescript"),
            Map.entry("js", "text/javascript"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("webp", "image/webp"));

    private MimeTypes() {}

    /// The type, empty when it is not known.
    static String of(String name) {
        int dot = name.lastIndexOf('.');
        String end = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        String more = MORE.get(end);
        if (more != null) {
            return more;
        }
        String known = URLConnection.guessContentTypeFromName(name);
        return known == null ? "" : known;
    }
}
