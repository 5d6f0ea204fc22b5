package dev.incant.tools.data.jq;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.WatchedText;
import dev.incant.kernel.error.ToolException;
import org.jspecify.annotations.Nullable;

/// Bounds one run of a query: it stops when the call is cancelled, and holds only so many bytes.
///
/// Results flow from filter to filter on the stack, so what is alive at any time is what the filters on the stack have
/// made; each one [holds][#hold] its value while it hands it on.
final class Meter {
    private static final int STEPS = 0xff;

    private final Cancellation cancellation;
    private final long limit;
    private long held;
    private final double now;
    private final Order order = new Order(this);
    private int steps;

    Meter(Cancellation cancellation, long limit, double now) {
        this.cancellation = cancellation;
        this.limit = limit;
        this.now = now;
    }

    /// Counts a step; every so often looks whether the call has to stop.
    void tick() {
        if ((++steps & STEPS) == 0) {
            cancellation.check();
        }
    }

    /// The order of all values, metered.
    Order order() {
        return order;
    }

    /// Ends the query when the call has to stop; for what is no step but takes long.
    void checkStop() {
        cancellation.check();
    }

    /// A text that ends the query, when the call has to stop, while it is read.
    CharSequence watched(String text) {
        return WatchedText.of(text, cancellation);
    }

    /// Bytes of a value that a query made, roughly; what came from outside is paid for already.
    static long weight(@Nullable Object value) {
        if (value instanceof String text) {
            return 48 + 2L * text.length();
        }
        if (value instanceof JqList list) {
            return list.weight();
        }
        if (value instanceof JqMap map) {
            return map.weight();
        }
        return value instanceof Number ? 16 : 0;
    }

    /// Takes note of a value that is alive until its bytes are [released][#release].
    ///
    /// @return the bytes
    long hold(@Nullable Object value) {
        long bytes = weight(value);
        holdBytes(bytes);
        return bytes;
    }

    void holdBytes(long bytes) {
        check(bytes);
        held += bytes;
    }

    void release(long bytes) {
        held -= bytes;
    }

    /// Refuses what would be more than allowed, together with what is held.
    void check(long bytes) {
        if (bytes > limit - held) {
            throw ToolException.limitExceeded("the query needs more than " + limit + " bytes of memory");
        }
    }

    /// What is held, for [#restore] after an error.
    long held() {
        return held;
    }

    /// Forgets what was held by filters that an error ended.
    void restore(long before) {
        held = before;
    }

    /// Seconds since 1970.
    double now() {
        return now;
    }
}
