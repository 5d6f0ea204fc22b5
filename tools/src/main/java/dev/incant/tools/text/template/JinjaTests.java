package dev.incant.tools.text.template;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.incant.kernel.error.Nearest;
import dev.incant.tools.text.template.TemplateValues.Safe;
import dev.incant.tools.text.template.TemplateValues.Undefined;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tests after `is`.
final class JinjaTests {
    private static final List<String> NAMES = List.of(
            "defined",
            "undefined",
            "none",
            "null",
            "string",
            "number",
            "integer",
            "float",
            "boolean",
            "true",
            "false",
            "odd",
            "even",
            "divisibleby",
            "iterable",
            "sequence",
            "object",
            "mapping",
            "starting_with",
            "ending_with",
            "containing",
            "matching",
            "eq",
            "equalto",
            "ne",
            "lt",
            "gt",
            "le",
            "ge",
            "in",
            "lower",
            "upper",
            "sameas");

    private JinjaTests() {}

    static void check(String name, int line) {
        if (!NAMES.contains(name)) {
            throw TemplateValues.problem(line, "there is no test '" + name + "'" + Nearest.hint(name, NAMES));
        }
    }

    /// Whether the test may be followed by a value without parentheses.
    static boolean takesOperand(String name) {
        return switch (name) {
            case "divisibleby", "eq", "equalto", "ne", "lt", "gt", "le", "ge", "sameas", "in" -> true;
            default -> false;
        };
    }

    static boolean test(
            String name, @Nullable Object value, JinjaExpressions.Arguments given, JinjaScope scope, int line) {
        if (name.equals("defined") || name.equals("undefined")) {
            return (value instanceof Undefined) == name.equals("undefined");
        }
        Object used = scope.used(value, line);
        JinjaArgs args = new JinjaArgs(name, given, scope, line);
        return switch (name) {
            case "none", "null" -> used == null;
            case "string" -> used instanceof String || used instanceof Safe;
            case "number" -> used instanceof Number;
            case "integer" -> used instanceof Long;
            case "float" -> used instanceof Double;
            case "boolean" -> used instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(used);
            case "false" -> Boolean.FALSE.equals(used);
            case "odd" -> whole(used, args) % 2 != 0;
            case "even" -> whole(used, args) % 2 == 0;
            case "divisibleby" -> divisible(whole(used, args), args);
            case "iterable" -> used instanceof List || used instanceof Map || used instanceof String;
            case "sequence" -> used instanceof List || used instanceof String;
            case "object", "mapping" -> used instanceof Map;
            case "starting_with" -> scope.text(used).startsWith(args.text(0, "", "pat"));
            case "ending_with" -> scope.text(used).endsWith(args.text(0, "", "pat"));
            case "containing" -> JinjaOperators.in(args.value(0, "pat"), used, line);
            case "matching" -> matches(scope.text(used), args);
            case "in" -> JinjaOperators.in(used, args.value(0, "seq"), line);
            case "eq", "equalto", "sameas" -> TemplateValues.equal(used, args.value(0, "other"));
            case "ne" -> !TemplateValues.equal(used, args.value(0, "other"));
            case "lt" -> JinjaOperators.order(used, args.value(0, "other"), line) < 0;
            case "gt" -> JinjaOperators.order(used, args.value(0, "other"), line) > 0;
            case "le" -> JinjaOperators.order(used, args.value(0, "other"), line) <= 0;
            case "ge" -> JinjaOperators.order(used, args.value(0, "other"), line) >= 0;
            case "lower" -> scope.text(used).equals(scope.text(used).toLowerCase(java.util.Locale.ROOT));
            default -> scope.text(used).equals(scope.text(used).toUpperCase(java.util.Locale.ROOT));
        };
    }

    private static long whole(@Nullable Object value, JinjaArgs args) {
        if (value instanceof Long whole) {
            return whole;
        }
        throw args.failed("a whole number expected");
    }

    private static boolean divisible(long value, JinjaArgs args) {
        long by = args.number(0, 0, "divisor", "num");
        if (by == 0) {
            throw args.failed("division by zero");
        }
        return value % by == 0;
    }

    private static boolean matches(String text, JinjaArgs args) {
        try {
            return Pattern.compile(args.text(0, "", "pat")).matcher(text).find();
        } catch (PatternSyntaxException e) {
            throw args.failed("no RE2 regular expression: " + e.getDescription());
        }
    }
}
