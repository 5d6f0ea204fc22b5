package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Single operations that take long look at the stop flag themselves. Scripts here interrupt their own state by
/// `now()`; were the operation that follows not to look, they would come to `reached()`.
class StopInTheMiddleTest {
    private final LuaState lua = LuaState.open(LuaOptions.sandboxed().memory(256 << 20));
    private int reached;

    StopInTheMiddleTest() {
        lua.setGlobal("now", call -> {
            lua.interrupt();
            return call.none();
        });
        lua.setGlobal("reached", call -> {
            reached++;
            return call.none();
        });
    }

    private void isUsable() {
        assertThat(Outcome.of(lua, "return 1")).isEqualTo("ok: 1");
    }

    @Test
    void nothingLooksBetweenTwoCalls() {
        assertThat(Outcome.of(lua, "now() local s = tonumber('12', 7) .. 'x' reached()"))
                .isEqualTo("ok:");
        assertThat(reached).isEqualTo(1);
        lua.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local s = ('1'):rep(1e6) now() tonumber(s, 7)",
                "local s = ('1'):rep(1e6) now() tonumber(s)",
                "local s = '0.' .. ('0'):rep(1e6) .. '1' now() tonumber(s)",
                "local s = '1e' .. ('1'):rep(1e6) now() tonumber(s)",
                "local s = '0x' .. ('f'):rep(1e6) now() tonumber(s)",
                "local s = '0x' .. ('f'):rep(1e6) .. 'p1' now() tonumber(s)",
                "local s = (' '):rep(1e6) .. '1' now() tonumber(s)",
                "local s = '1' .. (' '):rep(1e6) now() tonumber(s, 10)",
                "local s = ('1'):rep(1e6) now() local x = s + 1",
                "local s = ('1'):rep(1e6) now() math.tointeger(s)",
                "local s = ('1'):rep(1e6) now() pcall(math.floor, s)",
                "local s = ('x'):rep(3e6) now() local t = s .. s",
                "local s = ('x'):rep(3e6) now() local t = s .. 1 .. s",
                "local s = ('x'):rep(3e6) pcall(function() now() error(s) end)",
                "pcall(function() now() error({}) end)",
                "local t, s = {}, ('x'):rep(3e6) now() t[s] = 1",
                "local s = ('x'):rep(1e6) now() load(s)",
                "local s = ' ' .. (' '):rep(1e6) now() load(s)",
                "load('return {now(), ' .. ('1,'):rep(5000) .. '}')()",
            })
    void aLongOperationLooks(String script) {
        assertThat(Outcome.of(lua, script + " reached()")).isEqualTo("stopped: INTERRUPTED");
        assertThat(reached).isZero();
        isUsable();
        lua.close();
    }

    @Test
    void aLongRowOfStatementsLooks() {
        lua.setGlobal("x", 0L);
        assertThat(Outcome.of(lua, "load('now() ' .. ('x = x + 1 '):rep(100000))()"))
                .isEqualTo("stopped: INTERRUPTED");
        assertThat((Long) lua.getGlobal("x")).isLessThan(5000);
        isUsable();
        lua.close();
    }

    @Test
    void makingTheNodesOfAFunctionLooksAndCanBeDoneAgain() {
        Closure f = (Closure) lua.load("local x = 0 " + "x = x + 1 ".repeat(5000) + " return x", "=f");
        lua.interrupt();
        assertThatThrownBy(() -> f.proto.lower(lua)).isInstanceOf(LuaStopped.class);
        assertThat(f.proto.code).isNull();
        assertThat(Outcome.of(lua, "return 1")).isEqualTo("stopped: INTERRUPTED");
        assertThat(lua.call(f)).containsExactly(5000L);
        lua.close();
    }

    /// Each leaves a table `T` that is about to be rearranged, and then does what rearranges it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "for i = 1, 114688 do T[i + 0.5] = i end | T[0.5] = 1",
                "for i = 1, 114688 do T[-i] = i end | T[-114689] = 1",
                "for i = 114690, 3, -1 do T[i] = i end | T[114691] = 1",
                "for i = 114690, 3, -1 do T[i] = i + 0.5 end for i = 4, 200 do T[i] = nil end | T[114691] = 1",
                "for i = 114689, 2, -1 do T[i] = i end | T[1] = 1",
            })
    void aTableIsWholeAfterAStopInItsMiddle(String fillAndChange) {
        String[] parts = fillAndChange.split("\\|");
        lua.setGlobal("T", lua.newTable());
        String count = "local n, sum = 0, 0 for k, v in pairs(T) do n, sum = n + 1, sum + v assert(T[k] == v) end ";
        assertThat(Outcome.of(lua, parts[0] + count + "N, S = n, sum")).isEqualTo("ok:");
        assertThat(Outcome.of(lua, "now() " + parts[1] + " reached()")).isEqualTo("stopped: INTERRUPTED");
        assertThat(reached).isZero();
        // The key that was on its way may be there or not.
        assertThat(Outcome.of(lua, count + "return (n == N and sum == S) or (n == N + 1 and sum == S + 1)"))
                .isEqualTo("ok: true");
        assertThat(Outcome.of(lua, parts[1] + " " + count + "return n == N + 1, sum == S + 1, T[#T + 1]"))
                .isEqualTo("ok: true true null");
        lua.close();
    }

    @Test
    void lookingForTheNextKeyLooks() {
        assertThat(Outcome.of(lua, "T = {} for i = 1, 98304 do T[-i] = i end for k in pairs(T) do T[k] = nil end"))
                .isEqualTo("ok:");
        assertThat(Outcome.of(lua, "now() next(T) reached()")).isEqualTo("stopped: INTERRUPTED");
        assertThat(reached).isZero();
        lua.close();
    }

    @Test
    void anEmbedderChangesTablesOfAnInterruptedState() {
        LuaTable table = lua.newTable();
        lua.interrupt();
        for (long i = 1; i <= 200_000; i++) {
            table.set(-i, i);
        }
        assertThat(table.get(-200_000L)).isEqualTo(200_000L);
        assertThat(Outcome.of(lua, "return 1")).isEqualTo("stopped: INTERRUPTED");
        lua.close();
    }
}
