package dev.incant.tools.data.jq;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import dev.incant.tools.data.jq.Nodes.Function;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The built-ins that are written in Java. Longer than most files: it is a table.
final class Builtins {
    private static final String ENVIRONMENT = "a query sees no environment";
    private static final String HALT = "a query cannot end the program; use error";
    private static final String MODULES = "a query reads no files";
    private static final String INPUT = "a query has one input";

    /// What jq has and we refuse, and why.
    static final Map<String, String> REFUSED = Map.of(
            "env", ENVIRONMENT,
            "halt", HALT,
            "halt_error", HALT,
            "input", INPUT,
            "inputs", INPUT,
            "input_filename", "a query reads no files",
            "input_line_number", "the input is a value",
            "modulemeta", MODULES,
            "get_search_list", MODULES);

    private Builtins() {}

    /// The filter that a call means, or null when there is no such built-in.
    static @Nullable Filter find(String name, List<Filter> args) {
        Filter special = Generators.find(name + "/" + args.size(), args);
        if (special != null) {
            return special;
        }
        Function function = Prelude.find(name, args.size());
        if (function != null) {
            return new Nodes.CallGlobal(function, args);
        }
        String key = name + "/" + args.size();
        return plain(key) || MathFunctions.has(key) ? new Plain(key, args) : null;
    }

    /// A built-in that makes one value of its input and the values of its arguments.
    private record Plain(String key, List<Filter> args) implements Filter {
        @Override
        public void run(Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            env.meter().tick();
            argument(args.size() - 1, new Object[args.size()], env, in, path, out);
        }

        private void argument(
                int index, @Nullable Object[] values, Env env, @Nullable Object in, @Nullable Path path, Sink out) {
            if (index < 0) {
                Nodes.give(env, value(key, in, values, env.meter()), path, out);
                return;
            }
            args.get(index).run(env, in, null, (value, _) -> {
                values[index] = value;
                argument(index - 1, values, env, in, path, out);
            });
        }
    }

    private static boolean plain(String key) {
        return switch (key) {
            case "not/0",
                    "error/0",
                    "error/1",
                    "length/0",
                    "utf8bytelength/0",
                    "keys/0",
                    "keys_unsorted/0",
                    "has/1",
                    "contains/1",
                    "add/0",
                    "type/0",
                    "tostring/0",
                    "tonumber/0",
                    "tojson/0",
                    "fromjson/0",
                    "ascii_downcase/0",
                    "ascii_upcase/0",
                    "explode/0",
                    "implode/0",
                    "startswith/1",
                    "endswith/1",
                    "ltrimstr/1",
                    "rtrimstr/1",
                    "trim/0",
                    "ltrim/0",
                    "rtrim/0",
                    "join/1",
                    "split/1",
                    "split/2",
                    "test/2",
                    "_captured/0",
                    "flatten/0",
                    "flatten/1",
                    "sort/0",
                    "unique/0",
                    "reverse/0",
                    "min/0",
                    "max/0",
                    "setpath/2",
                    "delpaths/1",
                    "indices/1",
                    "index/1",
                    "rindex/1",
                    "infinite/0",
                    "nan/0",
                    "isinfinite/0",
                    "isnan/0",
                    "isnormal/0",
                    "now/0",
                    "mktime/0",
                    "gmtime/0",
                    "localtime/0",
                    "strftime/1",
                    "strflocaltime/1",
                    "strptime/1",
                    "todateiso8601/0",
                    "fromdateiso8601/0",
                    "builtins/0",
                    "null/0",
                    "true/0",
                    "false/0",
                    "abs/0" -> true;
            default -> false;
        };
    }

    private static @Nullable Object value(String key, @Nullable Object in, @Nullable Object[] args, Meter meter) {
        return switch (key) {
            case "null/0" -> null;
            case "true/0" -> true;
            case "false/0" -> false;
            case "not/0" -> !Nodes.truthy(in);
            case "error/0" -> throw new JqError(in);
            case "error/1" -> throw new JqError(args[0]);
            case "length/0" -> length(in);
            case "utf8bytelength/0" -> Strings.utf8Length(string(in, "only strings have UTF-8 byte length"));
            case "keys/0" -> keys(in, true, meter);
            case "keys_unsorted/0" -> keys(in, false, meter);
            case "has/1" -> has(in, args[0]);
            case "contains/1" -> contains(in, args[0], meter);
            case "add/0" -> Arithmetic.sum(items(in), meter);
            case "type/0" -> Text.type(in);
            case "tostring/0" -> Formats.text(in, meter);
            case "tonumber/0" -> Strings.number(in);
            case "tojson/0" -> Text.json(in, meter);
            case "fromjson/0" -> fromJson(string(in, "only strings can be parsed"), meter);
            case "ascii_downcase/0" -> Strings.ascii(string(in, "ascii_downcase input must be a string"), false, meter);
            case "ascii_upcase/0" -> Strings.ascii(string(in, "ascii_upcase input must be a string"), true, meter);
            case "explode/0" -> Strings.explode(string(in, "cannot be exploded"), meter);
            case "implode/0" -> Strings.implode(in, meter);
            case "startswith/1" ->
                string(in, "startswith() requires string inputs")
                        .startsWith(string(args[0], "startswith() requires string inputs"));
            case "endswith/1" ->
                string(in, "endswith() requires string inputs")
                        .endsWith(string(args[0], "endswith() requires string inputs"));
            case "ltrimstr/1" ->
                in instanceof String text && args[0] instanceof String start && text.startsWith(start)
                        ? text.substring(start.length())
                        : in;
            case "rtrimstr/1" ->
                in instanceof String text && args[0] instanceof String end && text.endsWith(end)
                        ? text.substring(0, text.length() - end.length())
                        : in;
            case "trim/0" -> string(in, "trim input must be a string").strip();
            case "ltrim/0" -> string(in, "trim input must be a string").stripLeading();
            case "rtrim/0" -> string(in, "trim input must be a string").stripTrailing();
            case "join/1" -> Strings.join(in, args[0], meter);
            case "split/1" ->
                Strings.split(
                        string(in, "split input and separator must be strings"),
                        string(args[0], "split input and separator must be strings"),
                        meter);
            case "split/2" -> Regexes.split(in, Regexes.compile(args[0], args[1]), meter);
            case "test/2" -> Regexes.test(in, Regexes.compile(args[0], args[1]), meter);
            case "_captured/0" -> Regexes.captured(Access.map(java.util.Objects.requireNonNull(in)));
            case "flatten/0" -> flatten(in, 1e9, meter);
            case "flatten/1" -> flatten(in, depth(args[0]), meter);
            case "sort/0" -> sorted(array(in, "sorted"), meter);
            case "unique/0" -> unique(sorted(array(in, "sorted"), meter), meter);
            case "reverse/0" -> reversed(in, meter);
            case "min/0" -> extreme(array(in, "iterated over"), -1, meter);
            case "max/0" -> extreme(array(in, "iterated over"), 1, meter);
            case "setpath/2" -> Access.set(in, path(args[0]), 0, args[1], new HashSet<>(), meter);
            case "delpaths/1" -> Access.delete(in, array(args[0], "paths"), meter);
            case "indices/1" -> indices(in, args[0], meter);
            case "index/1" -> end(indices(in, args[0], meter), true);
            case "rindex/1" -> end(indices(in, args[0], meter), false);
            case "infinite/0" -> Double.POSITIVE_INFINITY;
            case "nan/0" -> Double.NaN;
            case "isinfinite/0" -> Double.isInfinite(MathFunctions.number(in));
            case "isnan/0" -> Double.isNaN(MathFunctions.number(in));
            case "isnormal/0" -> MathFunctions.normal(MathFunctions.number(in));
            case "abs/0" ->
                in instanceof Number number && number.doubleValue() < 0 ? Arithmetic.negated(in) : number(in);
            case "now/0" -> Arithmetic.number(meter.now());
            case "mktime/0" -> Dates.seconds(in);
            case "gmtime/0", "localtime/0" -> Dates.brokenDown(in, "gmtime");
            case "strftime/1", "strflocaltime/1" -> Dates.format(in, args[0]);
            case "strptime/1" -> Dates.parse(in, args[0]);
            case "todateiso8601/0" -> Dates.iso(in);
            case "fromdateiso8601/0" -> Dates.fromIso(in);
            case "builtins/0" -> new JqList();
            default -> MathFunctions.apply(key, in, args);
        };
    }

    private static Object number(@Nullable Object in) {
        if (in instanceof Number) {
            return in;
        }
        throw new JqError(Text.described(in) + " has no absolute value");
    }

    private static String string(@Nullable Object in, String otherwise) {
        if (in instanceof String text) {
            return text;
        }
        throw new JqError(Text.described(in) + " " + otherwise);
    }

    static List<?> array(@Nullable Object in, String done) {
        if (in instanceof List<?> list) {
            return list;
        }
        throw new JqError(Text.described(in) + " cannot be " + done + ", as it is not an array");
    }

    static List<?> path(@Nullable Object path) {
        if (path instanceof List<?> list) {
            return list;
        }
        throw new JqError("Path must be specified as an array");
    }

    private static Iterable<?> items(@Nullable Object in) {
        if (in instanceof List<?> list) {
            return list;
        }
        if (in instanceof Map<?, ?> map) {
            return map.values();
        }
        throw new JqError("Cannot iterate over " + (in == null ? "null" : Text.described(in)));
    }

    private static Object length(@Nullable Object in) {
        if (in == null) {
            return 0L;
        }
        if (in instanceof String text) {
            return (long) text.codePointCount(0, text.length());
        }
        if (in instanceof List<?> list) {
            return (long) list.size();
        }
        if (in instanceof Map<?, ?> map) {
            return (long) map.size();
        }
        if (in instanceof Number number) {
            return number.doubleValue() < 0 ? Arithmetic.negated(in) : in;
        }
        throw new JqError(Text.described(in) + " has no length");
    }

    private static JqList keys(@Nullable Object in, boolean sorted, Meter meter) {
        if (in instanceof Map<?, ?> map) {
            return new JqList(sorted ? meter.order().sortedKeys(map) : map.keySet(), meter);
        }
        if (in instanceof List<?> list) {
            JqList keys = new JqList();
            for (int i = 0; i < list.size(); i++) {
                meter.tick();
                keys.add((long) i);
            }
            return keys;
        }
        throw new JqError(Text.described(in) + " has no keys");
    }

    private static boolean has(@Nullable Object in, @Nullable Object key) {
        if (in instanceof Map<?, ?> map && key instanceof String) {
            return map.containsKey(key);
        }
        if (in instanceof List<?> list && key instanceof Number index) {
            return index.doubleValue() >= 0 && index.doubleValue() < list.size();
        }
        throw new JqError("Cannot check whether " + Text.type(in) + " has a " + Text.type(key) + " key");
    }

    private static boolean contains(@Nullable Object a, @Nullable Object b, Meter meter) {
        if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
            for (Map.Entry<?, ?> entry : right.entrySet()) {
                if (!left.containsKey(entry.getKey()) || !contains(left.get(entry.getKey()), entry.getValue(), meter)) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            for (Object wanted : right) {
                boolean found = false;
                for (Object item : left) {
                    meter.tick();
                    found |= Text.type(item).equals(Text.type(wanted)) && contains(item, wanted, meter);
                }
                if (!found) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof String left && b instanceof String right) {
            return left.contains(right);
        }
        if (Text.type(a).equals(Text.type(b))) {
            return meter.order().equal(a, b);
        }
        throw new JqError(Text.described(a) + " and " + Text.described(b) + " cannot have their containment checked");
    }

    private static @Nullable Object fromJson(String text, Meter meter) {
        if (text.strip().equals("nan")) {
            return Double.NaN;
        }
        try {
            return Json.parse(text, meter::checkStop);
        } catch (ToolException e) {
            meter.checkStop();
            throw new JqError(e.message() + " (while parsing '" + Text.shortened(text) + "')");
        }
    }

    private static double depth(@Nullable Object depth) {
        if (depth instanceof Number number && number.doubleValue() >= 0) {
            return number.doubleValue();
        }
        throw new JqError("flatten depth must not be negative");
    }

    private static JqList flatten(@Nullable Object in, double depth, Meter meter) {
        JqList flat = new JqList();
        flatten(items(in), depth, flat, meter);
        return flat;
    }

    private static void flatten(Iterable<?> items, double depth, JqList flat, Meter meter) {
        for (Object item : items) {
            meter.tick();
            if (item instanceof List<?> inner && depth > 0) {
                flatten(inner, depth - 1, flat, meter);
            } else {
                flat.add(item);
                meter.check(flat.weight());
            }
        }
    }

    static JqList sorted(List<?> list, Meter meter) {
        List<@Nullable Object> copy = new ArrayList<>(list);
        copy.sort(meter.order());
        return new JqList(copy, meter);
    }

    private static JqList unique(List<?> sorted, Meter meter) {
        JqList unique = new JqList();
        for (Object item : sorted) {
            if (unique.isEmpty() || !meter.order().equal(unique.getLast(), item)) {
                unique.add(item);
            }
        }
        return unique;
    }

    private static Object reversed(@Nullable Object in, Meter meter) {
        if (in instanceof String text) {
            return new StringBuilder(text).reverse().toString();
        }
        if (in == null) {
            return new JqList();
        }
        List<@Nullable Object> copy = new ArrayList<>(array(in, "reversed"));
        Collections.reverse(copy);
        return new JqList(copy, meter);
    }

    private static @Nullable Object extreme(List<?> list, int sign, Meter meter) {
        Object best = null;
        boolean any = false;
        for (Object item : list) {
            int order = any ? Integer.signum(meter.order().compare(item, best)) * sign : 1;
            if (order > 0 || (order == 0 && sign > 0)) {
                best = item;
            }
            any = true;
        }
        return best;
    }

    private static @Nullable Object indices(@Nullable Object in, @Nullable Object part, Meter meter) {
        if (in == null) {
            return null;
        }
        if (in instanceof String text && part instanceof String wanted) {
            return Strings.indices(text, wanted, meter);
        }
        if (in instanceof List<?> list) {
            return Access.indices(list, part instanceof List<?> many ? many : JqList.of(part), meter);
        }
        throw new JqError("Cannot determine indices of " + Text.type(part) + " in " + Text.type(in));
    }

    private static @Nullable Object end(@Nullable Object indices, boolean first) {
        if (!(indices instanceof List<?> list) || list.isEmpty()) {
            return null;
        }
        return first ? list.getFirst() : list.getLast();
    }

    /// Groups of items with equal keys, in the keys' order.
    static TreeMap<@Nullable Object, JqList> groups(List<?> items, List<?> keys, Meter meter) {
        TreeMap<@Nullable Object, JqList> groups = new TreeMap<>(meter.order());
        for (int i = 0; i < items.size(); i++) {
            groups.computeIfAbsent(keys.get(i), _ -> new JqList()).add(items.get(i));
        }
        return groups;
    }
}
