import dev.incant.lua.LuaOptions;
import dev.incant.lua.LuaState;
import dev.incant.lua.LuaStopped;
import java.util.Arrays;
import java.util.Locale;

/// How long a script runs on after it was told to stop, by what it is doing. Run by `bench/lua/stops`.
public final class Stops {
    private static final int TRIES = 20;

    private static final String[][] SCRIPTS = {
        {"empty loop", "while true do end"},
        {"goto loop", "::a:: goto a"},
        {"pcall in a loop", "while true do pcall(error, 'x') end"},
        {"pcall around a loop", "while true do pcall(function() while true do end end) end"},
        {"recursion under pcall", "local function f() pcall(f) f() end while true do pcall(f) end"},
        {"coroutines", "while true do coroutine.wrap(function() for i = 1, 100 do coroutine.yield() end end)() end"},
        {"loop in a coroutine", "coroutine.wrap(function() while true do end end)()"},
        {"metamethods", "local t = setmetatable({}, {__index = function(t, k) return k end}) while true do t = t, t.x end"},
        {"string.find, pathological", "('a'):rep(40):find(('a*'):rep(30) .. 'b')"},
        {"string.gsub, pathological", "('a'):rep(40):gsub(('a-'):rep(30) .. 'b', '')"},
        {"string.gsub of a long string", "local s = ('a'):rep(3e7) while true do s:gsub('.', '%0') end"},
        {"string.rep", "while true do ('x'):rep(5e7) end"},
        {"string.reverse and upper", "local s = ('x'):rep(3e7) while true do s:reverse() s:upper() end"},
        {"table.concat", "local t = {} for i = 1, 1e6 do t[i] = 'abcdef' end while true do table.concat(t, ',') end"},
        {"table.sort, lying comparator",
            "local t = {} for i = 1, 1e6 do t[i] = i end while true do pcall(table.sort, t, function() return true end) end"},
        {"table.unpack", "local t = {} for i = 1, 2e5 do t[i] = i end while true do table.unpack(t) end"},
        {"table.insert at the front", "local t = {} while true do table.insert(t, 1, 1) end"},
        {"string.format", "while true do string.format('%99.99f %99.99f %s', 1/3, 2e300, ('x'):rep(1e6)) end"},
        {"load of a huge chunk", "local s = ('x = x + 1 '):rep(2e6) while true do load(s) end"},
        {"string concatenation", "local s = '' while true do s = s .. 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' end"},
        {"close handlers in between", "while true do local x <close> = setmetatable({}, {__close = function() end}) end"},
    };

    public static void main(String[] args) throws InterruptedException {
        System.out.println("script                               median ms     max ms   (bar: 50 ms)");
        double worst = 0;
        for (String[] script : SCRIPTS) {
            double[] millis = new double[TRIES];
            for (int i = 0; i < TRIES; i++) {
                millis[i] = stop(script[1], 60 + 7 * i);
            }
            Arrays.sort(millis);
            worst = Math.max(worst, millis[TRIES - 1]);
            System.out.printf(
                    Locale.ROOT, "%-35s %10.2f %10.2f%n", script[0], millis[TRIES / 2], millis[TRIES - 1]);
        }
        System.out.printf(Locale.ROOT, "worst %.2f ms%n", worst);
    }

    private static double stop(String code, int afterMillis) throws InterruptedException {
        long[] stopped = new long[1];
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed().memory(1L << 30))) {
            Thread thread = new Thread(() -> {
                try {
                    lua.run(code);
                    throw new AssertionError("ended by itself: " + code);
                } catch (LuaStopped e) {
                    stopped[0] = System.nanoTime();
                }
            });
            thread.start();
            Thread.sleep(afterMillis);
            long told = System.nanoTime();
            lua.interrupt();
            thread.join();
            if (stopped[0] == 0) {
                throw new AssertionError("was not stopped: " + code);
            }
            return (stopped[0] - told) / 1e6;
        }
    }
}
