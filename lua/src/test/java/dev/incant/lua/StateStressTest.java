package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many states at once, each interrupted at a moment of chance.
class StateStressTest {
    private static final int STATES = 200;

    private static final String[] ENDLESS = {
        "while true do local x = 0 for i = 1, 1000 do x = x + i end end",
        "while true do local s = '' for i = 1, 200 do s = s .. i end s = s:gsub('%d', function(d) return d + 1 end) end",
        "while true do local co = coroutine.wrap(function(...) for i = 1, 20 do coroutine.yield(i) end end) "
                + "for i = 1, 20 do co() end end",
        "while true do pcall(function() local t <close> = setmetatable({}, {__close = function() end}) error('x') end) end",
        "local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end while true do pcall(fib, 15) end",
        "while true do local t = {} for i = 1, 300 do t[i] = (i * 7919) % 1000 end "
                + "table.sort(t, function(a, b) return a < b end) table.concat(t, ',') end",
        "while true do coroutine.wrap(function() pcall(function() coroutine.wrap(function() "
                + "for i = 1, 100 do string.format('%5d', i) end end)() end) end)() end",
        "local mt = {} mt.__index = function(t, k) return k end mt.__add = function(a, b) return a end "
                + "local t = setmetatable({}, mt) while true do local x = t.a, t + t end",
        "string.find(('a'):rep(10000), ('.-'):rep(20) .. 'b')",
        "local keep = {} while true do keep[#keep % 100 + 1] = setmetatable({}, {__gc = function() end}) end",
    };

    @ParameterizedTest
    @EnumSource(
            value = LuaOptions.Stacks.class,
            names = {"CONTINUATIONS", "THREADS"})
    void everyStopArrives(LuaOptions.Stacks stacks) throws InterruptedException {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        List<LuaState> states = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch running = new CountDownLatch(STATES);
        for (int i = 0; i < STATES; i++) {
            LuaState lua = LuaState.open(LuaOptions.sandboxed().memory(8 << 20).coroutines(stacks));
            states.add(lua);
            String script = ENDLESS[i % ENDLESS.length];
            boolean reuse = i % 3 != 0;
            threads.add(Thread.ofVirtual().unstarted(() -> {
                running.countDown();
                String outcome = Outcome.of(lua, script);
                if (!outcome.equals("stopped: INTERRUPTED")) {
                    wrong.add(script + ": " + outcome);
                }
                lua.clearInterrupt();
                if (reuse) {
                    String after = Outcome.of(
                            lua,
                            "local n = 0 for i in coroutine.wrap(function() for i = 1, 100 do coroutine.yield(i) end end) "
                                    + "do n = n + i end return n, pcall(error, 'x')");
                    if (!after.equals("ok: 5050 false x")) {
                        wrong.add(script + ": afterwards " + after);
                    }
                }
                try {
                    lua.close();
                } catch (RuntimeException e) {
                    wrong.add(script + ": close " + e);
                }
            }));
        }
        threads.forEach(Thread::start);
        // States hold their carriers, so not all have started when the first ones are stopped.
        for (LuaState lua : states) {
            running.await(ThreadLocalRandom.current().nextInt(5), TimeUnit.MILLISECONDS);
            lua.interrupt();
        }
        for (int i = 0; i < STATES; i++) {
            assertThat(threads.get(i).join(Duration.ofSeconds(60)))
                    .as(ENDLESS[i % ENDLESS.length])
                    .isTrue();
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = LuaOptions.Stacks.class,
            names = {"CONTINUATIONS", "THREADS"})
    void deadlinesOfManyStatesArrive(LuaOptions.Stacks stacks) throws InterruptedException {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < STATES; i++) {
            String script = ENDLESS[i % ENDLESS.length];
            threads.add(Thread.ofVirtual().start(() -> {
                try (LuaState lua =
                        LuaState.open(LuaOptions.sandboxed().memory(8 << 20).coroutines(stacks))) {
                    lua.deadline(Duration.ofMillis(5));
                    String outcome = Outcome.of(lua, script);
                    if (!outcome.equals("stopped: DEADLINE")) {
                        wrong.add(script + ": " + outcome);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(wrong).isEmpty();
    }

    /// The same chunk, lowered and run by many states at once, does the same everywhere.
    @ParameterizedTest
    @EnumSource(
            value = LuaOptions.Stacks.class,
            names = {"CONTINUATIONS", "THREADS"})
    void aChunkRunsInManyStatesAtOnce(LuaOptions.Stacks stacks) throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            LuaChunk chunk = LuaChunk.compile("""
                    local function make(n) local t = {} for i = 1, n do t[i] = function(...) return i, select('#', ...) end end return t end
                    local sum = 0
                    for i, f in ipairs(make(50)) do local a, b = f(i, i) sum = sum + a + b end
                    for w in coroutine.wrap(function() for w in ('a bb ccc'):gmatch('%a+') do coroutine.yield(w) end end) do
                        sum = sum + #w
                    end
                    return sum
                    """, "=shared");
            Queue<String> wrong = new ConcurrentLinkedQueue<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                threads.add(Thread.ofPlatform().stackSize(4 << 20).start(() -> {
                    try (LuaState lua = LuaState.open(LuaOptions.sandboxed().coroutines(stacks))) {
                        Object result = lua.call(lua.load(chunk))[0];
                        if (!Long.valueOf(1381).equals(result)) {
                            wrong.add(String.valueOf(result));
                        }
                    } catch (RuntimeException e) {
                        wrong.add(e.toString());
                    }
                }));
            }
            for (Thread thread : threads) {
                assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
            }
            assertThat(wrong).isEmpty();
        }
    }
}
