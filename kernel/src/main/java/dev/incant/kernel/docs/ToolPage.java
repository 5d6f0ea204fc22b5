package dev.incant.kernel.docs;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The reference page of a tool in Markdown, and the list of all, made from their specs.
public final class ToolPage {
    private ToolPage() {}

    /// The page of one tool.
    public static String of(ToolSpec spec) {
        StringBuilder page = new StringBuilder();
        page.append(
                "<!-- Generated from the tool's spec; do not edit. CONTRIBUTING.md says how to make it again. -->\n\n");
        page.append("# ")
                .append(spec.name())
                .append("\n\n")
                .append(spec.summary())
                .append("\n\n");
        page.append("Category: ")
                .append(spec.category().word())
                .append(". Version: ")
                .append(spec.version());
        if (!spec.aliases().isEmpty()) {
            page.append(". Also known as: `")
                    .append(String.join("`, `", spec.aliases()))
                    .append('`');
        }
        page.append(".\n");
        Operation alone = spec.alone();
        if (alone != null && spec.operations().size() > 1) {
            page.append("\nA call by the tool's name alone means `")
                    .append(alone.name())
                    .append("`.\n");
        }
        for (Operation operation : spec.operations()) {
            operation(page, spec, operation);
        }
        return page.toString();
    }

    private static void operation(StringBuilder page, ToolSpec spec, Operation operation) {
        page.append("\n## ")
                .append(spec.name())
                .append('.')
                .append(operation.name())
                .append("\n\n");
        page.append(operation.summary()).append(' ').append(effects(operation)).append("\n");
        if (!operation.parameters().isEmpty()) {
            page.append("\n| parameter | type | default | meaning |\n|---|---|---|---|\n");
            for (Parameter parameter : operation.parameters()) {
                parameter(page, parameter);
            }
        }
        page.append("\nResult: ").append(operation.result().meaning());
        if (operation.result() instanceof Schema.Fields fields) {
            page.append("\n\n| field | type | meaning |\n|---|---|---|\n");
            fields(page, "", fields);
        } else {
            page.append(" (").append(cell(operation.result().typeName())).append(")\n");
        }
        for (Example example : operation.examples()) {
            example(page, spec, operation, example);
        }
    }

    private static String effects(Operation operation) {
        Set<String> needs = new LinkedHashSet<>();
        for (Parameter parameter : operation.parameters()) {
            for (Permission permission : parameter.needs()) {
                needs.add("`" + permission.word() + "`");
            }
        }
        for (Permission permission : operation.needs()) {
            needs.add("`" + permission.word() + "`");
        }
        String effect = operation.effects().readOnly()
                ? "Changes nothing."
                : operation.effects().destructive() ? "May replace or destroy what was there." : "Adds something.";
        return needs.isEmpty()
                ? effect
                : effect + " Permissions, where it uses them: " + String.join(", ", needs) + ".";
    }

    private static void parameter(StringBuilder page, Parameter parameter) {
        page.append("| `").append(parameter.name()).append('`');
        if (parameter.main()) {
            page.append(" (main)");
        }
        page.append(" | ").append(cell(type(parameter.schema()))).append(" | ");
        if (parameter.required()) {
            page.append("required");
        } else if (parameter.otherwise() != null) {
            page.append('`').append(cell(Json.write(parameter.otherwise()))).append('`');
        }
        page.append(" | ").append(cell(parameter.meaning()));
        if (!parameter.aliases().isEmpty()) {
            page.append(" Also: `")
                    .append(String.join("`, `", parameter.aliases()))
                    .append("`.");
        }
        page.append(" |\n");
        if (parameter.schema() instanceof Schema.Items items && items.item() instanceof Schema.Fields fields) {
            parts(page, parameter.name() + "[].", fields);
        } else if (parameter.schema() instanceof Schema.Fields fields) {
            parts(page, parameter.name() + ".", fields);
        }
    }

    private static void parts(StringBuilder page, String prefix, Schema.Fields fields) {
        for (Field field : fields.fields()) {
            page.append("| `").append(prefix).append(field.name()).append("` | ");
            page.append(cell(type(field.schema()))).append(" | ").append(field.required() ? "required" : "");
            page.append(" | ").append(cell(field.schema().meaning())).append(" |\n");
        }
    }

    private static void fields(StringBuilder page, String prefix, Schema.Fields fields) {
        for (Field field : fields.fields()) {
            page.append("| `").append(prefix).append(field.name()).append('`');
            page.append(field.required() ? "" : " (may be missing)");
            page.append(" | ").append(cell(type(field.schema()))).append(" | ");
            page.append(cell(field.schema().meaning())).append(" |\n");
            Schema schema = field.schema() instanceof Schema.OrNull or ? or.schema() : field.schema();
            if (schema instanceof Schema.Fields inner) {
                fields(page, prefix + field.name() + ".", inner);
            } else if (schema instanceof Schema.Items items && items.item() instanceof Schema.Fields inner) {
                fields(page, prefix + field.name() + "[].", inner);
            }
        }
    }

    private static String type(Schema schema) {
        return switch (schema) {
            case Schema.Text text when !text.allowed().isEmpty() -> String.join(", ", text.allowed());
            case Schema.Text text when text.format() != null -> text.format();
            case Schema.Int integer
            when integer.min() != Long.MIN_VALUE && integer.max() != Long.MAX_VALUE ->
                "integer, " + integer.min() + " to " + integer.max();
            case Schema.Int integer when integer.min() != Long.MIN_VALUE -> "integer, at least " + integer.min();
            default -> schema.typeName();
        };
    }

    private static void example(StringBuilder page, ToolSpec spec, Operation operation, Example example) {
        page.append("\n### ").append(example.title()).append("\n\n```lua\n");
        boolean alone = operation == spec.alone();
        page.append("tools.").append(spec.name()).append(alone ? "" : "." + operation.name());
        page.append(LuaText.of(example.params())).append("\n```\n\n");
        switch (example.expected()) {
            case Example.Expected.Exactly exactly ->
                page.append("```json\n").append(Json.pretty(exactly.value())).append("\n```\n");
            case Example.Expected.Containing containing ->
                page.append("gives, among others\n\n```json\n")
                        .append(Json.pretty(containing.entries()))
                        .append("\n```\n");
            case Example.Expected.Shape shape -> page.append(shape.reason()).append('\n');
        }
    }

    /// The table of all tools that README shows.
    public static String table(List<ToolSpec> specs) {
        StringBuilder table = new StringBuilder("| tool | what it does | operations |\n|---|---|---|\n");
        for (ToolSpec spec : specs) {
            table.append("| [")
                    .append(spec.name())
                    .append("](docs/tools/")
                    .append(spec.name())
                    .append(".md) | ");
            table.append(cell(spec.summary())).append(" | ");
            table.append(String.join(", ", spec.operationNames())).append(" |\n");
        }
        return table.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
