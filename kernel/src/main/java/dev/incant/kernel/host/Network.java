package dev.incant.kernel.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// What all exchanges of one kernel share: how names are looked up, and the one timer that watches their deadlines.
final class Network implements AutoCloseable {
    private final AddressResolver resolver;
    private final ScheduledThreadPoolExecutor alarms;

    Network(AddressResolver resolver) {
        this.resolver = resolver;
        this.alarms = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("incant-net-deadlines").factory());
        alarms.setRemoveOnCancelPolicy(true);
        alarms.setKeepAliveTime(10, TimeUnit.SECONDS);
        alarms.allowCoreThreadTimeOut(true);
    }

    /// All addresses of a name.
    List<InetAddress> resolve(String name) throws UnknownHostException {
        return resolver.resolve(name);
    }

    /// Runs something short after a time.
    ScheduledFuture<?> after(Duration time, Runnable action) {
        // Long.MAX_VALUE nanoseconds are 292 years; more would overflow.
        return alarms.schedule(action, Math.min(time.toMillis(), Integer.MAX_VALUE), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }
}
