package dev.incant.tools.data.jq;

import dev.incant.kernel.error.ToolException;
import dev.incant.tools.data.jq.Bindings.Pattern;
import dev.incant.tools.data.jq.Lexer.Kind;
import dev.incant.tools.data.jq.Lexer.Token;
import dev.incant.tools.data.jq.Nodes.Function;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compiles a query. Names are resolved here: what is not defined is an error before anything runs. The grammar is that
/// of the jq 1.7 manual, without modules. Longer than most files: it is the grammar.
final class Parser {
    /// A chain of what is declared, newest first. Kinds: `$` variable, `f` function, `*` label.
    private record Scope(@Nullable Scope parent, char kind, String name, int arity, Object declaration) {}

    private static final int MAX_DEPTH = 400;

    private final String query;
    private List<Token> tokens;
    private int at;
    private int depth;
    private boolean commas = true;
    private @Nullable Scope scope;

    private Parser(String query, List<Token> tokens) {
        this.query = query;
        this.tokens = tokens;
    }

    /// Compiles a whole query.
    ///
    /// @param variables names without `$` that the query sees
    static Filter query(String query, Map<String, Object> variables) {
        Parser parser = new Parser(query, Lexer.tokens(query));
        variables.forEach((name, declaration) -> parser.declare('$', name, 0, declaration));
        Filter filter = parser.peek().kind() == Kind.END ? Nodes.IDENTITY : parser.pipe(true);
        parser.expectEnd();
        return filter;
    }

    /// Compiles one definition of the prelude.
    static Function definition(String text) {
        Parser parser = new Parser(text, Lexer.tokens(text));
        parser.expect("def");
        return parser.definition();
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        return tokens.get(at++);
    }

    private boolean accept(String operator) {
        if (peek().is(operator)) {
            at++;
            return true;
        }
        return false;
    }

    private boolean acceptWord(String word) {
        if (peek().word(word)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String operator) {
        if (!accept(operator) && !acceptWord(operator)) {
            throw problem("'" + operator + "' expected, found " + found(peek()));
        }
    }

    private void expectEnd() {
        if (peek().kind() != Kind.END) {
            throw problem("unexpected " + found(peek()));
        }
    }

    private static String found(Token token) {
        return token.kind() == Kind.END
                ? "the end"
                : token.kind() == Kind.STRING ? "a string" : "'" + token.text() + "'";
    }

    private ToolException problem(String message) {
        return Lexer.problem(query, peek().at(), message);
    }

    private void declare(char kind, String name, int arity, Object declaration) {
        scope = new Scope(scope, kind, name, arity, declaration);
    }

    private @Nullable Object lookup(char kind, String name, int arity) {
        for (Scope each = scope; each != null; each = each.parent) {
            if (each.kind == kind && each.arity == arity && each.name.equals(name)) {
                return each.declaration;
            }
        }
        return null;
    }

    private Filter pipe(boolean comma) {
        if (++depth > MAX_DEPTH) {
            throw problem("the query is nested deeper than " + MAX_DEPTH);
        }
        try {
            if (acceptWord("def")) {
                Scope outer = scope;
                Function function = definition();
                declare('f', function.name, function.arity(), function);
                Filter body = pipe(comma);
                scope = outer;
                return new Nodes.Define(function, body);
            }
            if (peek().word("label")) {
                at++;
                String name = variable();
                expect("|");
                Scope outer = scope;
                Object label = new Object();
                declare('*', name, 0, label);
                Filter body = pipe(comma);
                scope = outer;
                return new Nodes.Label(label, body);
            }
            boolean outerCommas = commas;
            commas = comma;
            Filter left = comma ? comma() : binary(0);
            if (accept("|")) {
                left = new Nodes.Pipe(left, pipe(comma));
            }
            commas = outerCommas;
            return left;
        } finally {
            depth--;
        }
    }

    private Filter bind(Filter source) {
        List<Pattern> patterns = patterns();
        expect("|");
        Scope outer = scope;
        List<Object> declarations = declareAll(patterns);
        // The body reaches as far as a pipe does, operators included.
        Filter body = pipe(commas);
        scope = outer;
        return new Bindings.Bind(source, patterns, declarations, body);
    }

    private List<Object> declareAll(List<Pattern> patterns) {
        Map<String, Object> declared = new LinkedHashMap<>();
        patterns.forEach(pattern -> pattern.names(declared));
        declared.forEach((name, declaration) -> declare('$', name, 0, declaration));
        return List.copyOf(declared.values());
    }

    private Filter comma() {
        Filter left = binary(0);
        while (accept(",")) {
            left = new Nodes.Comma(left, binary(0));
        }
        return left;
    }

    /// How tight an operator binds; -1 for none.
    private static int level(Token token) {
        if (token.kind() == Kind.NAME) {
            return token.text().equals("or") ? 2 : token.text().equals("and") ? 3 : -1;
        }
        if (token.kind() != Kind.OPERATOR) {
            return -1;
        }
        return switch (token.text()) {
            case "//", "?//" -> 0;
            case "=", "|=", "+=", "-=", "*=", "/=", "%=", "//=" -> 1;
            case "==", "!=", "<", "<=", ">", ">=" -> 4;
            case "+", "-" -> 5;
            case "*", "/", "%" -> 6;
            default -> -1;
        };
    }

    private Filter binary(int lowest) {
        Filter left = postfix();
        int highest = Integer.MAX_VALUE;
        while (true) {
            int level = level(peek());
            if (level < lowest || level > highest || level < 0) {
                return left;
            }
            String operator = take().text();
            // "//" binds to the right; assignments and comparisons do not chain.
            Filter right = binary(level == 0 ? 0 : level + 1);
            highest = level == 1 || level == 4 ? level - 1 : Integer.MAX_VALUE;
            left = operation(operator, left, right);
        }
    }

    private static Filter operation(String operator, Filter left, Filter right) {
        return switch (operator) {
            case "//" -> new Nodes.Alternative(left, right);
            case "?//" -> new Nodes.Alternative(new Nodes.Try(left, null), right);
            case "=" -> new Assignments.Assign(left, right);
            case "|=" -> new Assignments.Update(left, right);
            case "//=" -> new Assignments.AlternativeUpdate(left, right);
            case "+=", "-=", "*=", "/=", "%=" -> new Assignments.ArithmeticUpdate(operator.charAt(0), left, right);
            case "or" -> new Nodes.Logic(left, right, true);
            case "and" -> new Nodes.Logic(left, right, false);
            default -> new Nodes.Binary(operator, left, right);
        };
    }

    private Filter postfix() {
        return postfix(true);
    }

    /// A term and what is attached to it; `as` too when `binds`.
    private Filter postfix(boolean binds) {
        Filter term = term();
        while (true) {
            Token token = peek();
            if (token.kind() == Kind.FIELD) {
                at++;
                term = new Nodes.Index(term, new Nodes.Literal(token.text()));
            } else if (token.is("[")) {
                at++;
                term = bracket(term);
            } else if (token.is(".") && tokens.get(at + 1).kind() == Kind.STRING) {
                at++;
                term = new Nodes.Index(term, string(null));
            } else if (token.is(".") && tokens.get(at + 1).is("[")) {
                at += 2;
                term = bracket(term);
            } else if (token.is("?")) {
                at++;
                term = new Nodes.Try(term, null);
            } else if (token.word("as")) {
                if (!binds) {
                    return term;
                }
                at++;
                return bind(term);
            } else {
                return term;
            }
        }
    }

    private Filter bracket(Filter term) {
        if (accept("]")) {
            return new Nodes.Iterate(term);
        }
        if (accept(":")) {
            Filter to = pipe(true);
            expect("]");
            return new Nodes.Slice(term, null, to);
        }
        Filter from = pipe(true);
        if (accept(":")) {
            Filter to = peek().is("]") ? null : pipe(true);
            expect("]");
            return new Nodes.Slice(term, from, to);
        }
        expect("]");
        return new Nodes.Index(term, from);
    }

    private Filter term() {
        Token token = take();
        switch (token.kind()) {
            case NUMBER:
                return new Nodes.Literal(numeral(token));
            case STRING:
                at--;
                return string(null);
            case FORMAT:
                Formats.check(token.text(), query, token.at());
                return peek().kind() == Kind.STRING ? string(token.text()) : new Nodes.Format(token.text());
            case FIELD:
                return new Nodes.Index(Nodes.IDENTITY, new Nodes.Literal(token.text()));
            case VARIABLE:
                return variable(token);
            case NAME:
                return word(token);
            case OPERATOR:
                return symbol(token);
            default:
                at--;
                throw problem("unexpected " + found(token));
        }
    }

    private Object numeral(Token token) {
        try {
            BigDecimal exact = new BigDecimal(token.text());
            if (exact.scale() == 0 && exact.precision() <= 18) {
                return exact.longValueExact();
            }
            return Arithmetic.number(exact.doubleValue());
        } catch (NumberFormatException e) {
            throw Lexer.problem(query, token.at(), "not a number: " + token.text());
        }
    }

    private Filter symbol(Token token) {
        switch (token.text()) {
            case ".":
                return peek().kind() == Kind.STRING ? new Nodes.Index(Nodes.IDENTITY, string(null)) : Nodes.IDENTITY;
            case "..":
                return new Nodes.Recurse(null);
            case "(":
                Filter inner = pipe(true);
                expect(")");
                return inner;
            case "[":
                if (accept("]")) {
                    return new Nodes.Literal(new JqList());
                }
                Filter items = pipe(true);
                expect("]");
                return new Nodes.Collect(items);
            case "{":
                return object();
            case "-":
                return new Nodes.Negate(postfix());
            default:
                at--;
                throw problem("unexpected '" + token.text() + "'");
        }
    }

    private Filter variable(Token token) {
        if (token.text().equals("__loc__")) {
            return new Nodes.Literal(location(token));
        }
        if (token.text().equals("ENV")) {
            throw Lexer.problem(query, token.at(), "$ENV is not available: a query sees no environment");
        }
        Object declaration = lookup('$', token.text(), 0);
        if (declaration == null) {
            throw Lexer.problem(query, token.at(), "$" + token.text() + " is not defined");
        }
        return new Nodes.Variable(declaration);
    }

    private JqMap location(Token token) {
        JqMap place = new JqMap();
        place.put("file", "<top-level>");
        place.put(
                "line",
                1
                        + query.substring(0, token.at())
                                .chars()
                                .filter(c -> c == '\n')
                                .count());
        return place;
    }

    private Filter word(Token token) {
        switch (token.text()) {
            case "if":
                return conditional();
            case "try":
                Filter body = postfix();
                return new Nodes.Try(body, acceptWord("catch") ? postfix() : Nodes.EMPTY);
            case "reduce":
                return fold(true);
            case "foreach":
                return fold(false);
            case "label", "def":
                at--;
                return pipe(true);
            case "break":
                Object label = lookup('*', variable(), 0);
                if (label == null) {
                    throw problem("the label of this break is not defined");
                }
                return new Nodes.BreakOut(label);
            case "import", "include":
                throw Lexer.problem(query, token.at(), token.text() + " is not available: a query reads no files");
            case "and", "or", "then", "elif", "else", "end", "as", "catch":
                at--;
                throw problem("unexpected '" + token.text() + "'");
            default:
                return call(token);
        }
    }

    private Filter call(Token token) {
        List<Filter> args = new ArrayList<>();
        if (accept("(")) {
            do {
                args.add(pipe(true));
            } while (accept(";"));
            expect(")");
        }
        String name = token.text();
        Object declaration = lookup('f', name, args.size());
        if (declaration instanceof Function function) {
            return new Nodes.Call(function, args);
        }
        if (declaration != null) {
            return new Nodes.CallParameter(declaration);
        }
        Filter builtin = Builtins.find(name, args);
        if (builtin != null) {
            return builtin;
        }
        String missing = Builtins.REFUSED.get(name);
        throw Lexer.problem(
                query,
                token.at(),
                name + "/" + args.size() + (missing == null ? " is not defined" : " is not available: " + missing));
    }

    private Filter conditional() {
        Filter condition = pipe(true);
        expect("then");
        Filter then = pipe(true);
        Filter otherwise = Nodes.IDENTITY;
        if (acceptWord("elif")) {
            otherwise = conditional();
        } else {
            if (acceptWord("else")) {
                otherwise = pipe(true);
            }
            expect("end");
        }
        return new Nodes.If(condition, then, otherwise);
    }

    private Filter fold(boolean reduce) {
        Filter source = postfix(false);
        expect("as");
        List<Pattern> patterns = patterns();
        expect("(");
        Filter start = pipe(true);
        expect(";");
        Scope outer = scope;
        List<Object> declarations = declareAll(patterns);
        Filter update = pipe(true);
        Filter extract = !reduce && accept(";") ? pipe(true) : null;
        scope = outer;
        expect(")");
        return reduce
                ? new Bindings.Reduce(source, patterns, declarations, start, update)
                : new Bindings.Foreach(source, patterns, declarations, start, update, extract);
    }

    private List<Pattern> patterns() {
        List<Pattern> patterns = new ArrayList<>();
        Map<String, Object> declared = new LinkedHashMap<>();
        do {
            patterns.add(pattern(declared));
        } while (accept("?//"));
        return patterns;
    }

    private Pattern pattern(Map<String, Object> declared) {
        if (peek().kind() == Kind.VARIABLE) {
            String name = variable();
            return new Bindings.VariablePattern(name, declared.computeIfAbsent(name, _ -> new Object()));
        }
        if (accept("[")) {
            List<Pattern> items = new ArrayList<>();
            do {
                items.add(pattern(declared));
            } while (accept(","));
            expect("]");
            return new Bindings.ArrayPattern(items);
        }
        expect("{");
        List<Bindings.EntryPattern> entries = new ArrayList<>();
        do {
            entries.add(entryPattern(declared));
        } while (accept(","));
        expect("}");
        return new Bindings.ObjectPattern(entries);
    }

    private Bindings.EntryPattern entryPattern(Map<String, Object> declared) {
        Token token = peek();
        if (token.kind() == Kind.VARIABLE) {
            String name = variable();
            Pattern variable = new Bindings.VariablePattern(name, declared.computeIfAbsent(name, _ -> new Object()));
            return new Bindings.EntryPattern(new Nodes.Literal(name), variable, accept(":") ? pattern(declared) : null);
        }
        Filter key;
        if (token.kind() == Kind.NAME) {
            at++;
            key = new Nodes.Literal(token.text());
        } else if (token.kind() == Kind.STRING) {
            key = string(null);
        } else {
            expect("(");
            key = pipe(true);
            expect(")");
        }
        expect(":");
        return new Bindings.EntryPattern(key, null, pattern(declared));
    }

    private Filter object() {
        List<Filter> keys = new ArrayList<>();
        List<Filter> values = new ArrayList<>();
        while (!accept("}")) {
            if (!keys.isEmpty()) {
                expect(",");
                if (accept("}")) {
                    break;
                }
            }
            entry(keys, values);
        }
        return new Nodes.ObjectOf(keys, values);
    }

    private void entry(List<Filter> keys, List<Filter> values) {
        Token token = peek();
        Filter key;
        Filter shorthand;
        switch (token.kind()) {
            case VARIABLE:
                at++;
                key = new Nodes.Literal(token.text());
                shorthand = variable(token);
                break;
            case NAME:
                at++;
                key = new Nodes.Literal(token.text());
                shorthand = new Nodes.Index(Nodes.IDENTITY, key);
                break;
            case NUMBER:
                throw problem("an object key must be a string, not " + token.text());
            case STRING, FORMAT:
                key = term();
                shorthand = new Nodes.Index(Nodes.IDENTITY, key);
                break;
            default:
                expect("(");
                key = pipe(true);
                expect(")");
                shorthand = null;
                break;
        }
        keys.add(key);
        if (shorthand == null || peek().is(":")) {
            expect(":");
            values.add(pipe(false));
        } else {
            values.add(shorthand);
        }
    }

    @SuppressWarnings("unchecked") // the lexer puts lists of tokens between texts
    private Filter string(@Nullable String format) {
        Token token = take();
        List<Object> parts = token.parts();
        if (parts.size() == 1) {
            return new Nodes.Literal(parts.getFirst());
        }
        List<Object> compiled = new ArrayList<>(parts.size());
        List<Token> outerTokens = tokens;
        int outerAt = at;
        for (Object part : parts) {
            if (part instanceof List<?> inner) {
                tokens = (List<Token>) inner;
                at = 0;
                compiled.add(pipe(true));
                expectEnd();
            } else {
                compiled.add(part);
            }
        }
        tokens = outerTokens;
        at = outerAt;
        return new Nodes.Interpolation(compiled, format);
    }

    private String variable() {
        Token token = take();
        if (token.kind() != Kind.VARIABLE) {
            at--;
            throw problem("a variable such as $x expected, found " + found(token));
        }
        return token.text();
    }

    private Function definition() {
        Token name = take();
        if (name.kind() != Kind.NAME) {
            at--;
            throw problem("the name of a function expected, found " + found(name));
        }
        List<Nodes.Parameter> parameters = new ArrayList<>();
        if (accept("(")) {
            do {
                Token parameter = take();
                boolean value = parameter.kind() == Kind.VARIABLE;
                if (!value && parameter.kind() != Kind.NAME) {
                    at--;
                    throw problem("a parameter expected, found " + found(parameter));
                }
                parameters.add(new Nodes.Parameter(parameter.text(), value));
            } while (accept(";"));
            expect(")");
        }
        expect(":");
        Function function = new Function(name.text(), parameters);
        Scope outer = scope;
        declare('f', function.name, parameters.size(), function);
        for (Nodes.Parameter parameter : parameters) {
            declare('f', parameter.name(), 0, parameter);
            if (parameter.value()) {
                declare('$', parameter.name(), 0, parameter);
            }
        }
        function.body = pipe(true);
        scope = outer;
        expect(";");
        return function;
    }
}
