package dev.incant.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The lines that tree nodes carry, which errors at run time report.
class LineTest {
    @Test
    void aCallIsWhereItsArgumentsBegin() {
        assertThat(Parsing.expression("a\n.\nx\n(\n23 + a\n)").line()).isEqualTo(4);
        assertThat(Parsing.expression("a\n:b\n{}").line()).isEqualTo(3);
        assertThat(Parsing.expression("a\n'x'").line()).isEqualTo(2);
    }

    @Test
    void anOperationIsWhereItsOperatorIs() {
        assertThat(Parsing.expression("\na\n+\nb").line()).isEqualTo(3);
        assertThat(Parsing.expression("\n-\n\na").line()).isEqualTo(2);
        assertThat(Parsing.expression("a\nand\nb").line()).isEqualTo(2);
    }

    @Test
    void anIndexIsWhereItsKeyIs() {
        assertThat(Parsing.expression("a\n.b").line()).isEqualTo(2);
        assertThat(Parsing.expression("a[\nb\n]").line()).isEqualTo(3);
        assertThat(Parsing.expression("\n\na").line()).isEqualTo(3);
        assertThat(Parsing.expression("{a\n, b}"))
                .isInstanceOfSatisfying(
                        Expr.Table.class,
                        table -> assertThat(table.fields().getFirst().value().line())
                                .isEqualTo(1));
    }

    @Test
    void functionsKnowBothEnds() {
        Stat.Assign assign = Parsing.first(Stat.Assign.class, "\nfunction f(\n)\n\nend");
        FunctionBody body = ((Expr.Function) assign.values().getFirst()).body();
        assertThat(assign.line()).isEqualTo(2);
        assertThat(body.line()).isEqualTo(2);
        assertThat(body.endLine()).isEqualTo(5);
        assertThat(body.block().endLine()).isEqualTo(5);
    }

    @Test
    void theMainFunctionHasNoLinesButItsBlockEndsWithTheLastToken() {
        FunctionBody main = Parsing.parse("\nx = 1\n\n");
        assertThat(main.line()).isZero();
        assertThat(main.endLine()).isZero();
        assertThat(main.block().endLine()).isEqualTo(2);
    }

    @Test
    void statementsAreWhereTheyStart() {
        assertThat(Parsing.statements("\nx\n=\n1\nf\n()\nlocal\ny\nreturn\n1"))
                .extracting(Stat::line)
                .containsExactly(2, 5, 7, 9);
    }

    @Test
    void loopsKnowTheirEnds() {
        Stat.While loop = Parsing.first(Stat.While.class, "while x do\n\nend");
        assertThat(loop.endLine()).isEqualTo(3);
        assertThat(loop.body().endLine()).isEqualTo(3);
        assertThat(Parsing.first(Stat.NumericFor.class, "for i = 1, 2 do\nend").endLine())
                .isEqualTo(2);
        assertThat(Parsing.first(Stat.GenericFor.class, "for a in b do\nend").endLine())
                .isEqualTo(2);
        assertThat(Parsing.first(Stat.Repeat.class, "repeat\nx()\nuntil\ny").untilLine())
                .isEqualTo(3);
    }

    @Test
    void clausesKnowTheirLines() {
        Stat.If branches = Parsing.first(Stat.If.class, "if a\nthen\nelseif b then\nelse\nend");
        assertThat(branches.endLine()).isEqualTo(5);
        assertThat(branches.clauses()).extracting(Stat.Clause::line).containsExactly(1, 3);
        assertThat(branches.clauses()).extracting(Stat.Clause::thenLine).containsExactly(2, 3);
        assertThat(branches.clauses()).extracting(c -> c.body().endLine()).containsExactly(3, 4);
    }

    @Test
    void everyKindOfLineEndCountsOnce() {
        assertThat(Parsing.expression("\r\n\n\r\n\n\r\rx").line()).isEqualTo(6);
        assertThat(Parsing.expression("--[[\n\r\n]]--x\n'a\\\r\nb\\z\n' .. x").line())
                .isEqualTo(6);
    }
}
