package dev.incant.mcp.remote;

import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads JSON Schema as far as our schemas say the same or less: what is read never refuses what the other side takes.
/// Patterns, lengths and conditions are left to the other side; references are followed within the document only.
final class SchemaReading {
    /// As many as the kernel tells apart; arguments of other names are passed on unchecked.
    private static final int MOST_PARAMETERS = 60;

    private static final int DEEPEST = 12;

    private final Map<String, @Nullable Object> root;

    SchemaReading(Map<String, @Nullable Object> root) {
        this.root = root;
    }

    /// The properties at the top as parameters. A single required one that is text can be given bare.
    List<Parameter> parameters() {
        List<String> required = required(root);
        List<Parameter> parameters = new ArrayList<>();
        for (Map.Entry<String, Schema> each : properties(root, 0).entrySet()) {
            if (parameters.size() == MOST_PARAMETERS) {
                return parameters;
            }
            Parameter parameter = Parameter.schema(each.getKey(), each.getValue());
            parameters.add(required.contains(each.getKey()) ? parameter : optional(parameter));
        }
        return parameters;
    }

    private Parameter optional(Parameter parameter) {
        Object otherwise = root.get("properties") instanceof Map<?, ?> properties
                        && properties.get(parameter.name()) instanceof Map<?, ?> property
                ? property.get("default")
                : null;
        return new Parameter(parameter.name(), List.of(), parameter.schema(), false, false, otherwise, List.of());
    }

    /// Whether arguments of other names may be given.
    boolean open() {
        return open(root) || properties(root, 0).size() > MOST_PARAMETERS;
    }

    private static boolean open(Map<?, ?> schema) {
        return !Boolean.FALSE.equals(schema.get("additionalProperties")) || schema.containsKey("patternProperties");
    }

    private static List<String> required(Map<?, ?> schema) {
        List<String> names = new ArrayList<>();
        if (schema.get("required") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof String name) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /// The named properties of an object, and those that are required without being described.
    private Map<String, Schema> properties(Map<?, ?> schema, int depth) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        if (schema.get("properties") instanceof Map<?, ?> given) {
            for (Map.Entry<?, ?> each : given.entrySet()) {
                properties.put(String.valueOf(each.getKey()), read(each.getValue(), depth + 1));
            }
        }
        for (String name : required(schema)) {
            properties.putIfAbsent(name, Schema.any(""));
        }
        return properties;
    }

    /// The whole document.
    Schema schema() {
        return read(root, 0);
    }

    private Schema read(@Nullable Object node, int depth) {
        if (!(node instanceof Map<?, ?> schema) || depth > DEEPEST) {
            return Schema.any("");
        }
        String meaning = schema.get("description") instanceof String text ? text : "";
        if (schema.get("$ref") instanceof String reference) {
            return described(read(referred(reference), depth + 1), meaning);
        }
        if (schema.get("enum") instanceof List<?> allowed) {
            return choices(allowed, meaning);
        }
        if (schema.get("const") instanceof String only) {
            return new Schema.Text(meaning, List.of(only), null, null, Integer.MAX_VALUE);
        }
        Object type = schema.get("type");
        if (type instanceof String one) {
            return typed(one, schema, meaning, depth);
        }
        if (type instanceof List<?> several) {
            List<Schema> choices = new ArrayList<>();
            for (Object each : several) {
                if (!"null".equals(each)) {
                    choices.add(typed(String.valueOf(each), schema, meaning, depth));
                }
            }
            return either(choices, several.contains("null"), meaning);
        }
        Object among = schema.containsKey("anyOf") ? schema.get("anyOf") : schema.get("oneOf");
        if (among instanceof List<?> variants) {
            return variants(variants, meaning, depth);
        }
        if (schema.get("allOf") instanceof List<?> all && all.size() == 1) {
            return described(read(all.getFirst(), depth + 1), meaning);
        }
        return Schema.any(meaning);
    }

    private Schema variants(List<?> variants, String meaning, int depth) {
        List<Schema> choices = new ArrayList<>();
        boolean orNull = false;
        for (Object each : variants) {
            if (each instanceof Map<?, ?> variant && "null".equals(variant.get("type"))) {
                orNull = true;
            } else {
                choices.add(read(each, depth + 1));
            }
        }
        return either(choices, orNull, meaning);
    }

    private static Schema either(List<Schema> choices, boolean orNull, String meaning) {
        for (Schema choice : choices) {
            if (choice instanceof Schema.Any) {
                return Schema.any(meaning);
            }
        }
        if (choices.isEmpty()) {
            return Schema.any(meaning);
        }
        Schema schema =
                choices.size() == 1 ? described(choices.getFirst(), meaning) : new Schema.Either(meaning, choices);
        return orNull ? schema.orNull() : schema;
    }

    private static Schema choices(List<?> allowed, String meaning) {
        List<String> texts = new ArrayList<>();
        boolean orNull = false;
        for (Object each : allowed) {
            if (each instanceof String text) {
                texts.add(text);
            } else if (each == null) {
                orNull = true;
            } else {
                return Schema.any(meaning);
            }
        }
        Schema schema = new Schema.Text(meaning, texts, null, null, Integer.MAX_VALUE);
        return texts.isEmpty() ? Schema.any(meaning) : orNull ? schema.orNull() : schema;
    }

    private Schema typed(String type, Map<?, ?> schema, String meaning, int depth) {
        return switch (type) {
            case "string" ->
                new Schema.Text(
                        meaning,
                        List.of(),
                        null,
                        schema.get("format") instanceof String format ? format : null,
                        Integer.MAX_VALUE);
            case "integer" -> integer(schema, meaning);
            case "number" -> Schema.numeric(meaning);
            case "boolean" -> Schema.bool(meaning);
            case "array" ->
                new Schema.Items(
                        meaning,
                        schema.containsKey("prefixItems") ? Schema.any("") : read(schema.get("items"), depth + 1),
                        count(schema.get("minItems"), 0),
                        Math.max(count(schema.get("minItems"), 0), count(schema.get("maxItems"), Integer.MAX_VALUE)));
            case "object" -> object(schema, meaning, depth);
            default -> Schema.any(meaning);
        };
    }

    private static int count(@Nullable Object value, int otherwise) {
        return value instanceof Long count && count >= 0 && count < Integer.MAX_VALUE ? count.intValue() : otherwise;
    }

    private static Schema integer(Map<?, ?> schema, String meaning) {
        long min = schema.get("minimum") instanceof Long least ? least : Long.MIN_VALUE;
        long max = schema.get("maximum") instanceof Long most ? most : Long.MAX_VALUE;
        return min <= max ? new Schema.Int(meaning, min, max) : Schema.integer(meaning);
    }

    private Schema object(Map<?, ?> schema, String meaning, int depth) {
        Map<String, Schema> properties = properties(schema, depth);
        if (properties.isEmpty()) {
            Object others = schema.get("additionalProperties");
            return others instanceof Map<?, ?> && !schema.containsKey("patternProperties")
                    ? Schema.map(meaning, read(others, depth + 1))
                    : Schema.map(meaning, Schema.any(""));
        }
        List<String> required = required(schema);
        List<Field> fields = new ArrayList<>();
        for (Map.Entry<String, Schema> each : properties.entrySet()) {
            fields.add(new Field(each.getKey(), each.getValue(), required.contains(each.getKey())));
        }
        return new Schema.Fields(meaning, fields, open(schema));
    }

    /// What stands elsewhere in the document; null for what does not, or not in this document.
    private @Nullable Object referred(String reference) {
        if (reference.equals("#")) {
            return root;
        }
        if (!reference.startsWith("#/")) {
            return null;
        }
        Object at = root;
        for (String part : reference.substring(2).split("/", -1)) {
            String key = part.replace("~1", "/").replace("~0", "~");
            at = at instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return at;
    }

    /// The schema with another meaning, where there is one to give.
    private static Schema described(Schema schema, String meaning) {
        if (meaning.isEmpty()) {
            return schema;
        }
        return switch (schema) {
            case Schema.Any _ -> Schema.any(meaning);
            case Schema.Bool _ -> Schema.bool(meaning);
            case Schema.Int i -> new Schema.Int(meaning, i.min(), i.max());
            case Schema.Num n -> new Schema.Num(meaning, n.min(), n.max());
            case Schema.Numeric _ -> Schema.numeric(meaning);
            case Schema.Text t -> new Schema.Text(meaning, t.allowed(), t.pattern(), t.format(), t.maxLength());
            case Schema.Bytes _ -> Schema.bytes(meaning);
            case Schema.Items i -> new Schema.Items(meaning, i.item(), i.min(), i.max());
            case Schema.MapOf m -> new Schema.MapOf(meaning, m.value());
            case Schema.Fields f -> new Schema.Fields(meaning, f.fields(), f.open());
            case Schema.Either e -> new Schema.Either(meaning, e.choices());
            case Schema.OrNull or -> described(or.schema(), meaning).orNull();
        };
    }
}
