package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Interrupts and deadlines stop whatever runs. Times are generous: what is tested is that nothing hangs.
class InterruptTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(25);

    private static String[] endless() {
        return new String[] {
            "while true do end",
            "repeat until false",
            "for i = 1, math.maxinteger do end",
            "for i = 1, math.huge do end",
            "for _ in function() return 1 end do end",
            "::again:: goto again",
            "while true do for i = 1, 2 do goto continue ::continue:: end end",
            "while true do pcall(function() while true do end end) end",
            "while true do pcall(error, 'x') end",
            "while true do xpcall(error, function() while true do end end) end",
            "local function f() return pcall(f) end while true do f() end",
            "local function f() return f() end f()",
            "local function f() return 1 + f() end while true do pcall(f) end",
            "local function f(...) return f(1, ...) end while true do pcall(f) end",
            "local next = coroutine.wrap(function() while true do coroutine.yield() end end) while true do next() end",
            "coroutine.wrap(function() coroutine.wrap(function() while true do end end)() end)()",
            "while true do coroutine.resume(coroutine.create(function() while true do end end)) end",
            "while true do coroutine.wrap(function() coroutine.yield() end)() end",
            "local t = setmetatable({}, {__index = function() while true do end end}) return t.a",
            "local t = setmetatable({}, {__index = function() return 1 end}) while true do local x = t.a end",
            "local t = setmetatable({}, {__newindex = function() while true do end end}) t.a = 1",
            "local t = setmetatable({}, {__add = function() while true do end end}) return t + t",
            "local t = setmetatable({}, {__concat = function() while true do end end}) return t .. t",
            "local t = setmetatable({}, {__len = function() while true do end end}) return #t",
            "local t = setmetatable({}, {__lt = function() while true do end end}) return t < t",
            "local t = setmetatable({}, {__call = function() while true do end end}) return t()",
            "local t = setmetatable({}, {__tostring = function() while true do end end}) return tostring(t)",
            "local t = setmetatable({}, {__pairs = function() while true do end end}) for _ in pairs(t) do end",
            "local t = setmetatable({}, {__close = function() while true do end end}) do local c <close> = t end",
            "local t = setmetatable({}, {__close = function() while true do end end}) "
                    + "while true do pcall(function() local c <close> = t error('x') end) end",
            "setmetatable({}, {__gc = function() while true do end end}) while true do collectgarbage() end",
            "string.find(('a'):rep(100000), ('.-'):rep(30) .. 'b')",
            "string.find(('a'):rep(50000), ('a*'):rep(50) .. 'b')",
            "string.find(('a'):rep(1000000), '.-.-b')",
            "string.find(('('):rep(1000000), '%b()')",
            "string.find(('a'):rep(300000), '(.-)%1b')",
            "for _ in string.gmatch(('a'):rep(1000000), '.-b') do end",
            "local s = ('a'):rep(2000000) while true do s:find(('a'):rep(1000000) .. 'b', 1, true) end",
            "while true do local s = ('x'):rep(10000000) end",
            "while true do local s = ('x'):rep(1000000, 'yz') end",
            "while true do string.gsub(('a'):rep(1000000), 'a', function(x) return x end) end",
            "while true do string.gsub(('a'):rep(1000000), 'a', 'bb') end",
            "while true do string.gsub(('a'):rep(1000000), 'a', {a = 'b'}) end",
            "string.gsub('a', 'a', function() while true do end end)",
            "local t = {} for i = 1, 1e5 do t[i] = 'abc' end while true do table.concat(t, ',') end",
            "table.concat(setmetatable({}, {__index = function() return '' end, __len = function() return 1e15 // 1 | 0 "
                    + "end}))",
            "local t = {} for i = 1, 1e4 do t[i] = i end while true do pcall(table.sort, t, function() return true end) "
                    + "end",
            "table.sort({1, 2, 3}, function() while true do end end)",
            "local t = {} for i = 1, 1e5 do t[i] = i % 7 end while true do t[1] = -t[1] table.sort(t) end",
            "table.move({}, 1, math.maxinteger - 1, 2)",
            "table.move(setmetatable({}, {__index = function() return 1 end}), 1, math.maxinteger - 1, 2)",
            "local t = {} for i = 1, 1e6 do t[i] = i end while true do table.insert(t, 1, 0) table.remove(t, 1) end",
            "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.pack(table.unpack(t)) end",
            "while true do string.format('%99.99f', 1e308) end",
            "local s = ('x'):rep(1e6) while true do string.format('%s%q', s, s) end",
            "string.format(('%s'):rep(100), setmetatable({}, {__tostring = function() while true do end end}))",
            "local s = ('x = 1 '):rep(1e6) while true do load(s) end",
            "local s = (' '):rep(1e7) while true do load(s) end",
            "local s = '--' .. ('x'):rep(1e7) while true do load(s) end",
            "local s = 'x = [[' .. ('x'):rep(1e7) .. ']]' while true do load(s) end",
            "local s = 'x = \"' .. ('\\\\65'):rep(1e6) .. '\"' while true do load(s) end",
            "load(function() return ' ' end)",
            "local g = load('local a = 1 return ' .. ('a+'):rep(3000) .. 'a') while true do g() end",
            "local s = ('x'):rep(1e7) while true do s:upper():lower():reverse() end",
            "local s = ('x'):rep(1e7) while true do utf8.len(s) end",
            "local s = ('x'):rep(1e5) while true do s:byte(1, -1) utf8.codepoint(s, 1, -1) end",
            "local s = ('x'):rep(1e7) while true do string.pack('z', s) end",
            "local t = {} for i = 1, 1e5 do t[i] = {} end while true do collectgarbage() end",
            "local t = setmetatable({}, {__mode = 'k'}) local k = {} first = k "
                    + "for i = 1, 3e5 do local n = {} t[k] = n k = n end while true do collectgarbage() end",
            "local t = setmetatable({}, {__index = function() return 1 end}) for _ in ipairs(t) do end",
            "math.max(table.unpack(setmetatable({}, {__index = function() while true do end end}), 1, 3))",
            "while true do local ok = pcall(coroutine.wrap(function() error('x') end)) end",
            "while true do local co = coroutine.create(function() "
                    + "local c <close> = setmetatable({}, {__close = function() while true do end end}) "
                    + "coroutine.yield() end) coroutine.resume(co) coroutine.close(co) end",
        };
    }

    private static LuaOptions options() {
        return LuaOptions.sandboxed().memory(256 << 20);
    }

    /// Runs a script and interrupts it from another thread soon after it started.
    private static void isInterrupted(LuaState lua, String script) throws InterruptedException {
        stops(
                lua,
                script,
                LuaStopped.Reason.INTERRUPTED,
                () -> Thread.ofPlatform().daemon().start(() -> {
                    LockSupport.parkNanos(SOON.toNanos());
                    lua.interrupt();
                }));
    }

    private static void stops(LuaState lua, String script, LuaStopped.Reason reason, Runnable started)
            throws InterruptedException {
        lua.setGlobal("started", call -> {
            started.run();
            return call.none();
        });
        Outcome.on(Outcome.withStack(16 << 20), PATIENCE, () -> {
            assertThat(Outcome.of(lua, "started() " + script)).isEqualTo("stopped: " + reason);
            assertThat(Outcome.of(lua, "return 1")).isEqualTo("ok: 1");
            lua.close();
        });
    }

    @ParameterizedTest
    @MethodSource("endless")
    void anInterruptStops(String script) throws InterruptedException {
        LuaState lua = LuaState.open(options());
        isInterrupted(lua, script);
    }

    @ParameterizedTest
    @MethodSource("endless")
    void aDeadlineStops(String script) throws InterruptedException {
        LuaState lua = LuaState.open(options());
        stops(lua, script, LuaStopped.Reason.DEADLINE, () -> lua.deadline(SOON));
    }

    @ParameterizedTest
    @EnumSource(
            value = LuaOptions.Stacks.class,
            names = {"CONTINUATIONS", "THREADS"})
    void noHandlerSeesAStop(LuaOptions.Stacks stacks) throws InterruptedException {
        LuaState lua = LuaState.open(options().coroutines(stacks));
        Queue<Object> seen = new ConcurrentLinkedQueue<>();
        lua.setGlobal("see", call -> {
            LuaString name = call.string(1);
            return lua.function("seen", inner -> inner.give(seen.add(name)));
        });
        isInterrupted(lua, """
                local function forever() while true do end end
                local function protected() pcall(forever) see('pcall')() end
                local function handled() xpcall(protected, see('xpcall')) see('after xpcall')() end
                local function inside() coroutine.resume(coroutine.create(handled)) see('after resume')() end
                local function wrapped() pcall(coroutine.wrap(inside)) see('after wrap')() end
                local mt = {__index = function() wrapped() see('after index')() end}
                table.sort({1, 2}, function() local x = setmetatable({}, mt).x see('after sort')() end)
                """);
        assertThat(seen).isEmpty();
    }

    @Test
    void whatAStopPassesIsNotRunOn() {
        try (LuaState lua = LuaState.open(options())) {
            lua.setGlobal("stop", call -> {
                lua.interrupt();
                return call.none();
            });
            lua.run("seen = 'nothing'");
            assertThat(Outcome.of(lua, "pcall(function() stop() while true do end end) seen = 'pcall'"))
                    .isEqualTo("stopped: INTERRUPTED");
            assertThat(
                            Outcome.of(
                                    lua,
                                    "coroutine.resume(coroutine.create(function() stop() while true do end end)) seen = 'resume'"))
                    .isEqualTo("stopped: INTERRUPTED");
            assertThat(Outcome.of(lua, "return seen")).isEqualTo("ok: nothing");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = LuaOptions.Stacks.class,
            names = {"CONTINUATIONS", "THREADS"})
    void closeHandlersRunInTheirGrace(LuaOptions.Stacks stacks) {
        String closed = "";
        // On a busy machine, the 20 ms may be over before the last of them.
        for (int attempt = 0; attempt < 20 && !closed.endsWith("a:interrupted"); attempt++) {
            closed = closedInGrace(stacks);
        }
        assertThat(closed).isEqualTo("ok: c:interrupted b:interrupted a:interrupted");
    }

    private static String closedInGrace(LuaOptions.Stacks stacks) {
        try (LuaState lua = LuaState.open(options().coroutines(stacks))) {
            lua.setGlobal("stop", call -> {
                lua.interrupt();
                return call.none();
            });
            String script = """
                    closed = {}
                    local function guard(name)
                        return setmetatable({}, {__close = function(_, e) closed[#closed + 1] = name .. ':' .. tostring(e) end})
                    end
                    local a <close> = guard('a')
                    coroutine.wrap(function()
                        local b <close> = guard('b')
                        pcall(function()
                            local c <close> = guard('c')
                            stop()
                            while true do end
                        end)
                    end)()
                    """;
            assertThat(Outcome.of(lua, script)).isEqualTo("stopped: INTERRUPTED");
            return Outcome.of(lua, "return table.concat(closed, ' ')");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while true do end",
                "while true do pcall(error) end",
                "local c <close> = setmetatable({}, getmetatable(...)) while true do end",
                "string.rep('x', 1e7):find(('.-'):rep(30) .. 'b')",
                "coroutine.wrap(function() while true do end end)()",
            })
    void theGraceOfCloseHandlersIsShort(String handler) throws InterruptedException {
        LuaState lua = LuaState.open(options());
        isInterrupted(
                lua,
                "local mt = {} mt.__close = function(...) " + handler + " end "
                        + "local a <close> = setmetatable({}, mt) local b <close> = setmetatable({}, mt) "
                        + "for i = 1, 10 do local c <close> = setmetatable({}, mt) "
                        + "coroutine.wrap(function() local d <close> = setmetatable({}, mt) while true do end end)() end");
    }

    @Test
    void anErrorInACloseHandlerDoesNotReplaceTheStop() {
        try (LuaState lua = LuaState.open(options().steps(1000))) {
            assertThat(
                            Outcome.of(
                                    lua,
                                    "local c <close> = setmetatable({}, {__close = function() error('no') end}) while true do end"))
                    .isEqualTo("stopped: STEPS");
        }
    }

    @Test
    void anInterruptWaitsForTheNextScript() {
        try (LuaState lua = LuaState.open(options())) {
            lua.interrupt();
            assertThat(Outcome.of(lua, "return 1")).isEqualTo("stopped: INTERRUPTED");
            assertThat(Outcome.of(lua, "return 1")).isEqualTo("ok: 1");
        }
    }

    @Test
    void anInterruptCanBeTakenBack() {
        try (LuaState lua = LuaState.open(options())) {
            lua.interrupt();
            lua.clearInterrupt();
            assertThat(Outcome.of(lua, "return 1")).isEqualTo("ok: 1");
        }
    }

    @Test
    void aDeadlineCanBeTakenBackAndReplaced() throws InterruptedException {
        try (LuaState lua = LuaState.open(options())) {
            lua.deadline(Duration.ofMillis(1));
            lua.cancelDeadline();
            lua.deadline(Duration.ofMillis(1));
            lua.deadline(Duration.ofDays(1));
            Thread.sleep(20);
            assertThat(Outcome.of(lua, "for i = 1, 1000 do end return 1")).isEqualTo("ok: 1");
        }
    }

    @Test
    void aPassedDeadlineStopsTheNextScript() {
        try (LuaState lua = LuaState.open(options())) {
            lua.deadline(Duration.ZERO);
            assertThat(Outcome.of(lua, "while true do end")).isEqualTo("stopped: DEADLINE");
            assertThat(Outcome.of(lua, "return 1")).isEqualTo("ok: 1");
        }
    }

    @Test
    void aStopPassesJavaFunctionsOnItsWay() {
        try (LuaState lua = LuaState.open(options())) {
            lua.setGlobal("call", call -> {
                lua.interrupt();
                assertThatThrownBy(() -> lua.call(call.arg(1))).isInstanceOf(LuaStopped.class);
                return call.give("swallowed");
            });
            // Java code may catch it, yet it comes back at the next step.
            assertThat(Outcome.of(lua, "local r = call(function() while true do end end) while true do end"))
                    .isEqualTo("stopped: INTERRUPTED");
        }
    }

    @Test
    void anInterruptedThreadStopsAJavaFunctionThatWaits() throws InterruptedException {
        LuaState lua = LuaState.open(options());
        CountDownLatch waiting = new CountDownLatch(1);
        lua.setGlobal("wait", call -> {
            waiting.countDown();
            Thread.sleep(Duration.ofDays(1));
            return call.none();
        });
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            assertThat(Outcome.of(lua, "pcall(wait)")).isEqualTo("stopped: INTERRUPTED");
            Thread.interrupted();
            lua.close();
        });
        waiting.await();
        thread.interrupt();
        assertThat(thread.join(PATIENCE)).isTrue();
        assertThatThrownBy(() -> lua.run("return 1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void finalizersAtCloseCanBeStopped() throws InterruptedException {
        LuaState lua = LuaState.open(options());
        lua.run("for i = 1, 3 do setmetatable({}, {__gc = function() while true do end end}) end");
        lua.deadline(SOON);
        Outcome.on(Thread.ofPlatform(), PATIENCE, lua::close);
        assertThatThrownBy(() -> lua.run("return 1")).isInstanceOf(IllegalStateException.class);
    }
}
