package dev.incant.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeTest {
    private static String outline(String source) {
        return Outline.of(Parsing.parse(source));
    }

    private static LocalVar variable(String source) {
        return Parsing.first(Stat.LocalDecl.class, source).variables().getFirst();
    }

    private static FunctionBody function(Expr function) {
        return ((Expr.Function) function).body();
    }

    @Test
    void aVariableIsInScopeAfterItsDeclaration() {
        assertThat(outline("x() local x = x x() do local x x() end"))
                .isEqualTo("$x(); local x = $x; x(); do {local x; x()}");
        assertThat(outline("do local x end x()")).isEqualTo("do {local x}; $x()");
        assertThat(outline("for i = 1, 2 do end i()")).isEqualTo("for i = 1, 2 {}; $i()");
    }

    @Test
    void everyDeclarationIsAVariableOfItsOwn() {
        var statements = Parsing.statements("local x local x f(x)");
        LocalVar second = ((Stat.LocalDecl) statements.get(1)).variables().getFirst();
        Expr.Call call = (Expr.Call) ((Stat.CallStat) statements.get(2)).call();
        assertThat(((Expr.Local) call.arguments().getFirst()).variable()).isSameAs(second);
    }

    @Test
    void theMainFunctionHasOneUpvalue() {
        FunctionBody main = Parsing.parse("x = 1");
        assertThat(main.upvalues()).containsExactly(new FunctionBody.UpvalueDesc("_ENV", null, 0));
        assertThat(main.vararg()).isTrue();
        assertThat(main.parameters()).isEmpty();
    }

    @Test
    void upvaluesPassThroughTheFunctionsBetween() {
        var statements = Parsing.statements("local x return function() return function() return x, y end end");
        LocalVar x = ((Stat.LocalDecl) statements.get(0)).variables().getFirst();
        FunctionBody middle =
                function(((Stat.Return) statements.get(1)).values().getFirst());
        FunctionBody inner = function(
                ((Stat.Return) middle.block().statements().getFirst()).values().getFirst());
        assertThat(middle.upvalues())
                .containsExactly(
                        new FunctionBody.UpvalueDesc("x", x, 0), new FunctionBody.UpvalueDesc("_ENV", null, 0));
        assertThat(inner.upvalues())
                .containsExactly(
                        new FunctionBody.UpvalueDesc("x", null, 0), new FunctionBody.UpvalueDesc("_ENV", null, 1));
        assertThat(Outline.of(inner)).isEqualTo("return ^x, $y");
    }

    @Test
    void globalsAreFieldsOfWhateverIsCalledEnv() {
        Expr.Index upvalue = (Expr.Index) Parsing.expression("x");
        assertThat(upvalue.object()).isEqualTo(new Expr.Upvalue(1, 0, "_ENV"));
        assertThat(upvalue.key()).isEqualTo(new Expr.Str(1, "x"));
        assertThat(upvalue.global()).isTrue();

        var statements = Parsing.statements("local _ENV = {} x = 1 return _ENV");
        Expr.Index local =
                (Expr.Index) ((Stat.Assign) statements.get(1)).targets().getFirst();
        assertThat(local.object()).isInstanceOf(Expr.Local.class);
        assertThat(local.global()).isTrue();
        assertThat(((Expr.Index) Parsing.expression("x.y")).global()).isFalse();
    }

    @Test
    void envMayEvenBeAConstant() {
        Expr.Index global = (Expr.Index) Parsing.first(Stat.Assign.class, "local _ENV <const> = 1; x = 2")
                .targets()
                .getFirst();
        assertThat(global.object()).isEqualTo(new Expr.Int(1, 1));
    }

    @Test
    void captureIsMarked() {
        assertThat(variable("local x; x()").captured()).isFalse();
        assertThat(variable("local x; return function() return x end").captured())
                .isTrue();
        assertThat(variable("local x; return function() local x = 1 return x end")
                        .captured())
                .isFalse();
        assertThat(variable("local _ENV; return function() y() end").captured()).isTrue();
    }

    @Test
    void assignmentIsMarkedWhereverItHappens() {
        assertThat(variable("local x = 1; x.y = 2; f(x)").reassigned()).isFalse();
        assertThat(variable("local x; x = 1").reassigned()).isTrue();
        assertThat(variable("local x; y, x = 1").reassigned()).isTrue();
        assertThat(variable("local x; function x() end").reassigned()).isTrue();
        assertThat(variable("local x; function x.y() end").reassigned()).isFalse();
        assertThat(variable("local x; local function f() return function() x = 1 end end")
                        .reassigned())
                .isTrue();
        assertThat(variable("local x; local function f() x() end").reassigned()).isFalse();
    }

    @Test
    void compileTimeConstantsLeaveNoVariable() {
        assertThat(outline("local x <const> = 2 * 3; return x, -x")).isEqualTo("return 6, -6");
        assertThat(outline("local x <const> = 'a'; return function() return x end"))
                .isEqualTo("return fn() {return 'a'}");
        assertThat(outline("local a, b <const> = f(), nil; return a, b")).isEqualTo("local a = $f(); return a, nil");
        assertThat(outline("local a <const> = true; local b <const> = a; return not b"))
                .isEqualTo("return false");
        assertThat(outline("local x <const> = (1.5); local y <const> = x and false; return x, y"))
                .isEqualTo("return 1.5, false");
        assertThat(outline("local x <const> = 1; do local x = 2 f(x) end f(x)"))
                .isEqualTo("do {local x = 2; $f(x)}; $f(1)");
        assertThat(outline("local t <const> = 5; t.x = 1; t()")).isEqualTo("5['x'] = 1; 5()");
    }

    @Test
    void otherConstantsAreVariables() {
        assertThat(outline("local x <const> = f(); return x")).isEqualTo("local x = $f(); return x");
        assertThat(outline("local x <const>, y = 1, 2; return x")).isEqualTo("local x, y = 1, 2; return x");
        assertThat(outline("local x <const>, y <const> = 1, 2; return x, y")).isEqualTo("local x = 1; return x, 2");
        assertThat(outline("local x, y <const> = 1; return y")).isEqualTo("local x, y = 1; return y");
        assertThat(outline("local x <const> = 1, 2; return x")).isEqualTo("local x = 1, 2; return x");
        assertThat(outline("local x <const>; return x")).isEqualTo("local x; return x");
        assertThat(outline("local x <const> = 1 or 2; return x")).isEqualTo("local x = (or 1 2); return x");
        assertThat(outline("local x <close> = nil; return x")).isEqualTo("local x = nil; return x");
    }

    @Test
    void attributesAreKept() {
        List<LocalVar> variables = Parsing.first(Stat.LocalDecl.class, "local a, b <const>, c <close> = f()")
                .variables();
        assertThat(variables)
                .extracting(LocalVar::attribute)
                .containsExactly(LocalVar.Attribute.NONE, LocalVar.Attribute.CONST, LocalVar.Attribute.CLOSE);
    }

    @Test
    void namesStayOneObjectHoweverManyThereAre() {
        NameTable names = new NameTable();
        byte[] x = Parsing.bytes("name7");
        String first = names.text(names.find(x, 0, x.length, "name7".hashCode()));
        for (int i = 0; i < 10_000; i++) {
            byte[] name = Parsing.bytes("name" + i);
            int slot = names.find(name, 0, name.length, ("name" + i).hashCode());
            assertThat(names.text(slot)).isEqualTo("name" + i);
            assertThat(names.kind(slot)).isEqualTo(Token.NAME);
        }
        byte[] end = Parsing.bytes("end");
        assertThat(names.kind(names.find(end, 0, 3, "end".hashCode()))).isEqualTo(Token.END);
        assertThat(names.text(names.find(x, 0, x.length, "name7".hashCode()))).isSameAs(first);
    }
}
