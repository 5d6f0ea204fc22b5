package dev.incant.tools.data.jq;

import dev.incant.kernel.error.ToolException;
import dev.incant.tools.data.jq.Lexer.Kind;
import dev.incant.tools.data.jq.Lexer.Token;
import java.util.List;

/// The tokens of a query and the place that has been reached in them.
final class Tokens {
    /// Where to go on after the tokens within a string.
    record Place(List<Token> tokens, int at) {}

    private final String query;
    private List<Token> tokens;
    private int at;

    Tokens(String query) {
        this.query = query;
        this.tokens = Lexer.tokens(query);
    }

    String query() {
        return query;
    }

    Token peek() {
        return tokens.get(at);
    }

    /// The token after the next one.
    Token following() {
        return tokens.get(at + 1);
    }

    Token take() {
        return tokens.get(at++);
    }

    /// Puts the token that was taken last back.
    void back() {
        at--;
    }

    boolean accept(String operator) {
        if (peek().is(operator)) {
            at++;
            return true;
        }
        return false;
    }

    boolean acceptWord(String word) {
        if (peek().word(word)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String operator) {
        if (!accept(operator) && !acceptWord(operator)) {
            throw problem("'" + operator + "' expected, found " + found(peek()));
        }
    }

    void expectEnd() {
        if (peek().kind() != Kind.END) {
            throw problem("unexpected " + found(peek()));
        }
    }

    /// Takes the name of a variable.
    String variable() {
        Token token = take();
        if (token.kind() != Kind.VARIABLE) {
            at--;
            throw problem("a variable such as $x expected, found " + found(token));
        }
        return token.text();
    }

    /// Goes on with the tokens of a query within a string; returns where that stands.
    Place enter(List<Token> inner) {
        Place outer = new Place(tokens, at);
        tokens = inner;
        at = 0;
        return outer;
    }

    void leaveTo(Place outer) {
        tokens = outer.tokens;
        at = outer.at;
    }

    static String found(Token token) {
        return token.kind() == Kind.END
                ? "the end"
                : token.kind() == Kind.STRING ? "a string" : "'" + token.text() + "'";
    }

    /// What is wrong at the next token.
    ToolException problem(String message) {
        return problem(peek(), message);
    }

    ToolException problem(Token token, String message) {
        return Lexer.problem(query, token.at(), message);
    }
}
