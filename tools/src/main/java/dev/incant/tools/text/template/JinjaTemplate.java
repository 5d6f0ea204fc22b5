package dev.incant.tools.text.template;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.tools.text.template.JinjaExpressions.Arguments;
import dev.incant.tools.text.template.JinjaExpressions.Expr;
import dev.incant.tools.text.template.JinjaLexer.Part;
import dev.incant.tools.text.template.JinjaLexer.Piece;
import dev.incant.tools.text.template.TemplateValues.Safe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A Jinja template: `if for set set_global macro raw filter with block break continue`, in Jinja's or Tera's dialect.
/// `include`, `extends`, `import` and `from` are refused: there are no other templates. Longer than most files: it is
/// the grammar of statements.
public final class JinjaTemplate {
    private static final int MAX_NESTING = 100;
    private static final Set<String> OTHER_TEMPLATES = Set.of("include", "extends", "import", "from");
    private static final List<String> STATEMENTS =
            List.of("if", "for", "set", "set_global", "macro", "raw", "filter", "with", "block", "break", "continue");

    /// A compiled part.
    private interface Node {
        void render(JinjaScope scope, StringBuilder out);
    }

    /// Leaves a loop, or one round of it.
    private static final class Jump extends RuntimeException {
        private static final long serialVersionUID = 1L;
        static final Jump BREAK = new Jump();
        static final Jump CONTINUE = new Jump();

        private Jump() {
            super(null, null, false, false);
        }
    }

    private final List<Piece> pieces;
    private final boolean tera;
    private final List<Macro> macros = new ArrayList<>();
    private final Node root;
    private int at;
    private int nesting;
    private int loops;

    private JinjaTemplate(String template, boolean tera) {
        this.pieces = JinjaLexer.pieces(template);
        this.tera = tera;
        this.root = body();
        if (pieces.get(at).part() != Part.END) {
            throw TemplateValues.problem(pieces.get(at).line(), "'" + word(pieces.get(at)) + "' closes nothing");
        }
    }

    /// Compiles a template.
    ///
    /// @throws ToolException `invalid_params` with the line of what is wrong
    public static JinjaTemplate compile(String template, boolean tera) {
        try {
            return new JinjaTemplate(template, tera);
        } catch (StackOverflowError e) {
            throw ToolException.limitExceeded("template: nested too deep");
        }
    }

    /// Renders with these variables.
    public String render(Map<String, @Nullable Object> context, boolean strict, boolean html, RenderBudget budget) {
        JinjaScope scope = new JinjaScope(context, new JinjaScope.Mode(tera, strict, html), budget);
        declare(scope);
        StringBuilder out = new StringBuilder();
        try {
            root.render(scope, out);
        } catch (StackOverflowError e) {
            throw ToolException.limitExceeded("the template calls itself too deep");
        }
        return out.toString();
    }

    private void declare(JinjaScope scope) {
        // No variable of a user can have such a name.
        macros.forEach(macro -> scope.set("()" + macro.name, macro));
    }

    private static String word(Piece piece) {
        String text = piece.text().strip();
        int end = 0;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return text.substring(0, end);
    }

    /// The parts up to a statement that is none of ours: `else`, `endif`, …
    private Node body() {
        if (++nesting > MAX_NESTING) {
            throw TemplateValues.problem(pieces.get(at).line(), "statements are nested deeper than " + MAX_NESTING);
        }
        List<Node> nodes = new ArrayList<>();
        while (true) {
            Piece piece = pieces.get(at);
            if (piece.part() == Part.END || (piece.part() == Part.STATEMENT && closes(word(piece)))) {
                nesting--;
                return (scope, out) -> {
                    for (Node node : nodes) {
                        scope.budget().step();
                        node.render(scope, out);
                    }
                };
            }
            at++;
            nodes.add(node(piece));
        }
    }

    private static boolean closes(String word) {
        return word.startsWith("end") || word.equals("else") || word.equals("elif");
    }

    private Node node(Piece piece) {
        if (piece.part() == Part.TEXT) {
            return (scope, out) -> scope.budget().write(out, piece.text());
        }
        if (piece.part() == Part.OUTPUT) {
            JinjaExpressions parser = parser(piece);
            Expr value = parser.expression();
            parser.end();
            return (scope, out) -> {
                Object used = scope.used(value.of(scope), piece.line());
                scope.budget().write(out, used == null && !scope.mode().strict() ? "" : scope.output(used));
            };
        }
        return statement(piece);
    }

    private JinjaExpressions parser(Piece piece) {
        return new JinjaExpressions(piece.text(), piece.line(), tera);
    }

    private Node statement(Piece piece) {
        JinjaExpressions parser = parser(piece);
        String word = parser.name();
        switch (word) {
            case "if":
                return conditional(parser);
            case "for":
                return loop(parser, piece.line());
            case "set", "set_global":
                return assignment(parser, word.equals("set_global"), piece.line());
            case "macro":
                macro(parser, piece.line());
                return (scope, out) -> {};
            case "filter":
                return filtered(parser, piece.line());
            case "with":
                return with(parser, piece.line());
            case "block":
                parser.name();
                parser.end();
                Node block = body();
                close("endblock", piece);
                return (scope, out) -> block.render(scope.inner(), out);
            case "break", "continue":
                parser.end();
                if (loops == 0) {
                    throw TemplateValues.problem(piece.line(), "'" + word + "' stands in no loop");
                }
                return (scope, out) -> {
                    throw word.equals("break") ? Jump.BREAK : Jump.CONTINUE;
                };
            default:
                throw TemplateValues.problem(
                        piece.line(),
                        OTHER_TEMPLATES.contains(word)
                                ? "'" + word + "' is not available: a template reaches no other templates or files"
                                : "there is no statement '" + word + "'" + Nearest.hint(word, STATEMENTS));
        }
    }

    /// Takes the closing statement of what began at `open`.
    private void close(String word, Piece open) {
        Piece piece = pieces.get(at);
        if (piece.part() == Part.END || !word(piece).equals(word)) {
            throw TemplateValues.problem(
                    open.line(),
                    "'" + word(open) + "' is not closed with '" + word + "'"
                            + (piece.part() == Part.END
                                    ? ""
                                    : ", found '" + word(piece) + "' in line " + piece.line()));
        }
        at++;
    }

    private Node conditional(JinjaExpressions parser) {
        Piece open = pieces.get(at - 1);
        List<Expr> conditions = new ArrayList<>();
        List<Node> bodies = new ArrayList<>();
        conditions.add(parser.expression());
        parser.end();
        bodies.add(body());
        while (word(pieces.get(at)).equals("elif") && pieces.get(at).part() == Part.STATEMENT) {
            JinjaExpressions next = parser(pieces.get(at++));
            next.name();
            conditions.add(next.expression());
            next.end();
            bodies.add(body());
        }
        if (pieces.get(at).part() == Part.STATEMENT && word(pieces.get(at)).equals("else")) {
            at++;
            bodies.add(body());
        }
        close("endif", open);
        return (scope, out) -> {
            for (int i = 0; i < conditions.size(); i++) {
                if (TemplateValues.truthy(conditions.get(i).of(scope))) {
                    bodies.get(i).render(scope, out);
                    return;
                }
            }
            if (bodies.size() > conditions.size()) {
                bodies.getLast().render(scope, out);
            }
        };
    }

    private Node loop(JinjaExpressions parser, int line) {
        Piece open = pieces.get(at - 1);
        List<String> names = new ArrayList<>();
        do {
            names.add(parser.name());
        } while (parser.sign(","));
        parser.expect("in");
        Expr items = parser.withoutCondition();
        Expr condition = parser.word("if") ? parser.expression() : null;
        parser.end();
        loops++;
        Node body = body();
        loops--;
        Node otherwise = null;
        if (pieces.get(at).part() == Part.STATEMENT && word(pieces.get(at)).equals("else")) {
            at++;
            otherwise = body();
        }
        close("endfor", open);
        return new Loop(names, items, condition, body, otherwise, line);
    }

    private record Loop(
            List<String> names,
            Expr items,
            @Nullable Expr condition,
            Node body,
            @Nullable Node otherwise,
            int line) implements Node {
        @Override
        public void render(JinjaScope scope, StringBuilder out) {
            List<@Nullable Object> all = new ArrayList<>();
            for (Object item : elements(scope.used(items.of(scope), line), scope)) {
                JinjaScope trial = scope.inner();
                bind(trial, item);
                if (condition == null || TemplateValues.truthy(condition.of(trial))) {
                    all.add(item);
                }
            }
            if (all.isEmpty() && otherwise != null) {
                otherwise.render(scope, out);
            }
            for (int i = 0; i < all.size(); i++) {
                scope.budget().step();
                JinjaScope round = scope.inner();
                bind(round, all.get(i));
                round.set("loop", position(i, all.size()));
                try {
                    body.render(round, out);
                } catch (Jump jump) {
                    if (jump == Jump.BREAK) {
                        return;
                    }
                }
            }
        }

        private static Map<String, @Nullable Object> position(long index, long size) {
            Map<String, @Nullable Object> loop = new LinkedHashMap<>();
            loop.put("index", index + 1);
            loop.put("index0", index);
            loop.put("first", index == 0);
            loop.put("last", index == size - 1);
            loop.put("length", size);
            loop.put("revindex", size - index);
            loop.put("revindex0", size - index - 1);
            return loop;
        }

        private List<?> elements(@Nullable Object value, JinjaScope scope) {
            if (value instanceof List<?> list) {
                return list;
            }
            if (value instanceof Map<?, ?> map) {
                boolean pairs = names.size() == 2;
                List<@Nullable Object> elements = new ArrayList<>();
                scope.budget().make(64L * map.size());
                map.forEach((key, item) -> {
                    List<@Nullable Object> pair = new ArrayList<>();
                    pair.add(key);
                    pair.add(item);
                    elements.add(pairs ? pair : key);
                });
                return elements;
            }
            if (value instanceof String || value instanceof Safe) {
                scope.budget().make(64L * value.toString().length());
                return value.toString()
                        .codePoints()
                        .mapToObj(Character::toString)
                        .toList();
            }
            if (value == null && !scope.mode().strict()) {
                return List.of();
            }
            throw TemplateValues.failed(line, "cannot loop over a " + JinjaOperators.describe(value));
        }

        private void bind(JinjaScope scope, @Nullable Object item) {
            if (names.size() == 1) {
                scope.set(names.getFirst(), item);
                return;
            }
            if (!(item instanceof List<?> parts) || parts.size() != names.size()) {
                throw TemplateValues.failed(line, "an item is no list of " + names.size() + " values");
            }
            for (int i = 0; i < names.size(); i++) {
                scope.set(names.get(i), parts.get(i));
            }
        }
    }

    private Node assignment(JinjaExpressions parser, boolean global, int line) {
        Piece open = pieces.get(at - 1);
        String name = parser.name();
        if (!parser.sign("=")) {
            parser.end();
            Node body = body();
            close("endset", open);
            return (scope, out) -> {
                StringBuilder text = new StringBuilder();
                body.render(scope.inner(), text);
                scope.set(name, new Safe(text.toString()));
            };
        }
        Expr value = parser.expression();
        parser.end();
        return (scope, out) -> {
            Object used = scope.used(value.of(scope), line);
            if (global) {
                scope.setGlobal(name, used);
            }
            scope.set(name, used);
        };
    }

    private Node filtered(JinjaExpressions parser, int line) {
        Piece open = pieces.get(at - 1);
        String name = parser.name();
        Arguments args = parser.sign("(") ? parser.arguments() : Arguments.NONE;
        parser.end();
        JinjaFilters.check(name, line);
        Node body = body();
        close("endfilter", open);
        return (scope, out) -> {
            StringBuilder text = new StringBuilder();
            body.render(scope.inner(), text);
            Object result = JinjaFilters.apply(name, text.toString(), new JinjaArgs(name, args, scope, line));
            scope.budget().write(out, scope.text(result));
        };
    }

    private Node with(JinjaExpressions parser, int line) {
        Piece open = pieces.get(at - 1);
        Map<String, Expr> values = new LinkedHashMap<>();
        do {
            String name = parser.name();
            parser.expect("=");
            values.put(name, parser.expression());
        } while (parser.sign(","));
        parser.end();
        Node body = body();
        close("endwith", open);
        return (scope, out) -> {
            JinjaScope inner = scope.inner();
            values.forEach((name, value) -> inner.set(name, scope.used(value.of(scope), line)));
            body.render(inner, out);
        };
    }

    private void macro(JinjaExpressions parser, int line) {
        Piece open = pieces.get(at - 1);
        String name = parser.name();
        parser.expect("(");
        Map<String, @Nullable Expr> parameters = new LinkedHashMap<>();
        while (!parser.sign(")")) {
            String parameter = parser.name();
            parameters.put(parameter, parser.sign("=") ? parser.expression() : null);
            if (!parser.sign(",")) {
                parser.expect(")");
                break;
            }
        }
        parser.end();
        int outerLoops = loops;
        loops = 0;
        Node body = body();
        loops = outerLoops;
        close("endmacro", open);
        macros.add(new Macro(this, name, parameters, body, line));
    }

    /// A macro: a part of a template with parameters, which sees nothing else.
    record Macro(JinjaTemplate template, String name, Map<String, @Nullable Expr> parameters, Node body, int line) {
        String call(Arguments args, JinjaScope caller, int callLine) {
            if (args.places().size() > parameters.size()) {
                throw TemplateValues.problem(
                        callLine, "the macro '" + name + "' takes " + parameters.size() + " arguments");
            }
            JinjaScope scope = caller.empty();
            template.declare(scope);
            int place = 0;
            for (Map.Entry<String, @Nullable Expr> parameter : parameters.entrySet()) {
                Expr given = place < args.places().size()
                        ? args.places().get(place)
                        : args.names().get(parameter.getKey());
                Expr otherwise = parameter.getValue();
                if (given != null) {
                    scope.set(parameter.getKey(), caller.used(given.of(caller), callLine));
                } else if (otherwise != null) {
                    scope.set(parameter.getKey(), otherwise.of(scope));
                } else if (template.tera) {
                    throw TemplateValues.problem(
                            callLine, "the macro '" + name + "' needs the argument " + parameter.getKey());
                }
                place++;
            }
            for (String given : args.names().keySet()) {
                if (!parameters.containsKey(given)) {
                    throw TemplateValues.problem(callLine, "the macro '" + name + "' has no argument '" + given + "'");
                }
            }
            caller.budget().enter();
            StringBuilder out = new StringBuilder();
            body.render(scope, out);
            caller.budget().leave();
            return out.toString();
        }
    }
}
