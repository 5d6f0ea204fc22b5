package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Java functions that scripts call.
@NullUnmarked // null is nil
class JavaFunctionTest {
    private final LuaState lua = LuaState.open(LuaOptions.sandboxed());

    @AfterEach
    void close() {
        lua.close();
    }

    @Test
    void argumentsAreReadAsTheyAre() {
        List<Object> seen = new ArrayList<>();
        lua.setGlobal("f", call -> {
            seen.add(call.count());
            for (int i = 1; i <= call.count() + 1; i++) {
                seen.add(call.arg(i));
            }
            return call.none();
        });
        lua.run("f(1, 2.5, 'x', true, nil)");
        assertThat(seen).containsExactly(5, 1L, 2.5, LuaString.of("x"), true, null, null);
    }

    @Test
    void absenceIsTold() {
        lua.setGlobal(
                "f",
                call -> call.giveAll(
                        call.isNone(1), call.isNoneOrNil(1), call.isNone(2), call.isNoneOrNil(2), call.truth(1)));
        assertThat(lua.run("return f(nil)")).containsExactly(false, true, true, true, false);
        assertThat(lua.run("return f(0, 1)")).containsExactly(false, false, false, false, true);
        assertThat(lua.run("return f(false)")).containsExactly(false, false, true, true, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "integer | 5          | 5",
                "integer | 5.0        | 5",
                "integer | \"5\"        | 5",
                "integer | \" 0x10 \"   | 16",
                "integer | \"5.0\"      | 5",
                "integer | 5.5        | bad argument #1 to 'integer' (number has no integer representation)",
                "integer | \"5.5\"      | bad argument #1 to 'integer' (number has no integer representation)",
                "integer | 1e100      | bad argument #1 to 'integer' (number has no integer representation)",
                "integer | \"x\"        | bad argument #1 to 'integer' (number expected, got string)",
                "integer | {}         | bad argument #1 to 'integer' (number expected, got table)",
                "integer | nil        | bad argument #1 to 'integer' (number expected, got nil)",
                "integer |            | bad argument #1 to 'integer' (number expected, got no value)",
                "number  | 5          | 5.0",
                "number  | \"1e2\"      | 100.0",
                "number  | true       | bad argument #1 to 'number' (number expected, got boolean)",
                "string  | \"x\"        | x",
                "string  | 5          | 5",
                "string  | 5.0        | 5.0",
                "string  | print      | bad argument #1 to 'string' (string expected, got function)",
                "string  |            | bad argument #1 to 'string' (string expected, got no value)",
                "tableOf | {1, 2}     | 2",
                "tableOf | \"x\"        | bad argument #1 to 'tableOf' (table expected, got string)",
                "tableOf | setmetatable({}, {__name = \"N\"}) | 0",
                "string  | setmetatable({}, {__name = \"N\"}) | bad argument #1 to 'string' (string expected, got N)",
                "default | nil        | 7 1.5 d",
                "default |            | 7 1.5 d",
                "default | 1, 2, 3    | 1 2.0 3",
                "default | \"x\"        | bad argument #1 to 'default' (number expected, got string)",
            })
    void checkingReadersConvertOrComplain(String reader, String arguments, String expected) {
        lua.setGlobal("integer", call -> call.give(call.integer(1)));
        lua.setGlobal("number", call -> call.give(call.number(1)));
        lua.setGlobal("string", call -> call.give(call.string(1)));
        lua.setGlobal("tableOf", call -> call.give(call.table(1).length()));
        lua.setGlobal(
                "default",
                call -> call.giveAll(call.integer(1, 7), call.number(2, 1.5), call.string(3, LuaString.of("d"))));
        String outcome = Outcome.of(
                lua,
                "local r = table.pack(" + reader + "(" + (arguments == null ? "" : arguments) + ")) "
                        + "return table.unpack(r)");
        if (expected.startsWith("bad argument")) {
            assertThat(outcome).startsWith("error: ").endsWith(":1: " + expected);
        } else {
            assertThat(outcome).isEqualTo("ok: " + expected);
        }
    }

    @Test
    void aMethodCallCountsWithoutItsObject() {
        LuaTable object = lua.newTable();
        object.set("m", lua.function("m", call -> call.give(call.integer(2))));
        lua.setGlobal("o", object);
        assertThat(Outcome.of(lua, "o:m('x')")).endsWith("bad argument #1 to 'm' (number expected, got string)");
        assertThat(Outcome.of(lua, "o.m(o, 'x')")).endsWith("bad argument #2 to 'm' (number expected, got string)");
    }

    @Test
    void resultsOfEveryKind() {
        LuaTable table = lua.newTable();
        lua.setGlobal("none", call -> call.none());
        lua.setGlobal("nil", call -> null);
        lua.setGlobal("long", call -> call.give(1L << 60));
        lua.setGlobal("double", call -> call.give(-0.0));
        lua.setGlobal("bool", call -> call.give(true));
        lua.setGlobal("given", call -> call.give(table));
        lua.setGlobal("boxed", call -> call.give((Object) 5L));
        lua.setGlobal("many", call -> call.giveAll(1L, null, 2.5, true, table));
        lua.setGlobal("empty", call -> call.giveAll());
        lua.setGlobal("plain", call -> 5);
        lua.setGlobal("text", call -> "text");
        assertThat(lua.run("return select('#', none()), select('#', empty()), select('#', _G['nil']())"))
                .containsExactly(0L, 0L, 1L);
        assertThat(lua.run("return long(), double(), bool(), given(), boxed()"))
                .containsExactly(1L << 60, -0.0, true, table, 5L);
        assertThat(lua.run("return many()")).containsExactly(1L, null, 2.5, true, table);
        assertThat(lua.run("return #{many()}, (many()), plain() + 1, text() .. '!'"))
                .containsExactly(5L, 1L, 6L, LuaString.of("text!"));
        assertThat(lua.run("local t = {many()} return t[3], table.pack(none(), none()).n"))
                .containsExactly(2.5, 1L);
    }

    @Test
    void manyResultsAndArguments() {
        lua.setGlobal("count", call -> call.give((long) call.count()));
        lua.setGlobal("make", call -> {
            Object[] all = new Object[(int) call.integer(1)];
            for (int i = 0; i < all.length; i++) {
                all[i] = (long) i;
            }
            return call.giveAll(all);
        });
        assertThat(lua.run("return count(make(100000)), select(50001, make(100000))"))
                .startsWith(100000L, 50000L);
    }

    @Test
    void aLuaErrorPasses() {
        lua.setGlobal("fail", call -> {
            throw LuaError.of("as it is");
        });
        lua.setGlobal("positioned", call -> {
            throw call.error("with position");
        });
        lua.setGlobal("argument", call -> {
            throw call.argError(2, "too green");
        });
        lua.setGlobal("type", call -> {
            throw call.typeError(1, "colour");
        });
        lua.setGlobal("value", call -> {
            throw LuaError.ofValue(5L);
        });
        assertThat(Outcome.of(lua, "fail()")).isEqualTo("error: as it is");
        assertThat(Outcome.of(lua, "\n\npositioned()")).endsWith(":3: with position");
        assertThat(Outcome.of(lua, "argument(1, 2)")).endsWith(":1: bad argument #2 to 'argument' (too green)");
        assertThat(Outcome.of(lua, "type('x')")).endsWith("bad argument #1 to 'type' (colour expected, got string)");
        assertThat(Outcome.of(lua, "return select(2, pcall(value)) + 1")).isEqualTo("ok: 6");
    }

    @Test
    void anyExceptionIsALuaErrorWithItsCause() {
        IOException cause = new IOException("disk full");
        lua.setGlobal("fail", call -> {
            throw cause;
        });
        lua.setGlobal("silent", call -> {
            throw new IllegalStateException();
        });
        assertThatThrownBy(() -> lua.run("fail()"))
                .isInstanceOf(LuaError.class)
                .hasMessageContaining("disk full")
                .hasCause(cause);
        assertThat(Outcome.of(lua, "return pcall(fail)"))
                .startsWith("ok: false")
                .endsWith("disk full");
        assertThat(Outcome.of(lua, "return pcall(silent)")).isEqualTo("ok: false IllegalStateException");
        assertThatThrownBy(() -> lua.run("local ok, e = pcall(fail) error(e, 0)"))
                .hasMessageContaining("disk full");
        assertThatThrownBy(() -> lua.run("fail()"))
                .isInstanceOfSatisfying(
                        LuaError.class, e -> assertThat(e.traceback()).contains("in function 'fail'"));
    }

    @Test
    void anErrorOfTheJvmIsNotForScripts() {
        AssertionError error = new AssertionError("bug");
        lua.setGlobal("bug", call -> {
            throw error;
        });
        assertThatThrownBy(() -> lua.run("pcall(bug)")).isSameAs(error);
        assertThatThrownBy(() -> lua.run("coroutine.wrap(bug)()")).isSameAs(error);
        assertThat(lua.run("return coroutine.wrap(function() return pcall(error, 1) end)()"))
                .containsExactly(false, 1L);
    }

    @Test
    void endlessRecursionThroughJavaIsAnError() {
        lua.setGlobal("again", call -> call.give(lua.call(call.arg(1), call.arg(1))[0]));
        assertThat(Outcome.of(lua, "return again(again)")).contains("stack overflow");
        assertThat(Outcome.of(lua, "local function f() return again(f) end return f()"))
                .contains("stack overflow");
        assertThat(Outcome.of(lua, "return pcall(again, again)")).startsWith("ok: false");
        lua.setGlobal("deep", call -> {
            throw new StackOverflowError();
        });
        assertThat(Outcome.of(lua, "deep()")).contains("stack overflow");
        lua.setGlobal("full", call -> {
            throw new OutOfMemoryError();
        });
        assertThat(Outcome.of(lua, "return pcall(full)")).isEqualTo("ok: false not enough memory");
        assertThat(Outcome.of(lua, "full()")).isEqualTo("error: not enough memory");
    }

    @Test
    void javaAndLuaCallEachOther() {
        lua.setGlobal("apply", call -> {
            Object[] results = lua.call(call.arg(1), call.arg(2), call.arg(3));
            return call.giveAll(results);
        });
        assertThat(lua.run("""
                        local log = {}
                        local function add(a, b) return a + b, 'added' end
                        local a, b = apply(function(x, y)
                            local s, word = apply(add, x, y)
                            return apply(add, s, s), word
                        end, 1, 2)
                        return a, b
                        """)).containsExactly(6L, LuaString.of("added"));
        assertThat(Outcome.of(lua, "return pcall(apply, function() error('inner', 0) end)"))
                .isEqualTo("ok: false inner");
        lua.setGlobal("guard", call -> {
            try {
                lua.call(call.arg(1));
                return call.give("fine");
            } catch (LuaError e) {
                return call.giveAll(LuaString.of("caught"), e.value());
            }
        });
        assertThat(lua.run("local a = 1 local b, c = guard(function() local t = {} t.x.y = 1 end) return a, b, c"))
                .startsWith(1L, LuaString.of("caught"));
    }

    @Test
    void argumentsSurviveCallsInBetween() {
        lua.setGlobal("f", call -> {
            Object first = call.arg(1);
            lua.call(call.arg(2), 9, 9, 9, 9);
            lua.run("local a, b, c, d = 5, 6, 7, 8 return a, b, c, d");
            assertThat(call.arg(1)).isEqualTo(first);
            assertThat(call.count()).isEqualTo(3);
            return call.giveAll(call.arg(3), first);
        });
        assertThat(lua.run("return f('a', function(...) return ... end, 'c')"))
                .containsExactly(LuaString.of("c"), LuaString.of("a"));
    }

    @Test
    void closeHandlersRunWhenJavaCatchesTheError() {
        lua.setGlobal("guard", call -> {
            assertThatThrownBy(() -> lua.call(call.arg(1))).isInstanceOf(LuaError.class);
            return call.none();
        });
        String script = "closed = 0 local mt = {__close = function() closed = closed + 1 end} "
                + "local function f() local c <close> = setmetatable({}, mt) error('x') end ";
        assertThat(lua.run(script + "guard(f) return closed")).containsExactly(1L);
        assertThat(lua.run(script + "return coroutine.wrap(function() guard(f) return closed end)()"))
                .containsExactly(1L);
    }

    @Test
    void garbageCollectedInsideAJavaFunctionSparesItsArguments() {
        lua.setGlobal("collect", call -> {
            lua.run("collectgarbage() collectgarbage()");
            return call.give(call.arg(1));
        });
        assertThat(lua.run("local t = setmetatable({}, {__mode = 'v'}) t[1] = {} "
                        + "local same = collect(t[1]) return same == t[1], t[1] ~= nil"))
                .containsExactly(true, true);
    }

    @Test
    void nothingYieldsAcrossAJavaFunction() {
        lua.setGlobal("apply", call -> call.giveAll(lua.call(call.arg(1))));
        assertThat(Outcome.of(lua, "return coroutine.wrap(function() return pcall(apply, coroutine.yield) end)()"))
                .contains("attempt to yield across a C-call boundary");
        assertThat(Outcome.of(lua, "return coroutine.wrap(function() apply(function() end) coroutine.yield(1) end)()"))
                .isEqualTo("ok: 1");
    }

    @Test
    void functionsHaveNames() {
        assertThat(Outcome.of(lua, "return 1")).isEqualTo("ok: 1");
        FunctionValue f = lua.function("given", call -> {
            throw call.argError(1, "no");
        });
        LuaTable t = lua.newTable();
        t.set(1, f);
        lua.setGlobal("t", t);
        assertThat(Outcome.of(lua, "t[1]()")).contains("bad argument #1 to '");
        assertThat(lua.run("return type(t[1]), t[1] == t[1]")).containsExactly(LuaString.of("function"), true);
    }

    @Test
    void aThreadThatIsInterruptedStopsTheScript() {
        lua.setGlobal("wait", call -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(() -> lua.run("pcall(wait)")).isInstanceOf(LuaStopped.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
