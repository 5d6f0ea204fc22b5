package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// States that come and go leave nothing behind. Looks at the heap of the whole JVM, hence alone.
@Isolated
class StateLeakTest {
    private static final int STATES = 10_000;

    /// A leak of one kilobyte per state would be seen.
    private static final long MOST_GROWTH = 8 << 20;

    @ParameterizedTest
    @EnumSource(
            value = LuaOptions.Stacks.class,
            names = {"CONTINUATIONS", "THREADS"})
    void thousandsOfStatesLeaveNothing(LuaOptions.Stacks stacks) throws InterruptedException {
        open(stacks, 500);
        long before = used();
        open(stacks, STATES);
        long after = used();
        for (int i = 0; i < 20 && after - before > MOST_GROWTH; i++) {
            Thread.sleep(50);
            after = used();
        }
        assertThat(after - before).as("growth in bytes").isLessThan(MOST_GROWTH);
    }

    private static void open(LuaOptions.Stacks stacks, int count) {
        LuaOptions options = LuaOptions.sandboxed().memory(16 << 20).coroutines(stacks);
        for (int i = 0; i < count; i++) {
            try (LuaState lua = LuaState.open(options)) {
                lua.setGlobal("java", call -> call.give(call.integer(1)));
                lua.deadline(Duration.ofHours(1));
                lua.run("t = {} for i = 1, 100 do t[i] = {java(i)} end string.own = t "
                        + "co = coroutine.wrap(function() coroutine.yield(t) end) co() "
                        + "setmetatable(t, {__gc = function() end, __mode = 'k'}) pcall(error, t)");
            }
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
