package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// `collectgarbage`.
@NullUnmarked // raw protocol: null is nil
final class Garbage {
    private static final LuaString INCREMENTAL = LuaString.constant("incremental");
    private static final LuaString GENERATIONAL = LuaString.constant("generational");

    private Garbage() {}

    static Object collectgarbage(Frame f) {
        int option = f.option(
                1,
                "collect",
                "stop",
                "restart",
                "collect",
                "count",
                "step",
                "setpause",
                "setstepmul",
                "isrunning",
                "generational",
                "incremental");
        Collector collector = f.state.collector;
        if (collector.isFinalizing()) {
            // As in PUC: a finalizer cannot drive the collector.
            return null;
        }
        collector.watch();
        switch (option) {
            case 0:
                collector.stopped(true);
                return f.give(0L);
            case 1:
                collector.stopped(false);
                return f.give(0L);
            case 2:
                if (f.state.uncollectable == 0) {
                    collector.cycle(f);
                }
                return f.give(0L);
            case 3:
                return f.give(f.state.heap.used / 1024.0);
            case 4:
                return f.give(f.state.uncollectable == 0 && collector.step(f, f.integer(2, 0)));
            case 5:
                return f.give((long) collector.pause((int) f.integer(2, 0)));
            case 6:
                return f.give((long) collector.stepMultiplier((int) f.integer(2, 0)));
            case 7:
                return f.give(!collector.isStopped());
            case 8:
                return collector.generational(true) ? GENERATIONAL : INCREMENTAL;
            default:
                return collector.generational(false) ? GENERATIONAL : INCREMENTAL;
        }
    }
}
