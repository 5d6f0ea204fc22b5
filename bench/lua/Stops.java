import dev.incant.lua.LuaOptions;
import dev.incant.lua.LuaState;
import dev.incant.lua.LuaStopped;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/// How long a script runs on after it was told to stop, by what it is doing. Run by `bench/lua/stops`.
///
/// A script may have a third part, which runs before. Those with a star allocate Java arrays of 100 MB and
/// more, which the JVM does in one piece; a memory limit keeps scripts from it.
/// What is left above the bar are the collector's pauses: see them with `-Xlog:gc`.
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
        {"first call of 2 million statements", "while true do g() end", "g = load(('x=1 '):rep(2e6))"},
        {"first call of a million table writes",
            "while true do g() end", "g = load('local t = {} ' .. ('t[1] = t '):rep(1e6))"},
        {"constructor of 2 million fields", "while true do g() end", "g = load('return {' .. ('1,'):rep(2e6) .. '}')"},
        {"tonumber of 100 MB", "while true do tonumber(s) end", "s = ('1'):rep(1e8)"},
        {"tonumber of 100 MB, hexadecimal", "while true do tonumber(s) end", "s = '0x' .. ('1'):rep(1e8)"},
        {"tonumber of 100 MB, base 7", "while true do tonumber(s, 7) end", "s = ('1'):rep(1e8)"},
        {"growth of a big table", "while true do local t = {} for i = 1, 3e6 do t[i + .5] = 1 end end"},
        {"next of an emptied big table",
            "while true do next(t) end", "t = {} for i = 1, 3e6 do t[-i] = i end for k in pairs(t) do t[k] = nil end"},
        {"nested errors of 1 MB",
            "local function f(n) if n == 0 then error(('x'):rep(1e6)) end local ok, e = pcall(f, n - 1) error(e) end "
                    + "while true do pcall(f, 150) end"},
        {"load of 100 MB of blanks", "while true do load(s) end", "s = (' '):rep(1e8)"},
        {"load of a comment of 100 MB", "while true do load(s) end", "s = '--' .. ('x'):rep(1e8)"},
        {"* load of a name of 100 MB", "while true do load(s) end", "s = ('x'):rep(1e8) .. ' = 1'"},
        {"* load of a string of 100 MB", "while true do load(s) end", "s = 'x = [[' .. ('x'):rep(1e8) .. ']]'"},
        {"* string.rep of 100 MB", "while true do local s = ('x'):rep(1e8) end"},
        {"* concatenation of 200 MB", "while true do local t = s .. s end", "s = ('x'):rep(1e8)"},
        {"* hash of 100 MB", "while true do t[s:sub(2)] = nil end", "t, s = {}, ('x'):rep(1e8)"},
        {"* string.pack of 100 MB", "while true do string.pack('z', s) end", "s = ('x'):rep(1e8)"},
        {"close handlers in between", "while true do local x <close> = setmetatable({}, {__close = function() end}) end"},
    };

    public static void main(String[] args) throws InterruptedException {
        System.out.println("script                                 median ms     max ms   (bar: 50 ms)");
        double worst = 0;
        double worstAllocating = 0;
        for (String[] script : SCRIPTS) {
            double[] millis = new double[TRIES];
            for (int i = 0; i < TRIES; i++) {
                millis[i] = stop(script.length > 2 ? script[2] : "", script[1], 60 + 7 * i);
            }
            Arrays.sort(millis);
            if (script[0].startsWith("*")) {
                worstAllocating = Math.max(worstAllocating, millis[TRIES - 1]);
            } else {
                worst = Math.max(worst, millis[TRIES - 1]);
            }
            System.out.printf(
                    Locale.ROOT, "%-37s %10.2f %10.2f%n", script[0], millis[TRIES / 2], millis[TRIES - 1]);
        }
        System.out.printf(
                Locale.ROOT, "worst %.2f ms; of those that allocate arrays of 100 MB (*): %.2f ms%n", worst, worstAllocating);
    }

    private static double stop(String setup, String code, int afterMillis) throws InterruptedException {
        long[] stopped = new long[1];
        CountDownLatch started = new CountDownLatch(1);
        try (LuaState lua = LuaState.open(LuaOptions.sandboxed().memory(1500L << 20))) {
            Thread thread = new Thread(() -> {
                try {
                    lua.run(setup);
                    started.countDown();
                    lua.run(code);
                    throw new AssertionError("ended by itself: " + code);
                } catch (LuaStopped e) {
                    stopped[0] = System.nanoTime();
                }
            });
            thread.start();
            started.await();
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
