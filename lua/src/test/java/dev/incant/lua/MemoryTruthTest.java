package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.time.Duration;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The memory account against the JVM's heap: what a script keeps when it runs into its limit. Alone, because
/// it measures the heap.
@Isolated
class MemoryTruthTest {
    private static final long LIMIT = 32 << 20;

    /// Fill `t` until the memory ends. Each once took several times what was counted, or is of a kind that could.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "t[#t + 1] = string.gmatch('a', ('[a-z]'):rep(100))",
                "t[#t + 1] = string.gmatch('a', ('x'):rep(1000))",
                "local f = assert(load('local a = 1 return a' .. ('+a'):rep(1000))) f() t[#t + 1] = f",
                "local f = assert(load(('x = 1 '):rep(200))) f() t[#t + 1] = f",
                "local f = assert(load(('local function f() return function() end end f() '):rep(20))) f() "
                        + "t[#t + 1] = f",
                "local function deep(n) if n > 0 then return 1 + deep(n - 1) end coroutine.yield() end "
                        + "t[#t + 1] = coroutine.wrap(deep) t[#t](100)",
                "local function deep(n) if n > 0 then local ok, e = pcall(deep, n - 1) return e end coroutine.yield() end "
                        + "t[#t + 1] = coroutine.wrap(deep) t[#t](50)",
                "t[#t + 1.5] = 1 t[#t + 1] = 2",
                "local k = setmetatable({}, {__mode = 'k'}) for i = 1, 100 do k[i + 0.5] = true end t[#t + 1] = k",
                "t[#t + 1] = {}",
                "t[#t + 1] = {1}",
                "t[#t + 1] = {'x'}",
                "t[#t + 1] = {a = 1}",
                "t[#t + 1] = table.pack(1, 2, 3)",
                "local n = 0 t[#t + 1] = function() n = n + 1 end",
            })
    void theHeapHoldsAboutWhatIsCounted(String fill) throws InterruptedException {
        long before = heapInUse();
        LuaState lua = LuaState.open(LuaOptions.sandboxed().memory(LIMIT));
        lua.setGlobal("t", lua.newTable());
        String[] outcome = new String[1];
        Outcome.on(
                Outcome.withStack(64 << 20),
                Duration.ofMinutes(2),
                () -> outcome[0] = Outcome.of(lua, "local t = t while true do " + fill + " end"));
        assertThat(outcome[0]).matches("error: .*not enough memory|stopped: MEMORY");
        long kept = heapInUse() - before;
        Reference.reachabilityFence(lua);
        assertThat(kept).isLessThan(LIMIT / 4 * 5);
        lua.close();
    }

    private static long heapInUse() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 2; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
