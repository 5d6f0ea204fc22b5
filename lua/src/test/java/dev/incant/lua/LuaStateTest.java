package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The embedder's API apart from Java functions and coroutines.
@NullUnmarked // null is nil
class LuaStateTest {
    private final LuaState lua = LuaState.open(LuaOptions.sandboxed());

    @AfterEach
    void close() {
        lua.close();
    }

    @Test
    void runGivesAllResults() {
        assertThat(lua.run("return")).isEmpty();
        assertThat(lua.run("return nil")).containsExactly((Object) null);
        assertThat(lua.run("return 1, 2.5, 'x', true, nil")).containsExactly(1L, 2.5, LuaString.of("x"), true, null);
        assertThat(lua.run("return table.unpack({}, 1, 1000)")).hasSize(1000).containsOnlyNulls();
    }

    @Test
    void valuesCrossBothWays() {
        lua.setGlobal("f", lua.run("return function(...) return ... end")[0]);
        Object f = lua.getGlobal("f");
        LuaTable table = lua.newTable();
        LuaUserdata userdata = lua.newUserdata("payload", null);
        assertThat(lua.call(f, null, true, 1, 2L, (short) 3, (byte) 4, 5.5f, 6.5, "text", table, userdata, f))
                .containsExactly(null, true, 1L, 2L, 3L, 4L, 5.5, 6.5, LuaString.of("text"), table, userdata, f);
        assertThat(lua.call(f)).isEmpty();
        assertThat(lua.call(f, Long.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, -0.0))
                .containsExactly(Long.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, -0.0);
    }

    @Test
    void textCrossesAsUtf8AndBytesAsTheyAre() {
        lua.setGlobal("s", "äöü€😀");
        assertThat(lua.run("return #s, s")).containsExactly(13L, LuaString.of("äöü€😀"));
        assertThat(lua.getGlobal("s")).hasToString("äöü€😀");
        byte[] bytes = {0, (byte) 0xff, (byte) 0x80};
        lua.setGlobal("b", LuaString.of(bytes));
        assertThat(lua.run("return #b, b:byte(1, -1)")).containsExactly(3L, 0L, 255L, 128L);
        bytes[0] = 1;
        assertThat(lua.run("return b:byte()")).containsExactly(0L);
        assertThat(((LuaString) lua.getGlobal("b")).toBytes()).containsExactly(0, 0xff, 0x80);
    }

    @Test
    void whatIsNoValueIsRefused() {
        assertThatThrownBy(() -> lua.setGlobal("x", new Object())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> lua.toLua(new int[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> lua.toLua(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> lua.call(lua.load("return ...", "=t"), new Object()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(lua.run("return 1")).containsExactly(1L);
    }

    @Test
    void globalsAreATable() {
        lua.globals().set("x", 5);
        assertThat(lua.run("return x, _G.x")).containsExactly(5L, 5L);
        lua.run("y = 'made by Lua'");
        assertThat(lua.getGlobal("y")).hasToString("made by Lua");
        lua.setGlobal("x", (Object) null);
        assertThat(lua.run("return x")).containsExactly((Object) null);
        assertThat(lua.getGlobal("_G")).isSameAs(lua.globals());
    }

    @Test
    void tablesWorkFromJava() {
        LuaTable t = lua.newTable();
        for (int i = 1; i <= 5; i++) {
            t.set(i, i * i);
        }
        t.set("name", "value");
        t.set(true, 1.5);
        t.set(2.5, "half");
        t.set(7.0, "float key");
        assertThat(t.length()).isEqualTo(5);
        assertThat(t.get(3)).isEqualTo(9L);
        assertThat(t.get(3.0)).isEqualTo(9L);
        assertThat(t.get(LuaString.of("name"))).hasToString("value");
        assertThat(t.get("name")).hasToString("value");
        assertThat(t.get(true)).isEqualTo(1.5);
        assertThat(t.get(2.5)).hasToString("half");
        assertThat(t.get(7L)).hasToString("float key");
        assertThat(t.get("none")).isNull();
        assertThat(t.get(null)).isNull();
        assertThat(t.get(Double.NaN)).isNull();
        t.set(5, null);
        assertThat(t.length()).isEqualTo(4);
        assertThatThrownBy(() -> t.set(null, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> t.set(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> t.set("x", new Object())).isInstanceOf(IllegalArgumentException.class);
        lua.setGlobal("t", t);
        assertThat(lua.run("return #t, t.name, t[7], rawlen(t)"))
                .containsExactly(4L, LuaString.of("value"), LuaString.of("float key"), 4L);
    }

    @Test
    void forEachGoesThroughTheSequenceInOrder() {
        LuaTable t = (LuaTable) lua.run("return {10, 20, 30, x = 1, y = 2}")[0];
        List<Object> keys = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        t.forEach((k, v) -> {
            keys.add(k);
            values.add(v);
        });
        assertThat(keys).startsWith(1L, 2L, 3L).hasSize(5);
        assertThat(values).startsWith(10L, 20L, 30L).containsAll(List.of(1L, 2L));
    }

    @Test
    void tablesFromJavaIgnoreMetamethods() {
        LuaTable t = (LuaTable) lua.run("return setmetatable({1}, {__index = function() return 'x' end, "
                + "__newindex = function() error('no') end, __len = function() return 99 end})")[0];
        assertThat(t.get("missing")).isNull();
        t.set("new", 1);
        assertThat(t.get("new")).isEqualTo(1L);
        assertThat(t.length()).isEqualTo(1);
    }

    @Test
    void metatablesAreSetFromJava() {
        LuaTable t = lua.newTable();
        assertThat(t.getMetatable()).isNull();
        LuaTable meta = (LuaTable) lua.run("return {__index = function(_, k) return k .. '!' end}")[0];
        t.setMetatable(meta);
        assertThat(t.getMetatable()).isSameAs(meta);
        lua.setGlobal("t", t);
        assertThat(lua.run("return t.x")).containsExactly(LuaString.of("x!"));
        t.setMetatable(null);
        assertThat(lua.run("return t.x")).containsExactly((Object) null);
    }

    @Test
    void userdataShowsItsMetatableOnly() {
        StringBuilder payload = new StringBuilder("payload");
        LuaTable meta = (LuaTable) lua.run("local mt = {__name = 'Thing', __index = {kind = 'thing'}} return mt")[0];
        LuaUserdata u = lua.newUserdata(payload, meta);
        assertThat(u.payload()).isSameAs(payload);
        lua.setGlobal("u", u);
        assertThat(lua.run("return type(u), u.kind, u == u, rawequal(u, u), (tostring(u):gsub(':.*', ''))"))
                .containsExactly(LuaString.of("userdata"), LuaString.of("thing"), true, true, LuaString.of("Thing"));
        lua.setGlobal("bare", lua.newUserdata(payload, null));
        assertThat(Outcome.of(lua, "return bare.x")).contains("attempt to index a userdata value (global 'bare')");
        assertThat(Outcome.of(lua, "bare()")).contains("attempt to call a userdata value");
        assertThat(Outcome.of(lua, "return pcall(setmetatable, u, {})")).contains("table expected, got");
    }

    @Test
    void aCallableTableCanBeCalled() {
        Object callable = lua.run("return setmetatable({}, {__call = function(self, a) return a + 1 end})")[0];
        assertThat(lua.call(callable, 1)).containsExactly(2L);
        assertThatThrownBy(() -> lua.call(lua.newTable()))
                .isInstanceOf(LuaError.class)
                .hasMessageContaining("attempt to call a table value");
        assertThatThrownBy(() -> lua.call(LuaString.of("x")))
                .isInstanceOf(LuaError.class)
                .hasMessageContaining("attempt to call a string value");
    }

    @Test
    void loadingDoesNotRun() {
        FunctionValue f = lua.load("x = (x or 0) + 1 return x, ...", "=chunk");
        assertThat(lua.getGlobal("x")).isNull();
        assertThat(lua.call(f, "a")).containsExactly(1L, LuaString.of("a"));
        assertThat(lua.call(f)).containsExactly(2L);
        assertThatThrownBy(() -> lua.load("x = = 1", "=chunk"))
                .isInstanceOf(LuaError.class)
                .hasMessage("chunk:1: unexpected symbol near '='");
        assertThatThrownBy(() -> LuaChunk.compile("for", "@file.lua"))
                .isInstanceOf(LuaError.class)
                .hasMessage("file.lua:1: <name> expected near <eof>");
    }

    @Test
    void errorsCarryAnyValueAndATraceback() {
        assertThatThrownBy(() -> lua.run("error({code = 7})"))
                .isInstanceOfSatisfying(
                        LuaError.class,
                        e -> assertThat(((LuaTable) e.value()).get("code")).isEqualTo(7L));
        assertThatThrownBy(() -> lua.run("error(nil)"))
                .isInstanceOfSatisfying(
                        LuaError.class, e -> assertThat(e.value()).isNull());
        assertThatThrownBy(() -> lua.run("error(42)")).isInstanceOfSatisfying(LuaError.class, e -> {
            assertThat(e.value()).isEqualTo(42L);
            assertThat(e).hasMessage("42");
        });
        FunctionValue chunk = lua.load(
                "local function inner() error('oops') end\nlocal function outer() inner() end\nouter()", "@chunk.lua");
        assertThatThrownBy(() -> lua.call(chunk)).isInstanceOfSatisfying(LuaError.class, e -> {
            assertThat(e).hasMessage("chunk.lua:1: oops");
            assertThat(e.traceback()).isEqualTo("""
                            stack traceback:
                            \t[C]: in function 'error'
                            \tchunk.lua:1: in upvalue 'inner'
                            \tchunk.lua:2: in local 'outer'
                            \tchunk.lua:3: in main chunk
                            \t[C]: in ?""");
        });
    }

    @Test
    void aTracebackIsTakenBeforeCloseHandlersRun() {
        FunctionValue chunk = lua.load("""
                local function deep(n) if n > 0 then deep(n - 1) end return n end
                local guard = setmetatable({}, {__close = function() deep(20) end})
                local function fails() local a, b, c <close> = 1, 2, guard error('oops') end
                fails()
                """, "@chunk.lua");
        assertThatThrownBy(() -> lua.call(chunk))
                .isInstanceOfSatisfying(
                        LuaError.class,
                        e -> assertThat(e.traceback())
                                .contains("chunk.lua:3: in local 'fails'")
                                .contains("chunk.lua:4: in main chunk")
                                .doesNotContain("deep"));
    }

    @Test
    void anErrorLeavesTheStateUsable() {
        for (int i = 0; i < 500; i++) {
            assertThatThrownBy(() -> lua.run("local t = setmetatable({}, {__add = function(a, b) "
                            + "return pcall(error) and error('x') or error('y') end}) return t + t"))
                    .isInstanceOf(LuaError.class);
        }
        assertThat(lua.run("return 1")).containsExactly(1L);
        // Collections still happen: weak tables are cleared.
        assertThat(lua.run("local t = setmetatable({}, {__mode = 'k'}) for i = 1, 300000 do t[{}] = {i} end "
                        + "local n = 0 for _ in pairs(t) do n = n + 1 end return n < 300000"))
                .containsExactly(true);
    }

    @Test
    void aLoadedChunkIsAFunctionOfTheStatesGlobals() {
        LuaChunk chunk = LuaChunk.compile("return x", "=c");
        lua.setGlobal("x", 1);
        assertThat(lua.call(lua.load(chunk))).containsExactly(1L);
        try (LuaState other = LuaState.open(LuaOptions.sandboxed())) {
            assertThat(other.call(other.load(chunk))).containsExactly((Object) null);
        }
    }

    @Test
    void theRegistryIsOutOfReach() {
        LuaTable secret = lua.newTable();
        lua.registry().set("secret", secret);
        assertThat(lua.registry().get("secret")).isSameAs(secret);
        assertThat(lua.run("return secret, _G.secret, debug")).containsOnlyNulls();
    }

    @Test
    void memoryInUseIsTold() {
        long before = lua.memoryUsed();
        lua.run("s = ('x'):rep(1000000)");
        assertThat(lua.memoryUsed() - before).isBetween(1_000_000L, 2_000_000L);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void limitsMustBePositive(long limit) {
        assertThatThrownBy(() -> LuaOptions.sandboxed().memory(limit)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LuaOptions.sandboxed().steps(limit)).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- the host

    @Test
    void theDefaultHostHasNothing() {
        try (LuaState all = LuaState.open(LuaOptions.full(LuaHost.none()))) {
            assertThat(all.host()).isSameAs(LuaHost.none());
            assertThat(Outcome.of(all, "return io.open('/etc/passwd')")).startsWith("ok: null");
            assertThat(Outcome.of(all, "return os.getenv('PATH')")).isEqualTo("ok: null");
            assertThat(Outcome.of(all, "return os.remove('/tmp/x')")).startsWith("ok: null");
            assertThat(Outcome.of(all, "return io.popen('ls')")).doesNotStartWith("thrown");
            assertThat(Outcome.of(all, "return os.execute('ls')")).doesNotStartWith("thrown");
            assertThat(Outcome.of(all, "return os.tmpname()")).doesNotStartWith("thrown");
            assertThat(Outcome.of(all, "print('x') io.write('x') return io.read()"))
                    .doesNotStartWith("thrown");
            assertThat(Outcome.of(all, "require('x')")).startsWith("error:");
            assertThat(Outcome.of(all, "os.exit(1)")).endsWith("'exit' is not available");
            assertThat(Outcome.of(all, "return type(os.time()), type(os.clock()), os.date('!%Y', 0)"))
                    .startsWith("ok:");
        }
    }

    @Test
    void exitStopsTheScriptAndNotTheJvm() {
        LuaHost host = new LuaHost() {
            @Override
            public void exit(int code, boolean close) {
                throw LuaStopped.exit(code, close);
            }
        };
        try (LuaState all = LuaState.open(LuaOptions.full(host))) {
            assertThatThrownBy(() -> all.run("pcall(os.exit, 3) x = 1")).isInstanceOfSatisfying(LuaStopped.class, e -> {
                assertThat(e.reason()).isEqualTo(LuaStopped.Reason.EXIT);
                assertThat(e.exitCode()).isEqualTo(3);
                assertThat(e.closing()).isFalse();
            });
            assertThatThrownBy(() -> all.run("os.exit(true, true)")).isInstanceOfSatisfying(LuaStopped.class, e -> {
                assertThat(e.exitCode()).isZero();
                assertThat(e.closing()).isTrue();
            });
            assertThat(all.getGlobal("x")).isNull();
        }
    }

    // ---- closing

    @Test
    void closingRunsFinalizersNewestFirst() {
        LuaState state = LuaState.open(LuaOptions.sandboxed());
        List<Object> order = new ArrayList<>();
        state.setGlobal("note", call -> {
            order.add(call.arg(1));
            return call.none();
        });
        state.run("for i = 1, 3 do _G['k' .. i] = setmetatable({}, {__gc = function() note(i) end}) end");
        state.close();
        assertThat(order).containsExactly(3L, 2L, 1L);
        state.close();
        assertThat(order).hasSize(3);
    }

    @Test
    void aFailingFinalizerDoesNotKeepOthersFromRunning() {
        LuaState state = LuaState.open(LuaOptions.sandboxed());
        List<Object> order = new ArrayList<>();
        state.setGlobal("note", call -> {
            order.add(call.arg(1));
            return call.none();
        });
        state.run("a = setmetatable({}, {__gc = function() note(1) end}) "
                + "b = setmetatable({}, {__gc = function() error('no') end}) "
                + "c = setmetatable({}, {__gc = function() note(3) end})");
        state.close();
        assertThat(order).containsExactly(3L, 1L);
    }

    @Test
    void aFinalizerThatMakesFinalizersEnds() {
        LuaState state = LuaState.open(LuaOptions.sandboxed());
        state.run("local function make() setmetatable({}, {__gc = make}) end make()");
        state.close();
        assertThatThrownBy(() -> state.run("return 1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClosedStateRefusesWork() {
        LuaState state = LuaState.open(LuaOptions.sandboxed());
        FunctionValue f = state.load("return 1", "=f");
        Coroutine co = state.newCoroutine(f);
        state.close();
        assertThatThrownBy(() -> state.run("return 1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> state.call(f)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> state.resume(co)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRunningStateCannotBeClosed() {
        LuaState state = LuaState.open(LuaOptions.sandboxed());
        state.setGlobal("close", call -> {
            state.close();
            return call.none();
        });
        assertThat(Outcome.of(state, "return select(2, pcall(close))")).contains("running and cannot be closed");
        assertThat(Outcome.of(state, "return 1")).isEqualTo("ok: 1");
        state.close();
    }

    @Test
    void aStoppedStateClosesQuietly() {
        LuaState state = LuaState.open(LuaOptions.sandboxed().steps(1000));
        assertThat(Outcome.of(state, "x = setmetatable({}, {__gc = function() end}) while true do end"))
                .isEqualTo("stopped: STEPS");
        state.close();
    }

    @Test
    void closingDoesNotWaitForAnEndlessFinalizer() throws InterruptedException {
        LuaState state = LuaState.open(LuaOptions.sandboxed());
        state.run(
                "x = setmetatable({}, {__gc = function() while true do end end}) "
                        + "y = setmetatable({}, {__gc = function() while true do pcall(function() while true do end end) end end})");
        Outcome.on(Outcome.withStack(1 << 20), Duration.ofSeconds(60), state::close);
        assertThatThrownBy(() -> state.run("return 1")).hasMessageContaining("closed");
    }

    @Test
    void aHostThatFailsToWriteLeavesTheStateUsable() throws InterruptedException {
        boolean[] failing = {true};
        LuaFile out = StreamFile.of(new OutputStream() {
            @Override
            public void write(int b) {
                if (failing[0]) {
                    throw new IllegalStateException("disk on fire");
                }
            }
        });
        LuaState state = LuaState.open(LuaOptions.full(new MemoryHost().output(out)));
        assertThatThrownBy(() -> state.run("io.write('x')")).hasMessageContaining("disk on fire");
        failing[0] = false;
        Outcome.on(
                Outcome.withStack(1 << 20),
                Duration.ofSeconds(60),
                () -> assertThat(Outcome.of(state, "return 1")).isEqualTo("ok: 1"));
        state.close();
    }
}
