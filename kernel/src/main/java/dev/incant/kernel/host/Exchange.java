package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/// One exchange with another host, from its first look-up to its end: what ends it, the deadline or the call, breaks
/// off whatever it is at, at once.
final class Exchange implements AutoCloseable {
    private final CallScope scope;
    private final Network network;
    private Cancellation.@Nullable Registration registration;
    private @Nullable ScheduledFuture<?> alarm;
    private @Nullable Runnable breaker;
    private @Nullable ToolException stopped;
    private boolean closed;

    private Exchange(CallScope scope, Network network) {
        this.scope = scope;
        this.network = network;
    }

    /// Starts the clock.
    static Exchange start(CallScope scope, Network network, String what, Duration timeout) {
        scope.cancellation().check();
        Exchange exchange = new Exchange(scope, network);
        scope.resources().add(exchange);
        Cancellation cancellation = scope.cancellation();
        exchange.registration = cancellation.onCancel(() -> {
            ToolException why = cancellation.reason();
            exchange.stop(why == null ? new ToolException(ErrorCode.CANCELLED, "the call was cancelled") : why);
        });
        ToolException late = new ToolException(
                ErrorCode.TIMEOUT, what + " took longer than its timeout of " + timeout.toMillis() + " ms");
        exchange.alarm = network.after(timeout, () -> exchange.stop(late.with("timeout_ms", timeout.toMillis())));
        return exchange;
    }

    private void stop(ToolException why) {
        Runnable toRun;
        synchronized (this) {
            if (stopped != null || closed) {
                return;
            }
            stopped = why;
            toRun = breaker;
        }
        if (toRun != null) {
            toRun.run();
        }
    }

    /// Says what breaks off the step that comes now.
    void step(Runnable breakOff) {
        synchronized (this) {
            check();
            breaker = breakOff;
        }
    }

    /// @throws ToolException why the exchange has to end
    synchronized void check() {
        if (stopped != null) {
            throw stopped;
        }
        scope.cancellation().check();
    }

    /// Breaks off what is going on, without an error.
    void abort() {
        Runnable toRun;
        synchronized (this) {
            toRun = breaker;
        }
        if (toRun != null) {
            toRun.run();
        }
    }

    /// Looks a host up, once, unless it is not even granted by name.
    ///
    /// @return the addresses that may be connected to, never empty
    /// @throws ToolException `denied`
    List<InetAddress> vetted(NetGrants grants, Origin origin) throws IOException {
        try {
            grants.requireName(origin);
            List<InetAddress> vetted = grants.require(origin, resolve(origin));
            scope.used().use(Permission.NET, origin.authority());
            return vetted;
        } catch (ToolException e) {
            throw scope.used().refuse(e);
        }
    }

    /// Looks a name up; a name server that hangs is left behind.
    List<InetAddress> resolve(Origin origin) throws IOException {
        InetAddress literal = origin.host().address();
        if (literal != null) {
            return List.of(literal);
        }
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        step(() -> found.cancel(false));
        Thread.ofVirtual().name("incant-resolve").start(() -> {
            try {
                found.complete(network.resolve(origin.host().name()));
            } catch (IOException | RuntimeException e) {
                found.completeExceptionally(e);
            }
        });
        try {
            return found.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "the call was interrupted");
        } catch (java.util.concurrent.CancellationException e) {
            check();
            throw e;
        }
    }

    /// Ends the exchange when it is over or given up.
    void finish() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (alarm != null) {
            alarm.cancel(false);
        }
        if (registration != null) {
            registration.close();
        }
        scope.resources().remove(this);
    }

    /// Breaks off what is left of it, at the end of the call at the latest.
    @Override
    public void close() {
        abort();
        finish();
    }
}
