package dev.incant.benchmarks.search;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// Tools and queries of the Berkeley Function Calling Leaderboard, read from the Python package `bfcl-eval`. Taken are
/// its ten files that have one turn and say which functions are right: `simple_python`, `simple_java`,
/// `simple_javascript`, `multiple`, `parallel`, `parallel_multiple` and `live_` with `simple`, `multiple`, `parallel`,
/// `parallel_multiple`.
///
/// Each entry is a query: what the user says, all messages of the turn joined, without those of the system.
/// The tools are all functions of all entries together, by name; of several with one name the first counts.
/// Right is each function that the entry's ground truth calls. In version 2026.3.23 that makes 1,437 tools
/// and 2,501 queries, of which 207 have more than one right answer.
///
/// A function becomes a spec of its name, its description and one operation with the parameters of its schema's first
/// level, their descriptions and enumerations. It has no aliases, tags or phrases, as there are none.
///
/// @param tools in the order of their first appearance
public record PublicSet(List<ToolSpec> tools, List<Asked> queries) {
    private static final String FOLDER = "bfcl_eval/data/";
    private static final List<String> FILES = List.of(
            "simple_python",
            "simple_java",
            "simple_javascript",
            "multiple",
            "parallel",
            "parallel_multiple",
            "live_simple",
            "live_multiple",
            "live_parallel",
            "live_parallel_multiple");

    public PublicSet {
        tools = List.copyOf(tools);
        queries = List.copyOf(queries);
    }

    /// Reads a wheel of the package.
    ///
    /// @throws ToolException `failed` when it is not built as expected
    public static PublicSet of(Path wheel) throws IOException {
        Map<String, ToolSpec> tools = new LinkedHashMap<>();
        List<Asked> queries = new ArrayList<>();
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            for (String name : FILES) {
                Map<String, List<Asked.Answer>> right = new LinkedHashMap<>();
                for (Map<?, ?> answer : lines(zip, FOLDER + "possible_answer/BFCL_v4_" + name + ".json")) {
                    right.put(String.valueOf(answer.get("id")), called(answer));
                }
                for (Map<?, ?> entry : lines(zip, FOLDER + "BFCL_v4_" + name + ".json")) {
                    for (Object function : list(entry.get("function"))) {
                        ToolSpec spec = spec(map(function));
                        tools.putIfAbsent(spec.name(), spec);
                    }
                    queries.add(new Asked(said(entry), right.getOrDefault(String.valueOf(entry.get("id")), List.of())));
                }
            }
        }
        return new PublicSet(List.copyOf(tools.values()), queries);
    }

    private static List<Map<?, ?>> lines(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw ToolException.failed(zip.getName() + " has no " + name);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            List<Map<?, ?>> lines = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.isBlank()) {
                    lines.add(map(Json.parse(line)));
                }
            }
            return lines;
        }
    }

    private static List<Asked.Answer> called(Map<?, ?> answer) {
        Set<String> names = new LinkedHashSet<>();
        for (Object call : list(answer.get("ground_truth"))) {
            map(call).keySet().forEach(name -> names.add(String.valueOf(name)));
        }
        return names.stream().map(Asked.Answer::of).toList();
    }

    private static String said(Map<?, ?> entry) {
        StringBuilder text = new StringBuilder();
        for (Object message : list(list(entry.get("question")).getFirst())) {
            if ("user".equals(map(message).get("role"))) {
                text.append(map(message).get("content")).append('\n');
            }
        }
        return text.toString();
    }

    private static ToolSpec spec(Map<?, ?> function) {
        Operation operation = Operation.of("run", "");
        Map<?, ?> parameters = map(function.get("parameters"));
        for (Map.Entry<?, ?> each : map(parameters.get("properties")).entrySet()) {
            Map<?, ?> schema = map(each.getValue());
            Object meaning = schema.get("description");
            Parameter parameter =
                    Parameter.text(String.valueOf(each.getKey()), meaning == null ? "" : String.valueOf(meaning));
            List<String> allowed =
                    list(schema.get("enum")).stream().map(String::valueOf).toList();
            operation = operation.optional(parameter.oneOf(allowed.toArray(String[]::new)));
        }
        String name = String.valueOf(function.get("name"));
        return ToolSpec.of(name, Category.DATA, String.valueOf(function.get("description")))
                .operation(operation);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
