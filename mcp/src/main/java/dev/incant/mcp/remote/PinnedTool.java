package dev.incant.mcp.remote;

import dev.incant.kernel.value.Json;
import dev.incant.mcp.client.RemoteTool;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A tool as it was accepted.
///
/// @param operation what it is called here
/// @param sha256 of what counts of its definition, see [#hash]
/// @param tool its definition
public record PinnedTool(String operation, String sha256, RemoteTool tool) {
    /// What counts of a definition: what a model is told, and what arguments and results look like.
    private static final List<String> COUNTS =
            List.of("name", "title", "description", "inputSchema", "outputSchema", "annotations");

    static PinnedTool of(String operation, RemoteTool tool) {
        return new PinnedTool(operation, hash(tool), tool);
    }

    /// SHA-256, in hexadecimal, over the JSON of what counts of a definition, with the names in each object sorted and
    /// without spaces.
    public static String hash(RemoteTool tool) {
        Map<String, @Nullable Object> counting = new TreeMap<>();
        for (String field : COUNTS) {
            if (tool.definition().containsKey(field)) {
                counting.put(field, sorted(tool.definition().get(field)));
            }
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Json.write(counting).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A copy in which the names of each object are sorted.
    static @Nullable Object sorted(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new TreeMap<>();
            map.forEach((key, each) -> copy.put(String.valueOf(key), sorted(each)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            for (Object each : list) {
                copy.add(sorted(each));
            }
            return copy;
        }
        return value;
    }
}
