package dev.incant.mcp.agent;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.docs.LuaText;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.ForeignDefinition;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolSpec;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `describe_tool` says: how a script calls it, what comes back, what the names mean, and an example that runs.
final class ToolDescription {
    private ToolDescription() {}

    /// A tool with all its operations, those of a single one in full.
    static String of(ToolSpec spec) {
        if (spec.operations().isEmpty()) {
            return spec.summary();
        }
        if (spec.operations().size() == 1) {
            return of(spec, spec.operations().getFirst());
        }
        StringBuilder text = new StringBuilder(spec.summary()).append('\n');
        for (Operation operation : spec.operations()) {
            text.append(LuaSignature.call(spec, operation))
                    .append(" -> ")
                    .append(LuaSignature.result(operation))
                    .append("  -- ")
                    .append(operation.summary())
                    .append('\n');
        }
        Operation shown = spec.alone() == null ? spec.operations().getFirst() : spec.alone();
        example(text, spec, shown);
        text.append("describe_tool(\"").append(spec.name()).append(".OPERATION\") says what the names mean.");
        return text.toString();
    }

    /// One operation in full.
    static String of(ToolSpec spec, Operation operation) {
        StringBuilder text = new StringBuilder(LuaSignature.call(spec, operation));
        text.append(" -> ").append(LuaSignature.result(operation)).append('\n');
        ForeignDefinition foreign = operation.foreign();
        text.append(
                foreign == null || foreign.description().isBlank()
                        ? operation.summary()
                        : foreign.description().strip());
        text.append('\n');
        for (Parameter parameter : operation.parameters()) {
            meaning(text, parameter.name(), parameter.meaning());
            inner(text, parameter.name(), parameter.schema());
        }
        text.append("result: ").append(operation.result().meaning()).append('\n');
        inner(text, "", operation.result());
        String needs = needs(operation);
        if (!needs.isEmpty()) {
            text.append("needs: ").append(needs).append('\n');
        }
        example(text, spec, operation);
        return text.toString().stripTrailing();
    }

    /// What a name means, where that says more than the name and its type in the signature.
    private static void meaning(StringBuilder text, String name, String meaning) {
        if (TightSchema.telling(meaning)) {
            text.append("  ").append(name).append(": ").append(meaning).append('\n');
        }
    }

    /// What the parts of a table mean.
    private static void inner(StringBuilder text, String prefix, Schema schema) {
        switch (schema) {
            case Schema.Fields fields -> {
                for (Field field : fields.fields()) {
                    String name = prefix.isEmpty() ? field.name() : prefix + "." + field.name();
                    meaning(text, name, field.schema().meaning());
                    inner(text, name, field.schema());
                }
            }
            case Schema.Items items -> inner(text, prefix + "[]", items.item());
            case Schema.MapOf map -> inner(text, prefix + ".*", map.value());
            case Schema.OrNull or -> inner(text, prefix, or.schema());
            default -> {}
        }
    }

    private static String needs(Operation operation) {
        Set<String> words = new LinkedHashSet<>();
        for (Parameter parameter : operation.parameters()) {
            for (Permission permission : parameter.needs()) {
                words.add(permission.word() + " " + parameter.name());
            }
        }
        for (Permission permission : operation.needs()) {
            words.add(permission.word());
        }
        return String.join(", ", words);
    }

    private static void example(StringBuilder text, ToolSpec spec, Operation operation) {
        Example example = shown(operation);
        if (example != null) {
            text.append("example: ").append(call(spec, operation, example));
            text.append("  -- ").append(example.title()).append('\n');
        }
    }

    /// The example of an operation that is shown: one that needs nothing to be there where there is one.
    static @Nullable Example shown(Operation operation) {
        for (Example example : operation.examples()) {
            if (example.fixture().equals(Fixture.NONE)) {
                return example;
            }
        }
        return operation.examples().isEmpty() ? null : operation.examples().getFirst();
    }

    /// An example as a script that returns its result.
    static String call(ToolSpec spec, Operation operation, Example example) {
        return "return " + LuaSignature.callee(spec, operation) + LuaText.of(example.params());
    }
}
