package dev.incant.tools.text.template;

import dev.incant.tools.text.template.JinjaExpressions.Arguments;
import dev.incant.tools.text.template.JinjaExpressions.Expr;
import dev.incant.tools.text.template.JinjaLexer.Kind;
import dev.incant.tools.text.template.JinjaLexer.Token;
import dev.incant.tools.text.template.TemplateValues.Safe;
import dev.incant.tools.text.template.TemplateValues.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compiles the operands of Jinja expressions: literals, names, calls, lists, maps and what is in parentheses.
final class JinjaPrimaries {
    private final JinjaExpressions expressions;

    JinjaPrimaries(JinjaExpressions expressions) {
        this.expressions = expressions;
    }

    Expr primary() {
        Token token = expressions.take();
        switch (token.kind()) {
            case NUMBER:
                return number(token);
            case TEXT:
                return _ -> token.text();
            case NAME:
                return named(token);
            case SIGN:
                switch (token.text()) {
                    case "(":
                        Expr inner = expressions.expression();
                        expressions.expect(")");
                        return inner;
                    case "[":
                        return list();
                    case "{":
                        return map();
                    default:
                        break;
                }
                break;
            default:
                break;
        }
        expressions.back();
        throw TemplateValues.problem(token.line(), "a value expected, found " + expressions.found());
    }

    private static Expr number(Token token) {
        try {
            Object number = token.text().indexOf('.') < 0
                    ? (Object) Long.valueOf(token.text())
                    : (Object) Double.valueOf(token.text());
            return _ -> number;
        } catch (NumberFormatException e) {
            throw TemplateValues.problem(token.line(), "the number " + token.text() + " is out of range");
        }
    }

    private Expr list() {
        List<Expr> items = new ArrayList<>();
        while (!expressions.sign("]")) {
            items.add(expressions.expression());
            if (!expressions.sign(",") && !expressions.peek().text().equals("]")) {
                throw TemplateValues.problem(expressions.line(), "',' or ']' expected, found " + expressions.found());
            }
        }
        return scope -> {
            List<@Nullable Object> list = new ArrayList<>();
            scope.budget().make(48 + 16L * items.size());
            items.forEach(item -> list.add(item.of(scope)));
            return list;
        };
    }

    private Expr map() {
        Map<String, Expr> entries = new LinkedHashMap<>();
        while (!expressions.sign("}")) {
            Token key = expressions.take();
            if (key.kind() != Kind.TEXT) {
                throw TemplateValues.problem(key.line(), "a key in quotes expected in a map");
            }
            expressions.expect(":");
            entries.put(key.text(), expressions.expression());
            if (!expressions.sign(",") && !expressions.peek().text().equals("}")) {
                throw TemplateValues.problem(expressions.line(), "',' or '}' expected, found " + expressions.found());
            }
        }
        return scope -> {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            scope.budget().make(64 + 64L * entries.size());
            entries.forEach((name, value) -> map.put(name, value.of(scope)));
            return map;
        };
    }

    private Expr named(Token token) {
        String name = token.text();
        switch (name) {
            case "true", "True":
                return _ -> true;
            case "false", "False":
                return _ -> false;
            case "none", "None", "null":
                return _ -> null;
            case "self":
                if (expressions.sign("::")) {
                    String macro = expressions.name();
                    expressions.expect("(");
                    return call(macro, token.line());
                }
                break;
            default:
                break;
        }
        if (expressions.peek().text().equals("::")) {
            throw TemplateValues.problem(
                    token.line(),
                    "imported macros are not available; macros of this template are self::expressions.name(…)");
        }
        if (expressions.sign("(")) {
            return call(name, token.line());
        }
        return scope -> {
            scope.budget().step();
            return scope.get(name);
        };
    }

    private Expr call(String name, int line) {
        Arguments args = expressions.arguments();
        return scope -> {
            Object function = scope.get("()" + name);
            if (function instanceof JinjaTemplate.Macro macro) {
                return new Safe(macro.call(args, scope, line));
            }
            if (scope.get(name) instanceof Undefined || JinjaFunctions.has(name)) {
                return JinjaFunctions.call(name, new JinjaArgs(name, args, scope, line));
            }
            throw TemplateValues.problem(line, "'" + name + "' is no function");
        };
    }
}
