package dev.incant.kernel;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.ToolSearch;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.ForeignDefinition;
import dev.incant.kernel.tool.JsonSchema;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Answers the questions about tools that need no call: which there are, what one is, which fit some words. What a
/// registry holds never changes, so lists and descriptions are made once; they cannot be changed. Safe for use by many
/// threads.
final class ToolAnswers {
    private final ComponentRegistry registry;
    private final Map<String, Map<String, @Nullable Object>> lists = new ConcurrentHashMap<>();
    private final Map<String, Map<String, @Nullable Object>> descriptions = new ConcurrentHashMap<>();

    ToolAnswers(ComponentRegistry registry) {
        this.registry = registry;
    }

    Map<String, @Nullable Object> list(Message.ToolList request) {
        String category = category(request.category());
        String key = category == null ? "" : category;
        Map<String, @Nullable Object> known = lists.get(key);
        if (known == null) {
            known = Values.frozen(list(category));
            lists.put(key, known);
        }
        return known;
    }

    private Map<String, @Nullable Object> list(@Nullable String category) {
        List<@Nullable Object> tools = new ArrayList<>();
        for (Tool tool : registry.all()) {
            ToolSpec spec = tool.spec();
            if (category == null || spec.category().word().equals(category)) {
                tools.add(Values.map(
                        "name",
                        spec.name(),
                        "category",
                        spec.category().word(),
                        "summary",
                        spec.summary(),
                        "operations",
                        spec.operationNames()));
            }
        }
        return Values.map("tools", tools, "count", tools.size());
    }

    Map<String, @Nullable Object> search(Message.ToolSearch request) {
        if (request.limit() < 1) {
            throw ToolException.invalidParams("limit must be positive, not " + request.limit());
        }
        List<@Nullable Object> matches = new ArrayList<>();
        String category = category(request.category());
        for (ToolSearch.Hit hit : registry.search().find(request.query(), category, request.limit())) {
            matches.add(hit.toMap());
        }
        return Values.map("query", request.query(), "matches", matches);
    }

    private static @Nullable String category(@Nullable String asked) {
        if (asked == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        for (Category category : Category.values()) {
            if (category.word().equalsIgnoreCase(asked)) {
                return category.word();
            }
            words.add(category.word());
        }
        throw ToolException.invalidParams("no category is named '" + asked + "'" + Nearest.hint(asked, words)
                + " There are: " + String.join(", ", words));
    }

    /// The whole spec of a tool, or of one of its operations when the name says so.
    Map<String, @Nullable Object> info(Message.ToolInfo request) {
        Map<String, @Nullable Object> known = descriptions.get(request.name());
        if (known != null) {
            return known;
        }
        Tool tool = registry.find(request.name());
        String operation = null;
        int dot = request.name().lastIndexOf('.');
        if (tool == null && dot > 0) {
            tool = registry.find(request.name().substring(0, dot));
            operation = request.name().substring(dot + 1);
        }
        if (tool == null) {
            // Says what there is instead.
            tool = registry.tool(request.name());
        }
        String name = tool.spec().name();
        Map<String, @Nullable Object> made = Values.frozen(info(tool, operation));
        // Other spellings are not kept: there is no end of them.
        if (request.name().equals(operation == null ? name : name + "." + operation)) {
            descriptions.put(request.name(), made);
        }
        return made;
    }

    private static Map<String, @Nullable Object> info(Tool tool, @Nullable String operation) {
        ToolSpec spec = tool.spec();
        List<@Nullable Object> operations = new ArrayList<>();
        for (Operation each : spec.operations()) {
            if (operation == null || each.name().equals(operation)) {
                operations.add(operation(spec, each));
            }
        }
        if (operations.isEmpty() && operation != null) {
            throw ToolException.notFound(spec.name() + " has no operation '" + operation + "'"
                            + Nearest.hint(String.valueOf(operation), spec.operationNames()) + " It has: "
                            + String.join(", ", spec.operationNames()))
                    .with("operations", spec.operationNames());
        }
        return Values.map(
                "name",
                spec.name(),
                "version",
                spec.version(),
                "category",
                spec.category().word(),
                "summary",
                spec.summary(),
                "aliases",
                spec.aliases(),
                "tags",
                spec.tags(),
                "default_operation",
                spec.alone() == null ? null : spec.alone().name(),
                "operations",
                operations);
    }

    private static Map<String, @Nullable Object> operation(ToolSpec spec, Operation operation) {
        Effects effects = operation.effects();
        Parameter main = operation.mainParameter();
        List<@Nullable Object> examples = new ArrayList<>();
        for (Example example : operation.examples()) {
            Map<String, @Nullable Object> shown = Values.map("title", example.title(), "params", example.params());
            expected(example.expected(), shown);
            examples.add(shown);
        }
        Map<String, @Nullable Object> map = Values.map(
                "name",
                operation.name(),
                "full_name",
                spec.name() + "." + operation.name(),
                "summary",
                operation.summary(),
                "parameters",
                JsonSchema.parameters(operation),
                "main_parameter",
                main == null ? null : main.name(),
                "result",
                JsonSchema.result(operation),
                "headline",
                operation.headline(),
                "permissions",
                permissions(operation),
                "read_only",
                effects.readOnly(),
                "destructive",
                effects.destructive(),
                "idempotent",
                effects.idempotent(),
                "open_world",
                effects.openWorld(),
                "timeout_ms",
                operation.timeout().toMillis(),
                "examples",
                examples);
        ForeignDefinition foreign = operation.foreign();
        if (foreign != null) {
            map.put("description", foreign.description());
        }
        return map;
    }

    /// Tests of types instead of a switch, for the reason given at `Connection.take`.
    static void expected(Example.Expected expected, Map<String, @Nullable Object> shown) {
        if (expected instanceof Example.Expected.Exactly exactly) {
            shown.put("result", exactly.value());
        } else if (expected instanceof Example.Expected.Containing containing) {
            shown.put("result_contains", containing.entries());
        } else if (expected instanceof Example.Expected.Shape shape) {
            shown.put("result_differs", shape.reason());
        } else {
            throw new IllegalStateException("no way to show " + expected);
        }
    }

    private static List<@Nullable Object> permissions(Operation operation) {
        Set<@Nullable Object> words = new LinkedHashSet<>();
        for (Parameter parameter : operation.parameters()) {
            for (Permission permission : parameter.needs()) {
                words.add(permission.word());
            }
        }
        for (Permission permission : operation.needs()) {
            words.add(permission.word());
        }
        return new ArrayList<>(words);
    }
}
