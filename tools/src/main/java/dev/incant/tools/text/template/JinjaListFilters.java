package dev.incant.tools.text.template;

import dev.incant.tools.text.template.TemplateValues.Safe;
import dev.incant.tools.text.template.TemplateValues.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The filters of Jinja and Tera on lists and maps.
final class JinjaListFilters {
    static final List<String> NAMES = List.of(
            "first",
            "last",
            "nth",
            "join",
            "length",
            "count",
            "reverse",
            "sort",
            "unique",
            "slice",
            "group_by",
            "groupby",
            "filter",
            "map",
            "concat",
            "get",
            "min",
            "max",
            "sum",
            "list",
            "items",
            "dictsort",
            "batch");

    private JinjaListFilters() {}

    static @Nullable Object apply(String name, @Nullable Object value, JinjaArgs args) {
        if (name.equals("get")) {
            Object found = JinjaScope.attribute(value, args.required(0, "key"), args.text(0, "", "key"));
            Object otherwise = args.value(1, "default");
            return found instanceof Undefined && otherwise != null
                    ? otherwise
                    : args.scope().used(found, args.line());
        }
        if (name.equals("length") || name.equals("count")) {
            return length(value, args);
        }
        if (value instanceof Map<?, ?> map) {
            return ofMap(name, map, args);
        }
        if (value instanceof String || value instanceof Safe) {
            String text = value.toString();
            args.budget().make(2L * text.length());
            if (name.equals("reverse")) {
                return new StringBuilder(text).reverse().toString();
            }
            List<@Nullable Object> letters = new ArrayList<>();
            args.budget().make(64L * text.length());
            text.codePoints().forEach(c -> letters.add(Character.toString(c)));
            return ofList(name, letters, args);
        }
        if (value instanceof List<?> list) {
            args.budget().make(16L * list.size());
            return ofList(name, new ArrayList<>(list), args);
        }
        throw args.failed("needs a list, not a " + JinjaOperators.describe(value));
    }

    private static Object length(@Nullable Object value, JinjaArgs args) {
        if (value instanceof List<?> list) {
            return (long) list.size();
        }
        if (value instanceof Map<?, ?> map) {
            return (long) map.size();
        }
        if (value instanceof String || value instanceof Safe) {
            return (long) value.toString().codePointCount(0, value.toString().length());
        }
        throw args.failed("a " + JinjaOperators.describe(value) + " has no length");
    }

    private static Object ofMap(String name, Map<?, ?> map, JinjaArgs args) {
        args.budget().make(128L * map.size());
        switch (name) {
            case "list":
                return new ArrayList<@Nullable Object>(map.keySet());
            case "items", "dictsort":
                List<@Nullable Object> pairs = new ArrayList<>();
                map.forEach((key, item) -> {
                    List<@Nullable Object> pair = new ArrayList<>();
                    pair.add(key);
                    pair.add(item);
                    pairs.add(pair);
                });
                if (name.equals("dictsort")) {
                    pairs.sort((a, b) -> {
                        args.budget().step();
                        return key(a).compareTo(key(b));
                    });
                }
                return pairs;
            default:
                throw args.failed("needs a list, not a map");
        }
    }

    private static String key(@Nullable Object pair) {
        return pair instanceof List<?> list ? String.valueOf(list.getFirst()) : "";
    }

    private static @Nullable Object ofList(String name, List<@Nullable Object> list, JinjaArgs args) {
        switch (name) {
            case "first":
                return list.isEmpty() ? "" : list.getFirst();
            case "last":
                return list.isEmpty() ? "" : list.getLast();
            case "nth":
                long n = args.number(0, 0, "n");
                return n >= 0 && n < list.size() ? list.get((int) n) : "";
            case "join":
                return joined(list, args.text(0, "", "sep", "d"), args);
            case "reverse":
                Collections.reverse(list);
                return list;
            case "sort":
                return sorted(list, args);
            case "unique":
                return unique(list, args);
            case "slice":
                int[] range = JinjaOperators.range(list.size(), args.value(0, "start"), args.value(1, "end"));
                return new ArrayList<>(list.subList(range[0], range[1]));
            case "group_by", "groupby":
                return grouped(list, args);
            case "filter":
                return filtered(list, args);
            case "map":
                List<@Nullable Object> mapped = new ArrayList<>();
                list.forEach(item -> mapped.add(attribute(item, args)));
                return mapped;
            case "concat":
                Object with = args.required(0, "with");
                if (with instanceof List<?> more) {
                    args.budget().make(16L * more.size());
                    list.addAll(more);
                } else {
                    list.add(with);
                }
                return list;
            case "min", "max":
                return extreme(list, name.equals("min"), args);
            case "sum":
                return sum(list, args);
            case "batch":
                return batches(list, args);
            default:
                return list;
        }
    }

    static String joined(@Nullable Object items, String separator, JinjaArgs args) {
        StringBuilder text = new StringBuilder();
        if (items instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                String item = args.scope().text(args.scope().used(list.get(i), args.line()));
                args.budget().step();
                args.budget().make(2L * (item.length() + separator.length()));
                text.append(i == 0 ? "" : separator).append(item);
            }
        }
        return text.toString();
    }

    /// An item's attribute, `a.b.c` included, or the item itself when none is asked for.
    private static @Nullable Object attribute(@Nullable Object item, JinjaArgs args) {
        String path = args.text(args.of().equals("sum") || args.of().startsWith("group") ? 0 : -1, "", "attribute");
        args.budget().step();
        Object at = item;
        if (!path.isEmpty()) {
            for (String part : path.split("\\.", -1)) {
                at = JinjaScope.attribute(at, part, path);
            }
        }
        return at instanceof Undefined ? null : at;
    }

    private static List<@Nullable Object> sorted(List<@Nullable Object> list, JinjaArgs args) {
        list.sort((a, b) ->
                JinjaOperators.order(lower(attribute(a, args), args), lower(attribute(b, args), args), args.line()));
        if (args.flag(0, false, "reverse")) {
            Collections.reverse(list);
        }
        return list;
    }

    /// Jinja sorts texts without regard to case, Tera with.
    private static @Nullable Object lower(@Nullable Object value, JinjaArgs args) {
        boolean ignore = !args.scope().mode().tera() && !args.flag(-1, false, "case_sensitive");
        return ignore && value instanceof String text ? text.toLowerCase(java.util.Locale.ROOT) : value;
    }

    private static List<@Nullable Object> unique(List<@Nullable Object> list, JinjaArgs args) {
        Map<@Nullable Object, @Nullable Object> seen = new LinkedHashMap<>();
        list.forEach(item -> seen.putIfAbsent(attribute(item, args), item));
        return new ArrayList<>(seen.values());
    }

    private static Object grouped(List<@Nullable Object> list, JinjaArgs args) {
        Map<String, @Nullable Object> groups = new LinkedHashMap<>();
        Map<String, List<@Nullable Object>> lists = new LinkedHashMap<>();
        for (Object item : list) {
            Object key = attribute(item, args);
            if (key != null) {
                lists.computeIfAbsent(args.scope().text(key), _ -> new ArrayList<>())
                        .add(item);
            }
        }
        groups.putAll(lists);
        if (args.scope().mode().tera()) {
            return groups;
        }
        return ofMap("dictsort", groups, args);
    }

    private static List<@Nullable Object> filtered(List<@Nullable Object> list, JinjaArgs args) {
        Object wanted = args.value(-1, "value");
        List<@Nullable Object> kept = new ArrayList<>();
        for (Object item : list) {
            Object found = attribute(item, args);
            if (wanted == null ? found != null : TemplateValues.equal(found, wanted)) {
                kept.add(item);
            }
        }
        return kept;
    }

    private static @Nullable Object extreme(List<@Nullable Object> list, boolean least, JinjaArgs args) {
        Object best = null;
        for (Object item : list) {
            args.budget().step();
            int order = best == null ? 0 : JinjaOperators.order(item, best, args.line());
            best = best == null || (least ? order < 0 : order > 0) ? item : best;
        }
        return best;
    }

    private static @Nullable Object sum(List<@Nullable Object> list, JinjaArgs args) {
        Object sum = 0L;
        for (Object item : list) {
            sum = JinjaOperators.arithmetic("+", sum, attribute(item, args), args.budget(), args.line());
        }
        return sum;
    }

    private static List<@Nullable Object> batches(List<@Nullable Object> list, JinjaArgs args) {
        int size = (int) Math.max(1, Math.min(Integer.MAX_VALUE, args.number(0, 1, "linecount")));
        List<@Nullable Object> batches = new ArrayList<>();
        for (int i = 0; i < list.size(); i += size) {
            batches.add(new ArrayList<>(list.subList(i, (int) Math.min(list.size(), (long) i + size))));
        }
        return batches;
    }

    /// A value without the marks of this engine.
    static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Safe) {
            return value.toString();
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(plain(item)));
            return copy;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(String.valueOf(key), plain(item)));
            return copy;
        }
        return value instanceof Undefined ? null : value;
    }
}
