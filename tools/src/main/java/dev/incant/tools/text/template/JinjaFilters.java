package dev.incant.tools.text.template;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.value.Json;
import dev.incant.tools.text.template.TemplateValues.Safe;
import dev.incant.tools.text.template.TemplateValues.Undefined;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The filters on texts and numbers of Jinja and Tera, and the few methods of Python that templates use; those on lists
/// and maps are in [JinjaListFilters].
final class JinjaFilters {
    private static final List<String> NAMES = List.of(
            "upper",
            "lower",
            "capitalize",
            "title",
            "trim",
            "trim_start",
            "trim_end",
            "trim_start_matches",
            "trim_end_matches",
            "truncate",
            "wordcount",
            "replace",
            "addslashes",
            "slugify",
            "linebreaksbr",
            "spaceless",
            "indent",
            "striptags",
            "split",
            "urlencode",
            "urlencode_strict",
            "abs",
            "pluralize",
            "round",
            "filesizeformat",
            "date",
            "escape",
            "e",
            "escape_xml",
            "safe",
            "int",
            "float",
            "as_str",
            "string",
            "json_encode",
            "tojson",
            "default",
            "d",
            "center");

    private JinjaFilters() {}

    static void check(String name, int line) {
        if (!NAMES.contains(name) && !JinjaListFilters.NAMES.contains(name)) {
            List<String> all = new java.util.ArrayList<>(NAMES);
            all.addAll(JinjaListFilters.NAMES);
            throw TemplateValues.problem(line, "there is no filter '" + name + "'" + Nearest.hint(name, all));
        }
    }

    static @Nullable Object apply(String name, @Nullable Object raw, JinjaArgs args) {
        if (name.equals("default") || name.equals("d")) {
            boolean missing = raw instanceof Undefined
                    || (args.flag(1, false, "boolean") && !TemplateValues.truthy(raw))
                    || (raw == null && args.scope().mode().tera());
            Object otherwise = args.value(0, "value", "default_value");
            return missing ? otherwise == null ? "" : otherwise : raw;
        }
        Object value = args.scope().used(raw, args.line());
        if (JinjaListFilters.NAMES.contains(name)) {
            return JinjaListFilters.apply(name, value, args);
        }
        if (value instanceof Number number) {
            Object result = number(name, number, args);
            if (result != null) {
                return result;
            }
        }
        String text = args.scope().text(value);
        args.budget().make(2L * text.length());
        return text(name, text, value, args);
    }

    private static @Nullable Object number(String name, Number number, JinjaArgs args) {
        return switch (name) {
            case "abs" ->
                number instanceof Long whole && whole != Long.MIN_VALUE
                        ? (Object) Math.abs(whole)
                        : (Object) Math.abs(number.doubleValue());
            case "round" -> round(number, args);
            case "int" -> number instanceof Long ? number : (Object) (long) number.doubleValue();
            case "float" -> number.doubleValue();
            case "filesizeformat" -> size(number.doubleValue(), args.flag(0, false, "binary"));
            case "pluralize" -> number.doubleValue() == 1 ? args.text(-1, "", "singular") : args.text(0, "s", "plural");
            default -> null;
        };
    }

    private static Object round(Number number, JinjaArgs args) {
        long precision = args.number(args.scope().mode().tera() ? -1 : 0, 0, "precision");
        String method = args.text(args.scope().mode().tera() ? 0 : 1, "common", "method");
        double scale = Math.pow(10, Math.max(-15, Math.min(15, precision)));
        double scaled = number.doubleValue() * scale;
        double rounded = switch (method) {
            case "ceil" -> Math.ceil(scaled);
            case "floor" -> Math.floor(scaled);
            // Python rounds halves to the even neighbour, Rust away from zero.
            case "common" ->
                !args.scope().mode().tera()
                        ? Math.rint(scaled)
                        : scaled < 0 ? -Math.floor(-scaled + 0.5) : Math.floor(scaled + 0.5);
            default -> throw args.failed("method must be common, ceil or floor");
        };
        double result = rounded / scale;
        boolean whole = args.scope().mode().tera() && result == Math.rint(result) && Math.abs(result) < 0x1p53;
        return whole ? (Object) (long) result : (Object) result;
    }

    private static String size(double bytes, boolean binary) {
        int base = binary ? 1024 : 1000;
        String[] units = binary
                ? new String[] {"Bytes", "KiB", "MiB", "GiB", "TiB", "PiB"}
                : new String[] {"Bytes", "kB", "MB", "GB", "TB", "PB"};
        int unit = 0;
        double shown = bytes;
        while (Math.abs(shown) >= base && unit < units.length - 1) {
            shown /= base;
            unit++;
        }
        return unit == 0
                ? (long) shown + (shown == 1 ? " Byte" : " Bytes")
                : String.format(Locale.ROOT, "%.1f %s", shown, units[unit]);
    }

    private static @Nullable Object text(String name, String text, @Nullable Object value, JinjaArgs args) {
        return switch (name) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" ->
                text.isEmpty()
                        ? text
                        : first(text).toUpperCase(Locale.ROOT)
                                + text.substring(first(text).length()).toLowerCase(Locale.ROOT);
            case "title" -> title(text);
            case "trim" -> text.strip();
            case "trim_start" -> text.stripLeading();
            case "trim_end" -> text.stripTrailing();
            case "trim_start_matches" -> trimmed(text, args.text(0, "", "pat"), true);
            case "trim_end_matches" -> trimmed(text, args.text(0, "", "pat"), false);
            case "truncate" -> truncated(text, args);
            case "wordcount" -> text.isBlank() ? 0L : (long) text.strip().split("\\s+").length;
            case "replace" ->
                replaced(text, args.text(0, "", "from", "old"), args.text(1, "", "to", "new"), args.budget());
            case "addslashes" ->
                text.replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "\\'");
            case "slugify" -> slug(text);
            case "linebreaksbr" -> text.replace("\r\n", "<br>").replace("\n", "<br>");
            case "spaceless" -> spaceless(text);
            case "indent" -> indented(text, args);
            case "striptags" -> withoutTags(text);
            case "urlencode" -> encoded(text, "-_.~/");
            case "urlencode_strict" -> encoded(text, "-_.~");
            case "escape", "e", "escape_xml" ->
                value instanceof Safe ? value : (Object) new Safe(args.scope().escaped(text));
            case "safe" -> new Safe(text);
            case "int" -> whole(text, args);
            case "float" -> decimal(text, args);
            case "as_str", "string" -> text;
            case "json_encode", "tojson" -> json(value, args);
            case "date" -> TemplateDates.format(value, args);
            case "center" -> centered(text, args);
            case "split" -> split(text, args);
            default -> throw args.failed("needs a number, not a " + JinjaOperators.describe(value));
        };
    }

    private static String first(String text) {
        return text.substring(0, text.offsetByCodePoints(0, 1));
    }

    private static String title(String text) {
        StringBuilder title = new StringBuilder();
        boolean start = true;
        for (int c : text.codePoints().toArray()) {
            title.appendCodePoint(start ? Character.toTitleCase(c) : Character.toLowerCase(c));
            start = !Character.isLetterOrDigit(c) && c != '\'';
        }
        return title.toString();
    }

    private static String trimmed(String text, String part, boolean start) {
        String rest = text;
        while (!part.isEmpty() && (start ? rest.startsWith(part) : rest.endsWith(part))) {
            rest = start ? rest.substring(part.length()) : rest.substring(0, rest.length() - part.length());
        }
        return rest;
    }

    /// Tera cuts after `length` characters and adds `end`; Jinja cuts at a word so that all has `length`, with a
    /// leeway.
    private static String truncated(String text, JinjaArgs args) {
        boolean tera = args.scope().mode().tera();
        int length = (int) Math.max(0, Math.min(Integer.MAX_VALUE, args.number(0, 255, "length")));
        String end = args.text(tera ? 1 : 2, tera ? "…" : "...", "end");
        int points = text.codePointCount(0, text.length());
        if (tera) {
            return points <= length ? text : text.substring(0, text.offsetByCodePoints(0, length)) + end;
        }
        long leeway = args.number(3, 5, "leeway");
        if (points <= length + leeway) {
            return text;
        }
        String cut = text.substring(0, text.offsetByCodePoints(0, Math.max(0, length - end.length())));
        int space = cut.lastIndexOf(' ');
        return (args.flag(1, false, "killwords") || space < 0 ? cut : cut.substring(0, space)) + end;
    }

    static String replaced(String text, String from, String to, RenderBudget budget) {
        if (from.isEmpty()) {
            budget.make(2L * text.length() * (1L + to.length()));
            return text.replace(from, to);
        }
        long count = 0;
        for (int at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + from.length())) {
            count++;
        }
        budget.make(2L * text.length() + 2 * count * to.length());
        return text.replace(from, to);
    }

    private static String slug(String text) {
        StringBuilder slug = new StringBuilder();
        for (char c : Normalizer.normalize(text, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .toCharArray()) {
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                slug.append(c);
            } else if (Character.getType(c) != Character.NON_SPACING_MARK
                    && !slug.isEmpty()
                    && slug.charAt(slug.length() - 1) != '-') {
                slug.append('-');
            }
        }
        return slug.toString().replaceAll("-$", "");
    }

    private static String spaceless(String text) {
        StringBuilder tight = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            tight.append(c);
            int next = at;
            while (c == '>' && next < text.length() && Character.isWhitespace(text.charAt(next))) {
                next++;
            }
            at = next < text.length() && text.charAt(next) == '<' ? next : at;
        }
        return tight.toString();
    }

    private static String withoutTags(String text) {
        StringBuilder plain = new StringBuilder();
        boolean tag = false;
        for (char c : text.toCharArray()) {
            tag |= c == '<';
            if (!tag) {
                plain.append(c);
            }
            tag &= c != '>';
        }
        return plain.toString();
    }

    private static String indented(String text, JinjaArgs args) {
        Object width = args.value(0, "width", "prefix");
        String prefix = width instanceof String given
                ? given
                : " ".repeat((int) Math.max(0, Math.min(1_000, args.number(0, 4, "width"))));
        boolean first = args.flag(1, false, "first");
        String joined = replaced(text, "\n", "\n" + prefix, args.budget());
        return first ? prefix + joined : joined;
    }

    private static String encoded(String text, String kept) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c < 0x80 && Character.isLetterOrDigit(c)) || kept.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(String.format("%02X", (int) c));
            }
        }
        return encoded.toString();
    }

    private static Object whole(String text, JinjaArgs args) {
        try {
            return (long) Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            Object otherwise = args.value(0, "default");
            return otherwise == null ? 0L : otherwise;
        }
    }

    private static Object decimal(String text, JinjaArgs args) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            Object otherwise = args.value(0, "default");
            return otherwise == null ? 0.0 : otherwise;
        }
    }

    private static Object json(@Nullable Object value, JinjaArgs args) {
        Object plain = JinjaListFilters.plain(value);
        boolean pretty = args.flag(-1, false, "pretty") || args.number(-1, 0, "indent") > 0;
        String text =
                pretty ? Json.pretty(plain) : Json.write(plain, args.budget().context()::checkCancelled);
        args.budget().make(2L * text.length());
        if (args.scope().mode().tera()) {
            return text;
        }
        return new Safe(text.replace("&", "\\u0026")
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("'", "\\u0027"));
    }

    private static String centered(String text, JinjaArgs args) {
        int width = (int) Math.max(0, Math.min(10_000, args.number(0, 80, "width")));
        int missing = Math.max(0, width - text.codePointCount(0, text.length()));
        return " ".repeat(missing / 2) + text + " ".repeat(missing - missing / 2);
    }

    private static Object split(String text, JinjaArgs args) {
        Object separator = args.value(0, "pat", "sep");
        List<@Nullable Object> parts = new java.util.ArrayList<>();
        if (separator == null) {
            for (String word : text.strip().split("\\s+")) {
                parts.add(word);
            }
        } else {
            String pattern = args.scope().text(separator);
            int from = 0;
            for (int at = pattern.isEmpty() ? -1 : text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, from)) {
                parts.add(text.substring(from, at));
                from = at + pattern.length();
            }
            parts.add(text.substring(from));
        }
        args.budget().make(64L * parts.size());
        return parts;
    }

    /// A method of Python's texts and maps. Nothing of Java is reached here.
    static @Nullable Object method(String name, @Nullable Object value, JinjaArgs args) {
        if (value instanceof Map<?, ?> map) {
            switch (name) {
                case "items":
                    return JinjaListFilters.apply("items", map, args);
                case "keys":
                    return new java.util.ArrayList<@Nullable Object>(map.keySet());
                case "values":
                    return new java.util.ArrayList<@Nullable Object>(map.values());
                case "get":
                    Object key = args.required(0, "key");
                    return map.containsKey(key) ? map.get(key) : args.value(1, "default");
                default:
                    break;
            }
        }
        if (value instanceof String || value instanceof Safe) {
            switch (name) {
                case "upper", "lower", "capitalize", "title", "replace", "split":
                    return apply(name, value, args);
                case "strip":
                    return apply("trim", value, args);
                case "startswith":
                    return value.toString().startsWith(args.text(0, "", "prefix"));
                case "endswith":
                    return value.toString().endsWith(args.text(0, "", "suffix"));
                case "join":
                    return JinjaListFilters.joined(args.value(0, "list"), value.toString(), args);
                default:
                    break;
            }
        }
        throw TemplateValues.problem(
                args.line(), "a " + JinjaOperators.describe(value) + " has no method '" + name + "'");
    }
}
