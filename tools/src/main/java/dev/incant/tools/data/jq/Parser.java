package dev.incant.tools.data.jq;

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
/// of the jq 1.7 manual, without modules.
final class Parser {
    private static final int MAX_DEPTH = 400;

    private final Tokens tokens;
    private final Scopes scopes = new Scopes();
    private final PatternParser patternParser;
    private int depth;
    private boolean commas = true;

    private Parser(String query) {
        this.tokens = new Tokens(query);
        this.patternParser = new PatternParser(this, tokens);
    }

    /// Compiles a whole query.
    ///
    /// @param variables names without `$` that the query sees
    static Filter query(String query, Map<String, Object> variables) {
        Parser parser = new Parser(query);
        variables.forEach((name, declaration) -> parser.scopes.declare('$', name, 0, declaration));
        Filter filter = parser.tokens.peek().kind() == Kind.END ? Nodes.IDENTITY : parser.pipe(true);
        parser.tokens.expectEnd();
        return filter;
    }

    /// Compiles one definition of the prelude.
    static Function definition(String text) {
        Parser parser = new Parser(text);
        parser.tokens.expect("def");
        return parser.definition();
    }

    Filter pipe(boolean comma) {
        if (++depth > MAX_DEPTH) {
            throw tokens.problem("the query is nested deeper than " + MAX_DEPTH);
        }
        try {
            if (tokens.acceptWord("def")) {
                Scopes.Scope outer = scopes.innermost();
                Function function = definition();
                scopes.declare('f', function.name, function.arity(), function);
                Filter body = pipe(comma);
                scopes.leaveTo(outer);
                return new Nodes.Define(function, body);
            }
            if (tokens.peek().word("label")) {
                tokens.take();
                String name = tokens.variable();
                tokens.expect("|");
                Scopes.Scope outer = scopes.innermost();
                Object label = new Object();
                scopes.declare('*', name, 0, label);
                Filter body = pipe(comma);
                scopes.leaveTo(outer);
                return new Nodes.Label(label, body);
            }
            boolean outerCommas = commas;
            commas = comma;
            Filter left = comma ? comma() : binary(0);
            if (tokens.accept("|")) {
                left = new Nodes.Pipe(left, pipe(comma));
            }
            commas = outerCommas;
            return left;
        } finally {
            depth--;
        }
    }

    private Filter bind(Filter source) {
        List<Pattern> patterns = patternParser.patterns();
        tokens.expect("|");
        Scopes.Scope outer = scopes.innermost();
        List<Object> declarations = declareAll(patterns);
        // The body reaches as far as a pipe does, operators included.
        Filter body = pipe(commas);
        scopes.leaveTo(outer);
        return new Bindings.Bind(source, patterns, declarations, body);
    }

    private List<Object> declareAll(List<Pattern> patterns) {
        Map<String, Object> declared = new LinkedHashMap<>();
        patterns.forEach(pattern -> pattern.names(declared));
        declared.forEach((name, declaration) -> scopes.declare('$', name, 0, declaration));
        return List.copyOf(declared.values());
    }

    private Filter comma() {
        Filter left = binary(0);
        while (tokens.accept(",")) {
            left = new Nodes.Comma(left, binary(0));
        }
        return left;
    }

    private Filter binary(int lowest) {
        Filter left = postfix();
        int highest = Integer.MAX_VALUE;
        while (true) {
            int level = BinaryOperators.level(tokens.peek());
            if (level < lowest || level > highest || level < 0) {
                return left;
            }
            String operator = tokens.take().text();
            // "//" binds to the right; assignments and comparisons do not chain.
            Filter right = binary(level == 0 ? 0 : level + 1);
            highest = level == 1 || level == 4 ? level - 1 : Integer.MAX_VALUE;
            left = BinaryOperators.operation(operator, left, right);
        }
    }

    private Filter postfix() {
        return postfix(true);
    }

    /// A term and what is attached to it; `as` too when `binds`.
    private Filter postfix(boolean binds) {
        Filter term = term();
        while (true) {
            Token token = tokens.peek();
            if (token.kind() == Kind.FIELD) {
                tokens.take();
                term = new Nodes.Index(term, new Nodes.Literal(token.text()));
            } else if (token.is("[")) {
                tokens.take();
                term = bracket(term);
            } else if (token.is(".") && tokens.following().kind() == Kind.STRING) {
                tokens.take();
                term = new Nodes.Index(term, string(null));
            } else if (token.is(".") && tokens.following().is("[")) {
                tokens.take();
                tokens.take();
                term = bracket(term);
            } else if (token.is("?")) {
                tokens.take();
                term = new Nodes.Try(term, null);
            } else if (token.word("as")) {
                if (!binds) {
                    return term;
                }
                tokens.take();
                return bind(term);
            } else {
                return term;
            }
        }
    }

    private Filter bracket(Filter term) {
        if (tokens.accept("]")) {
            return new Nodes.Iterate(term);
        }
        if (tokens.accept(":")) {
            Filter to = pipe(true);
            tokens.expect("]");
            return new Nodes.Slice(term, null, to);
        }
        Filter from = pipe(true);
        if (tokens.accept(":")) {
            Filter to = tokens.peek().is("]") ? null : pipe(true);
            tokens.expect("]");
            return new Nodes.Slice(term, from, to);
        }
        tokens.expect("]");
        return new Nodes.Index(term, from);
    }

    Filter term() {
        Token token = tokens.take();
        switch (token.kind()) {
            case NUMBER:
                return new Nodes.Literal(numeral(token));
            case STRING:
                tokens.back();
                return string(null);
            case FORMAT:
                Formats.check(token.text(), tokens.query(), token.at());
                return tokens.peek().kind() == Kind.STRING ? string(token.text()) : new Nodes.Format(token.text());
            case FIELD:
                return new Nodes.Index(Nodes.IDENTITY, new Nodes.Literal(token.text()));
            case VARIABLE:
                return variable(token);
            case NAME:
                return word(token);
            case OPERATOR:
                return symbol(token);
            default:
                tokens.back();
                throw tokens.problem("unexpected " + Tokens.found(token));
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
            throw tokens.problem(token, "not a number: " + token.text());
        }
    }

    private Filter symbol(Token token) {
        switch (token.text()) {
            case ".":
                return tokens.peek().kind() == Kind.STRING
                        ? new Nodes.Index(Nodes.IDENTITY, string(null))
                        : Nodes.IDENTITY;
            case "..":
                return new Nodes.Recurse(null);
            case "(":
                Filter inner = pipe(true);
                tokens.expect(")");
                return inner;
            case "[":
                if (tokens.accept("]")) {
                    return new Nodes.Literal(new JqList());
                }
                Filter items = pipe(true);
                tokens.expect("]");
                return new Nodes.Collect(items);
            case "{":
                return new ObjectParser(this, tokens).object();
            case "-":
                return new Nodes.Negate(postfix());
            default:
                tokens.back();
                throw tokens.problem("unexpected '" + token.text() + "'");
        }
    }

    Filter variable(Token token) {
        if (token.text().equals("__loc__")) {
            return new Nodes.Literal(location(token));
        }
        if (token.text().equals("ENV")) {
            throw tokens.problem(token, "$ENV is not available: a query sees no environment");
        }
        Object declaration = scopes.lookup('$', token.text(), 0);
        if (declaration == null) {
            throw tokens.problem(token, "$" + token.text() + " is not defined");
        }
        return new Nodes.Variable(declaration);
    }

    private JqMap location(Token token) {
        JqMap place = new JqMap();
        place.put("file", "<top-level>");
        place.put(
                "line",
                1
                        + tokens.query()
                                .substring(0, token.at())
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
                return new Nodes.Try(body, tokens.acceptWord("catch") ? postfix() : Nodes.EMPTY);
            case "reduce":
                return fold(true);
            case "foreach":
                return fold(false);
            case "label", "def":
                tokens.back();
                return pipe(true);
            case "break":
                Object label = scopes.lookup('*', tokens.variable(), 0);
                if (label == null) {
                    throw tokens.problem("the label of this break is not defined");
                }
                return new Nodes.BreakOut(label);
            case "import", "include":
                throw tokens.problem(token, token.text() + " is not available: a query reads no files");
            case "and", "or", "then", "elif", "else", "end", "as", "catch":
                tokens.back();
                throw tokens.problem("unexpected '" + token.text() + "'");
            default:
                return call(token);
        }
    }

    private Filter call(Token token) {
        List<Filter> args = new ArrayList<>();
        if (tokens.accept("(")) {
            do {
                args.add(pipe(true));
            } while (tokens.accept(";"));
            tokens.expect(")");
        }
        String name = token.text();
        Object declaration = scopes.lookup('f', name, args.size());
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
        throw tokens.problem(
                token,
                name + "/" + args.size() + (missing == null ? " is not defined" : " is not available: " + missing));
    }

    private Filter conditional() {
        Filter condition = pipe(true);
        tokens.expect("then");
        Filter then = pipe(true);
        Filter otherwise = Nodes.IDENTITY;
        if (tokens.acceptWord("elif")) {
            otherwise = conditional();
        } else {
            if (tokens.acceptWord("else")) {
                otherwise = pipe(true);
            }
            tokens.expect("end");
        }
        return new Nodes.If(condition, then, otherwise);
    }

    private Filter fold(boolean reduce) {
        Filter source = postfix(false);
        tokens.expect("as");
        List<Pattern> patterns = patternParser.patterns();
        tokens.expect("(");
        Filter start = pipe(true);
        tokens.expect(";");
        Scopes.Scope outer = scopes.innermost();
        List<Object> declarations = declareAll(patterns);
        Filter update = pipe(true);
        Filter extract = !reduce && tokens.accept(";") ? pipe(true) : null;
        scopes.leaveTo(outer);
        tokens.expect(")");
        return reduce
                ? new Bindings.Reduce(source, patterns, declarations, start, update)
                : new Bindings.Foreach(source, patterns, declarations, start, update, extract);
    }

    @SuppressWarnings("unchecked") // the lexer puts lists of tokens between texts
    Filter string(@Nullable String format) {
        Token token = tokens.take();
        List<Object> parts = token.parts();
        if (parts.size() == 1) {
            return new Nodes.Literal(parts.getFirst());
        }
        List<Object> compiled = new ArrayList<>(parts.size());
        for (Object part : parts) {
            if (part instanceof List<?> inner) {
                Tokens.Place outer = tokens.enter((List<Token>) inner);
                compiled.add(pipe(true));
                tokens.expectEnd();
                tokens.leaveTo(outer);
            } else {
                compiled.add(part);
            }
        }
        return new Nodes.Interpolation(compiled, format);
    }

    private Function definition() {
        Token name = tokens.take();
        if (name.kind() != Kind.NAME) {
            tokens.back();
            throw tokens.problem("the name of a function expected, found " + Tokens.found(name));
        }
        List<Nodes.Parameter> parameters = new ArrayList<>();
        if (tokens.accept("(")) {
            do {
                Token parameter = tokens.take();
                boolean value = parameter.kind() == Kind.VARIABLE;
                if (!value && parameter.kind() != Kind.NAME) {
                    tokens.back();
                    throw tokens.problem("a parameter expected, found " + Tokens.found(parameter));
                }
                parameters.add(new Nodes.Parameter(parameter.text(), value));
            } while (tokens.accept(";"));
            tokens.expect(")");
        }
        tokens.expect(":");
        Function function = new Function(name.text(), parameters);
        Scopes.Scope outer = scopes.innermost();
        scopes.declare('f', function.name, parameters.size(), function);
        for (Nodes.Parameter parameter : parameters) {
            scopes.declare('f', parameter.name(), 0, parameter);
            if (parameter.value()) {
                scopes.declare('$', parameter.name(), 0, parameter);
            }
        }
        function.body = pipe(true);
        scopes.leaveTo(outer);
        tokens.expect(";");
        return function;
    }
}
