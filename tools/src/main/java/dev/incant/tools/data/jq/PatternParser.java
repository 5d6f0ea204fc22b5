package dev.incant.tools.data.jq;

import dev.incant.tools.data.jq.Bindings.Pattern;
import dev.incant.tools.data.jq.Lexer.Kind;
import dev.incant.tools.data.jq.Lexer.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compiles what stands after `as`: variables, and arrays and objects of patterns.
final class PatternParser {
    private final Parser parser;
    private final Tokens tokens;

    PatternParser(Parser parser, Tokens tokens) {
        this.parser = parser;
        this.tokens = tokens;
    }

    /// Patterns with `?//` between them; a variable of that name in several of them is one.
    List<Pattern> patterns() {
        List<Pattern> patterns = new ArrayList<>();
        Map<String, Object> declared = new LinkedHashMap<>();
        do {
            patterns.add(pattern(declared));
        } while (tokens.accept("?//"));
        return patterns;
    }

    private Pattern pattern(Map<String, Object> declared) {
        if (tokens.peek().kind() == Kind.VARIABLE) {
            String name = tokens.variable();
            return new Bindings.VariablePattern(name, declared.computeIfAbsent(name, _ -> new Object()));
        }
        if (tokens.accept("[")) {
            List<Pattern> items = new ArrayList<>();
            do {
                items.add(pattern(declared));
            } while (tokens.accept(","));
            tokens.expect("]");
            return new Bindings.ArrayPattern(items);
        }
        tokens.expect("{");
        List<Bindings.EntryPattern> entries = new ArrayList<>();
        do {
            entries.add(entryPattern(declared));
        } while (tokens.accept(","));
        tokens.expect("}");
        return new Bindings.ObjectPattern(entries);
    }

    private Bindings.EntryPattern entryPattern(Map<String, Object> declared) {
        Token token = tokens.peek();
        if (token.kind() == Kind.VARIABLE) {
            String name = tokens.variable();
            Pattern variable = new Bindings.VariablePattern(name, declared.computeIfAbsent(name, _ -> new Object()));
            return new Bindings.EntryPattern(
                    new Nodes.Literal(name), variable, tokens.accept(":") ? pattern(declared) : null);
        }
        Filter key;
        if (token.kind() == Kind.NAME) {
            tokens.take();
            key = new Nodes.Literal(token.text());
        } else if (token.kind() == Kind.STRING) {
            key = parser.string(null);
        } else {
            tokens.expect("(");
            key = parser.pipe(true);
            tokens.expect(")");
        }
        tokens.expect(":");
        return new Bindings.EntryPattern(key, null, pattern(declared));
    }
}
