package dev.incant.lua.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses Lua 5.4: bytes to a resolved tree. Its grammar, limits, constant folding and messages are those of
/// PUC's compiler.
///
/// This class holds what the parts share: the tokens, the innermost open function and the nesting depth.
/// [ExpressionParser] and [StatementParser] hold the grammar.
public final class Parser {
    /// How deep expressions, statements and functions may nest. PUC allows 200 C calls, of which `lua` has
    /// used up three before it parses a script.
    private static final int LEVELS_MOST = 197;

    private static final int REGISTERS_MOST = 250;

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final StatementParser statements;
    private FunctionScope function;
    private int functions = 1;
    private int level;

    private Parser(Tokens tokens) {
        this.tokens = tokens;
        this.function = new FunctionScope(null, tokens, 0, 0);
        this.expressions = new ExpressionParser(this, tokens);
        this.statements = new StatementParser(this, tokens);
    }

    /// Parses a chunk and gives its main function.
    ///
    /// @param source the text, which the parser does not keep
    /// @param chunkName the name as `load` has it: `@` and a path, `=` and a literal name, or the text itself
    /// @param ticker hears of the tokens read, if there is one
    /// @throws SyntaxError if the text is no Lua
    public static FunctionBody parse(byte[] source, String chunkName, @Nullable Ticker ticker) throws SyntaxError {
        Tokens tokens = new Tokens(new Lexer(source, chunkName, ticker), ticker);
        FunctionBody main = new Parser(tokens).mainFunction();
        tokens.flushTicks();
        return main;
    }

    private FunctionBody mainFunction() {
        function.setVararg();
        function.jumps().enter(false);
        tokens.next();
        Stat.Block block = statements.statements();
        tokens.check(Token.EOF);
        function.jumps().leave();
        // PUC's main function ends where the last token is, not where the text ends.
        return function.body(0, List.of(), new Stat.Block(block.statements(), tokens.lastLine()));
    }

    ExpressionParser expressions() {
        return expressions;
    }

    /// Fails if the function's variables and `count` values in a list need more registers than PUC has: what
    /// it refuses is refused here too.
    void checkRegisters(int count) {
        if (function.active() + count > REGISTERS_MOST) {
            throw tokens.error("function or expression needs too many registers");
        }
    }

    /// The innermost function that the parser is in.
    FunctionScope function() {
        return function;
    }

    /// Goes one level deeper. An error ends the parse, so only the regular way back calls [#leave].
    void enter() {
        if (++level > LEVELS_MOST) {
            throw tokens.meaningError("C stack overflow");
        }
    }

    /// Goes `levels` up again.
    void leave(int levels) {
        level -= levels;
    }

    /// body → `(` parameters `)` block `end`. `line` is where the function begins; a method has a parameter
    /// `self` in front.
    Expr.Function functionBody(boolean method, int line) {
        FunctionScope outer = function;
        FunctionScope own = new FunctionScope(outer, tokens, functions++, line);
        function = own;
        own.jumps().enter(false);
        tokens.expect('(');
        ArrayList<LocalVar> parameters = new ArrayList<>();
        if (method) {
            addParameter(parameters, NameTable.SELF);
        }
        parameters(parameters);
        tokens.expect(')');
        Stat.Block block = statements.statements();
        int endLine = tokens.line();
        tokens.expectClosing(Token.END, Token.FUNCTION, line);
        own.jumps().leave();
        function = outer;
        return new Expr.Function(line, own.body(endLine, List.copyOf(parameters), block));
    }

    /// parameters → [ { NAME `,` } ( NAME | `...` ) ]
    private void parameters(ArrayList<LocalVar> parameters) {
        if (tokens.kind() == ')') {
            return;
        }
        do {
            if (tokens.accept(Token.DOTS)) {
                function.setVararg();
            } else if (tokens.kind() == Token.NAME) {
                addParameter(parameters, tokens.name());
            } else {
                throw tokens.error("<name> or '...' expected");
            }
        } while (!function.vararg() && tokens.accept(','));
    }

    private void addParameter(ArrayList<LocalVar> parameters, String name) {
        LocalVar parameter = new LocalVar(name, LocalVar.Attribute.NONE, tokens.lastLine());
        function.declare(parameter);
        function.activate(1);
        parameters.add(parameter);
    }
}
