package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A state is used by one thread at a time, and says so to a second one.
class ThreadMisuseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource(
            value = LuaOptions.Stacks.class,
            names = {"CONTINUATIONS", "THREADS"})
    void aSecondThreadIsRefusedWhileAScriptRuns(LuaOptions.Stacks stacks) throws InterruptedException {
        for (String script : new String[] {"wait()", "coroutine.wrap(function() wait() end)()"}) {
            LuaState lua = LuaState.open(LuaOptions.sandboxed().coroutines(stacks));
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch tried = new CountDownLatch(1);
            lua.setGlobal("wait", call -> {
                inside.countDown();
                assertThat(tried.await(20, TimeUnit.SECONDS)).isTrue();
                return call.none();
            });
            FunctionValue function = lua.load("return 1", "=f");
            Coroutine coroutine = lua.newCoroutine(function);
            Thread user =
                    Thread.ofPlatform().name("first user").start(() -> lua.run(script + " result = 'undisturbed'"));
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            try {
                assertThatThrownBy(() -> lua.run("return 1"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("in use by thread")
                        .hasMessageContaining(Thread.currentThread().getName());
                assertThatThrownBy(() -> lua.call(function)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> lua.resume(coroutine)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(lua::close).isInstanceOf(IllegalStateException.class);
            } finally {
                tried.countDown();
            }
            assertThat(user.join(PATIENCE)).isTrue();
            assertThat(lua.getGlobal("result")).hasToString("undisturbed");
            lua.close();
        }
    }

    @Test
    void threadsMayTakeTurns() throws InterruptedException {
        LuaState lua = LuaState.open(LuaOptions.sandboxed());
        lua.run("n = 0 co = coroutine.wrap(function() while true do n = n + 1 coroutine.yield() end end)");
        for (int i = 0; i < 20; i++) {
            Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            Outcome.on(builder, PATIENCE, () -> lua.run("co()"));
        }
        assertThat(lua.getGlobal("n")).isEqualTo(20L);
        lua.close();
    }

    @Test
    void coroutinesOnThreadsMoveBetweenThreadsToo() throws InterruptedException {
        LuaState lua = LuaState.open(LuaOptions.sandboxed().coroutines(LuaOptions.Stacks.THREADS));
        lua.setGlobal("back", call -> call.giveAll(lua.call(call.arg(1))));
        lua.run("n = 0 co = coroutine.wrap(function() while true do n = n + back(function() return 1 end) "
                + "coroutine.yield() end end)");
        for (int i = 0; i < 20; i++) {
            Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            Outcome.on(builder, PATIENCE, () -> lua.run("co()"));
        }
        assertThat(lua.getGlobal("n")).isEqualTo(20L);
        lua.close();
    }

    @Test
    void anInterruptFromAnyThreadIsNoMisuse() throws InterruptedException {
        LuaState lua = LuaState.open(LuaOptions.sandboxed());
        CountDownLatch started = new CountDownLatch(1);
        lua.setGlobal("started", call -> {
            started.countDown();
            return call.none();
        });
        Thread user = Thread.ofPlatform().daemon().start(() -> {
            try {
                lua.run("started() while true do end");
            } catch (LuaStopped e) {
                lua.close();
            }
        });
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 10; i++) {
            Outcome.on(Thread.ofVirtual(), PATIENCE, lua::interrupt);
        }
        assertThat(user.join(PATIENCE)).isTrue();
    }

    @Test
    void aRefusedThreadLeavesNoTrace() throws InterruptedException {
        LuaState lua = LuaState.open(LuaOptions.sandboxed());
        CountDownLatch started = new CountDownLatch(1);
        lua.setGlobal("started", call -> {
            started.countDown();
            return call.none();
        });
        Thread user = Thread.ofPlatform().daemon().start(() -> {
            try {
                lua.run("started() local n = 0 while true do n = n + 1 end");
            } catch (LuaStopped e) {
                // Expected.
            }
        });
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 1000; i++) {
            assertThatThrownBy(() -> lua.run("return 1")).isInstanceOf(IllegalStateException.class);
        }
        lua.interrupt();
        assertThat(user.join(PATIENCE)).isTrue();
        assertThat(lua.run("return 1")).containsExactly(1L);
        lua.close();
    }
}
