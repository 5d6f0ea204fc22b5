package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The step budget: what counts, that it is repeatable, and that nothing outlives it.
class StepBudgetTest {
    private static final long BUDGET = 1_000_000_000;

    private static long steps(LuaOptions options, String script) {
        try (LuaState lua = LuaState.open(options.steps(BUDGET))) {
            lua.run(script);
            return BUDGET - lua.steps();
        }
    }

    private static long steps(String script) {
        return steps(LuaOptions.sandboxed(), script);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for i = 1, N do end",
                "for i = 1.0, N do end",
                "for i = N, 1, -1 do end",
                "local i = 0 while i < N do i = i + 1 end",
                "local i = 0 repeat i = i + 1 until i >= N",
                "local i = 0 ::top:: i = i + 1 if i < N then goto top end",
                "for i = 1, N do goto continue ::continue:: end",
                "local t = {} for i = 1, N do t[i] = i end for _ in pairs(t) do end",
                "local t = {} for i = 1, N do t[i] = i end for _ in ipairs(t) do end",
                "local t = {} for i = 1, N do t[i] = i end for _ in next, t do end",
                "local i = 0 for _ in function() i = i + 1 return i < N or nil end do end",
                "local function f(n) return n == 0 and 0 or 1 + f(n - 1) end f(N)",
                "local function f(n) if n > 0 then return f(n - 1) end end f(N)",
                "local function f() end for i = 1, N do f() end",
                "local function f() end for i = 1, N do pcall(f) end",
                "local t = setmetatable({}, {__index = function() end}) for i = 1, N do local x = t.x end",
                "local t = setmetatable({}, {__add = function() end}) for i = 1, N do local x = t + t end",
                "local t = setmetatable({}, {__call = function() end}) for i = 1, N do t() end",
                "string.gsub(('x'):rep(N), 'x', function() end)",
                "local t = {} for i = 1, N do t[i] = N - i end table.sort(t, function(a, b) return a < b end)",
                "local co = coroutine.wrap(function() while true do coroutine.yield() end end) for i = 1, N do co() end",
                "for i = 1, N do coroutine.wrap(function() end)() end",
                "local t = {} for i = 1, N do t[i] = i end table.sort(t)",
                "local s = ('x'):rep(N * 1000) for i = 1, 10 do s:find('y') end",
                "for i = 1, N // 100 do load(('x = 1 '):rep(100)) end",
                "local t = {} for i = 1, N do t[i] = 'x' end for i = 1, 10 do table.concat(t) end",
            })
    void workCountsAndIsRepeatable(String script) {
        String small = script.replace("N", "1000");
        String large = script.replace("N", "3000");
        long first = steps(small);
        long more = steps(large);
        assertThat(steps(small)).isEqualTo(first);
        assertThat(steps(large)).isEqualTo(more);
        assertThat(first).isGreaterThan(0);
        assertThat(more - first)
                .as("steps of 1000 and of 3000: %s and %s", first, more)
                .isGreaterThan(first / 2);
    }

    @Test
    void loopsAndCallsCostOneStepEach() {
        long loop = steps("for i = 1, 2000 do end") - steps("for i = 1, 1000 do end");
        assertThat(loop).isEqualTo(1000);
        String calls = "local function f() end for i = 1, N do f() end";
        assertThat(steps(calls.replace("N", "2000")) - steps(calls.replace("N", "1000")))
                .isEqualTo(2000);
        String tails = "local function f(n) if n > 0 then return f(n - 1) end end f(N)";
        assertThat(steps(tails.replace("N", "2000")) - steps(tails.replace("N", "1000")))
                .isEqualTo(1000);
        String jumps = "local i = 0 ::top:: i = i + 1 if i < N then goto top end";
        assertThat(steps(jumps.replace("N", "2000")) - steps(jumps.replace("N", "1000")))
                .isEqualTo(1000);
    }

    @Test
    void bothKindsOfCoroutinesCostTheSame() {
        String script = """
                local function walk(n) if n > 0 then walk(n - 1) coroutine.yield(n) walk(n - 1) end end
                local sum = 0
                for n in coroutine.wrap(function() walk(8) end) do sum = sum + n end
                return sum
                """;
        assertThat(steps(LuaOptions.sandboxed().coroutines(LuaOptions.Stacks.CONTINUATIONS), script))
                .isEqualTo(steps(LuaOptions.sandboxed().coroutines(LuaOptions.Stacks.THREADS), script));
    }

    @Test
    void aMemoryLimitDoesNotChangeTheCount() {
        String script = "local t for i = 1, 100000 do t = {t = {i}} t.t.t = nil t = t.t end local n = 0 "
                + "for w in ('a b c '):rep(1000):gmatch('%a') do n = n + #(w .. n) end";
        long free = steps(script);
        assertThat(steps(LuaOptions.sandboxed().memory(4 << 20), script)).isEqualTo(free);
    }

    @ParameterizedTest
    @EnumSource(
            value = LuaOptions.Stacks.class,
            names = {"CONTINUATIONS", "THREADS"})
    void aUsedUpBudgetStopsAtTheSamePlace(LuaOptions.Stacks stacks) {
        String script = """
                count = 0
                local function tick() count = count + 1 end
                local co = coroutine.wrap(function() while true do tick() coroutine.yield() end end)
                while true do
                    co()
                    pcall(function() tick() error('x') end)
                    string.gsub('abc', '%a', tick)
                    table.sort({3, 1, 2}, function(a, b) tick() return a < b end)
                    local x = setmetatable({}, {__index = tick}).x
                end
                """;
        Object first = null;
        for (int i = 0; i < 3; i++) {
            try (LuaState lua =
                    LuaState.open(LuaOptions.sandboxed().steps(54_321).coroutines(stacks))) {
                assertThat(Outcome.of(lua, script)).isEqualTo("stopped: STEPS");
                assertThat(lua.steps()).isZero();
                Object count = lua.getGlobal("count");
                assertThat(first == null ? count : first).isEqualTo(count);
                first = count;
            }
        }
    }

    @Test
    void theBudgetIsExact() {
        long needed = steps("for i = 1, 1000 do end");
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed().steps(needed))) {
            assertThat(Outcome.of(lua, "for i = 1, 1000 do end")).isEqualTo("ok:");
            assertThat(lua.steps()).isZero();
        }
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed().steps(needed - 1))) {
            assertThat(Outcome.of(lua, "for i = 1, 1000 do end")).isEqualTo("stopped: STEPS");
        }
    }

    @Test
    void aUsedUpBudgetStaysUsedUpUntilItIsFilled() {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed().steps(100))) {
            assertThat(Outcome.of(lua, "while true do end")).isEqualTo("stopped: STEPS");
            assertThat(Outcome.of(lua, "return 1")).isEqualTo("stopped: STEPS");
            lua.steps(100);
            assertThat(Outcome.of(lua, "return 1")).isEqualTo("ok: 1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while true do pcall(function() while true do end end) end",
                "xpcall(function() while true do end end, function() while true do end end)",
                "coroutine.wrap(function() while true do end end)()",
                "while true do local c <close> = setmetatable({}, {__close = function() while true do end end}) end",
                "setmetatable({}, {__gc = function() while true do end end}) while true do collectgarbage() end",
                "string.find(('a'):rep(100000), ('.-'):rep(30) .. 'b')",
                "table.concat(setmetatable({}, {__index = function() return '' end, __len = function() return 1 << 50 "
                        + "end}))",
                "table.move({}, 1, math.maxinteger - 1, 2)",
                "load(function() return ' ' end)",
                "while true do ('x'):rep(1e5) end",
            })
    void nothingOutlivesTheBudget(String script) {
        assertThat(Outcome.of(LuaOptions.sandboxed().steps(1_000_000).memory(256 << 20), script))
                .isEqualTo("stopped: STEPS");
    }

    @Test
    void aCollectionThatEndsASliceCostsNoStepOfTheBudget() {
        String garbage = "for i = 1, 100000 do local t = {i, i} end ";
        String stopped = "collectgarbage('stop') " + garbage + "assert(collectgarbage('count') > 8000)";
        long steps = steps(stopped);

        assertThat(steps("collectgarbage('restart') " + garbage + "assert(collectgarbage('count') < 8000)"))
                .isEqualTo(steps);
        // Some are left for the script that goes on, whatever was dealt out before.
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed().steps(steps + 1))) {
            lua.run(stopped);
            assertThat(lua.steps()).isEqualTo(1);
        }
    }
}
