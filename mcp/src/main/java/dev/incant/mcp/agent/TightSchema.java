package dev.incant.mcp.agent;

import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// JSON Schema 2020-12 in as few words as will do: names, types, allowed values and what is required, and of the
/// descriptions those that fit. Ranges, lengths, patterns and defaults are left to the kernel, which checks all
/// arguments and names every problem at once.
final class TightSchema {
    /// Characters of an optional table's schema from which on only its names are told.
    private static final int TABLE = 120;

    private final Operation operation;
    private final Map<String, Map<String, @Nullable Object>> properties = new LinkedHashMap<>();

    private TightSchema(Operation operation) {
        this.operation = operation;
    }

    /// The arguments of an operation with all descriptions.
    static Map<String, @Nullable Object> parameters(Operation operation) {
        return new TightSchema(operation).described(true, Integer.MAX_VALUE);
    }

    /// The arguments of an operation with descriptions until its JSON has so many characters: first of the parameters
    /// that are required, then of the others. Of large tables that are optional only the names are told.
    static Map<String, @Nullable Object> parameters(Operation operation, int characters) {
        return new TightSchema(operation).described(false, characters);
    }

    private Map<String, @Nullable Object> described(boolean all, int characters) {
        List<@Nullable Object> required = new ArrayList<>();
        for (Parameter parameter : operation.parameters()) {
            Map<String, @Nullable Object> type = type(parameter.schema(), true);
            properties.put(parameter.name(), all || parameter.required() ? type : outline(parameter, type));
            if (parameter.required()) {
                required.add(parameter.name());
            }
        }
        Map<String, @Nullable Object> schema = Values.map("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        int left = characters - Json.write(schema).length();
        left = describe(true, all, left);
        describe(false, all, left);
        return schema;
    }

    private static Map<String, @Nullable Object> outline(Parameter parameter, Map<String, @Nullable Object> type) {
        Schema schema = parameter.schema() instanceof Schema.OrNull or ? or.schema() : parameter.schema();
        Schema item = schema instanceof Schema.Items items ? items.item() : schema;
        if (!(item instanceof Schema.Fields fields) || Json.write(type).length() <= TABLE) {
            return type;
        }
        List<String> names = new ArrayList<>();
        for (Field field : fields.fields()) {
            names.add(field.required() ? field.name() : field.name() + "?");
        }
        Map<String, @Nullable Object> outline = Values.map("type", "object");
        outline.put("description", String.join(", ", names));
        return schema == item ? outline : Values.map("type", "array", "items", outline);
    }

    private int describe(boolean required, boolean all, int characters) {
        int left = characters;
        for (Parameter parameter : operation.parameters()) {
            int cost = parameter.meaning().length() + ",\"description\":\"\"".length();
            boolean wanted = all ? !parameter.meaning().isEmpty() : telling(parameter.meaning());
            Map<String, @Nullable Object> type = properties.get(parameter.name());
            if (type != null
                    && parameter.required() == required
                    && cost <= left
                    && wanted
                    && !type.containsKey("description")) {
                type.put("description", parameter.meaning());
                left -= cost;
            }
        }
        return left;
    }

    /// Whether a meaning says more than a name does: "The file." is no news of `path`.
    static boolean telling(String meaning) {
        return meaning.indexOf(' ') != meaning.lastIndexOf(' ');
    }

    /// The result of an operation, an object: a result that is none stands in its field `result`.
    static Map<String, @Nullable Object> result(Operation operation) {
        Map<String, @Nullable Object> schema = type(operation.result(), false);
        if (wrapped(operation)) {
            return Values.map(
                    "type", "object", "properties", Values.map("result", schema), "required", Values.list("result"));
        }
        return schema;
    }

    /// Whether the result of an operation is no object.
    static boolean wrapped(Operation operation) {
        return !(operation.result() instanceof Schema.Fields || operation.result() instanceof Schema.MapOf);
    }

    /// @param strict whether names that are not known are refused
    private static Map<String, @Nullable Object> type(Schema schema, boolean strict) {
        return switch (schema) {
            case Schema.Any _ -> new LinkedHashMap<>();
            case Schema.Bool _ -> Values.map("type", "boolean");
            case Schema.Int _ -> Values.map("type", "integer");
            case Schema.Num _, Schema.Numeric _ -> Values.map("type", "number");
            case Schema.Text text
            when !text.allowed().isEmpty() ->
                Values.map("type", "string", "enum", new ArrayList<@Nullable Object>(text.allowed()));
            case Schema.Text _ -> Values.map("type", "string");
            case Schema.Bytes _ -> Values.map("type", Values.list("string", "object"));
            case Schema.Items items -> Values.map("type", "array", "items", type(items.item(), strict));
            case Schema.MapOf _ -> Values.map("type", "object");
            case Schema.Fields fields -> fields(fields, strict);
            case Schema.Either either -> either(either, strict);
            // Of a parameter, null means that it is not given.
            case Schema.OrNull or -> strict ? type(or.schema(), true) : orNull(type(or.schema(), false));
        };
    }

    private static Map<String, @Nullable Object> fields(Schema.Fields schema, boolean strict) {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        List<@Nullable Object> required = new ArrayList<>();
        for (Field field : schema.fields()) {
            properties.put(field.name(), type(field.schema(), strict));
            if (field.required()) {
                required.add(field.name());
            }
        }
        Map<String, @Nullable Object> shown = Values.map("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            shown.put("required", required);
        }
        return shown;
    }

    /// The types of the choices; with a choice that may be anything, anything.
    private static Map<String, @Nullable Object> either(Schema.Either schema, boolean strict) {
        Set<String> types = new TreeSet<>();
        for (Schema choice : schema.choices()) {
            Object type = type(choice, strict).get("type");
            if (type instanceof String one) {
                types.add(one);
            } else if (type instanceof List<?> several) {
                several.forEach(each -> types.add((String) each));
            } else {
                return new LinkedHashMap<>();
            }
        }
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("type", types.size() == 1 ? types.iterator().next() : new ArrayList<@Nullable Object>(types));
        if (types.contains("array")) {
            shown.put("items", Values.map());
        }
        return shown;
    }

    private static Map<String, @Nullable Object> orNull(Map<String, @Nullable Object> schema) {
        Object type = schema.get("type");
        if (type == null) {
            return schema;
        }
        Map<String, @Nullable Object> shown = new LinkedHashMap<>(schema);
        List<@Nullable Object> types = new ArrayList<>();
        if (type instanceof List<?> several) {
            types.addAll(several);
        } else {
            types.add(type);
        }
        types.add("null");
        shown.put("type", types);
        if (shown.get("enum") instanceof List<?> allowed) {
            List<@Nullable Object> more = new ArrayList<>(allowed);
            more.add(null);
            shown.put("enum", more);
        }
        return shown;
    }
}
