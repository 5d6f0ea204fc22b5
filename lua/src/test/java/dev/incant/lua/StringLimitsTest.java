package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The string functions keep to the limits of their state.
class StringLimitsTest {
    private static final long MEGABYTE = 1 << 20;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "('a'):rep(30):find(('a*'):rep(20) .. 'b')",
                "('a'):rep(30):match(('a-'):rep(20) .. 'b')",
                "('a'):rep(200):gsub(('a?'):rep(100) .. ('b'):rep(100), '')",
                "('a'):rep(100000):find(('a'):rep(50000) .. 'b', 1, true)",
                "('('):rep(100000):find('%b()')",
                "('a'):rep(100000):find('(a*)%1b')",
                "('a'):rep(100000):gsub('.-b', '')"
            })
    void hopelessSearchesStopAtTheDeadline(String search) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            lua.deadline(Duration.ofMillis(50));
            long start = System.nanoTime();

            assertThatThrownBy(() -> lua.run("return " + search)).isInstanceOf(LuaStopped.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1000));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "('a'):rep(30):find(('a*'):rep(20) .. 'b')",
                "s:upper() .. s:lower() .. s:reverse()",
                "s:gsub('.', '%0')",
                "s:find('%f[b]')",
                "string.format('%q%q%q', s, s, s)",
                "utf8.len(s) + utf8.len(s) + utf8.len(s)",
                "string.pack('zzz', s, s, s)",
                "s:find('b', 1, true) or s:find('c', 1, true) or s:find('d')"
            })
    void workOnLongTextUsesUpSteps(String work) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            lua.setGlobal("s", "a".repeat(3_000_000));
            lua.steps(100_000);

            assertThatThrownBy(() -> lua.run("return " + work))
                    .isInstanceOfSatisfying(
                            LuaStopped.class, e -> assertThat(e.reason()).isEqualTo(LuaStopped.Reason.STEPS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "('x'):rep(1000000000)",
                "('x'):rep(1000000, ('y'):rep(1000))",
                "string.pack('c1000000000', '')",
                "('x'):rep(1000000):gsub('x', ('y'):rep(1000))",
                "('x'):rep(1000000):gsub('x', function() return ('y'):rep(1000) end)",
                "string.format(('%s'):rep(200), table.unpack({(function(s) local t = {} for i = 1, 200 do t[i] = s end "
                        + "return table.unpack(t) end)(('x'):rep(1000000))}))"
            })
    void largeResultsAreChargedBeforeTheyAreMade(String expression) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed().memory(64 * MEGABYTE))) {
            assertThatThrownBy(() -> lua.run("return " + expression)).hasMessageEndingWith("not enough memory");

            assertThat(lua.run("return 1 + 1")).containsExactly(2L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "('xy'):rep(1 << 30)",
                "('x'):rep(math.maxinteger)",
                "('x'):rep(1 << 30, ',')",
                "('x'):rep(1 << 62, 'yy')"
            })
    void noStringIsLongerThanAnArray(String expression) {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
            assertThatThrownBy(() -> lua.run("return " + expression))
                    .hasMessageEndingWith("resulting string too large");
        }
    }

    @Test
    void repeatingNothingCostsNothing() {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed().memory(4 * MEGABYTE))) {
            assertThat(lua.run("return #(''):rep(math.maxinteger), #('x'):rep(-5)"))
                    .containsExactly(0L, 0L);
        }
    }

    @Test
    void buffersThatWaitForLuaCodeAreCounted() {
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed().memory(64 * MEGABYTE))) {
            @Nullable Object[] results = lua.run("""
                    local text = 'yy' .. ('x'):rep(8000000)
                    local deepest = 0
                    local function nest()
                      deepest = deepest + 1
                      local calls = 0
                      return (text:gsub('y', function()
                        calls = calls + 1
                        if calls == 2 then nest() end -- by now there is a buffer
                        return 'z'
                      end))
                    end
                    local ok, message = pcall(nest)
                    return ok, message, deepest
                    """);

            assertThat(results[0]).isEqualTo(false);
            assertThat(String.valueOf(results[1])).endsWith("not enough memory");
            assertThat((Long) results[2]).isLessThan(12);
        }
    }
}
