package dev.incant.tools.data;

import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.JsonNodeFactory;
import dev.harrel.jsonschema.SimpleType;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One of our values as the schema library sees it. Every look at it also looks whether the call has to stop.
final class SchemaNode implements JsonNode {
    private final @Nullable Object value;
    private final String pointer;
    private final ToolContext context;

    SchemaNode(@Nullable Object value, String pointer, ToolContext context) {
        this.value = value;
        this.pointer = pointer;
        this.context = context;
    }

    /// Makes nodes of texts and values.
    record Factory(ToolContext context) implements JsonNodeFactory {
        @Override
        public JsonNode wrap(Object node) {
            return node instanceof JsonNode known ? known : new SchemaNode(node, "", context);
        }

        @Override
        public JsonNode create(String text) {
            return new SchemaNode(Json.parse(text, context::checkCancelled), "", context);
        }
    }

    @Override
    public String getJsonPointer() {
        return pointer;
    }

    @Override
    public SimpleType getNodeType() {
        context.checkCancelled();
        if (value == null) {
            return SimpleType.NULL;
        }
        if (value instanceof Boolean) {
            return SimpleType.BOOLEAN;
        }
        if (value instanceof Long) {
            return SimpleType.INTEGER;
        }
        if (value instanceof Double d) {
            return d == Math.rint(d) && !Double.isInfinite(d) ? SimpleType.INTEGER : SimpleType.NUMBER;
        }
        if (value instanceof List) {
            return SimpleType.ARRAY;
        }
        return value instanceof Map ? SimpleType.OBJECT : SimpleType.STRING;
    }

    @Override
    public boolean asBoolean() {
        return Boolean.TRUE.equals(value);
    }

    @Override
    public String asString() {
        return value instanceof byte[] ? Json.write(value, context::checkCancelled) : String.valueOf(value);
    }

    @Override
    public BigInteger asInteger() {
        return asNumber().toBigInteger();
    }

    @Override
    public BigDecimal asNumber() {
        return value instanceof Long whole
                ? BigDecimal.valueOf(whole)
                : BigDecimal.valueOf((Double) Objects.requireNonNull(value));
    }

    @Override
    public List<JsonNode> asArray() {
        List<JsonNode> nodes = new ArrayList<>();
        int index = 0;
        for (Object item : (List<?>) Objects.requireNonNull(value)) {
            context.checkCancelled();
            nodes.add(new SchemaNode(item, pointer + "/" + index++, context));
        }
        return nodes;
    }

    @Override
    public Map<String, JsonNode> asObject() {
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(value)).forEach((name, item) -> {
            context.checkCancelled();
            String at = pointer + "/" + JsonPointer.escaped((String) Objects.requireNonNull(name));
            nodes.put((String) name, new SchemaNode(item, at, context));
        });
        return nodes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        context.checkCancelled();
        return other instanceof SchemaNode node && JsonPatch.numericallyEqual(value, node.value);
    }

    @Override
    public int hashCode() {
        return value instanceof Number number
                ? Double.hashCode(number.doubleValue())
                : Values.typeName(value).hashCode();
    }

    @Override
    public String toString() {
        return Json.write(value, context::checkCancelled);
    }
}
