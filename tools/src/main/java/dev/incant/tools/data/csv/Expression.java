package dev.incant.tools.data.csv;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.WatchedText;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An expression over the cells of a row, as filters and computed columns use them.
///
/// ```
/// amount > 10 and (region == "EU" or not paid)
/// `unit price` * quantity
/// country in ("DE", "FR") and name starts_with "A" and note is not null
/// ```
/// - Columns: bare words, or anything in backticks. Texts: `"…"` or `'…'`. Numbers are exact decimals (34 digits).
/// - From loose to tight: `or` `||`; `and` `&&`; `not` `!`; `==` `=` `!=` `<>` `<` `<=` `>` `>=` `in (…)` `not in (…)`
///   `is null` `is not null` `contains` `starts_with` `ends_with` `matches`; `+ - &`; `* / %`; unary `-`.
/// - An empty cell is null: equal to null and to "" only, less or greater than nothing, and arithmetic with it is null.
/// - A comparison with a number is by number, false where the cell is none; with a text it is by text; two columns are
///   compared by number where both are numbers. `+` joins texts where one side is one; `&` always does.
/// - Regular expressions (`matches`, anywhere in the text) are RE2's.
/// - Functions: `lower upper trim length concat replace substr contains starts_with ends_with matches round floor ceil
///   abs min max if coalesce is_null number text year month day`.
public final class Expression {
    private static final MathContext DIGITS = MathContext.DECIMAL128;
    private static final int MAX_LENGTH = 20_000;
    private static final int MAX_DEPTH = 200;

    /// A part of an expression. Values are null, texts, cells, decimals and booleans.
    interface Node {
        @Nullable Object of(List<String> row);
    }

    /// What a column holds: a text that may be taken as a number.
    record Cell(String text) {}

    private final Node root;
    private final String parameter;

    private Expression(Node root, String parameter) {
        this.root = root;
        this.parameter = parameter;
    }

    /// Compiles an expression.
    ///
    /// @param parameter the name that errors begin with
    /// @param cancellation of the call, which regular expressions look at while they read
    /// @throws ToolException `invalid_params` with the place of what is wrong
    public static Expression compile(String parameter, String text, List<String> columns, Cancellation cancellation) {
        if (text.length() > MAX_LENGTH) {
            throw ToolException.limitExceeded(parameter + ": longer than " + MAX_LENGTH + " characters");
        }
        Parser parser = new Parser(parameter, text, columns, cancellation);
        return new Expression(parser.whole(), parameter);
    }

    /// Whether a row fits.
    public boolean test(List<String> row, long number) {
        try {
            return Operators.truth(root.of(row));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw failed(number, e);
        }
    }

    /// The text that the expression gives for a row; empty for null.
    public String text(List<String> row, long number) {
        try {
            return Operators.text(root.of(row));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw failed(number, e);
        }
    }

    private ToolException failed(long number, RuntimeException e) {
        return ToolException.failed(parameter + ": in row " + number + ": " + e.getMessage())
                .with("row", number);
    }

    /// Reads an expression by recursive descent.
    private static final class Parser {
        private final String parameter;
        private final String source;
        private final List<String> columns;
        private final Cancellation cancellation;
        private int at;
        private int depth;

        Parser(String parameter, String source, List<String> columns, Cancellation cancellation) {
            this.parameter = parameter;
            this.source = source;
            this.columns = columns;
            this.cancellation = cancellation;
        }

        private ToolException problem(String message) {
            int place = Math.min(at, source.length());
            return ToolException.invalidParams(
                            parameter + ": " + message + " at column " + (place + 1) + " of '" + source + "'")
                    .with("column", place + 1L);
        }

        Node whole() {
            Node node = or();
            space();
            if (at < source.length()) {
                throw problem("unexpected '" + source.charAt(at) + "'");
            }
            return node;
        }

        private void space() {
            while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                at++;
            }
        }

        private boolean sign(String sign) {
            space();
            if (source.startsWith(sign, at)) {
                at += sign.length();
                return true;
            }
            return false;
        }

        private boolean word(String word) {
            space();
            int end = at + word.length();
            if (source.regionMatches(true, at, word, 0, word.length())
                    && (end == source.length() || !namePart(source.charAt(end)))) {
                at = end;
                return true;
            }
            return false;
        }

        private static boolean namePart(char c) {
            return Character.isLetterOrDigit(c) || c == '_' || c == '.';
        }

        private Node or() {
            if (++depth > MAX_DEPTH) {
                throw problem("nested deeper than " + MAX_DEPTH);
            }
            Node left = and();
            while (word("or") || sign("||")) {
                Node a = left;
                Node b = and();
                left = row -> Operators.truth(a.of(row)) || Operators.truth(b.of(row));
            }
            depth--;
            return left;
        }

        private Node and() {
            Node left = not();
            while (word("and") || sign("&&")) {
                Node a = left;
                Node b = not();
                left = row -> Operators.truth(a.of(row)) && Operators.truth(b.of(row));
            }
            return left;
        }

        private Node not() {
            if (word("not") || (!source.startsWith("!=", skipped()) && sign("!"))) {
                if (++depth > MAX_DEPTH) {
                    throw problem("nested deeper than " + MAX_DEPTH);
                }
                Node inner = not();
                depth--;
                return row -> !Operators.truth(inner.of(row));
            }
            return comparison();
        }

        private int skipped() {
            space();
            return at;
        }

        private Node comparison() {
            Node a = sum();
            for (String operator : new String[] {"==", "!=", "<>", "<=", ">=", "=", "<", ">"}) {
                if (sign(operator)) {
                    Node b = sum();
                    return row -> Operators.compare(operator, a.of(row), b.of(row));
                }
            }
            if (word("is")) {
                boolean not = word("not");
                if (!word("null") && !word("empty")) {
                    throw problem("'null' expected after 'is'");
                }
                return row -> Operators.isNull(a.of(row)) != not;
            }
            int before = at;
            boolean not = word("not");
            if (word("in")) {
                List<Node> items = list();
                return row -> Operators.in(a.of(row), items, row) != not;
            }
            for (String test : new String[] {"contains", "starts_with", "ends_with", "matches"}) {
                if (word(test)) {
                    Node b = sum();
                    Node tested = call(test, List.of(a, b));
                    return not ? row -> !Operators.truth(tested.of(row)) : tested;
                }
            }
            at = before;
            return a;
        }

        private List<Node> list() {
            String close = sign("(") ? ")" : sign("[") ? "]" : "";
            if (close.isEmpty()) {
                throw problem("a list in parentheses expected after 'in'");
            }
            return items(close);
        }

        private List<Node> items(String close) {
            List<Node> items = new ArrayList<>();
            if (sign(close)) {
                return items;
            }
            do {
                items.add(or());
            } while (sign(","));
            if (!sign(close)) {
                throw problem("'" + close + "' or ',' expected");
            }
            return items;
        }

        private Node sum() {
            Node left = product();
            while (true) {
                Node a = left;
                if (sign("+")) {
                    Node b = product();
                    left = row -> Operators.plus(a.of(row), b.of(row), DIGITS);
                } else if (sign("-")) {
                    Node b = product();
                    left = row -> Operators.arithmetic('-', a.of(row), b.of(row), DIGITS);
                } else if (!source.startsWith("&&", skipped()) && sign("&")) {
                    Node b = product();
                    left = row -> Operators.text(a.of(row)) + Operators.text(b.of(row));
                } else {
                    return left;
                }
            }
        }

        private Node product() {
            Node left = unary();
            while (true) {
                Node a = left;
                char operator = skipped() < source.length() ? source.charAt(at) : ' ';
                if (operator != '*' && operator != '/' && operator != '%') {
                    return left;
                }
                at++;
                Node b = unary();
                left = row -> Operators.arithmetic(operator, a.of(row), b.of(row), DIGITS);
            }
        }

        private Node unary() {
            if (sign("-")) {
                if (++depth > MAX_DEPTH) {
                    throw problem("nested deeper than " + MAX_DEPTH);
                }
                Node inner = unary();
                depth--;
                return row -> Operators.arithmetic('-', BigDecimal.ZERO, inner.of(row), DIGITS);
            }
            return primary();
        }

        private Node primary() {
            space();
            if (at >= source.length()) {
                throw problem("a column, a number or a text expected");
            }
            char c = source.charAt(at);
            if (c == '(') {
                at++;
                Node inner = or();
                if (!sign(")")) {
                    throw problem("')' expected");
                }
                return inner;
            }
            if (c == '"' || c == '\'') {
                String text = quoted(c);
                return _ -> text;
            }
            if (c == '`') {
                int start = at;
                String name = quoted('`');
                return column(name, start);
            }
            if (c >= '0' && c <= '9' || c == '.') {
                return number();
            }
            if (Character.isLetter(c) || c == '_') {
                return named();
            }
            throw problem("unexpected '" + c + "'");
        }

        private String quoted(char quote) {
            int start = at++;
            StringBuilder text = new StringBuilder();
            while (at < source.length()) {
                char c = source.charAt(at++);
                boolean escaped = (c == '\\' || c == quote) && at < source.length() && source.charAt(at) == quote;
                if (escaped) {
                    text.append(source.charAt(at++));
                } else if (c == quote) {
                    return text.toString();
                } else {
                    text.append(c);
                }
            }
            at = start;
            throw problem("the closing " + quote + " is missing");
        }

        private Node number() {
            int start = at;
            while (at < source.length() && (Character.isDigit(source.charAt(at)) || source.charAt(at) == '.')) {
                at++;
            }
            if (at < source.length() && (source.charAt(at) | 0x20) == 'e') {
                int exponent = at + 1;
                if (exponent < source.length() && "+-".indexOf(source.charAt(exponent)) >= 0) {
                    exponent++;
                }
                while (exponent < source.length() && Character.isDigit(source.charAt(exponent))) {
                    exponent++;
                    at = exponent;
                }
            }
            BigDecimal number = Cells.number(source.substring(start, at));
            if (number == null) {
                at = start;
                throw problem("not a number");
            }
            return _ -> number;
        }

        private Node named() {
            int start = at;
            while (at < source.length() && namePart(source.charAt(at))) {
                at++;
            }
            String name = source.substring(start, at);
            if (sign("(")) {
                return call(name.toLowerCase(Locale.ROOT), items(")"));
            }
            if (!columns.contains(name)) {
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "true":
                        return _ -> true;
                    case "false":
                        return _ -> false;
                    case "null":
                        return _ -> null;
                    default:
                        break;
                }
            }
            return column(name, start);
        }

        private Node column(String name, int start) {
            int index = columns.indexOf(name);
            if (index < 0) {
                at = start;
                throw problem("there is no column '" + name + "'" + Nearest.hint(name, columns)
                        + "; texts are written in quotes: \"" + name + "\";");
            }
            return row -> {
                String cell = row.get(index);
                return cell.isEmpty() ? null : new Cell(cell);
            };
        }

        private Node call(String name, List<Node> args) {
            int[] arity = Functions.arity(name);
            if (arity == null) {
                throw problem("there is no function '" + name + "'" + Nearest.hint(name, Functions.NAMES));
            }
            if (args.size() < arity[0] || args.size() > arity[1]) {
                throw problem(name + " takes " + arity[0]
                        + (arity[0] == arity[1] ? "" : arity[1] > 99 ? " or more" : " to " + arity[1])
                        + " arguments, not "
                        + args.size());
            }
            if (name.equals("matches")) {
                return matches(args.get(0), args.get(1));
            }
            if (name.equals("if")) {
                return row ->
                        args.get(Operators.truth(args.get(0).of(row)) ? 1 : 2).of(row);
            }
            return row -> {
                @Nullable Object[] values = new Object[args.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = args.get(i).of(row);
                }
                return Functions.apply(name, values);
            };
        }

        private Node matches(Node subject, Node regex) {
            Object source = null;
            try {
                source = regex.of(List.of());
            } catch (IndexOutOfBoundsException e) {
                throw problem("the regular expression after matches must be a text, not a column");
            }
            if (!(source instanceof String text)) {
                throw problem("the regular expression after matches must be a text");
            }
            try {
                Pattern pattern = Pattern.compile(text);
                return row -> pattern.matcher(WatchedText.of(Operators.text(subject.of(row)), cancellation))
                        .find();
            } catch (PatternSyntaxException e) {
                throw problem("not an RE2 regular expression: " + e.getDescription());
            }
        }
    }
}
