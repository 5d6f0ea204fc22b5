package dev.incant.mcp.agent;

import dev.incant.kernel.docs.LuaText;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;

/// Operations as a Lua script calls them: `tools.csv_analyzer.filter{input?: string, where: string} ->
/// {rows: integer}`. `?` marks what may be left out, `= x` what it is then, `|` a choice, `[]` a list.
final class LuaSignature {
    /// How deep results are told; below, their type is enough.
    private static final int DEPTH = 3;

    /// Parameters that may be left out and are named in a list of tools.
    private static final int OPTIONAL = 5;

    private LuaSignature() {}

    /// What a script writes before the braces.
    static String callee(ToolSpec spec, Operation operation) {
        return "tools." + spec.name() + (operation == spec.alone() ? "" : "." + operation.name());
    }

    /// Callee and parameters.
    static String call(ToolSpec spec, Operation operation) {
        List<String> parts = new ArrayList<>();
        for (Parameter parameter : operation.parameters()) {
            String part = key(parameter.name()) + (parameter.required() ? ": " : "?: ") + type(parameter.schema(), 1);
            parts.add(parameter.otherwise() == null ? part : part + " = " + LuaText.of(parameter.otherwise()));
        }
        return callee(spec, operation) + "{" + String.join(", ", parts) + "}";
    }

    /// A name as a table's constructor has it.
    private static String key(String name) {
        boolean plain = !name.isEmpty() && !Character.isDigit(name.charAt(0));
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            plain &= c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
        }
        return plain ? name : "[" + LuaText.of(name) + "]";
    }

    /// Callee and names of parameters, those that may be left out marked, and only the first of them; for lists.
    static String brief(ToolSpec spec, Operation operation) {
        List<String> parts = new ArrayList<>();
        List<String> optional = new ArrayList<>();
        for (Parameter parameter : operation.parameters()) {
            if (parameter.required()) {
                parts.add(parameter.name());
            } else if (optional.size() < OPTIONAL) {
                optional.add(parameter.name() + "?");
            } else if (optional.size() == OPTIONAL) {
                optional.add("…");
            }
        }
        parts.addAll(optional);
        return callee(spec, operation).substring("tools.".length()) + "{" + String.join(", ", parts) + "}";
    }

    /// The result's type.
    static String result(Operation operation) {
        return type(operation.result(), 0);
    }

    private static String type(Schema schema, int depth) {
        return switch (schema) {
            case Schema.Any _ -> "any";
            case Schema.Bool _ -> "boolean";
            case Schema.Int integer -> integer(integer);
            case Schema.Num _, Schema.Numeric _ -> "number";
            case Schema.Text text when !text.allowed().isEmpty() -> choice(text.allowed());
            case Schema.Text text when text.format() != null -> text.format();
            case Schema.Text _ -> "string";
            case Schema.Bytes _ -> "bytes";
            case Schema.Items items -> list(items, depth);
            case Schema.MapOf map -> "{[string]: " + type(map.value(), depth + 1) + "}";
            case Schema.Fields fields -> fields(fields, depth);
            case Schema.Either either -> either(either, depth);
            case Schema.OrNull or -> type(or.schema(), depth) + "|null";
        };
    }

    private static String integer(Schema.Int schema) {
        boolean bounded = schema.min() > -1_000_000 && schema.max() < 1_000_000;
        return bounded ? schema.min() + ".." + schema.max() : "integer";
    }

    private static String choice(List<String> allowed) {
        return "\"" + String.join("\"|\"", allowed) + "\"";
    }

    private static String list(Schema.Items items, int depth) {
        String item = type(items.item(), depth + 1);
        return item.indexOf('|') >= 0 && !item.startsWith("{") ? "(" + item + ")[]" : item + "[]";
    }

    private static String fields(Schema.Fields schema, int depth) {
        if (depth >= DEPTH) {
            return "table";
        }
        List<String> parts = new ArrayList<>();
        for (Field field : schema.fields()) {
            parts.add(key(field.name()) + (field.required() ? ": " : "?: ") + type(field.schema(), depth + 1));
        }
        return "{" + String.join(", ", parts) + "}";
    }

    private static String either(Schema.Either either, int depth) {
        List<String> parts = new ArrayList<>();
        for (Schema choice : either.choices()) {
            String type = type(choice, depth + 1);
            if (!parts.contains(type)) {
                parts.add(type);
            }
        }
        return String.join("|", parts);
    }
}
