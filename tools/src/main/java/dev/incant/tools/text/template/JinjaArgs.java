package dev.incant.tools.text.template;

import dev.incant.kernel.error.ToolException;
import dev.incant.tools.text.template.JinjaExpressions.Expr;
import org.jspecify.annotations.Nullable;

/// The arguments of one use of a filter, test, function or method. Each may be given by its place (Jinja) or by name
/// (Tera).
record JinjaArgs(String of, JinjaExpressions.Arguments given, JinjaScope scope, int line) {
    RenderBudget budget() {
        return scope.budget();
    }

    ToolException failed(String message) {
        return TemplateValues.failed(line, of + ": " + message);
    }

    /// The argument at a place or of one of some names; undefined ones and missing ones are null.
    @Nullable Object value(int place, String... names) {
        for (String name : names) {
            Expr named = given.names().get(name);
            if (named != null) {
                return scope.used(named.of(scope), line);
            }
        }
        return place >= 0 && place < given.places().size()
                ? scope.used(given.places().get(place).of(scope), line)
                : null;
    }

    Object required(int place, String... names) {
        Object value = value(place, names);
        if (value == null) {
            throw TemplateValues.problem(line, of + " needs the argument " + names[0]);
        }
        return value;
    }

    String text(int place, String otherwise, String... names) {
        Object value = value(place, names);
        return value == null ? otherwise : scope.text(value);
    }

    long number(int place, long otherwise, String... names) {
        Object value = value(place, names);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Long whole) {
            return whole;
        }
        if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 0x1p53) {
            return (long) (double) d;
        }
        throw failed(names[0] + " must be a whole number");
    }

    boolean flag(int place, boolean otherwise, String... names) {
        Object value = value(place, names);
        return value == null ? otherwise : TemplateValues.truthy(value);
    }
}
