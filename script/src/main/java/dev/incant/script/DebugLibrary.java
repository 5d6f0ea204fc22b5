package dev.incant.script;

import dev.incant.kernel.value.Values;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaFunction;
import dev.incant.lua.LuaTable;
import org.jspecify.annotations.Nullable;

/// `Debug`: lines as `Log` writes them, timers, and how much memory the session uses.
final class DebugLibrary implements Library {
    private final Bridge bridge;

    DebugLibrary(Bridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public @Nullable Object call(String function, LuaCall call) {
        switch (function) {
            case "log" -> {
                // With a level in front, as the reference system has it, or without.
                boolean leveled = call.count() > 1;
                LogLibrary.write(bridge, leveled ? Bridge.text(call, 1) : "debug", call, leveled ? 2 : 1);
                return call.none();
            }
            case "memory" -> {
                return bridge.result(
                        call,
                        Values.map(
                                "used_bytes",
                                bridge.lua.memoryUsed(),
                                "limit_bytes",
                                bridge.host.limits().memory()));
            }
            case "timer" -> {
                return call.give(timer(Bridge.optionalText(call, 1)));
            }
            default -> {
                LogLibrary.write(bridge, function, call, 1);
                return call.none();
            }
        }
    }

    private LuaTable timer(@Nullable String name) {
        LuaTable timer = bridge.lua.newTable();
        Timer state = new Timer(System.nanoTime());
        timer.set("name", bridge.string(name == null ? "timer" : name));
        for (String function : new String[] {"elapsed", "lap", "stop"}) {
            timer.set(function, bridge.lua.function(function, state.function(function)));
        }
        return timer;
    }

    /// Measures in milliseconds: `elapsed` since the start, `lap` since the last lap, `stop` for good.
    private static final class Timer {
        private final long start;
        private long lap;
        private long stopped = -1;

        Timer(long start) {
            this.start = start;
            this.lap = start;
        }

        LuaFunction function(String name) {
            return call -> {
                long now = System.nanoTime();
                switch (name) {
                    case "lap" -> {
                        long since = lap;
                        lap = now;
                        return call.give((now - since) / 1e6);
                    }
                    case "stop" -> stopped = stopped < 0 ? now - start : stopped;
                    default -> {
                        // `elapsed` changes nothing.
                    }
                }
                return call.give((stopped < 0 ? now - start : stopped) / 1e6);
            };
        }
    }
}
