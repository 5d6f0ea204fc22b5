package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The memory limit: what is kept counts, what is garbage does not.
class MemoryLimitTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long MB = 1 << 20;

    private static LuaOptions limit(long megabytes) {
        return LuaOptions.sandboxed().memory(megabytes * MB);
    }

    /// On a thread with a large stack, so that the memory ends first.
    private static String outcome(LuaOptions options, String script) throws InterruptedException {
        String[] outcome = new String[1];
        Outcome.on(Outcome.withStack(512 << 20), PATIENCE, () -> outcome[0] = Outcome.of(options, script));
        return outcome[0];
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return ('x'):rep(1e9)",
                "return ('x'):rep(1 << 24)",
                "return ('x'):rep(1e6, ('y'):rep(100))",
                "local s = 'x' while true do s = s .. s end",
                "local s = 'x' while true do s = s .. 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy' .. s end",
                "local t = {} while true do t[#t + 1] = 1 end",
                "local t = {} while true do t[#t + 1] = {} end",
                "local t = {} while true do t[#t + 1] = 1.5 end",
                "local t = {} while true do t[#t + 1] = 'x' .. #t end",
                "local t = {} while true do t[#t + 1.5] = true t[#t + 1] = 1 end",
                "local t = {} local i = 0 while true do i = i + 1 t['k' .. i] = i end",
                "local t while true do t = {t} end",
                "local t while true do t = {next = t} end",
                "local f while true do local g = f f = function() return g end end",
                "local t = {} while true do t[#t + 1] = function() return t end end",
                "local t = {} while true do t[#t + 1] = coroutine.create(print) end",
                "local t = {} while true do t[#t + 1] = coroutine.wrap(print) end",
                "local t = {} while true do local co = coroutine.wrap(function() coroutine.yield() end) co() "
                        + "t[#t + 1] = co end",
                "local t = {} while true do t[#t + 1] = string.gmatch(('x'):rep(1000) .. #t, 'y') end",
                "local t = {} while true do t[#t + 1] = assert(load('return {' .. ('1,'):rep(1000) .. '}')) end",
                "local t = {} while true do t[#t + 1] = string.gmatch('a', ('[a-z]'):rep(100)) end",
                "local function deep(n) if n > 0 then return 1 + deep(n - 1) end coroutine.yield() end "
                        + "local t = {} while true do t[#t + 1] = coroutine.wrap(deep) t[#t](100) end",
                "assert(load('local a = 1 return a' .. ('+a'):rep(1000000)))",
                "local t = {} while true do t[#t + 1] = setmetatable({}, {__gc = function() end}) end",
                "local t = {} while true do t[#t + 1] = setmetatable({}, {__mode = 'k'}) end",
                "local t = setmetatable({}, {__mode = 'v'}) local u = {} while true do u[#u + 1] = {} t[#u] = u[#u] end",
                "local t = setmetatable({}, {__mode = 'k'}) local u = {} while true do u[#u + 1] = {} t[u[#u]] = {} end",
                "local function f(n, ...) return 1 + f(n + 1, n, ...) end f(1)",
                "local function f() local t = {} for i = 1, 1000 do t[i] = i end return f(), t end f()",
                "local s = ('x'):rep(1e6) string.gsub(s, 'x', s)",
                "local s = ('x'):rep(1e6) string.gsub(s, 'x', function() return s end)",
                "local s = ('x'):rep(1e6) string.gsub(s, 'x', {x = s})",
                "local t, s = {}, ('x'):rep(1e6) for i = 1, 1000 do t[i] = s end table.concat(t)",
                "local t, s = {}, ('x'):rep(1e6) for i = 1, 1000 do t[i] = i end table.concat(t, s)",
                "local s = ('x'):rep(1e6) string.format(('%s'):rep(50), table.unpack(setmetatable({}, "
                        + "{__index = function() return s end}), 1, 50))",
                "local s = ('\\n'):rep(9e6) return string.format('%q', s)",
                "local t = {} while true do t[#t + 1] = string.format('%99.99f', #t) end",
                "local t = {} while true do t[#t + 1] = table.pack(table.unpack({}, 1, 1000)) end",
                "local t = {} while true do t[#t + 1] = {table.unpack({1, 2, 3}, 1, 1000)} end",
                "local t = {} for i = 1, 9e5 do t[i] = i end local u = {} while true do u[#u + 1] = {table.unpack(t)} end",
                "local t = {} while true do table.insert(t, ('x'):rep(100) .. #t) end",
                "local t = {} table.move(setmetatable({}, {__index = function() return {} end}), 1, 1e9, 1, t)",
                "local t = {} while true do t[#t + 1] = utf8.char(0x7fffffff, #t, #t, #t, #t, #t, #t) end",
                "local t = {} while true do t[#t + 1] = string.pack('s', ('x'):rep(1000)) end",
                "local t = {} while true do t[#t + 1] = ('x' .. #t):rep(50):upper() end",
                "local t = {} while true do t[#t + 1] = tostring({}) .. tostring(#t):rep(10) end",
                "local t = {} while true do t[#t + 1] = {pcall(error, 'x' .. #t)} end",
                "local s = {} assert(load(function() s[#s + 1] = ('x'):rep(1000) return ' ' .. s[#s] end))",
                "assert(load(function() return ('x = 1 '):rep(1000) end))",
                "local function f() local t = {('x'):rep(1e5)} pcall(f) error(t[1], 0) end "
                        + "local function g(n) local t = {('x'):rep(1e5)} return n > 0 and g(n - 1) or #t end return g(1000)",
            })
    void whatIsKeptRunsIntoTheLimit(String script) throws InterruptedException {
        assertThat(outcome(limit(16), script)).startsWith("error: ").endsWith("not enough memory");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for i = 1, 1000 do local s = ('x'):rep(1e6) end",
                "for i = 1, 300000 do local t = {i, i, {i}} t.x = i end",
                "local s = '' for i = 1, 3000 do s = s .. 'xxxxxxxxxx' end return #s",
                "for i = 1, 300000 do local f = function() return i end f() end",
                "for i = 1, 20000 do local co = coroutine.wrap(function() coroutine.yield(i) end) co() end",
                "for i = 1, 100 do local t = {} for j = 1, 10000 do t[j] = j .. 'x' end end",
                "local t for i = 1, 200000 do t = {{}, t and t[1]} end",
                "for i = 1, 200 do local s = ('abc'):rep(10000):gsub('b', 'bbbb') end",
                "for i = 1, 2000 do string.format('%99.99f%s', i, ('x'):rep(10000)) end",
                "for i = 1, 300 do load('return {' .. ('1,'):rep(3000) .. '}')() end",
                "local t = {} for i = 1, 1000000 do t[i % 1000] = {i} end",
                "local t = {} for i = 1, 300000 do t['k' .. i] = i t['k' .. (i - 100)] = nil end",
                "local t = setmetatable({}, {__mode = 'k'}) for i = 1, 300000 do t[{}] = i end",
                "local t = setmetatable({}, {__mode = 'v'}) for i = 1, 300000 do t[i] = {} end",
                "local n = 0 for i = 1, 100000 do setmetatable({}, {__gc = function() n = n + 1 end}) end return n > 0",
                "for i = 1, 1000 do pcall(error, ('x'):rep(100000)) end",
                "local function f(n) local t = {n} if n > 0 then f(n - 1) end return t end for i = 1, 100 do f(1000) end",
                "for i = 1, 300 do local t = table.pack(table.unpack({}, 1, 10000)) end",
                "for i = 1, 300 do local t = {} for j = 1, 10000 do t[j] = j end table.sort(t, function(a, b) "
                        + "return a > b end) end",
                "for w in ('word '):rep(200000):gmatch('%a+') do local s = w .. '!' end",
                "local q, first = {}, 1 for i = 1, 300000 do q[i] = {i} if i > 100 then q[first] = nil "
                        + "first = first + 1 end end",
            })
    void garbageDoesNot(String script) throws InterruptedException {
        String outcome = outcome(limit(16), script);
        assertThat(outcome).startsWith("ok:").doesNotContain("false");
    }

    @Test
    void tenGigabytesOfGarbageFitIntoSixteenMegabytes() throws InterruptedException {
        assertThat(outcome(
                        limit(16),
                        "local live = ('x'):rep(1e6) local n = 0 "
                                + "for i = 1, 10000 do n = n + #('y'):rep(1000000) end return n"))
                .isEqualTo("ok: 10000000000");
    }

    @Test
    void theErrorCanBeCaughtOnceAndIsThenFatal() {
        try (LuaState lua = LuaState.open(limit(8))) {
            assertThat(Outcome.of(lua, "return pcall(string.rep, 'x', 1e8)")).isEqualTo("ok: false not enough memory");
            assertThat(Outcome.of(lua, "local t = {} for i = 1, 1000 do t[i] = i end return #t"))
                    .isEqualTo("ok: 1000");
            assertThat(Outcome.of(lua, "return pcall(string.rep, 'x', 1e8)")).isEqualTo("stopped: MEMORY");
        }
    }

    @Test
    void catchingItOverAndOverEnds() throws InterruptedException {
        assertThat(outcome(
                        limit(8),
                        "local t = {} while true do pcall(function() while true do t[#t + 1] = {} end end) end"))
                .isEqualTo("stopped: MEMORY");
        assertThat(
                        outcome(
                                limit(8),
                                "local t = {} while true do coroutine.wrap(function() while true do t[#t + 1] = {} end end)() end"))
                .startsWith("error: ")
                .endsWith("not enough memory");
        assertThat(outcome(
                        limit(8),
                        "local t = {} while true do coroutine.resume(coroutine.create(function() "
                                + "while true do t[#t + 1] = {} end end)) end"))
                .isEqualTo("stopped: MEMORY");
    }

    @Test
    void theStateGoesOnAfterItsGarbageIsDropped() {
        try (LuaState lua = LuaState.open(limit(8))) {
            assertThat(Outcome.of(lua, "keep = {} while true do keep[#keep + 1] = {} end"))
                    .isEqualTo("error: not enough memory");
            assertThat(Outcome.of(lua, "keep = nil for i = 1, 100000 do local t = {{}} end return 1"))
                    .isEqualTo("ok: 1");
            assertThat(lua.memoryUsed()).isLessThanOrEqualTo(8 * MB);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = LuaOptions.Stacks.class,
            names = {"CONTINUATIONS", "THREADS"})
    void aMillionCoroutinesAreTooManyToKeepButNotToMake(LuaOptions.Stacks stacks) throws InterruptedException {
        LuaOptions options = limit(16).coroutines(stacks);
        assertThat(outcome(
                        options,
                        "local t = {} for i = 1, 1e6 do t[i] = coroutine.create(function() coroutine.yield() end) "
                                + "assert(coroutine.resume(t[i])) end"))
                .startsWith("error: ")
                .endsWith("not enough memory");
        assertThat(outcome(
                        options,
                        "for i = 1, 1e5 do local co = coroutine.create(function() coroutine.yield() end) "
                                + "coroutine.resume(co) end return 1"))
                .isEqualTo("ok: 1");
    }

    @Test
    void userdataAndValuesFromJavaCount() {
        try (LuaState lua = LuaState.open(limit(4))) {
            lua.setGlobal("make", call -> lua.newUserdata(new Object(), null));
            lua.setGlobal("text", call -> lua.toLua("x".repeat(1000)));
            lua.setGlobal("table", call -> {
                LuaTable table = lua.newTable();
                for (long i = 1; i <= 100; i++) {
                    table.set(i, i);
                }
                return table;
            });
            for (String maker : new String[] {"make", "text", "table"}) {
                try (LuaState other = LuaState.open(limit(4))) {
                    other.setGlobal("make", lua.getGlobal(maker));
                }
            }
            assertThat(Outcome.of(lua, "local t = {} while true do t[#t + 1] = make() end"))
                    .isEqualTo("error: not enough memory");
        }
    }

    @Test
    void memoryOfAClosedStateIsFreed() throws InterruptedException {
        LuaState lua = LuaState.open(limit(64));
        lua.run("t = {} for i = 1, 1000 do t[i] = ('x'):rep(10000) .. i end t[0] = t "
                + "co = coroutine.wrap(function() local big = t coroutine.yield() end) co() "
                + "setmetatable(_G, {__index = t})");
        WeakReference<Object> table = new WeakReference<>(lua.getGlobal("t"));
        assertThat(table.get()).isNotNull();
        lua.close();
        for (int i = 0; i < 50 && table.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(table.get()).isNull();
        assertThatCode(lua::close).doesNotThrowAnyException();
    }

    @Test
    void whatAScriptDropsIsFreedWhileTheStateLives() throws InterruptedException {
        try (LuaState lua = LuaState.open(limit(64))) {
            lua.run("local function deep(n) local t = {('x'):rep(1000)} if n == 0 then kept = t return 0 end "
                    + "return deep(n - 1) + #t end deep(50)");
            WeakReference<Object> table = new WeakReference<>(lua.getGlobal("kept"));
            lua.run("kept = nil collectgarbage()");
            for (int i = 0; i < 50 && table.get() != null; i++) {
                System.gc();
                Thread.sleep(10);
            }
            assertThat(table.get()).isNull();
        }
    }
}
