package dev.incant.mcp.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The headers in which a request repeats what stands in its body, for programs between client and server. Source:
/// "Request Metadata" of 2026-07-28.
final class ParamHeaders {
    private static final String ANNOTATION = "x-mcp-header";
    private static final String PREFIX = "=?base64?";
    private static final String SUFFIX = "?=";

    private ParamHeaders() {}

    /// A value as a header can have it.
    static String encoded(String value) {
        boolean plain = value.equals(value.strip()) && !(value.startsWith(PREFIX) && value.endsWith(SUFFIX));
        for (int i = 0; i < value.length() && plain; i++) {
            char c = value.charAt(i);
            plain = c >= ' ' && c <= '~';
        }
        return plain
                ? value
                : PREFIX + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + SUFFIX;
    }

    /// The headers that a tool wants some of its arguments repeated in.
    static Map<String, String> of(Map<String, @Nullable Object> schema, Map<String, ?> arguments) {
        Map<String, String> headers = new LinkedHashMap<>();
        collect(headers, schema, arguments);
        return headers;
    }

    private static void collect(Map<String, String> headers, Map<?, ?> schema, Map<?, ?> arguments) {
        if (!(schema.get("properties") instanceof Map<?, ?> properties)) {
            return;
        }
        for (Map.Entry<?, ?> each : properties.entrySet()) {
            Object value = arguments.get(each.getKey());
            if (!(each.getValue() instanceof Map<?, ?> property) || value == null) {
                continue;
            }
            if (property.get(ANNOTATION) instanceof String name) {
                String text = text(value);
                if (text != null) {
                    headers.put("Mcp-Param-" + name, encoded(text));
                }
            }
            if (value instanceof Map<?, ?> inner) {
                collect(headers, property, inner);
            }
        }
    }

    private static @Nullable String text(Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            return Long.toString(number.longValue());
        }
        return value instanceof String || value instanceof Long || value instanceof Boolean ? value.toString() : null;
    }

    /// What is wrong with a tool's annotations; null when nothing is.
    static @Nullable String problem(Map<String, @Nullable Object> schema) {
        List<String> problems = new ArrayList<>();
        check(schema, true, new TreeSet<>(), problems);
        return problems.isEmpty() ? null : problems.getFirst();
    }

    /// @param reachable whether only `properties` led here
    private static void check(@Nullable Object node, boolean reachable, Set<String> seen, List<String> problems) {
        if (node instanceof List<?> list) {
            for (Object each : list) {
                check(each, false, seen, problems);
            }
        }
        if (!(node instanceof Map<?, ?> schema) || !problems.isEmpty()) {
            return;
        }
        if (schema.containsKey(ANNOTATION)) {
            annotation(schema, reachable, seen, problems);
        }
        for (Map.Entry<?, ?> entry : schema.entrySet()) {
            boolean data = "default".equals(entry.getKey())
                    || "const".equals(entry.getKey())
                    || "enum".equals(entry.getKey())
                    || "examples".equals(entry.getKey());
            if ("properties".equals(entry.getKey()) && entry.getValue() instanceof Map<?, ?> properties) {
                for (Object each : properties.values()) {
                    check(each, reachable, seen, problems);
                }
            } else if (!data) {
                check(entry.getValue(), false, seen, problems);
            }
        }
    }

    private static void annotation(Map<?, ?> schema, boolean reachable, Set<String> seen, List<String> problems) {
        Object given = schema.get(ANNOTATION);
        if (!(given instanceof String name) || name.isEmpty() || !isToken(name)) {
            problems.add(ANNOTATION + " is no name of a header: '" + given + "'");
        } else if (!reachable) {
            problems.add(ANNOTATION + " '" + name + "' stands where no argument is");
        } else if (!(schema.get("type") instanceof String type
                && (type.equals("string") || type.equals("integer") || type.equals("boolean")))) {
            problems.add(ANNOTATION + " '" + name + "' is for a " + schema.get("type")
                    + ", and only strings, integers and booleans may have one");
        } else if (!seen.add(name.toLowerCase(Locale.ROOT))) {
            problems.add(ANNOTATION + " '" + name + "' is there twice");
        }
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
