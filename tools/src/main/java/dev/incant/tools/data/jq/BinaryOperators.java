package dev.incant.tools.data.jq;

import dev.incant.tools.data.jq.Lexer.Kind;
import dev.incant.tools.data.jq.Lexer.Token;

/// The binary operators of queries: how tight they bind and what they become.
final class BinaryOperators {
    private BinaryOperators() {}

    /// How tight an operator binds; -1 for none.
    static int level(Token token) {
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

    static Filter operation(String operator, Filter left, Filter right) {
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
}
