package dev.incant.tools.text.template;

import dev.incant.kernel.error.Nearest;
import dev.incant.tools.text.template.TemplateValues.Undefined;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The helpers that give values: `lookup uppercase lowercase eq ne lt lte gt gte and or not`. Blocks are in
/// [HandlebarsTemplate].
final class HandlebarsHelpers {
    private static final List<String> NAMES = List.of(
            "lookup",
            "uppercase",
            "lowercase",
            "eq",
            "ne",
            "lt",
            "lte",
            "gt",
            "gte",
            "and",
            "or",
            "not",
            "if",
            "unless",
            "each",
            "with");

    private HandlebarsHelpers() {}

    /// Whether a name without arguments is a helper nonetheless; none is.
    static boolean isFunction(String name) {
        return name.equals("lookup");
    }

    static @Nullable Object call(
            HandlebarsExpression call, HandlebarsTemplate.Rendering rendering, HandlebarsScope scope) {
        List<HandlebarsExpression> args = call.args();
        String name = call.name();
        switch (name) {
            case "and", "or":
                boolean or = name.equals("or");
                Object last = null;
                for (HandlebarsExpression arg : args) {
                    last = arg.value(rendering, scope);
                    if (TemplateValues.truthy(last) == or) {
                        return last;
                    }
                }
                return last;
            case "not":
                return !TemplateValues.truthy(arg(call, 0).value(rendering, scope));
            case "if", "unless":
                boolean yes = TemplateValues.truthy(arg(call, 0).value(rendering, scope)) == name.equals("if");
                return yes
                        ? arg(call, 1).value(rendering, scope)
                        : args.size() > 2 ? args.get(2).value(rendering, scope) : "";
            case "lookup":
                Object key = arg(call, 1).used(rendering, scope);
                Object of = arg(call, 0).used(rendering, scope);
                Object index = key instanceof Long && !(of instanceof List) ? String.valueOf(key) : key;
                return JinjaScope.attribute(of, index, "lookup " + key);
            case "uppercase", "lowercase":
                String text = rendering.text(arg(call, 0).used(rendering, scope));
                rendering.budget().make(2L * text.length());
                return name.equals("uppercase") ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
            case "eq", "ne":
                return TemplateValues.equal(
                                plain(arg(call, 0).value(rendering, scope)),
                                plain(arg(call, 1).value(rendering, scope)))
                        == name.equals("eq");
            case "lt", "lte", "gt", "gte":
                int order = JinjaOperators.order(
                        arg(call, 0).used(rendering, scope), arg(call, 1).used(rendering, scope), call.line());
                return switch (name) {
                    case "lt" -> order < 0;
                    case "lte" -> order <= 0;
                    case "gt" -> order > 0;
                    default -> order >= 0;
                };
            default:
                throw TemplateValues.problem(
                        call.line(), "there is no helper '" + name + "'" + Nearest.hint(name, NAMES));
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof Undefined ? null : value;
    }

    private static HandlebarsExpression arg(HandlebarsExpression call, int index) {
        if (index >= call.args().size()) {
            throw TemplateValues.problem(call.line(), call.name() + " needs " + (index + 1) + " arguments");
        }
        return call.args().get(index);
    }

    /// JavaScript's idea of truth, which differs from Python's for empty objects: they are true.
    static boolean truthy(@Nullable Object value, boolean includeZero) {
        if (value instanceof Map<?, ?>) {
            return true;
        }
        boolean zero = value instanceof Number number && number.doubleValue() == 0;
        return TemplateValues.truthy(value) || (includeZero && zero && !Objects.equals(value, Double.NaN));
    }
}
