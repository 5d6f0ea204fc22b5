package dev.incant.tools.data.jq;

import dev.incant.tools.data.jq.Lexer.Token;
import java.util.ArrayList;
import java.util.List;

/// Compiles objects.
final class ObjectParser {
    private final Parser parser;
    private final Tokens tokens;

    ObjectParser(Parser parser, Tokens tokens) {
        this.parser = parser;
        this.tokens = tokens;
    }

    /// The rest of an object whose `{` was taken.
    Filter object() {
        List<Filter> keys = new ArrayList<>();
        List<Filter> values = new ArrayList<>();
        while (!tokens.accept("}")) {
            if (!keys.isEmpty()) {
                tokens.expect(",");
                if (tokens.accept("}")) {
                    break;
                }
            }
            entry(keys, values);
        }
        return new Nodes.ObjectOf(keys, values);
    }

    private void entry(List<Filter> keys, List<Filter> values) {
        Token token = tokens.peek();
        Filter key;
        Filter shorthand;
        switch (token.kind()) {
            case VARIABLE:
                tokens.take();
                key = new Nodes.Literal(token.text());
                shorthand = parser.variable(token);
                break;
            case NAME:
                tokens.take();
                key = new Nodes.Literal(token.text());
                shorthand = new Nodes.Index(Nodes.IDENTITY, key);
                break;
            case NUMBER:
                throw tokens.problem("an object key must be a string, not " + token.text());
            case STRING, FORMAT:
                key = parser.term();
                shorthand = new Nodes.Index(Nodes.IDENTITY, key);
                break;
            default:
                tokens.expect("(");
                key = parser.pipe(true);
                tokens.expect(")");
                shorthand = null;
                break;
        }
        keys.add(key);
        if (shorthand == null || tokens.peek().is(":")) {
            tokens.expect(":");
            values.add(parser.pipe(false));
        } else {
            values.add(shorthand);
        }
    }
}
