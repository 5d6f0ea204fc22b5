import dev.incant.lua.Coroutine;
import dev.incant.lua.FunctionValue;
import dev.incant.lua.LuaOptions;
import dev.incant.lua.LuaState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What embedding costs: states, calls across the border, coroutines. Run by `bench/lua/costs`.
///
/// Times are the best of several rounds after warm-up, memory is the heap's growth after collections; each
/// result is checked before its time counts.
public final class Costs {
    private static final int ROUNDS = 8;

    public static void main(String[] args) {
        LuaOptions options = LuaOptions.sandboxed();
        openStates(options);
        stateMemory(options);
        try (LuaState lua = LuaState.open(options)) {
            lua.setGlobal("add", call -> call.give(call.integer(1) + call.integer(2)));
            callsFromLua(lua);
            callsFromJava(lua);
            switches(lua);
        }
        suspended(options);
    }

    private static void report(String what, double value, String unit, String bar) {
        System.out.printf(Locale.ROOT, "%-52s %10.2f %-3s  (bar: %s)%n", what, value, unit, bar);
    }

    private static void check(boolean fine) {
        if (!fine) {
            throw new AssertionError("wrong result");
        }
    }

    private static void openStates(LuaOptions options) {
        double best = Double.MAX_VALUE;
        for (int r = 0; r < ROUNDS; r++) {
            int n = 5_000;
            long start = System.nanoTime();
            for (int i = 0; i < n; i++) {
                LuaState.open(options).close();
            }
            best = Math.min(best, (System.nanoTime() - start) / 1e3 / n);
        }
        report("open and close a state", best, "µs", "20 µs");
    }

    private static void stateMemory(LuaOptions options) {
        List<LuaState> states = new ArrayList<>();
        int n = 2_000;
        long before = used();
        for (int i = 0; i < n; i++) {
            LuaState lua = LuaState.open(options);
            check(lua.run("x = 1 return string.format('%d', x)").length == 1);
            states.add(lua);
        }
        report("memory of a state that ran a line", (used() - before) / 1024.0 / n, "KB", "30 KB");
        states.forEach(LuaState::close);
    }

    private static void callsFromLua(LuaState lua) {
        FunctionValue loop = (FunctionValue)
                lua.run("local add = add return function(n) local x = 0 for i = 1, n do x = add(x, 1) end return x end")[0];
        double best = Double.MAX_VALUE;
        for (int r = 0; r < ROUNDS; r++) {
            long n = 2_000_000;
            long start = System.nanoTime();
            check(lua.call(loop, n)[0].equals(n));
            best = Math.min(best, (System.nanoTime() - start) / (double) n);
        }
        report("call Lua -> Java -> Lua, in a loop", best, "ns", "-");
    }

    private static void callsFromJava(LuaState lua) {
        FunctionValue step = (FunctionValue) lua.run("local add = add return function(x) return add(x, 1) end")[0];
        double best = Double.MAX_VALUE;
        for (int r = 0; r < ROUNDS; r++) {
            int n = 1_000_000;
            Object x = 0L;
            long start = System.nanoTime();
            for (int i = 0; i < n; i++) {
                x = lua.call(step, x)[0];
            }
            best = Math.min(best, (System.nanoTime() - start) / (double) n);
            check(x.equals((long) n));
        }
        report("call Java -> Lua -> Java -> Lua -> Java", best, "ns", "100 ns");
    }

    private static void switches(LuaState lua) {
        FunctionValue loop = (FunctionValue) lua.run("local next = coroutine.wrap(function() local i = 0 while true do"
                + " i = i + 1 coroutine.yield(i) end end)"
                + " return function(n) local x for i = 1, n do x = next() end return x end")[0];
        double best = Double.MAX_VALUE;
        for (int r = 0; r < ROUNDS; r++) {
            long n = 1_000_000;
            long start = System.nanoTime();
            check(lua.call(loop, n)[0].equals((r + 1) * n));
            best = Math.min(best, (System.nanoTime() - start) / (double) n);
        }
        report("coroutine resume and yield: two switches", best, "ns", "1000 ns");
    }

    private static void suspended(LuaOptions options) {
        try (LuaState lua = LuaState.open(options)) {
            FunctionValue body = (FunctionValue) lua.run("return function(x) coroutine.yield(x) end")[0];
            List<Coroutine> all = new ArrayList<>();
            int n = 100_000;
            long before = used();
            for (int i = 0; i < n; i++) {
                Coroutine c = lua.newCoroutine(body);
                check(lua.resume(c, i)[0].equals((long) i));
                all.add(c);
            }
            report("100,000 suspended coroutines", (used() - before) / 1e6, "MB", "300 MB");
            check(all.size() == n);
        }
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
