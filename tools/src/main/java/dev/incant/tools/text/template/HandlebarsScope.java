package dev.incant.tools.text.template;

import dev.incant.tools.text.template.TemplateValues.Undefined;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a part of a Handlebars template sees: a context, `@data`, block parameters, and the same further out.
///
/// @param parent the context around it, for `../`
/// @param data `@index`, `@key`, …, and block parameters by name
record HandlebarsScope(
        @Nullable HandlebarsScope parent,
        @Nullable Object context,
        Map<String, @Nullable Object> data,
        Map<String, @Nullable Object> names) {
    /// A path such as `../user.name`, `@index`, `this.[a b]`.
    ///
    /// @param up how many contexts outwards
    /// @param data whether the first segment is one of `@data`
    record Path(String text, int up, boolean data, boolean scoped, List<String> segments) {}

    HandlebarsScope inner(
            @Nullable Object newContext,
            Map<String, @Nullable Object> newData,
            Map<String, @Nullable Object> newNames) {
        return new HandlebarsScope(this, newContext, newData, newNames);
    }

    @Nullable Object find(Path path) {
        HandlebarsScope at = this;
        for (int i = 0; i < path.up() && at.parent != null; i++) {
            at = at.parent;
        }
        List<String> segments = path.segments();
        if (segments.isEmpty()) {
            return at.context;
        }
        String first = segments.getFirst();
        if (path.data()) {
            return walk(at.dataOf(first), segments, 1, path);
        }
        if (path.up() == 0 && !path.scoped()) {
            for (HandlebarsScope each = this; each != null; each = each.parent) {
                if (each.names.containsKey(first)) {
                    return walk(each.names.get(first), segments, 1, path);
                }
            }
        }
        return walk(at.context, segments, 0, path);
    }

    private @Nullable Object dataOf(String name) {
        HandlebarsScope outermost = this;
        for (HandlebarsScope at = this; at != null; at = at.parent) {
            if (at.data.containsKey(name)) {
                return at.data.get(name);
            }
            outermost = at;
        }
        return name.equals("root") ? outermost.context : new Undefined("@" + name);
    }

    private static @Nullable Object walk(@Nullable Object start, List<String> segments, int from, Path path) {
        Object at = start;
        for (int i = from; i < segments.size(); i++) {
            String key = segments.get(i);
            if (at instanceof Map<?, ?> map && map.containsKey(key)) {
                at = map.get(key);
            } else if (at instanceof List<?> list && (key.equals("length") || index(key, list.size()) >= 0)) {
                at = key.equals("length") ? (Object) (long) list.size() : list.get(index(key, list.size()));
            } else {
                return new Undefined(path.text());
            }
        }
        return at;
    }

    private static int index(String key, int size) {
        boolean digits = !key.isEmpty() && key.length() < 10;
        for (int i = 0; digits && i < key.length(); i++) {
            digits = key.charAt(i) >= '0' && key.charAt(i) <= '9';
        }
        int index = digits ? Integer.parseInt(key) : -1;
        return index < size ? index : -1;
    }
}
