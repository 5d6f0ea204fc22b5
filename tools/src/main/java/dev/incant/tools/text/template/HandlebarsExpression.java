package dev.incant.tools.text.template;

import dev.incant.tools.text.template.HandlebarsScope.Path;
import dev.incant.tools.text.template.TemplateValues.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stands in a tag: a path, literal or call with arguments, `name=value` pairs and block parameters.
///
/// @param head the path or literal, or null when `value` is a literal
/// @param blockNames after `as |a b|`
record HandlebarsExpression(
        @Nullable Path head,
        @Nullable Object literal,
        List<HandlebarsExpression> args,
        Map<String, HandlebarsExpression> hash,
        List<String> blockNames,
        int line) {
    private static final int MAX_DEPTH = 50;

    boolean call() {
        return !args.isEmpty() || !hash.isEmpty();
    }

    String name() {
        return head == null ? String.valueOf(literal) : head.text();
    }

    /// The value, where a name that is not defined is undefined rather than an error.
    @Nullable Object value(HandlebarsTemplate.Rendering rendering, HandlebarsScope scope) {
        rendering.budget().step();
        if (head == null) {
            return literal;
        }
        if (call() || HandlebarsHelpers.isFunction(head.text())) {
            return HandlebarsHelpers.call(this, rendering, scope);
        }
        return scope.find(head);
    }

    /// The value where it is needed.
    @Nullable Object used(HandlebarsTemplate.Rendering rendering, HandlebarsScope scope) {
        Object value = value(rendering, scope);
        if (value instanceof Undefined undefined) {
            if (rendering.strict()) {
                throw TemplateValues.problem(
                        line, "'" + undefined.name() + "' is not defined; give it in context, or strict = false");
            }
            return null;
        }
        return value;
    }

    static HandlebarsExpression parse(String text, int line) {
        Reader reader = new Reader(text, line);
        HandlebarsExpression expression = reader.call(0, false);
        if (reader.at < text.length()) {
            throw TemplateValues.problem(line, "unexpected '" + text.charAt(reader.at) + "' in a tag");
        }
        return expression;
    }

    /// Reads by recursive descent.
    private static final class Reader {
        private final String text;
        private final int line;
        private int at;

        Reader(String text, int line) {
            this.text = text;
            this.line = line;
        }

        private void space() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        HandlebarsExpression call(int depth, boolean nested) {
            if (depth > MAX_DEPTH) {
                throw TemplateValues.problem(line, "expressions are nested deeper than " + MAX_DEPTH);
            }
            HandlebarsExpression head = operand(depth);
            List<HandlebarsExpression> args = new ArrayList<>();
            Map<String, HandlebarsExpression> hash = new LinkedHashMap<>();
            List<String> names = new ArrayList<>();
            for (space(); at < text.length() && text.charAt(at) != ')'; space()) {
                if (!nested && text.startsWith("as |", at)) {
                    int end = text.indexOf('|', at + 4);
                    if (end < 0) {
                        throw TemplateValues.problem(line, "'|' expected after block parameters");
                    }
                    names.addAll(List.of(text.substring(at + 4, end).strip().split("\\s+")));
                    at = end + 1;
                    continue;
                }
                int equals = hashKey();
                if (equals > 0) {
                    String key = text.substring(at, equals);
                    at = equals + 1;
                    hash.put(key, operand(depth));
                } else if (hash.isEmpty()) {
                    args.add(operand(depth));
                } else {
                    throw TemplateValues.problem(line, "a value without a name stands after name=value");
                }
            }
            return new HandlebarsExpression(head.head(), head.literal(), args, hash, names, line);
        }

        /// Where the `=` of a `name=value` is, or -1.
        private int hashKey() {
            int end = at;
            while (end < text.length()
                    && (Character.isLetterOrDigit(text.charAt(end)) || "_-".indexOf(text.charAt(end)) >= 0)) {
                end++;
            }
            return end > at && end < text.length() && text.charAt(end) == '=' ? end : -1;
        }

        private HandlebarsExpression literal(@Nullable Object value) {
            return new HandlebarsExpression(null, value, List.of(), Map.of(), List.of(), line);
        }

        private HandlebarsExpression operand(int depth) {
            space();
            if (at >= text.length()) {
                throw TemplateValues.problem(line, "a tag is empty");
            }
            char c = text.charAt(at);
            if (c == '(') {
                at++;
                HandlebarsExpression inner = call(depth + 1, true);
                if (at >= text.length()) {
                    throw TemplateValues.problem(line, "')' expected");
                }
                at++;
                return inner;
            }
            if (c == '"' || c == '\'') {
                int end = text.indexOf(c, at + 1);
                if (end < 0) {
                    throw TemplateValues.problem(line, "a text is not closed with " + c);
                }
                String value = text.substring(at + 1, end);
                at = end + 1;
                return literal(value);
            }
            return word();
        }

        private HandlebarsExpression word() {
            int start = at;
            boolean bracket = false;
            while (at < text.length()) {
                char c = text.charAt(at);
                bracket = c == '[' || (bracket && c != ']');
                if (!bracket && (Character.isWhitespace(c) || "()=|\"'".indexOf(c) >= 0)) {
                    break;
                }
                at++;
            }
            String word = text.substring(start, at);
            if (word.isEmpty()) {
                throw TemplateValues.problem(line, "unexpected '" + text.charAt(at) + "' in a tag");
            }
            return switch (word) {
                case "true" -> literal(true);
                case "false" -> literal(false);
                case "null", "undefined" -> literal(null);
                default -> number(word);
            };
        }

        private HandlebarsExpression number(String word) {
            if (Character.isDigit(word.charAt(0)) || (word.length() > 1 && word.charAt(0) == '-')) {
                try {
                    return literal(word.indexOf('.') < 0 ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word));
                } catch (NumberFormatException e) {
                    throw TemplateValues.problem(line, "not a number: " + word);
                }
            }
            return new HandlebarsExpression(path(word), null, List.of(), Map.of(), List.of(), line);
        }

        private Path path(String word) {
            int up = 0;
            String rest = word;
            boolean data = rest.startsWith("@");
            rest = data ? rest.substring(1) : rest;
            while (rest.startsWith("../") || rest.equals("..")) {
                up++;
                rest = rest.length() > 3 ? rest.substring(3) : "";
            }
            boolean scoped = rest.startsWith("./") || rest.startsWith("this.") || rest.startsWith("this/");
            if (rest.startsWith("./")) {
                rest = rest.substring(2);
            }
            List<String> segments = new ArrayList<>();
            int from = 0;
            while (from < rest.length()) {
                int end;
                if (rest.charAt(from) == '[') {
                    end = rest.indexOf(']', from);
                    if (end < 0) {
                        throw TemplateValues.problem(line, "']' expected in " + word);
                    }
                    segments.add(rest.substring(from + 1, end));
                    from = end + 2;
                } else {
                    end = from;
                    while (end < rest.length() && rest.charAt(end) != '.' && rest.charAt(end) != '/') {
                        end++;
                    }
                    String segment = rest.substring(from, end);
                    if (!segment.equals("this") && !segment.isEmpty()) {
                        segments.add(segment);
                    }
                    from = end + 1;
                }
            }
            return new Path(word, up, data, scoped, segments);
        }
    }
}
