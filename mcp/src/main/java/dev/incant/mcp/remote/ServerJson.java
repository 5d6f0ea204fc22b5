package dev.incant.mcp.remote;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.client.RemoteTool;
import dev.incant.mcp.remote.ServerConfig.Place;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A [StoredServer] as a plain value, as it stands in its file.
final class ServerJson {
    private static final long VERSION = 1;

    private ServerJson() {}

    static Map<String, @Nullable Object> write(StoredServer server) {
        ServerConfig config = server.config();
        Map<String, @Nullable Object> map = Values.map("version", VERSION, "name", config.name());
        switch (config.place()) {
            case Place.Program program -> {
                map.put("command", new ArrayList<@Nullable Object>(program.line()));
                map.put("directory", program.directory().toString());
                map.put("env", new LinkedHashMap<String, @Nullable Object>(program.environment()));
                map.put("env_inherited", new ArrayList<@Nullable Object>(program.inherited()));
            }
            case Place.Address address -> {
                map.put("url", address.url().toString());
                map.put("headers", new LinkedHashMap<String, @Nullable Object>(address.headers()));
                map.put("bearer_env", address.bearerVariable());
                map.put("oauth", OAuthJson.write(address.oauth()));
            }
        }
        map.put("timeout_ms", config.timeout().toMillis());
        map.put("include", new ArrayList<@Nullable Object>(config.include()));
        map.put("exclude", new ArrayList<@Nullable Object>(config.exclude()));
        map.put("revision", server.revision());
        map.put("software", server.software());
        map.put("accepted", server.accepted().toString());
        List<@Nullable Object> tools = new ArrayList<>();
        for (PinnedTool tool : server.tools()) {
            tools.add(Values.map(
                    "operation",
                    tool.operation(),
                    "sha256",
                    tool.sha256(),
                    "definition",
                    tool.tool().definition()));
        }
        map.put("tools", tools);
        return map;
    }

    /// Reads a server.
    ///
    /// @throws ToolException `invalid_params` for a field that is missing or wrong
    static StoredServer read(@Nullable Object value) {
        Map<?, ?> map = object("the file", value);
        if (!Long.valueOf(VERSION).equals(map.get("version"))) {
            throw ToolException.invalidParams("version must be " + VERSION + ", not " + map.get("version"));
        }
        ServerConfig config = new ServerConfig(
                text(map, "name"),
                place(map),
                Duration.ofMillis(
                        map.get("timeout_ms") instanceof Long millis && millis > 0
                                ? millis
                                : ServerConfig.TIMEOUT.toMillis()),
                texts(map, "include"),
                texts(map, "exclude"));
        List<PinnedTool> tools = new ArrayList<>();
        for (Object each : list(map, "tools")) {
            Map<?, ?> tool = object("tools[]", each);
            Map<String, @Nullable Object> definition = named(object("definition", tool.get("definition")));
            tools.add(new PinnedTool(
                    text(tool, "operation"),
                    text(tool, "sha256"),
                    new RemoteTool(text(definition, "name"), definition)));
        }
        return new StoredServer(config, text(map, "revision"), text(map, "software"), accepted(map), tools);
    }

    private static Instant accepted(Map<?, ?> map) {
        try {
            return Instant.parse(text(map, "accepted"));
        } catch (DateTimeException e) {
            throw ToolException.invalidParams("accepted must be a time, not '" + map.get("accepted") + "'");
        }
    }

    private static Place place(Map<?, ?> map) {
        if (map.get("url") instanceof String url) {
            Map<String, String> headers = strings("headers", map.get("headers"));
            try {
                return new Place.Address(
                        URI.create(url),
                        headers,
                        map.get("bearer_env") instanceof String name ? name : null,
                        OAuthJson.read(map.get("oauth")));
            } catch (IllegalArgumentException e) {
                throw ToolException.invalidParams("url must be a URL, not '" + url + "'");
            }
        }
        List<String> line = texts(map, "command");
        if (line.isEmpty()) {
            throw ToolException.invalidParams("command or url is missing");
        }
        Map<String, String> environment = strings("env", map.get("env"));
        Path directory = Path.of(text(map, "directory"));
        return new Place.Program(line, directory, environment, texts(map, "env_inherited"));
    }

    // Loops, as a lambda is a class that each start would make anew.
    private static Map<String, String> strings(String what, @Nullable Object value) {
        Map<String, String> strings = new LinkedHashMap<>();
        for (Map.Entry<?, ?> each : object(what, value).entrySet()) {
            strings.put(String.valueOf(each.getKey()), String.valueOf(each.getValue()));
        }
        return strings;
    }

    private static Map<?, ?> object(String what, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw ToolException.invalidParams(what + " must be an object");
    }

    private static Map<String, @Nullable Object> named(Map<?, ?> map) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        for (Map.Entry<?, ?> each : map.entrySet()) {
            named.put(String.valueOf(each.getKey()), each.getValue());
        }
        return named;
    }

    private static String text(Map<?, ?> map, String field) {
        if (map.get(field) instanceof String text) {
            return text;
        }
        throw ToolException.invalidParams(field + " must be a string");
    }

    private static List<?> list(Map<?, ?> map, String field) {
        if (map.get(field) instanceof List<?> list) {
            return list;
        }
        throw ToolException.invalidParams(field + " must be a list");
    }

    private static List<String> texts(Map<?, ?> map, String field) {
        List<String> texts = new ArrayList<>();
        if (map.get(field) instanceof List<?> list) {
            for (Object each : list) {
                texts.add(String.valueOf(each));
            }
        }
        return texts;
    }
}
