package dev.incant.lua.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement of the resolved tree. `line` is where the statement starts, `endLine` where it ends.
public sealed interface Stat {
    /// The source line where the statement starts, from 1.
    int line();

    /// `local a <const>, b = values`. Variables come into scope after the values are evaluated.
    record LocalDecl(int line, List<LocalVar> variables, List<Expr> values, int endLine) implements Stat {}

    /// `local function f`: the variable is in scope inside the function.
    record LocalFunction(int line, LocalVar variable, Expr.Function function) implements Stat {}

    /// `targets = values`. Each target is a [Expr.Local], [Expr.Upvalue] or [Expr.Index]. Also
    /// `function a.b:c() end`, whose line is that of the word `function`.
    record Assign(int line, List<Expr> targets, List<Expr> values, int endLine) implements Stat {}

    /// A call as a statement: an [Expr.Call] or [Expr.MethodCall].
    record CallStat(int line, Expr call) implements Stat {}

    record Do(int line, Block body) implements Stat {}

    record While(int line, Expr condition, Block body, int endLine) implements Stat {}

    /// `repeat body until condition`; the condition sees the body's locals.
    record Repeat(int line, Block body, Expr condition, int untilLine) implements Stat {}

    /// `if`/`elseif` clauses in order; `orElse` for `else`.
    record If(int line, List<Clause> clauses, @Nullable Block orElse, int endLine) implements Stat {}

    /// One `if` or `elseif` clause; `thenLine` is the line of the word `then`.
    record Clause(int line, Expr condition, int thenLine, Block body) {}

    record NumericFor(
            int line,
            LocalVar variable,
            Expr start,
            Expr limit,
            @Nullable Expr step,
            Block body,
            int endLine) implements Stat {}

    record GenericFor(int line, List<LocalVar> variables, List<Expr> values, Block body, int endLine) implements Stat {}

    record Return(int line, List<Expr> values, int endLine) implements Stat {}

    record Break(int line) implements Stat {}

    /// A `goto` whose label is already resolved and checked.
    record Goto(int line, Label label) implements Stat {}

    /// The place of a label.
    record LabelStat(int line, Label label) implements Stat {}

    /// Statements with one scope. `endLine` is the line of the token that closes the block.
    record Block(List<Stat> statements, int endLine) {}

    /// A label, by identity. `block` in which it stands is known by where its [LabelStat] stands.
    final class Label {
        private final String name;
        private final int line;

        public Label(String name, int line) {
            this.name = name;
            this.line = line;
        }

        public String name() {
            return name;
        }

        public int line() {
            return line;
        }
    }
}
