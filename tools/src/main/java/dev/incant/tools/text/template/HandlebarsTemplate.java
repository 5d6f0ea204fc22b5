package dev.incant.tools.text.template;

import dev.incant.kernel.error.ToolException;
import dev.incant.tools.text.template.HandlebarsLexer.Kind;
import dev.incant.tools.text.template.HandlebarsLexer.Piece;
import dev.incant.tools.text.template.TemplateValues.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Handlebars template: values, `#if #unless #each #with`, sections, `else` chains, block parameters, literals,
/// subexpressions, inline partials with hash arguments and `@partial-block`, white-space control. Partials are only
/// those that the template itself defines with `#*inline`.
public final class HandlebarsTemplate {
    private static final int MAX_NESTING = 100;

    /// A compiled part.
    private interface Node {
        void render(Rendering rendering, HandlebarsScope scope, StringBuilder out);
    }

    /// One rendering.
    ///
    /// @param partials those in reach, by name
    record Rendering(RenderBudget budget, boolean strict, boolean html, Map<String, Node> partials) {
        /// A value as JavaScript prints it.
        String text(@Nullable Object value) {
            if (value == null) {
                return "";
            }
            if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15) {
                return Long.toString((long) (double) d);
            }
            if (value instanceof Number number) {
                return TemplateValues.number(number);
            }
            if (value instanceof List<?> list) {
                StringBuilder text = new StringBuilder();
                for (Object item : list) {
                    String each = text(item);
                    budget.make(2L * each.length() + 2);
                    text.append(text.isEmpty() ? "" : ",").append(each);
                }
                return text.toString();
            }
            return value instanceof Map ? "[object Object]" : value.toString();
        }

        void write(StringBuilder out, @Nullable Object value, boolean raw) {
            String text = text(value);
            String shown = raw || !html
                    ? text
                    : TemplateValues.escaped(text, "&#x27;", "&quot;", "`", "&#x60;")
                            .replace("=", "&#x3D;");
            budget.write(out, shown);
        }

        Rendering with(String name, Node partial) {
            Map<String, Node> more = new LinkedHashMap<>(partials);
            more.put(name, partial);
            return new Rendering(budget, strict, html, more);
        }
    }

    private final List<Piece> pieces;
    private final Node root;
    private int at;
    private int nesting;

    private HandlebarsTemplate(String template) {
        this.pieces = HandlebarsLexer.pieces(template);
        this.root = body();
        if (peek().kind() != Kind.END) {
            throw TemplateValues.problem(
                    peek().line(),
                    "'{{" + (peek().kind() == Kind.CLOSE ? "/" : "else") + peek().text() + "}}' closes nothing");
        }
    }

    /// Compiles a template.
    ///
    /// @throws ToolException `invalid_params` with the line of what is wrong
    public static HandlebarsTemplate compile(String template) {
        return new HandlebarsTemplate(template);
    }

    /// Renders with this context.
    public String render(Map<String, @Nullable Object> context, boolean strict, boolean html, RenderBudget budget) {
        StringBuilder out = new StringBuilder();
        try {
            root.render(
                    new Rendering(budget, strict, html, Map.of()),
                    new HandlebarsScope(null, context, Map.of(), Map.of()),
                    out);
        } catch (StackOverflowError e) {
            throw ToolException.limitExceeded("the template calls itself too deep");
        }
        return out.toString();
    }

    private Piece peek() {
        return pieces.get(at);
    }

    private Node body() {
        if (++nesting > MAX_NESTING) {
            throw TemplateValues.problem(peek().line(), "blocks are nested deeper than " + MAX_NESTING);
        }
        List<Node> nodes = new ArrayList<>();
        Map<String, Node> partials = new LinkedHashMap<>();
        while (peek().kind() != Kind.END && peek().kind() != Kind.CLOSE && peek().kind() != Kind.ELSE) {
            node(pieces.get(at++), nodes, partials);
        }
        nesting--;
        return (outer, scope, out) -> {
            Rendering rendering = outer;
            for (Map.Entry<String, Node> partial : partials.entrySet()) {
                rendering = rendering.with(partial.getKey(), partial.getValue());
            }
            for (Node node : nodes) {
                rendering.budget().step();
                node.render(rendering, scope, out);
            }
        };
    }

    private void node(Piece piece, List<Node> nodes, Map<String, Node> partials) {
        switch (piece.kind()) {
            case TEXT:
                nodes.add((rendering, _, out) -> rendering.budget().write(out, piece.text()));
                break;
            case VALUE, RAW_VALUE:
                HandlebarsExpression value = HandlebarsExpression.parse(piece.text(), piece.line());
                boolean raw = piece.kind() == Kind.RAW_VALUE;
                nodes.add((rendering, scope, out) -> rendering.write(out, value.used(rendering, scope), raw));
                break;
            case OPEN:
                nodes.add(block(piece, HandlebarsExpression.parse(piece.text(), piece.line()), false, true));
                break;
            case INVERSE:
                nodes.add(block(piece, HandlebarsExpression.parse(piece.text(), piece.line()), true, true));
                break;
            case PARTIAL:
                nodes.add(partial(HandlebarsExpression.parse(piece.text(), piece.line()), null));
                break;
            case PARTIAL_BLOCK:
                HandlebarsExpression name = HandlebarsExpression.parse(piece.text(), piece.line());
                Node fallback = body();
                close(piece, name.name());
                nodes.add(partial(name, fallback));
                break;
            case INLINE:
                HandlebarsExpression inline = HandlebarsExpression.parse(piece.text(), piece.line());
                if (!inline.name().equals("inline") || inline.args().size() != 1) {
                    throw TemplateValues.problem(piece.line(), "only {{#*inline \"name\"}} is known after {{#*");
                }
                Node partial = body();
                close(piece, "inline");
                partials.put(inline.args().getFirst().name(), partial);
                break;
            default:
                break;
        }
    }

    private void close(Piece open, String name) {
        if (peek().kind() != Kind.CLOSE || !peek().text().equals(name)) {
            throw TemplateValues.problem(
                    open.line(),
                    "'{{#" + open.text() + "}}' is not closed with '{{/" + name + "}}'"
                            + (peek().kind() == Kind.CLOSE
                                    ? ", found '{{/" + peek().text() + "}}' in line " + peek().line()
                                    : ""));
        }
        at++;
    }

    private Node block(Piece open, HandlebarsExpression head, boolean inverted, boolean closes) {
        Node body = body();
        Node otherwise = (_, _, _) -> {};
        if (peek().kind() == Kind.ELSE) {
            Piece piece = pieces.get(at++);
            otherwise = piece.text().isEmpty()
                    ? body()
                    : block(piece, HandlebarsExpression.parse(piece.text(), piece.line()), false, false);
        }
        if (closes) {
            close(open, head.name());
        }
        Node then = inverted ? otherwise : body;
        Node other = inverted ? body : otherwise;
        return switch (head.name()) {
            case "if", "unless" -> choice(head, then, other);
            case "each" ->
                (rendering, scope, out) ->
                        each(argument(head).value(rendering, scope), head, then, other, rendering, scope, out);
            case "with" ->
                (rendering, scope, out) -> {
                    Object value = argument(head).value(rendering, scope);
                    if (HandlebarsHelpers.truthy(value, false)) {
                        then.render(rendering, scope.inner(value, Map.of(), named(head, value)), out);
                    } else {
                        other.render(rendering, scope, out);
                    }
                };
            default -> section(head, then, other);
        };
    }

    private static HandlebarsExpression argument(HandlebarsExpression head) {
        if (head.args().size() != 1) {
            throw TemplateValues.problem(
                    head.line(),
                    "#" + head.name() + " takes one argument, not "
                            + head.args().size());
        }
        return head.args().getFirst();
    }

    private static Map<String, @Nullable Object> named(HandlebarsExpression head, @Nullable Object... values) {
        Map<String, @Nullable Object> names = new LinkedHashMap<>();
        for (int i = 0; i < head.blockNames().size() && i < values.length; i++) {
            names.put(head.blockNames().get(i), values[i]);
        }
        return names;
    }

    private static Node choice(HandlebarsExpression head, Node then, Node other) {
        HandlebarsExpression condition = argument(head);
        boolean wanted = head.name().equals("if");
        HandlebarsExpression zero = head.hash().get("includeZero");
        return (rendering, scope, out) -> {
            boolean includeZero = zero != null && TemplateValues.truthy(zero.value(rendering, scope));
            boolean truth = HandlebarsHelpers.truthy(condition.value(rendering, scope), includeZero);
            (truth == wanted ? then : other).render(rendering, scope, out);
        };
    }

    private static Node section(HandlebarsExpression head, Node then, Node other) {
        return (rendering, scope, out) -> {
            Object value = head.value(rendering, scope);
            if (value instanceof List<?>) {
                each(value, head, then, other, rendering, scope, out);
            } else if (value instanceof Undefined undefined && rendering.strict()) {
                throw TemplateValues.problem(
                        head.line(), "'" + undefined.name() + "' is neither a block helper nor defined");
            } else if (!HandlebarsHelpers.truthy(value, false)) {
                other.render(rendering, scope, out);
            } else if (Boolean.TRUE.equals(value)) {
                then.render(rendering, scope, out);
            } else {
                then.render(rendering, scope.inner(value, Map.of(), named(head, value)), out);
            }
        };
    }

    private static void each(
            @Nullable Object value,
            HandlebarsExpression head,
            Node then,
            Node other,
            Rendering rendering,
            HandlebarsScope scope,
            StringBuilder out) {
        List<@Nullable Object> keys = new ArrayList<>();
        List<@Nullable Object> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                keys.add((long) i);
                items.add(list.get(i));
            }
        } else if (value instanceof Map<?, ?> map) {
            keys.addAll(map.keySet());
            items.addAll(map.values());
        } else if (value instanceof Undefined undefined && rendering.strict()) {
            throw TemplateValues.problem(
                    head.line(), "'" + undefined.name() + "' is not defined; give it in context, or strict = false");
        }
        rendering.budget().make(32L * items.size());
        if (items.isEmpty()) {
            other.render(rendering, scope, out);
        }
        for (int i = 0; i < items.size(); i++) {
            rendering.budget().step();
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("index", (long) i);
            data.put("key", keys.get(i));
            data.put("first", i == 0);
            data.put("last", i == items.size() - 1);
            then.render(rendering, scope.inner(items.get(i), data, named(head, items.get(i), keys.get(i))), out);
        }
    }

    private static Node partial(HandlebarsExpression head, @Nullable Node fallback) {
        return (rendering, scope, out) -> {
            String name = head.name();
            Node partial = rendering.partials().getOrDefault(name, fallback);
            if (partial == null) {
                throw TemplateValues.problem(
                        head.line(),
                        "there is no partial '" + name
                                + "': a template reaches only those that it defines with {{#*inline}}");
            }
            Object context = head.args().isEmpty()
                    ? scope.context()
                    : head.args().getFirst().used(rendering, scope);
            if (!head.hash().isEmpty()) {
                Map<String, @Nullable Object> merged = new LinkedHashMap<>();
                if (context instanceof Map<?, ?> map) {
                    map.forEach((key, value) -> merged.put((String) key, value));
                }
                rendering.budget().make(64L * merged.size());
                head.hash().forEach((key, value) -> merged.put(key, value.used(rendering, scope)));
                context = merged;
            }
            HandlebarsScope inner = context == scope.context() ? scope : scope.inner(context, Map.of(), Map.of());
            rendering.budget().enter();
            Rendering inside = fallback == null
                    ? rendering
                    : rendering.with("@partial-block", (_, _, more) -> fallback.render(rendering, scope, more));
            partial.render(inside, inner, out);
            rendering.budget().leave();
        };
    }
}
