package dev.incant.mcp.protocol;

import dev.incant.kernel.value.Values;
import dev.incant.mcp.rpc.RpcException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of one request, taken out with checks.
///
/// @param where what they belong to, for messages
record Params(String where, Map<?, ?> map) {
    String text(String name) {
        Object value = map.get(name);
        if (value instanceof String text) {
            return text;
        }
        throw wrong(name, "a string", value);
    }

    @Nullable String optionalText(String name) {
        return map.get(name) == null ? null : text(name);
    }

    boolean flag(String name) {
        Object value = map.get(name);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name, "true or false", value);
    }

    /// An object, empty when it is missing.
    Map<String, @Nullable Object> object(String name) {
        Object value = map.get(name);
        if (value == null && !map.containsKey(name)) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> object)) {
            throw wrong(name, "an object", value);
        }
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        object.forEach((key, each) -> named.put(String.valueOf(key), each));
        return named;
    }

    Params inner(String name) {
        Object value = map.get(name);
        if (value instanceof Map<?, ?> object) {
            return new Params(where + "." + name, object);
        }
        throw wrong(name, "an object", value);
    }

    /// An object of texts, empty when it is missing.
    Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(name).forEach((key, value) -> {
            if (!(value instanceof String text)) {
                throw wrong(name + "." + key, "a string", value);
            }
            texts.put(key, text);
        });
        return texts;
    }

    /// A list of texts, empty when it is missing.
    List<String> list(String name) {
        Object value = map.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> items)) {
            throw wrong(name, "a list of strings", value);
        }
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof String text)) {
                throw wrong(name, "a list of strings", item);
            }
            texts.add(text);
        }
        return texts;
    }

    RpcException wrong(String name, String expected, @Nullable Object value) {
        return RpcException.invalidParams(where + ": " + name + " must be " + expected
                + (value == null ? ", and is missing" : ", not " + Values.typeName(value)));
    }
}
