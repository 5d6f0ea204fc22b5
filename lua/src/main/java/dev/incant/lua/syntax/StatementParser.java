package dev.incant.lua.syntax;

import dev.incant.lua.syntax.LocalVar.Attribute;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The grammar of statements. Each method adds what it reads to a list, as a `goto` that waits for its label
/// is replaced there when the label comes.
final class StatementParser {
    private final Parser parser;
    private final Tokens tokens;

    StatementParser(Parser parser, Tokens tokens) {
        this.parser = parser;
        this.tokens = tokens;
    }

    /// statements → { statement }, up to a token that closes a block. The caller opens and closes the scope.
    Stat.Block statements() {
        ArrayList<Stat> statements = new ArrayList<>();
        boolean returned = false;
        while (!returned && !closesBlock(true)) {
            returned = tokens.kind() == Token.RETURN;
            statement(statements);
        }
        // A view, no copy: a pending goto may still be replaced by its resolved form.
        statements.trimToSize();
        return new Stat.Block(Collections.unmodifiableList(statements), tokens.line());
    }

    /// Whether the current token closes a block. `until` does, but leaves the block's scope open.
    private boolean closesBlock(boolean until) {
        return switch (tokens.kind()) {
            case Token.ELSE, Token.ELSEIF, Token.END, Token.EOF -> true;
            case Token.UNTIL -> until;
            default -> false;
        };
    }

    /// block → statements, with a scope of its own.
    private Stat.Block block() {
        jumps().enter(false);
        Stat.Block block = statements();
        jumps().leave();
        return block;
    }

    private void statement(List<Stat> out) {
        parser.enter();
        int line = tokens.line();
        switch (tokens.kind()) {
            case ';' -> tokens.next();
            case Token.IF -> out.add(ifStatement(line));
            case Token.WHILE -> out.add(whileStatement(line));
            case Token.DO -> out.add(doStatement(line));
            case Token.FOR -> out.add(forStatement(line));
            case Token.REPEAT -> out.add(repeatStatement(line));
            case Token.FUNCTION -> out.add(functionStatement(line));
            case Token.LOCAL -> {
                tokens.next();
                if (tokens.accept(Token.FUNCTION)) {
                    out.add(localFunction(line));
                } else {
                    local(line, out);
                }
            }
            case Token.DOUBLE_COLON -> {
                tokens.next();
                label(tokens.name(), line, out);
            }
            case Token.RETURN -> out.add(returnStatement(line));
            case Token.BREAK -> {
                tokens.next();
                jumps().addBreak(line, out);
            }
            case Token.GOTO -> {
                tokens.next();
                int nameLine = tokens.line();
                jumps().addGoto(tokens.name(), nameLine, out);
            }
            default -> out.add(expressionStatement(line));
        }
        parser.leave(1);
    }

    /// if → `if` clause { `elseif` clause } [ `else` block ] `end`
    private Stat ifStatement(int line) {
        ArrayList<Stat.Clause> clauses = new ArrayList<>();
        do {
            clauses.add(clause());
        } while (tokens.kind() == Token.ELSEIF);
        Stat.Block orElse = tokens.accept(Token.ELSE) ? block() : null;
        int endLine = tokens.line();
        tokens.expectClosing(Token.END, Token.IF, line);
        return new Stat.If(line, List.copyOf(clauses), orElse, endLine);
    }

    /// clause → expression `then` block
    private Stat.Clause clause() {
        int line = tokens.line();
        tokens.next();
        Expr condition = expressions().expression();
        int thenLine = tokens.line();
        tokens.expect(Token.THEN);
        return new Stat.Clause(line, condition, thenLine, block());
    }

    /// while → `while` expression `do` block `end`
    private Stat whileStatement(int line) {
        tokens.next();
        Expr condition = expressions().expression();
        jumps().enter(true);
        tokens.expect(Token.DO);
        Stat.Block body = block();
        int endLine = tokens.line();
        tokens.expectClosing(Token.END, Token.WHILE, line);
        jumps().leave();
        return new Stat.While(line, condition, body, endLine);
    }

    /// do → `do` block `end`
    private Stat doStatement(int line) {
        tokens.next();
        Stat.Block body = block();
        tokens.expectClosing(Token.END, Token.DO, line);
        return new Stat.Do(line, body);
    }

    /// for → `for` NAME ( numeric | generic ) `end`
    private Stat forStatement(int line) {
        jumps().enter(true);
        tokens.next();
        int nameLine = tokens.line();
        String name = tokens.name();
        LocalVar first = new LocalVar(name, Attribute.NONE, nameLine);
        Stat loop = switch (tokens.kind()) {
            case '=' -> numericFor(line, first);
            case ',', Token.IN -> genericFor(line, first);
            default -> throw tokens.error("'=' or 'in' expected");
        };
        tokens.expectClosing(Token.END, Token.FOR, line);
        jumps().leave();
        return loop;
    }

    /// numeric → `=` expression `,` expression [ `,` expression ] `do` block
    private Stat numericFor(int line, LocalVar variable) {
        function().declareLoopState(3);
        function().declare(variable);
        tokens.next();
        Expr start = expressions().expression();
        tokens.expect(',');
        Expr limit = expressions().expression();
        Expr step = tokens.accept(',') ? expressions().expression() : null;
        function().activate(3);
        Stat.Block body = loopBody(1);
        return new Stat.NumericFor(line, variable, start, limit, step, body, tokens.line());
    }

    /// generic → { `,` NAME } `in` list `do` block
    private Stat genericFor(int line, LocalVar first) {
        function().declareLoopState(4);
        function().declare(first);
        ArrayList<LocalVar> variables = new ArrayList<>();
        variables.add(first);
        while (tokens.accept(',')) {
            int nameLine = tokens.line();
            LocalVar variable = new LocalVar(tokens.name(), Attribute.NONE, nameLine);
            function().declare(variable);
            variables.add(variable);
        }
        tokens.expect(Token.IN);
        List<Expr> values = expressions().list();
        function().activate(4);
        Stat.Block body = loopBody(variables.size());
        return new Stat.GenericFor(line, List.copyOf(variables), values, body, tokens.line());
    }

    /// The body of a `for`, in the scope of its `count` variables, which are declared.
    private Stat.Block loopBody(int count) {
        tokens.expect(Token.DO);
        jumps().enter(false);
        function().activate(count);
        Stat.Block body = block();
        jumps().leave();
        return body;
    }

    /// repeat → `repeat` statements `until` expression, the expression inside of the block's scope.
    private Stat repeatStatement(int line) {
        jumps().enter(true);
        jumps().enter(false);
        tokens.next();
        Stat.Block body = statements();
        int untilLine = tokens.line();
        tokens.expectClosing(Token.UNTIL, Token.REPEAT, line);
        Expr condition = expressions().expression();
        jumps().leave();
        jumps().leave();
        return new Stat.Repeat(line, body, condition, untilLine);
    }

    /// function → `function` NAME { `.` NAME } [ `:` NAME ] body
    private Stat functionStatement(int line) {
        tokens.next();
        String name = tokens.text();
        Expr target = expressions().variable();
        String constant = Folding.isConstant(target) ? name : null;
        while (tokens.kind() == '.') {
            target = expressions().field(target);
            constant = null;
        }
        boolean method = tokens.kind() == ':';
        if (method) {
            target = expressions().field(target);
            constant = null;
        }
        Expr.Function body = parser.functionBody(method, line);
        assign(target, constant);
        return new Stat.Assign(line, List.of(target), List.of(body), line);
    }

    /// local-function → `local` `function` NAME body
    private Stat localFunction(int line) {
        int nameLine = tokens.line();
        LocalVar variable = new LocalVar(tokens.name(), Attribute.NONE, nameLine);
        function().declare(variable);
        function().activate(1);
        return new Stat.LocalFunction(line, variable, parser.functionBody(false, tokens.line()));
    }

    /// local → `local` NAME attribute { `,` NAME attribute } [ `=` list ]
    private void local(int line, List<Stat> out) {
        ArrayList<LocalVar> variables = new ArrayList<>();
        boolean closes = false;
        do {
            int nameLine = tokens.line();
            String name = tokens.name();
            function().checkRoom();
            LocalVar variable = new LocalVar(name, attribute(), nameLine);
            if (variable.attribute() == Attribute.CLOSE) {
                if (closes) {
                    throw tokens.meaningError("multiple to-be-closed variables in local list");
                }
                closes = true;
            }
            function().declare(variable);
            variables.add(variable);
        } while (tokens.accept(','));
        List<Expr> values = tokens.accept('=') ? expressions().list() : List.of();
        int count = variables.size();
        int last = count - 1;
        if (count == values.size()
                && variables.get(last).attribute() == Attribute.CONST
                && Folding.isConstant(values.get(last))) {
            // The last variable is a name for a constant and does not exist at run time.
            function().setConstant(values.get(last));
            variables.remove(last);
            values = List.copyOf(values.subList(0, last));
        }
        function().activate(count);
        if (!variables.isEmpty()) {
            out.add(new Stat.LocalDecl(line, List.copyOf(variables), values, tokens.lastLine()));
        }
    }

    /// attribute → [ `<` NAME `>` ]
    private Attribute attribute() {
        if (!tokens.accept('<')) {
            return Attribute.NONE;
        }
        String name = tokens.name();
        tokens.expect('>');
        return switch (name) {
            case "const" -> Attribute.CONST;
            case "close" -> Attribute.CLOSE;
            default -> throw tokens.meaningError("unknown attribute '" + name + "'");
        };
    }

    /// label → `::` NAME `::`, with the labels and empty statements after it.
    private void label(String name, int line, List<Stat> out) {
        tokens.expect(Token.DOUBLE_COLON);
        while (tokens.kind() == ';' || tokens.kind() == Token.DOUBLE_COLON) {
            statement(out);
        }
        jumps().addLabel(name, line, closesBlock(false), out);
    }

    /// return → `return` [ list ] [ `;` ]
    private Stat returnStatement(int line) {
        tokens.next();
        List<Expr> values = closesBlock(true) || tokens.kind() == ';'
                ? List.of()
                : expressions().list();
        int endLine = tokens.lastLine();
        tokens.accept(';');
        return new Stat.Return(line, values, endLine);
    }

    /// expression-statement → suffixed, a call | suffixed { `,` suffixed } `=` list
    private Stat expressionStatement(int line) {
        Expr first = expressions().suffixed();
        if (tokens.kind() != '=' && tokens.kind() != ',') {
            if (!(first instanceof Expr.Call) && !(first instanceof Expr.MethodCall)) {
                throw tokens.error("syntax error");
            }
            return new Stat.CallStat(line, first);
        }
        assignSuffixed(first);
        if (tokens.kind() == '=') {
            tokens.next();
            List<Expr> values = expressions().list();
            return new Stat.Assign(line, List.of(first), values, tokens.lastLine());
        }
        ArrayList<Expr> targets = new ArrayList<>();
        targets.add(first);
        while (tokens.accept(',')) {
            Expr target = expressions().suffixed();
            // PUC recurses here; its limit is kept.
            parser.enter();
            assignSuffixed(target);
            targets.add(target);
        }
        tokens.expect('=');
        List<Expr> values = expressions().list();
        parser.leave(targets.size() - 1);
        return new Stat.Assign(line, List.copyOf(targets), values, tokens.lastLine());
    }

    /// Notes that the suffixed expression last read is assigned to.
    private void assignSuffixed(Expr target) {
        if (expressions().parenthesised()) {
            throw tokens.error("syntax error");
        }
        assign(target, expressions().constantName());
    }

    /// Notes that `target` is assigned to; `constantName` is its name if it is a compile-time constant's.
    private void assign(Expr target, @Nullable String constantName) {
        String readOnly = constantName;
        if (target instanceof Expr.Local || target instanceof Expr.Upvalue) {
            LocalVar variable = function().variableOf(target);
            if (variable != null) {
                variable.markReassigned();
                readOnly = variable.attribute() == Attribute.NONE ? null : variable.name();
            }
        } else if (constantName == null && !(target instanceof Expr.Index)) {
            throw tokens.error("syntax error");
        }
        if (readOnly != null) {
            throw tokens.meaningError("attempt to assign to const variable '" + readOnly + "'");
        }
    }

    private FunctionScope function() {
        return parser.function();
    }

    private Jumps jumps() {
        return parser.function().jumps();
    }

    private ExpressionParser expressions() {
        return parser.expressions();
    }
}
