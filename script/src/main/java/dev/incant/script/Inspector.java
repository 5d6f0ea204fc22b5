package dev.incant.script;

import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells what is known of the name at a place in a script: a tool, an operation, one of its parameters, one of our
/// functions, a global. All of it is read from specs.
final class Inspector {
    private final ComponentRegistry registry;
    private final UserGlobals user;

    Inspector(ComponentRegistry registry, UserGlobals user) {
        this.registry = registry;
        this.user = user;
    }

    @Nullable String inspect(String code, int cursor) {
        int end = Math.max(0, Math.min(cursor, code.length()));
        // The name goes on to the right of the place.
        while (end < code.length() && CodeScan.isNamePart(code.charAt(end))) {
            end++;
        }
        CodeScan scan = CodeScan.before(code, end);
        String name = scan.prefix();
        if (scan.inComment() || name.isEmpty()) {
            return null;
        }
        if (scan.textStart() >= 0) {
            return scan.namesTool() ? tool(name) : null;
        }
        String parameters = scan.parametersOf();
        if (scan.base().isEmpty() && parameters != null) {
            return parameter(parameters, name);
        }
        return named(scan.base(), name);
    }

    private @Nullable String named(List<String> base, String name) {
        if (base.isEmpty()) {
            String text = FunctionHelp.of(name);
            return text != null
                    ? text
                    : user.kinds().containsKey(name)
                            ? name + ": " + user.kinds().get(name)
                            : null;
        }
        String first = base.getFirst();
        if (first.equals("tools") && base.size() == 1) {
            return tool(name);
        }
        if (first.equals("tools") && base.size() == 2) {
            Operation operation = Completer.operation(registry, base.get(1) + "." + name);
            return operation == null ? null : operation(base.get(1) + "." + operation.name(), operation);
        }
        if (base.size() > 1) {
            return null;
        }
        String text = FunctionHelp.of((first.equals("Logger") ? "Log" : first) + "." + name);
        return text != null ? text : first.equals("Tool") ? tool(name) : null;
    }

    private @Nullable String tool(String name) {
        if (name.indexOf('.') > 0) {
            Operation operation = Completer.operation(registry, name);
            return operation == null ? null : operation(name, operation);
        }
        Tool tool = registry.find(name);
        if (tool == null) {
            return null;
        }
        ToolSpec spec = tool.spec();
        if (spec.operations().size() == 1) {
            return operation(spec.name(), spec.operations().getFirst());
        }
        StringBuilder text = new StringBuilder(spec.name()).append("\n").append(spec.summary());
        for (Operation operation : spec.operations()) {
            text.append("\n\n  ").append(signature(spec.name() + "." + operation.name(), operation));
            text.append("\n      ").append(operation.summary());
        }
        return text.toString();
    }

    private static String operation(String name, Operation operation) {
        StringBuilder text = new StringBuilder(signature(name, operation));
        text.append('\n').append(operation.summary()).append('\n');
        for (Parameter parameter : operation.parameters()) {
            text.append("\n  ").append(described(parameter));
        }
        String result = operation.result().meaning();
        return text.append("\n\nReturns: ")
                .append(operation.result().typeName())
                .append(result.isEmpty() ? "" : ". " + result)
                .toString();
    }

    private @Nullable String parameter(String tool, String name) {
        Operation operation = Completer.operation(registry, tool);
        if (operation != null) {
            for (Parameter parameter : operation.parameters()) {
                if (parameter.name().equals(name) || parameter.aliases().contains(name)) {
                    return described(parameter);
                }
            }
        }
        return null;
    }

    private static String signature(String name, Operation operation) {
        StringBuilder text = new StringBuilder(name).append('{');
        boolean first = true;
        for (Parameter parameter : operation.parameters()) {
            text.append(first ? "" : ", ").append(parameter.name()).append(parameter.required() ? "" : "?");
            first = false;
        }
        return text.append('}').toString();
    }

    private static String described(Parameter parameter) {
        String type = parameter.schema().typeName();
        String given = parameter.required()
                ? "required"
                : parameter.otherwise() == null ? "optional" : "default " + Json.write(parameter.otherwise());
        return parameter.name() + ": " + type + ", " + given + ". " + parameter.meaning();
    }
}
