package dev.incant.tools.data.validation;

import com.google.re2j.Pattern;
import dev.incant.tools.data.SchemaFormats;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks a value against rules and reports every one that is broken, with its place.
public final class ValueRules {
    private static final Pattern PHONE = Pattern.compile("\\+?[1-9]\\d{1,14}");
    private static final Pattern CARD = Pattern.compile("\\d([ -]?\\d){12,18}");

    private final List<ValueRule> rules;

    private ValueRules(List<ValueRule> rules) {
        this.rules = rules;
    }

    /// Reads rules: `{"rules": […]}`, a list of rules, or one rule.
    ///
    /// @throws dev.incant.kernel.error.ToolException `invalid_params` naming the place of a rule that means nothing
    public static ValueRules of(String parameter, @Nullable Object rules) {
        return new ValueRules(RuleReader.rules(parameter, rules, 0));
    }

    public void check(@Nullable Object value, Violations violations) {
        check(rules, value, Place.ROOT, violations);
    }

    private static void check(List<ValueRule> rules, @Nullable Object value, Place place, Violations violations) {
        if (value == null && rules.contains(new ValueRule.NullAllowed())) {
            return;
        }
        for (ValueRule rule : rules) {
            if (violations.enough()) {
                return;
            }
            check(rule, value, place, violations);
        }
    }

    private static void check(ValueRule rule, @Nullable Object value, Place place, Violations violations) {
        switch (rule) {
            case ValueRule.NullAllowed _ -> {}
            case ValueRule.Required _ -> {
                if (value == null || value.equals("")) {
                    violations.add(place, value, "required", value == null ? "is required" : "must not be empty");
                }
            }
            case ValueRule.Type type -> {
                if (type.expected().stream().noneMatch(name -> isOf(name, value))) {
                    String expected = String.join(" or ", type.expected());
                    violations.add(place, value, "type", "must be of type " + expected + ", is " + typeName(value));
                }
            }
            case ValueRule.OneOf oneOf -> {
                if (!oneOf.canonical().contains(Canonical.of(value))) {
                    violations.add(place, value, "enum", "must be one of " + shortened(oneOf.values()));
                }
            }
            case ValueRule.Length length -> length(length, value, place, violations);
            case ValueRule.Range range -> range(range, value, place, violations);
            case ValueRule.Matches matches -> {
                String text = text("pattern", value, place, violations);
                if (text != null && !matches.pattern().matcher(text).find()) {
                    violations.add(place, value, "pattern", "must match " + matches.pattern());
                }
            }
            case ValueRule.Form form -> {
                String text = text(form.rule(), value, place, violations);
                if (text != null && !hasForm(form.name(), text)) {
                    String what = form.name().replace('-', ' ').replace('_', ' ');
                    violations.add(place, value, form.rule(), "is no valid " + what);
                }
            }
            case ValueRule.Url url -> {
                String text = text("url", value, place, violations);
                String wrong = text == null ? null : urlProblem(text, url.schemes());
                if (wrong != null) {
                    violations.add(place, value, "url", wrong);
                }
            }
            case ValueRule.Date date -> date(date, value, place, violations);
            case ValueRule.Items items -> items(items, value, place, violations);
            case ValueRule.Members members -> members(members, value, place, violations);
        }
    }

    private static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean _ -> "boolean";
            case Long _ -> "integer";
            case Double _ -> "number";
            case List<?> _ -> "array";
            case Map<?, ?> _ -> "object";
            default -> "string";
        };
    }

    private static boolean isOf(String expected, @Nullable Object value) {
        String type = typeName(value);
        return switch (expected) {
            case "number" -> value instanceof Number;
            case "integer" -> value instanceof Long || (value instanceof Double d && d == Math.rint(d));
            default -> type.equals(expected);
        };
    }

    /// The value as a text, or null after reporting that it is none.
    private static @Nullable String text(String rule, @Nullable Object value, Place place, Violations violations) {
        if (value instanceof String text) {
            return text;
        }
        violations.add(place, value, rule, "must be a string, is " + typeName(value));
        return null;
    }

    private static void length(ValueRule.Length rule, @Nullable Object value, Place place, Violations violations) {
        long length;
        String unit;
        if (value instanceof String text) {
            length = text.codePointCount(0, text.length());
            unit = " characters, has ";
        } else if (value instanceof List<?> list) {
            length = list.size();
            unit = " items, has ";
        } else {
            violations.add(place, value, "length", "must be a string or an array, is " + typeName(value));
            return;
        }
        bounds(rule.min(), rule.max(), length, unit, "length", value, place, violations);
    }

    private static void bounds(
            long min,
            long max,
            long count,
            String unit,
            String rule,
            @Nullable Object value,
            Place place,
            Violations violations) {
        if (count < min) {
            violations.add(place, value, rule, "must have at least " + min + unit + count);
        } else if (count > max) {
            violations.add(place, value, rule, "must have at most " + max + unit + count);
        }
    }

    private static void range(ValueRule.Range rule, @Nullable Object value, Place place, Violations violations) {
        BigDecimal number = Canonical.number(value);
        if (number == null) {
            String is = value instanceof Double d ? d.toString() : typeName(value);
            violations.add(place, value, "range", "must be a number, is " + is);
        } else if (rule.min() != null && number.compareTo(rule.min()) < 0) {
            violations.add(place, value, "range", "must be at least " + rule.min());
        } else if (rule.max() != null && number.compareTo(rule.max()) > 0) {
            violations.add(place, value, "range", "must be at most " + rule.max());
        }
    }

    private static boolean hasForm(String form, String text) {
        return switch (form) {
            case "phone" -> PHONE.matches(text);
            case "credit_card" -> CARD.matches(text) && luhn(text);
            default -> SchemaFormats.problem(form, text) == null;
        };
    }

    /// The check sum of card numbers (ISO/IEC 7812-1, annex B).
    private static boolean luhn(String text) {
        int sum = 0;
        boolean twice = false;
        for (int i = text.length() - 1; i >= 0; i--) {
            int digit = text.charAt(i) - '0';
            if (digit >= 0 && digit <= 9) {
                sum += twice ? digit * 2 / 10 + digit * 2 % 10 : digit;
                twice = !twice;
            }
        }
        return sum % 10 == 0;
    }

    private static @Nullable String urlProblem(String text, List<String> schemes) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return "is no valid URL: " + e.getReason() + " at position " + (e.getIndex() + 1);
        }
        String scheme = uri.getScheme();
        if (scheme == null) {
            return "must be an absolute URL, has no scheme such as https";
        }
        if (!schemes.isEmpty()) {
            return schemes.contains(scheme.toLowerCase(Locale.ROOT))
                    ? null
                    : "must have a scheme of " + String.join(", ", schemes);
        }
        return uri.getHost() == null ? "must be a URL with a host" : null;
    }

    private static void date(ValueRule.Date rule, @Nullable Object value, Place place, Violations violations) {
        String text = text("date", value, place, violations);
        if (text == null) {
            return;
        }
        try {
            rule.formatter().parse(text);
        } catch (DateTimeException e) {
            violations.add(place, value, "date", "must be a date in the format " + rule.format());
        }
    }

    private static void items(ValueRule.Items rule, @Nullable Object value, Place place, Violations violations) {
        if (!(value instanceof List<?> list)) {
            violations.add(place, value, "array", "must be an array, is " + typeName(value));
            return;
        }
        bounds(rule.min(), rule.max(), list.size(), " items, has ", "array", value, place, violations);
        if (rule.unique()) {
            unique(list, place, violations);
        }
        for (int i = 0; i < list.size() && !violations.enough(); i++) {
            check(rule.each(), list.get(i), place.item(i), violations);
        }
    }

    private static void unique(List<?> list, Place place, Violations violations) {
        Map<@Nullable Object, Integer> seen = new HashMap<>();
        for (int i = 0; i < list.size() && !violations.enough(); i++) {
            Integer first = seen.putIfAbsent(Canonical.of(list.get(i)), i);
            if (first != null) {
                violations.add(
                        place.item(i), list.get(i), "array", "Array items must be unique: the same as item " + first);
            }
        }
    }

    private static void members(ValueRule.Members rule, @Nullable Object value, Place place, Violations violations) {
        if (!(value instanceof Map<?, ?> map)) {
            violations.add(place, value, "object", "must be an object, is " + typeName(value));
            return;
        }
        for (String name : rule.required()) {
            if (!map.containsKey(name)) {
                violations.add(place.member(name), null, "object", "Missing required field: " + name);
            }
        }
        rule.properties().forEach((name, rules) -> {
            if (map.containsKey(name)) {
                check(rules, map.get(name), place.member(name), violations);
            } else if (!rule.required().contains(name) && rules.contains(new ValueRule.Required())) {
                violations.add(place.member(name), null, "required", "is required");
            }
        });
        if (!rule.additional()) {
            map.forEach((key, item) -> {
                String name = (String) key;
                if (!rule.properties().containsKey(name) && !rule.required().contains(name)) {
                    violations.add(place.member(name), item, "object", "is not allowed: the rules do not name it");
                }
            });
        }
    }

    private static String shortened(List<@Nullable Object> values) {
        String text = dev.incant.kernel.value.Json.write(values);
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
