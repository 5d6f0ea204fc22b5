package dev.incant.tools.text.template;

import dev.incant.tools.text.template.TemplateValues.Safe;
import dev.incant.tools.text.template.TemplateValues.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The variables that a part of a Jinja template sees while it is rendered, and how values are used there.
final class JinjaScope {
    /// How a template is read and written.
    ///
    /// @param tera whether in Tera's dialect
    /// @param strict whether an undefined variable is an error where its value is needed
    /// @param html whether output is escaped
    record Mode(boolean tera, boolean strict, boolean html) {}

    private final @Nullable JinjaScope parent;
    private final Map<String, @Nullable Object> variables;
    private final Mode mode;
    private final RenderBudget budget;

    JinjaScope(Map<String, ? extends @Nullable Object> variables, Mode mode, RenderBudget budget) {
        this(null, new LinkedHashMap<>(variables), mode, budget);
    }

    private JinjaScope(
            @Nullable JinjaScope parent, Map<String, @Nullable Object> variables, Mode mode, RenderBudget budget) {
        this.parent = parent;
        this.variables = variables;
        this.mode = mode;
        this.budget = budget;
    }

    JinjaScope inner() {
        return new JinjaScope(this, new LinkedHashMap<>(), mode, budget);
    }

    /// A scope with nothing in it, for macros.
    JinjaScope empty() {
        return new JinjaScope(null, new LinkedHashMap<>(), mode, budget);
    }

    Mode mode() {
        return mode;
    }

    RenderBudget budget() {
        return budget;
    }

    @Nullable Object get(String name) {
        for (JinjaScope at = this; at != null; at = at.parent) {
            if (at.variables.containsKey(name)) {
                return at.variables.get(name);
            }
        }
        if (name.equals("__tera_context")) {
            return new LinkedHashMap<>(variables);
        }
        return new Undefined(name);
    }

    void set(String name, @Nullable Object value) {
        variables.put(name, value);
    }

    void setGlobal(String name, @Nullable Object value) {
        JinjaScope at = this;
        while (at.parent != null) {
            at = at.parent;
        }
        at.variables.put(name, value);
    }

    /// The value where it is needed: an undefined one is an error, or null when that is allowed.
    @Nullable Object used(@Nullable Object value, int line) {
        if (value instanceof Undefined undefined) {
            if (mode.strict()) {
                throw TemplateValues.problem(
                        line,
                        "'" + undefined.name()
                                + "' is not defined; give it in context, use default(value=…), or strict = false");
            }
            return null;
        }
        return value;
    }

    /// An attribute of a value: a key of a map or a place in a list, nothing else.
    static @Nullable Object attribute(@Nullable Object value, @Nullable Object key, String description) {
        if (value instanceof Map<?, ?> map && key != null && map.containsKey(key.toString())) {
            return map.get(key.toString());
        }
        if (value instanceof List<?> list && key instanceof Long index) {
            long at = index < 0 ? index + list.size() : index;
            return at >= 0 && at < list.size() ? list.get((int) at) : new Undefined(description);
        }
        if ((value instanceof String || value instanceof Safe) && key instanceof Long index) {
            int[] points = value.toString().codePoints().toArray();
            long at = index < 0 ? index + points.length : index;
            return at >= 0 && at < points.length ? Character.toString(points[(int) at]) : new Undefined(description);
        }
        return new Undefined(description);
    }

    /// A value as text, in the way of the dialect.
    String text(@Nullable Object value) {
        if (value == null) {
            return mode.tera() ? "" : "None";
        }
        if (value instanceof Boolean flag) {
            return mode.tera() ? flag.toString() : flag ? "True" : "False";
        }
        if (value instanceof Number number) {
            return TemplateValues.number(number);
        }
        if (value instanceof List<?> list) {
            List<String> items = new ArrayList<>();
            list.forEach(item -> items.add(nested(item)));
            return charged("[" + String.join(", ", items) + "]");
        }
        if (value instanceof Map<?, ?> map) {
            if (mode.tera()) {
                return "[object]";
            }
            List<String> items = new ArrayList<>();
            map.forEach((key, item) -> items.add(nested(key) + ": " + nested(item)));
            return charged("{" + String.join(", ", items) + "}");
        }
        return value.toString();
    }

    private String nested(@Nullable Object value) {
        budget.step();
        if (value instanceof String text && !mode.tera()) {
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
        }
        return text(value);
    }

    private String charged(String text) {
        budget.make(text.length());
        return text;
    }

    /// A value as it is written into the output.
    String output(@Nullable Object value) {
        String text = text(value);
        return mode.html() && !(value instanceof Safe || value instanceof Number || value instanceof Boolean)
                ? escaped(text)
                : text;
    }

    String escaped(String text) {
        return mode.tera()
                ? TemplateValues.escaped(text, "&#x27;", "&quot;", "/", "&#x2F;")
                : TemplateValues.escaped(text, "&#39;", "&#34;", "", "");
    }
}
