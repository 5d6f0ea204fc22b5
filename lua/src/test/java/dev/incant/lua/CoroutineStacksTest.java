package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Coroutines behave alike on continuations and on threads, wherever the state itself runs.
@NullUnmarked // null is nil
class CoroutineStacksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// How coroutines get their stacks, and the thread that the state runs on.
    private enum Setting {
        CONTINUATIONS(LuaOptions.Stacks.CONTINUATIONS, false),
        THREADS(LuaOptions.Stacks.THREADS, false),
        CONTINUATIONS_ON_A_VIRTUAL_THREAD(LuaOptions.Stacks.CONTINUATIONS, true),
        THREADS_ON_A_VIRTUAL_THREAD(LuaOptions.Stacks.THREADS, true);

        private final LuaOptions.Stacks stacks;
        private final boolean virtual;

        Setting(LuaOptions.Stacks stacks, boolean virtual) {
            this.stacks = stacks;
            this.virtual = virtual;
        }

        Thread.Builder thread() {
            return virtual ? Thread.ofVirtual() : Outcome.withStack(4 << 20);
        }

        LuaOptions options() {
            return LuaOptions.sandboxed().memory(256 << 20).coroutines(stacks);
        }

        void run(Task task) throws InterruptedException {
            Outcome.on(thread(), PATIENCE, () -> {
                try (LuaState lua = LuaState.open(options())) {
                    task.run(lua);
                }
            });
        }
    }

    private interface Task {
        void run(LuaState lua);
    }

    private static final String[][] SCRIPTS = {
        {
            "local co = coroutine.wrap(function(...) local a = ... a = coroutine.yield(a + 1) return a * 2 end) "
                    + "return co(1), co(5)",
            "ok: 2 10"
        },
        {
            "local co = coroutine.create(function() coroutine.yield(1, nil, 3) end) "
                    + "local r = {coroutine.resume(co)} return r[1], r[2], r[3], r[4], coroutine.status(co)",
            "ok: true 1 null 3 suspended"
        },
        {
            "local co = coroutine.create(function() error('x', 0) end) "
                    + "local ok, e = coroutine.resume(co) return ok, e, coroutine.status(co), coroutine.resume(co)",
            "ok: false x dead false cannot resume dead coroutine"
        },
        {
            "return coroutine.wrap(function() return pcall(function() coroutine.yield(1) error('e', 0) end) end)()",
            "ok: 1"
        },
        {
            "local co = coroutine.wrap(function() return pcall(function() coroutine.yield(1) error('e', 0) end) end) co() "
                    + "return co()",
            "ok: false e"
        },
        {
            "local co co = coroutine.create(function() return coroutine.resume(co) end) "
                    + "return select(3, coroutine.resume(co))",
            "ok: cannot resume non-suspended coroutine"
        },
        {
            "local co co = coroutine.create(function() local a <close> = setmetatable({}, {__close = function(_, e) "
                    + "error(e .. tostring(coroutine.running() == co), 0) end}) "
                    + "local b <close> = setmetatable({}, {__close = function() coroutine.yield(1) end}) "
                    + "error('died', 0) end) coroutine.resume(co) "
                    + "return coroutine.status(co), coroutine.close(co)",
            "ok: dead false attempt to yield across a C-call boundarytrue"
        },
        {
            "local co = coroutine.create(function() local a <close> = setmetatable({}, {__close = function() "
                    + "local b <close> = setmetatable({}, {__close = function() coroutine.yield(1) end}) "
                    + "error('first', 0) end}) error('died', 0) end) coroutine.resume(co) "
                    + "return coroutine.wrap(function() return coroutine.close(co) end)()",
            "ok: false attempt to yield across a C-call boundary"
        },
        {
            "return coroutine.isyieldable(), coroutine.wrap(function() return coroutine.isyieldable() end)()",
            "ok: false true"
        },
        {
            "local main = coroutine.running() return select(2, coroutine.running()), "
                    + "coroutine.wrap(function() return coroutine.running() == main end)()",
            "ok: true false"
        },
        {
            "local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end "
                    + "local s = 0 for a in gen(30) do for b in gen(a) do s = s + b end end return s",
            "ok: 4960"
        },
        {
            "local function tree(n) if n > 0 then tree(n - 1) coroutine.yield(n) tree(n - 1) end end local s = 0 "
                    + "for n in coroutine.wrap(function() tree(10) end) do s = s + n end return s",
            "ok: 2036"
        },
        {
            "local co = coroutine.wrap(function() local t = setmetatable({}, {__index = function(_, k) "
                    + "return coroutine.yield(k) end}) return t.a .. t.b end) return co(), co('x'), co('y')",
            "ok: a b xy"
        },
        {
            "local co = coroutine.wrap(function() for a in coroutine.wrap(function() coroutine.yield(1) end) do "
                    + "coroutine.yield(a) end return 'end' end) return co(), co()",
            "ok: 1 end"
        },
        {
            "local log = '' local co = coroutine.create(function() local a <close> = setmetatable({}, {__close = "
                    + "function() log = log .. 'closed' end}) coroutine.yield() end) coroutine.resume(co) "
                    + "return coroutine.close(co), log, coroutine.status(co)",
            "ok: true closed dead"
        },
        {
            "local co = coroutine.create(function() local a <close> = setmetatable({}, {__close = "
                    + "function() error('in close', 0) end}) coroutine.yield() end) coroutine.resume(co) "
                    + "return coroutine.close(co)",
            "ok: false in close"
        },
        {
            "local co = coroutine.wrap(function() local a <close> = setmetatable({}, {__close = "
                    + "function() coroutine.yield('closing') end}) return 'done' end) return co(), co()",
            "ok: closing done"
        },
        {"return select(2, pcall(coroutine.yield))", "ok: attempt to yield from outside a coroutine"},
        {
            "local co = coroutine.wrap(function() return select(2, pcall(table.sort, {1, 2}, coroutine.yield)) end) "
                    + "return co()",
            "ok: attempt to yield across a C-call boundary"
        },
        {
            "local co = coroutine.wrap(function() return (string.gsub('a', 'a', coroutine.yield)) end) "
                    + "return (select(2, pcall(co)):gsub('^.-:%d+: ', ''))",
            "ok: attempt to yield across a C-call boundary"
        },
        {
            "local n = 0 for i = 1, 2000 do local co = coroutine.wrap(function() coroutine.yield() end) co() "
                    + "n = n + 1 end collectgarbage() return n",
            "ok: 2000"
        },
        {
            "local co = coroutine.wrap(function(...) return select('#', coroutine.yield(select('#', ...))) end) "
                    + "return co(table.unpack({}, 1, 10000)), co(table.unpack({}, 1, 20000))",
            "ok: 10000 20000"
        },
        {
            "local co co = coroutine.wrap(function() return pcall(co) end) return co()",
            "ok: false cannot resume non-suspended coroutine"
        },
        {"local co = coroutine.wrap(function() error({code = 5}) end) local ok, e = pcall(co) return e.code", "ok: 5"},
        {
            "local co = coroutine.create(function(a) local b = coroutine.yield(a) error(b, 0) end) "
                    + "coroutine.resume(co, 1) coroutine.resume(co, 'late') return coroutine.close(co)",
            "ok: false late"
        },
        {
            "local t = {} for i = 1, 100 do t[i] = coroutine.wrap(function() while true do i = i + coroutine.yield(i) end "
                    + "end) t[i]() end local s = 0 for r = 1, 20 do for i = 1, 100 do s = s + t[i](r) end end return s",
            "ok: 255000"
        },
    };

    @ParameterizedTest
    @EnumSource
    void scriptsGiveTheSame(Setting setting) throws InterruptedException {
        for (String[] script : SCRIPTS) {
            setting.run(
                    lua -> assertThat(Outcome.of(lua, script[0])).as(script[0]).isEqualTo(script[1]));
        }
    }

    @ParameterizedTest
    @EnumSource
    void javaResumesACoroutine(Setting setting) throws InterruptedException {
        setting.run(lua -> {
            FunctionValue body = (FunctionValue) lua.run(
                            "return function(...) local s = select('#', ...) while s do s = coroutine.yield(s) end return 'end' end")[
                    0];
            Coroutine co = lua.newCoroutine(body);
            assertThat(co.status()).isEqualTo(Coroutine.Status.SUSPENDED);
            assertThat(lua.resume(co, 1, "two", null)).containsExactly(3L);
            assertThat(lua.resume(co, 2.5)).containsExactly(2.5);
            assertThat(lua.resume(co, "x")).containsExactly(LuaString.of("x"));
            assertThat(co.status()).isEqualTo(Coroutine.Status.SUSPENDED);
            assertThat(lua.resume(co)).containsExactly(LuaString.of("end"));
            assertThat(co.status()).isEqualTo(Coroutine.Status.DEAD);
            assertThatThrownBy(() -> lua.resume(co))
                    .isInstanceOf(LuaError.class)
                    .hasMessage("cannot resume dead coroutine");
            Coroutine failing = lua.newCoroutine((FunctionValue) lua.run("return function() error('x', 0) end")[0]);
            assertThatThrownBy(() -> lua.resume(failing))
                    .isInstanceOf(LuaError.class)
                    .hasMessage("x");
            assertThat(failing.status()).isEqualTo(Coroutine.Status.DEAD);
            Coroutine java = lua.newCoroutine(lua.function("f", call -> call.give(call.integer(1) + 1)));
            assertThat(lua.resume(java, 41)).containsExactly(42L);
        });
    }

    @ParameterizedTest
    @EnumSource
    void javaFunctionsSuspendTheirCoroutine(Setting setting) throws InterruptedException {
        setting.run(lua -> {
            lua.setGlobal("ask", call -> {
                Object[] answer = call.suspend(call.arg(1), 2L);
                // Calls from here go under this function, not under the one that resumed the coroutine.
                Object[] shown = lua.call(lua.getGlobal("tostring"), answer[0]);
                return call.giveAll(
                        shown[0], (long) answer.length, call.coroutine().status() == Coroutine.Status.RUNNING);
            });
            lua.setGlobal("resume", call -> {
                Object[] given = lua.resume((Coroutine) call.arg(1), call.arg(2), call.arg(3));
                // The resumer's own place is as it was.
                return call.giveAll(given.length == 0 ? null : given[0], lua.call(lua.getGlobal("type"), 1L)[0]);
            });
            lua.setGlobal("yieldable", call -> call.give(call.isYieldable()));
            assertThat(lua.run("""
                            local got
                            local co = coroutine.create(function(a)
                                got = table.pack(ask(a))
                                return 'end'
                            end)
                            local asked, kind = resume(co, 'q')
                            local result = resume(co, 7, 8)
                            return asked, kind, result, got[1], got[2], got[3], yieldable(), coroutine.wrap(yieldable)()
                            """))
                    .containsExactly(
                            LuaString.of("q"),
                            LuaString.of("number"),
                            LuaString.of("end"),
                            LuaString.of("7"),
                            2L,
                            true,
                            false,
                            true);
            assertThatThrownBy(() -> lua.run("ask(1)"))
                    .isInstanceOf(LuaError.class)
                    .hasMessage("attempt to yield from outside a coroutine");
            assertThat(lua.run("local closed local co = coroutine.create(function() "
                            + "local g <close> = setmetatable({}, {__close = function() closed = true end}) ask(1) end) "
                            + "coroutine.resume(co) return coroutine.close(co), closed, coroutine.status(co)"))
                    .containsExactly(true, true, LuaString.of("dead"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void javaFunctionsWorkInsideCoroutines(Setting setting) throws InterruptedException {
        setting.run(lua -> {
            lua.setGlobal("apply", call -> call.giveAll(lua.call(call.arg(1), call.arg(2))));
            lua.setGlobal("resume", call -> call.giveAll(lua.resume((Coroutine) call.arg(1), call.arg(2))));
            assertThat(lua.run("""
                            local inner = coroutine.create(function(a)
                                for i = 1, 3 do a = coroutine.yield(apply(function(x) return x * 2 end, a)) end
                                return 'done'
                            end)
                            local outer = coroutine.wrap(function()
                                local r = {}
                                for i = 1, 4 do
                                    r[i] = resume(inner, i)
                                    coroutine.yield(r[i])
                                end
                            end)
                            return outer(), outer(), outer(), outer()
                            """)).containsExactly(2L, 4L, 6L, LuaString.of("done"));
            // A coroutine resumed from a Java function yields to it while that one's frames stay.
            assertThat(lua.run("local co = coroutine.create(function() coroutine.yield(1) return 2 end) "
                            + "local a = resume(co) local b = resume(co) return a, b, coroutine.status(co)"))
                    .containsExactly(1L, 2L, LuaString.of("dead"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void javaFunctionsMayBlockInsideCoroutines(Setting setting) throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        setting.run(lua -> {
            lua.setGlobal("block", call -> {
                Thread.sleep(1);
                lock.lock();
                try {
                    Thread.yield();
                    synchronized (lock) {
                        Thread.sleep(1);
                    }
                } finally {
                    lock.unlock();
                }
                return call.give(call.integer(1) + 1);
            });
            assertThat(lua.run("""
                            local co = coroutine.wrap(function(n)
                                while true do
                                    n = block(n)
                                    n = coroutine.yield(n) + coroutine.wrap(function() return block(0) end)()
                                end
                            end)
                            local n = 0
                            for i = 1, 10 do n = co(n) end
                            return n
                            """)).containsExactly(19L);
        });
    }

    @ParameterizedTest
    @EnumSource
    void limitsHoldInsideCoroutines(Setting setting) throws InterruptedException {
        setting.run(lua -> {
            lua.steps(100_000);
            assertThat(Outcome.of(lua, "coroutine.wrap(function() pcall(function() while true do end end) end)()"))
                    .isEqualTo("stopped: STEPS");
            lua.steps(Long.MAX_VALUE);
            assertThat(Outcome.of(
                            lua, "return coroutine.resume(coroutine.create(function() return ('x'):rep(1e9) end))"))
                    .isEqualTo("ok: false not enough memory");
            assertThat(Outcome.of(lua, "coroutine.wrap(function() return ('x'):rep(1e9) end)()"))
                    .isEqualTo("stopped: MEMORY");
            assertThat(Outcome.of(
                            lua, "local function f() return 1 + f() end return coroutine.resume(coroutine.create(f))"))
                    .contains("stack overflow");
            assertThat(Outcome.of(lua, "return 1")).isEqualTo("ok: 1");
        });
    }

    @ParameterizedTest
    @EnumSource
    void exceptionsOfJavaPassCoroutines(Setting setting) throws InterruptedException {
        setting.run(lua -> {
            AssertionError bug = new AssertionError("bug");
            lua.setGlobal("bug", call -> {
                throw bug;
            });
            lua.setGlobal("fail", call -> {
                throw new IllegalStateException("failed");
            });
            assertThatThrownBy(() -> lua.run("coroutine.wrap(function() coroutine.wrap(bug)() end)()"))
                    .isSameAs(bug);
            assertThat(Outcome.of(lua, "return coroutine.resume(coroutine.create(fail))"))
                    .isEqualTo("ok: false failed");
            assertThat(Outcome.of(lua, "return coroutine.wrap(function() return 1 end)()"))
                    .isEqualTo("ok: 1");
        });
    }

    /// Virtual threads are not listed by the JVM, but the coroutine's own Java function can tell its thread.
    private static List<Thread> threadsOfCoroutines(LuaState lua, String script) {
        List<Thread> threads = new ArrayList<>();
        lua.setGlobal("here", call -> {
            threads.add(Thread.currentThread());
            return call.none();
        });
        lua.run(script);
        return threads;
    }

    private static void allEnd(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            assertThat(thread.join(PATIENCE)).as("%s ended", thread).isTrue();
        }
    }

    @Test
    void threadsOfFinishedCoroutinesEnd() throws InterruptedException {
        try (LuaState lua = LuaState.open(Setting.THREADS.options())) {
            List<Thread> threads = threadsOfCoroutines(
                    lua,
                    "for i = 1, 20 do coroutine.wrap(function() here() coroutine.wrap(here)() end)() "
                            + "pcall(coroutine.wrap(function() here() error('x') end)) "
                            + "local co = coroutine.create(function() here() coroutine.yield() end) "
                            + "coroutine.resume(co) coroutine.close(co) end");
            assertThat(threads).hasSize(80).doesNotContain(Thread.currentThread());
            allEnd(threads);
        }
    }

    @Test
    void threadsOfSuspendedCoroutinesEndWithTheState() throws InterruptedException {
        LuaState lua = LuaState.open(Setting.THREADS.options());
        List<Thread> threads = threadsOfCoroutines(
                lua,
                "all = {} for i = 1, 50 do all[i] = coroutine.wrap(function() here() pcall(coroutine.yield) "
                        + "while true do pcall(coroutine.yield) end end) all[i]() end");
        assertThat(threads).hasSize(50).allMatch(Thread::isAlive);
        lua.close();
        allEnd(threads);
    }

    @Test
    void threadsOfLostCoroutinesEndWithTheNextCollection() throws InterruptedException {
        try (LuaState lua = LuaState.open(Setting.THREADS.options())) {
            List<Thread> threads = threadsOfCoroutines(
                    lua,
                    "for i = 1, 50 do coroutine.wrap(function() here() local c <close> = setmetatable({}, "
                            + "{__close = function() end}) coroutine.yield() end)() end collectgarbage() collectgarbage()");
            assertThat(threads).hasSize(50);
            // The last one may still lie in a dead slot of the main function.
            allEnd(threads.subList(0, 49));
            lua.run("collectgarbage()");
            allEnd(threads);
        }
    }

    @Test
    void threadsOfStoppedCoroutinesEnd() throws InterruptedException {
        LuaState lua = LuaState.open(Setting.THREADS.options());
        lua.setGlobal("stop", call -> {
            lua.interrupt();
            return call.none();
        });
        AtomicReference<List<Thread>> threads = new AtomicReference<>();
        assertThatThrownBy(() -> threads.set(threadsOfCoroutines(
                        lua,
                        "keep = coroutine.wrap(function() here() coroutine.yield() end) keep() "
                                + "coroutine.wrap(function() here() coroutine.wrap(function() here() stop() while true do end "
                                + "end)() end)()")))
                .isInstanceOf(LuaStopped.class);
        assertThat(Outcome.of(lua, "return coroutine.wrap(function() return 1 end)()"))
                .isEqualTo("ok: 1");
        lua.close();
    }

    @Test
    void anInterruptOfTheThreadReachesAJavaFunctionInACoroutine() throws InterruptedException {
        for (Setting setting : Setting.values()) {
            Thread thread = setting.thread().unstarted(() -> {
                LuaState lua = LuaState.open(setting.options());
                lua.setGlobal("wait", call -> {
                    Thread.sleep(PATIENCE);
                    return call.none();
                });
                Thread.currentThread().interrupt();
                assertThat(Outcome.of(lua, "return 1")).isEqualTo("ok: 1");
                if (setting.stacks == LuaOptions.Stacks.CONTINUATIONS) {
                    assertThat(Outcome.of(lua, "coroutine.wrap(wait)()")).isEqualTo("stopped: INTERRUPTED");
                }
                Thread.interrupted();
                lua.close();
            });
            thread.start();
            assertThat(thread.join(PATIENCE)).isTrue();
        }
    }

    @Test
    void deepSuspendedCoroutinesSurviveCollections() throws InterruptedException {
        for (Setting setting : Setting.values()) {
            setting.run(lua -> assertThat(Outcome.of(lua, """
                            local function deep(n, t) if n == 0 then coroutine.yield() return t[1] end
                                local own = {n} return deep(n - 1, own) + own[1] end
                            local all = {}
                            for i = 1, 20 do all[i] = coroutine.wrap(function() return deep(50, {0}) end) all[i]() end
                            for i = 1, 5 do collectgarbage() for j = 1, 10000 do local x = {j} end end
                            local s = 0
                            for i = 1, 20 do s = s + all[i]() end
                            return s
                            """)).isEqualTo("ok: " + 20 * (1275 + 1)));
        }
    }
}
