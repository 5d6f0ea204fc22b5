package dev.incant.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What trees programs become; [Outline] says how they are written here.
class TreeTest {
    private static String outline(String source) {
        return Outline.of(Parsing.parse(source));
    }

    private static String expression(String source) {
        return Outline.of(Parsing.expression(source));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " → ",
            quoteCharacter = '"',
            value = {
                "a+b-c → (SUB (ADD $a $b) $c)",
                "a+b*c → (ADD $a (MUL $b $c))",
                "a*b/c//d%e → (MOD (IDIV (DIV (MUL $a $b) $c) $d) $e)",
                "a^b^c → (POW $a (POW $b $c))",
                "a..b..c → (CONCAT $a (CONCAT $b $c))",
                "a..b+c → (CONCAT $a (ADD $b $c))",
                "-a^b → (NEG (POW $a $b))",
                "a^-b → (POW $a (NEG $b))",
                "a^-b^c → (POW $a (NEG (POW $b $c)))",
                "not a==b → (EQ (NOT $a) $b)",
                "-a*b → (MUL (NEG $a) $b)",
                "#a..b → (CONCAT (LEN $a) $b)",
                "~a~b → (BXOR (BNOT $a) $b)",
                "a|b~c&d<<e → (BOR $a (BXOR $b (BAND $c (SHL $d $e))))",
                "a<<b..c → (SHL $a (CONCAT $b $c))",
                "a>>b>>c → (SHR (SHR $a $b) $c)",
                "a<b==c → (EQ (LT $a $b) $c)",
                "a<=b → (LE $a $b)",
                "a>b → (GT $a $b)",
                "a>=b → (GE $a $b)",
                "a~=b → (NE $a $b)",
                "a|b<c → (LT (BOR $a $b) $c)",
                "a or b and c → (or $a (and $b $c))",
                "a and b and c → (and (and $a $b) $c)",
                "(a or b) and c → (and (or $a $b) $c)",
                "a-(b-c) → (SUB $a (SUB $b $c))"
            })
    void operatorsGroupByTheirPriority(String source, String tree) {
        assertThat(expression(source)).isEqualTo(tree);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " → ",
            quoteCharacter = '"',
            value = {
                "-1 → -1",
                "- -1 → 1",
                "2^53 → 9.007199254740992E15",
                "1<<3 → 8",
                "1<<64 → 0",
                "1<<-1 → 0",
                "-1>>63 → 1",
                "1>>-3 → 8",
                "3.0~1 → 2",
                "~0 → -1",
                "7//2 → 3",
                "-7//2 → -4",
                "-7%3 → 2",
                "7%-3 → -2",
                "-7.5%2 → 0.5",
                "5.5//2 → 2.0",
                "5.5%-1e999 → -Infinity",
                "7/2 → 3.5",
                "0x7fffffffffffffff+1 → -9223372036854775808",
                "1+2*3-4 → 3",
                "2^-1 → 0.5",
                "1e308*10 → Infinity",
                "not nil → true",
                "not 0 → false",
                "not 'x' → false",
                "1 and 2 → 2",
                "nil or 'x' → 'x'",
                "false or nil → nil",
                "true and a → $a"
            })
    void constantsAreFolded(String source, String tree) {
        assertThat(expression(source)).isEqualTo(tree);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " → ",
            quoteCharacter = '"',
            value = {
                "1/0 → (DIV 1 0)",
                "1//0 → (IDIV 1 0)",
                "1%0 → (MOD 1 0)",
                "1%0.0 → (MOD 1 0.0)",
                "-0.0 → (NEG 0.0)",
                "0.0*1 → (MUL 0.0 1)",
                "1e999-1e999 → (SUB Infinity Infinity)",
                "1.5|1 → (BOR 1.5 1)",
                "1e30&1 → (BAND 1.0E30 1)",
                "'1'+1 → (ADD '1' 1)",
                "-'1' → (NEG '1')",
                "1<2 → (LT 1 2)",
                "1 ..2 → (CONCAT 1 2)",
                "#'abc' → (LEN 'abc')",
                "nil and 1 → (and nil 1)",
                "1 or 2 → (or 1 2)",
                "a+1+2 → (ADD (ADD $a 1) 2)"
            })
    void whatMayFailOrMakeAZeroIsNotFolded(String source, String tree) {
        assertThat(expression(source)).isEqualTo(tree);
    }

    @Test
    void zeroIntegersAreFolded() {
        assertThat(expression("-0")).isEqualTo("0");
        assertThat(expression("5-5")).isEqualTo("0");
    }

    @Test
    void suffixesChain() {
        assertThat(expression("a.b[c]:d(1).e'f'{g}()")).isEqualTo("$a['b'][$c]:d(1)['e']('f')({$g})()");
        assertThat(expression("('x'):rep(3)")).isEqualTo("'x':rep(3)");
        assertThat(outline("a(1, b())(c)")).isEqualTo("$a(1, $b())($c)");
    }

    @Test
    void parenthesesCutMultipleResults() {
        assertThat(expression("(f())")).isEqualTo("<$f()>");
        assertThat(expression("((a:f()))")).isEqualTo("<$a:f()>");
        assertThat(expression("(...)")).isEqualTo("<...>");
        assertThat(expression("(a)")).isEqualTo("$a");
        assertThat(expression("true and f()")).isEqualTo("<$f()>");
        assertThat(outline("(f or g)()")).isEqualTo("(or $f $g)()");
    }

    @Test
    void tablesKeepTheirFieldsInOrder() {
        assertThat(expression("{1, a, b = 2; [c] = 3, f(), }")).isEqualTo("{1, $a, ['b'] = 2, [$c] = 3, $f()}");
        assertThat(expression("{a = a}")).isEqualTo("{['a'] = $a}");
        assertThat(expression("{a == a}")).isEqualTo("{(EQ $a $a)}");
        assertThat(expression("{}")).isEqualTo("{}");
    }

    @Test
    void statementsAreWhatTheySay() {
        assertThat(outline("do local a, b = 1 a, b.c = b, a() end;;"))
                .isEqualTo("do {local a, b = 1; a, b['c'] = b, a()}");
        assertThat(outline("while a do break end")).isEqualTo("while $a {break}");
        assertThat(outline("repeat local a = f() until a")).isEqualTo("repeat {local a = $f()} until a");
        assertThat(outline("if a then b() elseif c then else d() end"))
                .isEqualTo("if $a {$b()} else if $c {} else {$d()}");
        assertThat(outline("for i = 1, 2 do f(i) end")).isEqualTo("for i = 1, 2 {$f(i)}");
        assertThat(outline("for i = i, 2, -1 do end")).isEqualTo("for i = $i, 2, -1 {}");
        assertThat(outline("for a, b in a, 2 do f(a, b) end")).isEqualTo("for a, b in $a, 2 {$f(a, b)}");
        assertThat(outline("return")).isEqualTo("return");
        assertThat(outline("return 1, ...;")).isEqualTo("return 1, ...");
    }

    @Test
    void functionsKnowTheirNamesAndParameters() {
        assertThat(outline("function f(a, ...) return a, ... end")).isEqualTo("$f = fn(a...) {return a, ...}");
        assertThat(outline("function a.b.c(x) end")).isEqualTo("$a['b']['c'] = fn(x) {}");
        assertThat(outline("function a.b:c(x) return self end")).isEqualTo("$a['b']['c'] = fn(self, x) {return self}");
        assertThat(outline("local f = function() return f end")).isEqualTo("local f = fn() {return $f}");
        assertThat(outline("local function f() return f end")).isEqualTo("local f := fn() {return ^f}");
    }

    @Test
    void functionsAreNumberedInTheOrderOfTheSource() {
        FunctionBody main = Parsing.parse("local function a() return function() end end function b() end");
        FunctionBody a = ((Stat.LocalFunction) main.block().statements().get(0))
                .function()
                .body();
        Expr inner = ((Stat.Return) a.block().statements().getFirst()).values().getFirst();
        Expr b = ((Stat.Assign) main.block().statements().get(1)).values().getFirst();
        assertThat(main.ordinal()).isZero();
        assertThat(a.ordinal()).isEqualTo(1);
        assertThat(((Expr.Function) inner).body().ordinal()).isEqualTo(2);
        assertThat(((Expr.Function) b).body().ordinal()).isEqualTo(3);
        assertThat(main.inner()).isNotEmpty();
        assertThat(a.inner()).isNotEmpty();
        assertThat(((Expr.Function) b).body().inner()).isEmpty();
    }

    @Test
    void jumpsAreTiedToTheirLabels() {
        assertThat(outline("goto a\n::b::\ngoto b ::a:: goto a"))
                .isEqualTo("goto a@3; ::b@2; goto b@2; ::a@3; goto a@3");
        assertThat(outline("do goto a end do do\n::a:: goto a end end\n::a:: goto a"))
                .isEqualTo("do {goto a@3}; do {do {::a@2; goto a@2}}; ::a@3; goto a@3");
    }

    @Test
    void aJumpAndItsLabelShareOneObject() {
        var statements = Parsing.statements("do do goto out end end x() ::out:: y()");
        Stat.Do outer = (Stat.Do) statements.get(0);
        Stat.Do inner = (Stat.Do) outer.body().statements().getFirst();
        Stat.Goto jump = (Stat.Goto) inner.body().statements().getFirst();
        assertThat(jump.label()).isSameAs(((Stat.LabelStat) statements.get(2)).label());
    }
}
