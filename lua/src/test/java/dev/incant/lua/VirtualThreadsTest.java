package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// States that keep virtual threads busy leave room for others.
class VirtualThreadsTest {
    private static final int STATES = 200;

    private static final String[] BUSY = {
        "while true do end",
        "local function f(n) return n < 2 and n or f(n - 1) + f(n - 2) end f(1000)",
        "string.find(('a'):rep(10000), ('.-'):rep(20) .. 'b')",
        "coroutine.wrap(function() while true do end end)()",
        "coroutine.wrap(function() coroutine.wrap(function() pcall(function() while true do end end) end)() end)()",
        "table.sort({3, 1, 2}, function() while true do end end)",
        "local co = coroutine.wrap(function() while true do coroutine.yield() end end) while true do co() end",
    };

    @ParameterizedTest
    @EnumSource(
            value = LuaOptions.Stacks.class,
            names = {"CONTINUATIONS", "THREADS"})
    void an_interrupt_from_a_virtual_thread_arrives_though_hundreds_of_states_compute(LuaOptions.Stacks stacks)
            throws InterruptedException {
        Queue<String> outcomes = new ConcurrentLinkedQueue<>();
        List<LuaState> states = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch running = new CountDownLatch(STATES);
        for (int i = 0; i < STATES; i++) {
            LuaState lua = LuaState.open(LuaOptions.sandboxed().coroutines(stacks));
            states.add(lua);
            String script = BUSY[i % BUSY.length];
            threads.add(Thread.ofVirtual().start(() -> {
                running.countDown();
                outcomes.add(Outcome.of(lua, script));
            }));
        }
        Thread stopper = Thread.ofVirtual().start(() -> states.forEach(LuaState::interrupt));
        try {
            // All get a carrier, though none ends by itself before it is stopped.
            assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(stopper.join(Duration.ofSeconds(60))).isTrue();
        } finally {
            states.forEach(LuaState::interrupt);
        }
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(outcomes).hasSize(STATES).containsOnly("stopped: INTERRUPTED");
    }

    @ParameterizedTest
    @EnumSource(
            value = LuaOptions.Stacks.class,
            names = {"CONTINUATIONS", "THREADS"})
    void what_a_platform_thread_starts_has_its_turn_though_a_virtual_thread_started_states_that_compute(
            LuaOptions.Stacks stacks) throws InterruptedException {
        int busy = 4 * Runtime.getRuntime().availableProcessors();
        List<LuaState> states = new ArrayList<>();
        for (int i = 0; i < busy; i++) {
            states.add(LuaState.open(LuaOptions.sandboxed().coroutines(stacks)));
        }
        CountDownLatch running = new CountDownLatch(busy);
        List<Thread> threads = new CopyOnWriteArrayList<>();
        Thread.ofVirtual()
                .start(() ->
                        states.forEach(lua -> threads.add(Thread.ofVirtual().start(() -> {
                            running.countDown();
                            Outcome.of(lua, BUSY[states.indexOf(lua) % BUSY.length]);
                        }))));
        try {
            assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 20; i++) {
                assertThat(Thread.ofVirtual().start(() -> {}).join(Duration.ofSeconds(30)))
                        .as("thread %d", i)
                        .isTrue();
            }
        } finally {
            states.forEach(LuaState::interrupt);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = LuaOptions.Stacks.class,
            names = {"CONTINUATIONS", "THREADS"})
    void steps_are_counted_the_same_as_on_a_platform_thread(LuaOptions.Stacks stacks) throws InterruptedException {
        String script = "local n = 0 for i in coroutine.wrap(function() for i = 1, 50000 do "
                + "if i % 100 == 0 then coroutine.yield(i) end end end) do n = n + i end return n";
        long budget = 1_000_000;
        List<Long> left = new ArrayList<>();
        Runnable run = () -> {
            try (LuaState lua =
                    LuaState.open(LuaOptions.sandboxed().steps(budget).coroutines(stacks))) {
                assertThat(lua.run(script)).containsExactly(12_525_000L);
                left.add(lua.steps());
                lua.steps(20_000);
                assertThat(Outcome.of(lua, script)).isEqualTo("stopped: STEPS");
                left.add(lua.steps());
                lua.steps(budget);
                assertThat(lua.run(script)).containsExactly(12_525_000L);
                left.add(lua.steps());
            }
        };
        run.run();
        Thread virtual = Thread.ofVirtual().start(run);
        virtual.join();
        assertThat(left).hasSize(6);
        assertThat(left.subList(3, 6)).isEqualTo(left.subList(0, 3));
        assertThat(left.get(0)).isBetween(1L, budget - 50_000);
        assertThat(left.get(1)).isZero();
    }

    @Test
    void a_coroutine_that_gave_way_goes_on_where_it_was() throws InterruptedException {
        Queue<String> outcomes = new ConcurrentLinkedQueue<>();
        String script = "local t = {} local co = coroutine.create(function(a) "
                + "local inner = coroutine.wrap(function() for i = 1, 300000 do t[i % 7] = i end return 'inner' end) "
                + "local b = coroutine.yield(a + 1, inner()) for i = 1, 300000 do t[i % 7] = i end return b * 2 end) "
                + "local _, x, y = coroutine.resume(co, 1) local _, z = coroutine.resume(co, 21) "
                + "return x, y, z, t[300000 % 7], coroutine.status(co)";
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try (LuaState lua = LuaState.open(LuaOptions.sandboxed())) {
                    outcomes.add(Outcome.of(lua, script));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(outcomes).hasSize(20).containsOnly("ok: 2 inner 42 300000 dead");
    }
}
