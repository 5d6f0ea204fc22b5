package dev.incant.benchmarks.scale;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.report.Run;
import dev.incant.benchmarks.statistics.Distribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Many callers, each on a virtual thread, each calling again as soon as it has its answer, for a while.
///
/// @param rate calls in a second
/// @param latencies of all calls, in nanoseconds
record Load(double rate, Distribution latencies) {
    /// Puts on the load.
    ///
    /// @param call one call of the caller with that number, which checks its answer
    static Load of(int callers, Duration time, IntConsumer call) throws InterruptedException {
        List<Caller> all = new ArrayList<>();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        for (int i = 0; i < callers; i++) {
            Caller caller = new Caller(i, end, call);
            all.add(caller);
            caller.thread = Thread.ofVirtual().start(caller);
        }
        int count = 0;
        for (Caller caller : all) {
            if (caller.thread != null) {
                caller.thread.join();
            }
            if (caller.failure != null) {
                throw caller.failure;
            }
            count += caller.count;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Check.that(count > 0, "no call was answered");
        double[] times = new double[count];
        int at = 0;
        for (Caller caller : all) {
            for (int i = 0; i < caller.count; i++) {
                times[at++] = caller.times[i];
            }
        }
        return new Load(count / seconds, Distribution.of(times));
    }

    Run run() {
        return new Run(latencies, List.of());
    }

    /// One caller; its fields are read when its thread has ended.
    private static final class Caller implements Runnable {
        private final int number;
        private final long end;
        private final IntConsumer call;
        private long[] times = new long[64];
        private int count;
        private @Nullable Thread thread;
        private @Nullable RuntimeException failure;

        private Caller(int number, long end, IntConsumer call) {
            this.number = number;
            this.end = end;
            this.call = call;
        }

        @Override
        public void run() {
            try {
                long before = System.nanoTime();
                do {
                    call.accept(number);
                    long after = System.nanoTime();
                    if (count == times.length) {
                        times = Arrays.copyOf(times, count * 2);
                    }
                    times[count++] = after - before;
                    before = after;
                } while (before - end < 0);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
    }
}
