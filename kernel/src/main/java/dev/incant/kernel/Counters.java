package dev.incant.kernel;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.value.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Counts what a kernel does, for `kernel_info`. Safe for use by many threads. Plain atomics: the classes made for
/// contention take longer to load than a call takes.
final class Counters {
    /// One bucket for each power of two nanoseconds, up to some nine minutes.
    private static final int BUCKETS = 40;

    private final AtomicLong started = new AtomicLong();
    private final AtomicLong succeeded = new AtomicLong();
    private final AtomicLong abandoned = new AtomicLong();
    private final AtomicLong[] failed = zeros(ErrorCode.values().length);
    private final AtomicLong[] latencies = zeros(BUCKETS);

    private static AtomicLong[] zeros(int count) {
        AtomicLong[] zeros = new AtomicLong[count];
        for (int i = 0; i < count; i++) {
            zeros[i] = new AtomicLong();
        }
        return zeros;
    }

    void start() {
        started.incrementAndGet();
    }

    void succeed(long nanos) {
        succeeded.incrementAndGet();
        latencies[bucket(nanos)].incrementAndGet();
    }

    void fail(ErrorCode code, long nanos) {
        failed[code.ordinal()].incrementAndGet();
        latencies[bucket(nanos)].incrementAndGet();
    }

    /// A call was answered while its tool still ran; -1 when that tool ended after all.
    void abandon(int change) {
        abandoned.addAndGet(change);
    }

    private static int bucket(long nanos) {
        return Math.min(BUCKETS - 1, 64 - Long.numberOfLeadingZeros(Math.max(0, nanos)));
    }

    /// All counts as a plain value; latencies by the upper bound of their bucket in microseconds.
    Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> errors = new LinkedHashMap<>();
        long failures = 0;
        for (ErrorCode code : ErrorCode.values()) {
            long count = failed[code.ordinal()].get();
            failures += count;
            if (count > 0) {
                errors.put(code.code(), count);
            }
        }
        Map<String, @Nullable Object> histogram = new LinkedHashMap<>();
        for (int i = 0; i < BUCKETS; i++) {
            if (latencies[i].get() > 0) {
                histogram.put("le_" + Math.max(1, (1L << i) / 1000) + "us", latencies[i].get());
            }
        }
        long ok = succeeded.get();
        return Values.map(
                "started",
                started.get(),
                "ok",
                ok,
                "in_flight",
                Math.max(0, started.get() - ok - failures),
                "abandoned",
                abandoned.get(),
                "errors",
                errors,
                "latency",
                histogram);
    }
}
