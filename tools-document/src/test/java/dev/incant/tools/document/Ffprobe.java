package dev.incant.tools.document;

import static java.util.Objects.requireNonNull;

import dev.incant.kernel.value.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What ffprobe says of a file.
final class Ffprobe {
    private Ffprobe() {}

    @SuppressWarnings("unchecked") // an object of JSON
    private static Map<String, @Nullable Object> object(@Nullable Object json) {
        return (Map<String, @Nullable Object>) requireNonNull(json);
    }

    private static Map<String, @Nullable Object> all(Path folder, String name) throws IOException {
        return object(Json.parse(Program.run(
                folder, "ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", "file:" + name)));
    }

    static List<Map<String, @Nullable Object>> streams(Path folder, String name) throws IOException {
        List<Map<String, @Nullable Object>> streams = new ArrayList<>();
        for (Object each : (List<?>) requireNonNull(all(folder, name).get("streams"))) {
            streams.add(object(each));
        }
        return streams;
    }

    static Map<String, @Nullable Object> format(Path folder, String name) throws IOException {
        return object(all(folder, name).get("format"));
    }
}
