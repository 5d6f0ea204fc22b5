package dev.incant.script;

import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `Tool.list`, `Tool.get` and `getSchema` tell of a tool, as plain values.
final class ToolDescriptions {
    private ToolDescriptions() {}

    /// One entry of `Tool.list()`.
    static Map<String, @Nullable Object> entry(ToolSpec spec) {
        return Values.map(
                "name",
                spec.name(),
                "description",
                spec.summary(),
                "version",
                spec.version(),
                "category",
                spec.category().word(),
                "operations",
                spec.operationNames());
    }

    /// All operations with their parameters.
    static List<@Nullable Object> operations(ToolSpec spec) {
        List<@Nullable Object> operations = new ArrayList<>();
        for (Operation operation : spec.operations()) {
            List<@Nullable Object> parameters = new ArrayList<>();
            for (Parameter parameter : operation.parameters()) {
                parameters.add(parameter(parameter));
            }
            operations.add(Values.map(
                    "name",
                    operation.name(),
                    "description",
                    operation.summary(),
                    "parameters",
                    parameters,
                    "returns",
                    operation.result().meaning()));
        }
        return operations;
    }

    /// The parameters of a whole tool: those of all operations, and `operation` itself where there are several.
    static Map<String, @Nullable Object> schema(ToolSpec spec) {
        Map<String, Map<String, @Nullable Object>> parameters = new LinkedHashMap<>();
        if (spec.operations().size() > 1) {
            Map<String, @Nullable Object> which = Values.map(
                    "name",
                    "operation",
                    "type",
                    "string",
                    "description",
                    "What to do.",
                    "required",
                    spec.alone() == null,
                    "allowed",
                    spec.operationNames());
            if (spec.defaultOperation() != null) {
                which.put("default", spec.defaultOperation());
            }
            parameters.put("operation", which);
        }
        for (Operation operation : spec.operations()) {
            for (Parameter parameter : operation.parameters()) {
                Map<String, @Nullable Object> known = parameters.get(parameter.name());
                if (known == null || !known.containsKey("operations")) {
                    known = parameter(parameter);
                    known.put("operations", new ArrayList<@Nullable Object>());
                    parameters.put(parameter.name(), known);
                }
                @SuppressWarnings("unchecked") // put there above
                List<@Nullable Object> operations = (List<@Nullable Object>) known.get("operations");
                if (operations != null) {
                    operations.add(operation.name());
                }
            }
        }
        return Values.map(
                "name",
                spec.name(),
                "description",
                spec.summary(),
                "parameters",
                new ArrayList<@Nullable Object>(parameters.values()));
    }

    private static Map<String, @Nullable Object> parameter(Parameter parameter) {
        Map<String, @Nullable Object> shown = Values.map(
                "name",
                parameter.name(),
                "type",
                parameter.schema().typeName(),
                "description",
                parameter.meaning(),
                "required",
                parameter.required());
        if (parameter.otherwise() != null) {
            shown.put("default", parameter.otherwise());
        }
        if (parameter.schema() instanceof Schema.Text text && !text.allowed().isEmpty()) {
            shown.put("allowed", text.allowed());
        }
        return shown;
    }
}
