package dev.incant.tools.data.validation;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.tools.file.BoundedRegex;
import dev.incant.tools.time.Strftime;
import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads rules as callers write them, `{"type": "length", "min": 3}`, and refuses all that means nothing.
///
/// @param at where in the parameter the rule stands, for messages: `rules[0]`
record RuleReader(String at, Map<?, ?> fields, int depth) {
    private static final int MAX_DEPTH = 64;

    static final List<String> TYPES = List.of("null", "boolean", "integer", "number", "string", "array", "object");

    /// The names of `custom`, and the formats that they mean.
    static final Map<String, String> FORMS = forms();

    /// What each kind of rule may say.
    private static final Map<String, List<String>> KINDS = kinds();

    private static Map<String, String> forms() {
        Map<String, String> forms = new LinkedHashMap<>();
        for (String own : List.of("phone", "credit_card", "uuid", "hostname", "ipv4", "ipv6")) {
            forms.put(own, own);
        }
        forms.put("date_time", "date-time");
        forms.put("duration", "duration");
        forms.put("json_pointer", "json-pointer");
        return forms;
    }

    private static Map<String, List<String>> kinds() {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        kinds.put("required", List.of());
        kinds.put("nullable", List.of());
        kinds.put("type", List.of("expected"));
        kinds.put("length", List.of("min", "max"));
        kinds.put("range", List.of("min", "max"));
        kinds.put("pattern", List.of("regex", "pattern"));
        kinds.put("enum", List.of("values"));
        kinds.put("email", List.of());
        kinds.put("url", List.of("schemes"));
        kinds.put("date", List.of("format"));
        kinds.put("custom", List.of("name"));
        kinds.put("array", List.of("min_items", "max_items", "unique", "item_rules"));
        kinds.put("object", List.of("properties", "required", "additional_properties"));
        return kinds;
    }

    /// Reads `{"rules": […]}`, a list of rules, or one rule.
    static List<ValueRule> rules(String at, @Nullable Object given, int depth) {
        if (depth > MAX_DEPTH) {
            throw ToolException.invalidParams(at + ": rules are nested more than " + MAX_DEPTH + " deep");
        }
        if (given instanceof Map<?, ?> map && map.get("rules") instanceof List<?> list && !map.containsKey("type")) {
            if (map.size() > 1) {
                throw ToolException.invalidParams(at + ": has other names beside rules: " + map.keySet());
            }
            return rules(at + ".rules", list, depth);
        }
        List<ValueRule> rules = new ArrayList<>();
        if (given instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                rules.add(rule(at + "[" + i + "]", list.get(i), depth));
            }
        } else {
            rules.add(rule(at, given, depth));
        }
        return rules;
    }

    private static ValueRule rule(String at, @Nullable Object given, int depth) {
        if (!(given instanceof Map<?, ?> map)) {
            throw ToolException.invalidParams(at + ": must be a map with type, such as {\"type\": \"required\"}");
        }
        if (!(map.get("type") instanceof String kind)) {
            throw ToolException.invalidParams(at + ".type: is missing: one of " + String.join(", ", KINDS.keySet()));
        }
        List<String> known = KINDS.get(kind);
        if (known == null) {
            throw ToolException.invalidParams(at + ".type: there is no rule '" + kind + "'"
                    + Nearest.hint(kind, KINDS.keySet()) + "; the rules are " + String.join(", ", KINDS.keySet()));
        }
        for (Object name : map.keySet()) {
            if (!name.equals("type") && !known.contains((String) name)) {
                throw ToolException.invalidParams(
                        at + "." + name + ": is unknown for " + kind + Nearest.hint((String) name, known));
            }
        }
        return new RuleReader(at, map, depth).of(kind);
    }

    private ValueRule of(String kind) {
        return switch (kind) {
            case "required" -> new ValueRule.Required();
            case "nullable" -> new ValueRule.NullAllowed();
            case "type" -> type();
            case "length" -> new ValueRule.Length(count("min", 0), count("max", Long.MAX_VALUE)).ordered(this);
            case "range" -> range();
            case "pattern" -> pattern();
            case "enum" -> oneOf();
            case "email" -> new ValueRule.Form("email", "email");
            case "url" -> new ValueRule.Url(texts("schemes"));
            case "date" -> date();
            case "custom" -> custom();
            case "array" -> items();
            default -> members();
        };
    }

    private ValueRule type() {
        List<String> expected = fields.get("expected") instanceof String one ? List.of(one) : texts("expected");
        if (expected.isEmpty() || !TYPES.containsAll(expected)) {
            throw wrong("expected", "must be one or a list of " + String.join(", ", TYPES));
        }
        return new ValueRule.Type(expected);
    }

    private ValueRule range() {
        BigDecimal min = number("min");
        BigDecimal max = number("max");
        if (min == null && max == null) {
            throw wrong("min", "is missing, and so is max");
        }
        if (min != null && max != null && min.compareTo(max) > 0) {
            throw wrong("min", "is more than max");
        }
        return new ValueRule.Range(min, max);
    }

    private ValueRule pattern() {
        String name = fields.containsKey("regex") ? "regex" : "pattern";
        return new ValueRule.Matches(BoundedRegex.compile(at + "." + name, text(name), false, true));
    }

    private ValueRule oneOf() {
        if (!(fields.get("values") instanceof List<?> list) || list.isEmpty()) {
            throw wrong("values", "must be a list of the values allowed");
        }
        List<@Nullable Object> values = new ArrayList<>(list);
        Set<@Nullable Object> canonical = new HashSet<>();
        values.forEach(value -> canonical.add(Canonical.of(value)));
        return new ValueRule.OneOf(values, canonical);
    }

    private ValueRule date() {
        String format = fields.containsKey("format") ? text("format") : "%Y-%m-%d";
        try {
            DateTimeFormatter formatter =
                    Strftime.formatter(format, Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
            return new ValueRule.Date(format, formatter);
        } catch (ToolException e) {
            throw ToolException.invalidParams(at + "." + e.message());
        }
    }

    private ValueRule custom() {
        String form = FORMS.get(text("name"));
        if (form == null) {
            throw wrong("name", "must be one of " + String.join(", ", FORMS.keySet()));
        }
        return new ValueRule.Form("custom", form);
    }

    private ValueRule items() {
        List<ValueRule> each =
                fields.containsKey("item_rules") ? nested("item_rules", fields.get("item_rules")) : List.of();
        return new ValueRule.Items(
                        count("min_items", 0), count("max_items", Long.MAX_VALUE), flag("unique", false), each)
                .ordered(this);
    }

    private ValueRule members() {
        Map<String, List<ValueRule>> properties = new LinkedHashMap<>();
        if (fields.containsKey("properties")) {
            if (!(fields.get("properties") instanceof Map<?, ?> map)) {
                throw wrong("properties", "must be a map from names to rules");
            }
            map.forEach((name, rules) -> properties.put((String) name, nested("properties." + name, rules)));
        }
        return new ValueRule.Members(properties, texts("required"), flag("additional_properties", true));
    }

    private List<ValueRule> nested(String name, @Nullable Object rules) {
        return rules(at + "." + name, rules, depth + 1);
    }

    ToolException wrong(String name, String message) {
        return ToolException.invalidParams(at + "." + name + ": " + message);
    }

    private String text(String name) {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw wrong(name, fields.containsKey(name) ? "must be a string" : "is missing");
    }

    private List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (fields.containsKey(name)) {
            if (!(fields.get(name) instanceof List<?> list)) {
                throw wrong(name, "must be a list of strings");
            }
            for (Object item : list) {
                if (!(item instanceof String text)) {
                    throw wrong(name, "must be a list of strings");
                }
                texts.add(text);
            }
        }
        return texts;
    }

    private boolean flag(String name, boolean otherwise) {
        Object value = fields.containsKey(name) ? fields.get(name) : (Object) otherwise;
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name, "must be true or false");
    }

    private long count(String name, long otherwise) {
        Object value = fields.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Long count && count >= 0) {
            return count;
        }
        throw wrong(name, "must be a whole number, 0 or more");
    }

    private @Nullable BigDecimal number(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        BigDecimal number = Canonical.number(value);
        if (number == null) {
            throw wrong(name, "must be a number");
        }
        return number;
    }
}
