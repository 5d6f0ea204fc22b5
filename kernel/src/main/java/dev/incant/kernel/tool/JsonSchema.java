package dev.incant.kernel.tool;

import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Shows schemas as JSON Schema, draft 2020-12.
public final class JsonSchema {
    private JsonSchema() {}

    /// The schema of an operation's arguments: strict, so that a misspelt name is an error. Of an operation of another
    /// system, what that one says.
    public static Map<String, @Nullable Object> parameters(Operation operation) {
        ForeignDefinition foreign = operation.foreign();
        if (foreign != null) {
            return foreign.input();
        }
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        List<@Nullable Object> required = new ArrayList<>();
        for (Parameter parameter : operation.parameters()) {
            Map<String, @Nullable Object> property = of(parameter.schema());
            if (parameter.otherwise() != null) {
                property.put("default", parameter.otherwise());
            }
            properties.put(parameter.name(), property);
            if (parameter.required()) {
                required.add(parameter.name());
            }
        }
        Map<String, @Nullable Object> schema = Values.map("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    /// The schema of an operation's result.
    public static Map<String, @Nullable Object> result(Operation operation) {
        ForeignDefinition foreign = operation.foreign();
        Map<String, @Nullable Object> output = foreign == null ? null : foreign.output();
        return output == null ? of(operation.result()) : output;
    }

    /// One schema.
    public static Map<String, @Nullable Object> of(Schema schema) {
        Map<String, @Nullable Object> shown = described(schema);
        if (!schema.meaning().isEmpty()) {
            shown.put("description", schema.meaning());
        }
        return shown;
    }

    /// Tests of types instead of a switch over them: a switch makes a class when it is first used, which costs each
    /// start of the command line a millisecond or more. `JsonSchemaTest` shows that no kind is missing.
    private static Map<String, @Nullable Object> described(Schema schema) {
        if (schema instanceof Schema.Text text) {
            return text(text);
        }
        if (schema instanceof Schema.Int integer) {
            return integer(integer);
        }
        if (schema instanceof Schema.Fields fields) {
            return fields(fields);
        }
        if (schema instanceof Schema.Items items) {
            return items(items);
        }
        if (schema instanceof Schema.Bool) {
            return Values.map("type", "boolean");
        }
        if (schema instanceof Schema.Num number) {
            return number(number);
        }
        if (schema instanceof Schema.Numeric) {
            return Values.map("type", "number");
        }
        if (schema instanceof Schema.Any) {
            return new LinkedHashMap<>();
        }
        if (schema instanceof Schema.MapOf map) {
            return Values.map("type", "object", "additionalProperties", of(map.value()));
        }
        if (schema instanceof Schema.OrNull or) {
            return Values.map("anyOf", Values.list(of(or.schema()), Values.map("type", "null")));
        }
        if (schema instanceof Schema.Either either) {
            return either(either);
        }
        if (schema instanceof Schema.Bytes) {
            return bytes();
        }
        throw new IllegalStateException("no JSON Schema for " + schema);
    }

    private static Map<String, @Nullable Object> either(Schema.Either schema) {
        List<@Nullable Object> choices = new ArrayList<>();
        for (Schema choice : schema.choices()) {
            choices.add(of(choice));
        }
        return Values.map("anyOf", choices);
    }

    private static Map<String, @Nullable Object> bytes() {
        return Values.map(
                "type",
                Values.list("string", "object"),
                "properties",
                Values.map("$bytes", Values.map("type", "string", "contentEncoding", "base64")));
    }

    private static Map<String, @Nullable Object> integer(Schema.Int schema) {
        Map<String, @Nullable Object> shown = Values.map("type", "integer");
        if (schema.min() != Long.MIN_VALUE) {
            shown.put("minimum", schema.min());
        }
        if (schema.max() != Long.MAX_VALUE) {
            shown.put("maximum", schema.max());
        }
        return shown;
    }

    private static Map<String, @Nullable Object> number(Schema.Num schema) {
        Map<String, @Nullable Object> shown = Values.map("type", "number");
        if (schema.min() != Double.NEGATIVE_INFINITY) {
            shown.put("minimum", schema.min());
        }
        if (schema.max() != Double.POSITIVE_INFINITY) {
            shown.put("maximum", schema.max());
        }
        return shown;
    }

    private static Map<String, @Nullable Object> text(Schema.Text schema) {
        Map<String, @Nullable Object> shown = Values.map("type", "string");
        if (!schema.allowed().isEmpty()) {
            shown.put("enum", new ArrayList<@Nullable Object>(schema.allowed()));
        }
        if (schema.pattern() != null) {
            shown.put("pattern", "^(?:" + schema.pattern() + ")$");
        }
        if (schema.format() != null) {
            shown.put("format", schema.format());
        }
        if (schema.maxLength() != Integer.MAX_VALUE) {
            shown.put("maxLength", (long) schema.maxLength());
        }
        return shown;
    }

    private static Map<String, @Nullable Object> items(Schema.Items schema) {
        Map<String, @Nullable Object> shown = Values.map("type", "array", "items", of(schema.item()));
        if (schema.min() > 0) {
            shown.put("minItems", (long) schema.min());
        }
        if (schema.max() != Integer.MAX_VALUE) {
            shown.put("maxItems", (long) schema.max());
        }
        return shown;
    }

    private static Map<String, @Nullable Object> fields(Schema.Fields schema) {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        List<@Nullable Object> required = new ArrayList<>();
        for (Field field : schema.fields()) {
            properties.put(field.name(), of(field.schema()));
            if (field.required()) {
                required.add(field.name());
            }
        }
        Map<String, @Nullable Object> shown = Values.map("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            shown.put("required", required);
        }
        if (!schema.open()) {
            shown.put("additionalProperties", false);
        }
        return shown;
    }
}
