package dev.incant.tools.text.template;

import dev.incant.tools.text.template.JinjaLexer.Kind;
import dev.incant.tools.text.template.JinjaLexer.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compiles Jinja expressions. In Tera's dialect a filter applies to all of the arithmetic to its left, in Jinja to the
/// nearest operand. [JinjaPrimaries] compiles what operators stand between.
final class JinjaExpressions {
    /// A compiled expression.
    @FunctionalInterface
    interface Expr {
        @Nullable Object of(JinjaScope scope);
    }

    /// Arguments of a filter, test or call: by place and by name.
    record Arguments(List<Expr> places, Map<String, Expr> names) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());
    }

    private static final int MAX_DEPTH = 150;

    private final List<Token> tokens;
    private final boolean tera;
    private final JinjaPrimaries primaries = new JinjaPrimaries(this);
    private int at;
    private int depth;

    JinjaExpressions(String source, int line, boolean tera) {
        this.tokens = JinjaLexer.tokens(source, line);
        this.tera = tera;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token take() {
        return tokens.get(at++);
    }

    /// Puts the token that was taken last back.
    void back() {
        at--;
    }

    int line() {
        return peek().line();
    }

    boolean sign(String sign) {
        if (peek().kind() == Kind.SIGN && peek().text().equals(sign)) {
            at++;
            return true;
        }
        return false;
    }

    boolean word(String word) {
        if (peek().kind() == Kind.NAME && peek().text().equals(word)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String sign) {
        if (!sign(sign) && !word(sign)) {
            throw TemplateValues.problem(line(), "'" + sign + "' expected, found " + found());
        }
    }

    String name() {
        if (peek().kind() != Kind.NAME) {
            throw TemplateValues.problem(line(), "a name expected, found " + found());
        }
        return take().text();
    }

    void end() {
        if (peek().kind() != Kind.END) {
            throw TemplateValues.problem(line(), "unexpected " + found());
        }
    }

    String found() {
        return peek().kind() == Kind.END ? "the end of the tag" : "'" + peek().text() + "'";
    }

    Expr expression() {
        if (++depth > MAX_DEPTH) {
            throw TemplateValues.problem(line(), "an expression is nested deeper than " + MAX_DEPTH);
        }
        Expr value = or();
        if (word("if")) {
            Expr condition = or();
            Expr otherwise = word("else") ? expression() : _ -> "";
            depth--;
            return scope -> TemplateValues.truthy(condition.of(scope)) ? value.of(scope) : otherwise.of(scope);
        }
        depth--;
        return value;
    }

    /// An expression that `if` ends: what a loop runs over.
    Expr withoutCondition() {
        return or();
    }

    private Expr or() {
        Expr left = and();
        while (word("or") || sign("||")) {
            Expr a = left;
            Expr b = and();
            left = tera
                    ? scope -> TemplateValues.truthy(a.of(scope)) || TemplateValues.truthy(b.of(scope))
                    : scope -> {
                        Object first = a.of(scope);
                        return TemplateValues.truthy(first) ? first : b.of(scope);
                    };
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (word("and") || sign("&&")) {
            Expr a = left;
            Expr b = not();
            left = tera
                    ? scope -> TemplateValues.truthy(a.of(scope)) && TemplateValues.truthy(b.of(scope))
                    : scope -> {
                        Object first = a.of(scope);
                        return TemplateValues.truthy(first) ? b.of(scope) : first;
                    };
        }
        return left;
    }

    private Expr not() {
        if (word("not") || sign("!")) {
            if (++depth > MAX_DEPTH) {
                throw TemplateValues.problem(line(), "an expression is nested deeper than " + MAX_DEPTH);
            }
            Expr inner = not();
            depth--;
            return scope -> !TemplateValues.truthy(inner.of(scope));
        }
        return comparison();
    }

    private Expr comparison() {
        Expr left = operand();
        while (true) {
            Expr a = left;
            int line = line();
            if (word("is")) {
                left = test(a, word("not"));
                continue;
            }
            int before = at;
            boolean not = word("not");
            if (word("in")) {
                Expr b = operand();
                left = scope -> JinjaOperators.in(used(a, scope, line), used(b, scope, line), line) != not;
                continue;
            }
            at = before;
            String operator = comparing();
            if (operator.isEmpty()) {
                return left;
            }
            Expr b = operand();
            left = scope -> JinjaOperators.compare(operator, used(a, scope, line), used(b, scope, line), line);
        }
    }

    private String comparing() {
        for (String operator : List.of("==", "!=", "<=", ">=", "<", ">")) {
            if (sign(operator)) {
                return operator;
            }
        }
        return "";
    }

    private static @Nullable Object used(Expr expr, JinjaScope scope, int line) {
        return scope.used(expr.of(scope), line);
    }

    private Expr test(Expr value, boolean not) {
        int line = line();
        String name = name();
        Arguments args = sign("(") ? arguments() : Arguments.NONE;
        if (args == Arguments.NONE
                && JinjaTests.takesOperand(name)
                && peek().kind() != Kind.END
                && peek().kind() != Kind.SIGN) {
            args = new Arguments(List.of(postfix()), Map.of());
        }
        JinjaTests.check(name, line);
        Arguments given = args;
        return scope -> JinjaTests.test(name, value.of(scope), given, scope, line) != not;
    }

    /// What stands on a side of a comparison: arithmetic, in Tera with filters over all of it.
    private Expr operand() {
        Expr left = sum();
        while (sign("~")) {
            Expr a = left;
            int line = line();
            Expr b = sum();
            left = scope -> {
                String text = scope.text(used(a, scope, line));
                String more = scope.text(used(b, scope, line));
                scope.budget().make(2L * (text.length() + more.length()));
                return text + more;
            };
        }
        return tera ? filters(left) : left;
    }

    private Expr sum() {
        Expr left = product();
        while (true) {
            String operator = sign("+") ? "+" : sign("-") ? "-" : "";
            if (operator.isEmpty()) {
                return left;
            }
            left = arithmetic(operator, left, product());
        }
    }

    private Expr product() {
        Expr left = unary();
        while (true) {
            String operator =
                    sign("*") ? "*" : sign("//") ? "//" : sign("/") ? "/" : sign("%") ? "%" : sign("**") ? "**" : "";
            if (operator.isEmpty()) {
                return left;
            }
            left = arithmetic(operator, left, unary());
        }
    }

    private Expr arithmetic(String operator, Expr a, Expr b) {
        int line = line();
        return scope ->
                JinjaOperators.arithmetic(operator, used(a, scope, line), used(b, scope, line), scope.budget(), line);
    }

    private Expr unary() {
        if (sign("-")) {
            if (++depth > MAX_DEPTH) {
                throw TemplateValues.problem(line(), "an expression is nested deeper than " + MAX_DEPTH);
            }
            Expr inner = unary();
            depth--;
            return arithmetic("-", _ -> 0L, inner);
        }
        return tera ? postfix() : filters(postfix());
    }

    Expr filters(Expr source) {
        Expr value = source;
        while (sign("|")) {
            int line = line();
            String name = name();
            Arguments args = sign("(") ? arguments() : Arguments.NONE;
            JinjaFilters.check(name, line);
            Expr of = value;
            value = scope -> {
                scope.budget().step();
                return JinjaFilters.apply(name, of.of(scope), new JinjaArgs(name, args, scope, line));
            };
        }
        return value;
    }

    private Expr postfix() {
        Expr value = primaries.primary();
        while (true) {
            Expr of = value;
            int line = line();
            if (sign(".")) {
                if (peek().kind() == Kind.NUMBER) {
                    long index = Long.parseLong(take().text());
                    value = scope -> JinjaScope.attribute(used(of, scope, line), index, String.valueOf(index));
                    continue;
                }
                String name = name();
                if (sign("(")) {
                    Arguments args = arguments();
                    value = scope ->
                            JinjaFilters.method(name, used(of, scope, line), new JinjaArgs(name, args, scope, line));
                } else {
                    value = scope -> JinjaScope.attribute(used(of, scope, line), name, name);
                }
            } else if (sign("[")) {
                value = index(of, line);
            } else {
                return value;
            }
        }
    }

    private Expr index(Expr of, int line) {
        Expr from = peek().text().equals(":") ? _ -> null : expression();
        if (sign(":")) {
            Expr to = peek().text().equals("]") ? _ -> null : expression();
            expect("]");
            return scope -> JinjaOperators.slice(used(of, scope, line), from.of(scope), to.of(scope), line);
        }
        expect("]");
        return scope -> {
            Object key = used(from, scope, line);
            return JinjaScope.attribute(used(of, scope, line), key, String.valueOf(key));
        };
    }

    Arguments arguments() {
        List<Expr> places = new ArrayList<>();
        Map<String, Expr> names = new LinkedHashMap<>();
        while (!sign(")")) {
            if (peek().kind() == Kind.NAME
                    && tokens.get(at + 1).text().equals("=")
                    && tokens.get(at + 1).kind() == Kind.SIGN) {
                String name = name();
                at++;
                names.put(name, expression());
            } else {
                places.add(expression());
            }
            if (!sign(",") && !peek().text().equals(")")) {
                throw TemplateValues.problem(line(), "',' or ')' expected, found " + found());
            }
        }
        return new Arguments(places, names);
    }
}
