package dev.incant.mcp.remote;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.mcp.client.CallOutcome;
import dev.incant.mcp.client.McpClient;
import dev.incant.mcp.client.RemoteTool;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One server's connection: made at the first call, shared by all, made again when it was lost. After a second failure
/// in a row the server is left alone for a while, which grows; calls meanwhile fail at once. Nobody sleeps. Safe for
/// use by many threads.
final class LiveServer implements AutoCloseable {
    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toNanos();

    /// A connection and what the server's tools are over it.
    private static final class Connected {
        private final McpClient client;
        private volatile Map<String, String> hashes = Map.of();

        Connected(McpClient client) {
            this.client = client;
        }

        /// Reads the list of tools again.
        void look(Duration timeout) {
            Map<String, String> seen = new HashMap<>();
            for (RemoteTool tool : client.tools(timeout, problem -> {})) {
                seen.put(tool.name(), PinnedTool.hash(tool));
            }
            hashes = seen;
        }
    }

    private final StoredServer server;
    private final Supplier<McpClient> connecting;
    private final LongSupplier clock;
    private @Nullable CompletableFuture<Connected> current;
    private int failures;
    private long notBefore;
    private String lastFailure = "";
    private boolean closed;
    private @Nullable Thread starting;

    /// @param connecting makes a connection, which may take its time
    /// @param clock in nanoseconds, as [System#nanoTime]
    LiveServer(StoredServer server, Supplier<McpClient> connecting, LongSupplier clock) {
        this.server = server;
        this.connecting = connecting;
        this.clock = clock;
    }

    /// Calls a tool. A session that the server has ended is begun anew, once.
    CallOutcome call(PinnedTool tool, Map<String, @Nullable Object> arguments, ToolContext context) {
        try {
            return once(tool, arguments, context);
        } catch (ToolException e) {
            if (!Boolean.TRUE.equals(e.details().get("session_ended"))) {
                throw e;
            }
            return once(tool, arguments, context);
        }
    }

    private CallOutcome once(PinnedTool tool, Map<String, @Nullable Object> arguments, ToolContext context) {
        Connected connected = await(connection(), context.cancellation());
        check(tool, connected.hashes);
        CallOutcome outcome = connected.client.call(
                tool.tool(), arguments, context.progress(), context.cancellation(), Duration.ofDays(1));
        synchronized (this) {
            failures = 0;
        }
        return outcome;
    }

    private void check(PinnedTool tool, Map<String, String> hashes) {
        String hash = hashes.get(tool.tool().name());
        String name = server.config().name();
        if (hash == null) {
            throw ToolException.unavailable(
                    "the server no longer has this tool; 'incant mcp refresh " + name + "' takes it out of the list");
        }
        if (!hash.equals(tool.sha256())) {
            throw ToolException.conflict("its definition changed since it was accepted; 'incant mcp refresh " + name
                    + "' shows the difference");
        }
    }

    private synchronized CompletableFuture<Connected> connection() {
        if (closed) {
            throw ToolException.unavailable("the connection was closed");
        }
        CompletableFuture<Connected> known = current;
        if (known != null) {
            return known;
        }
        long wait = notBefore - clock.getAsLong();
        if (failures > 1 && wait > 0) {
            long millis = Math.max(1, wait / 1_000_000);
            throw ToolException.unavailable("it failed " + failures + " times in a row and may start again in "
                            + (millis + 999) / 1000 + " s; the last time: " + lastFailure)
                    .with("retry_after_ms", millis);
        }
        CompletableFuture<Connected> made = new CompletableFuture<>();
        current = made;
        starting = Thread.ofPlatform().daemon().name("incant-mcp-start").start(() -> connect(made));
        return made;
    }

    private void connect(CompletableFuture<Connected> made) {
        McpClient client = null;
        try {
            client = connecting.get();
            Connected connected = new Connected(client);
            Duration timeout = server.config().timeout();
            client.onToolsChanged(() -> lookAgain(connected, timeout));
            connected.look(timeout);
            client.onLost(why -> lost(made, why));
            if (!made.complete(connected)) {
                client.close();
            }
        } catch (ToolException e) {
            if (client != null) {
                client.close();
            }
            ToolException told = e.code() == ErrorCode.FAILED ? ToolException.unavailable(e.message()) : e;
            lost(made, told);
            made.completeExceptionally(told);
        } catch (RuntimeException | Error e) {
            if (client != null) {
                client.close();
            }
            lost(made, ToolException.failed(String.valueOf(e)));
            made.completeExceptionally(e);
        }
    }

    private static void lookAgain(Connected connected, Duration timeout) {
        try {
            connected.look(timeout);
        } catch (ToolException e) {
            // Unknown is not accepted.
            connected.hashes = Map.of();
        }
    }

    private synchronized void lost(CompletableFuture<Connected> which, ToolException why) {
        if (current != which) {
            return;
        }
        current = null;
        if (Boolean.TRUE.equals(why.details().get("session_ended"))) {
            return;
        }
        failures++;
        lastFailure = why.message();
        long pause = failures < 2 ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failures - 2, 10));
        notBefore = clock.getAsLong() + pause;
    }

    private static Connected await(CompletableFuture<Connected> connection, Cancellation cancellation) {
        CompletableFuture<Object> stopped = new CompletableFuture<>();
        try (Cancellation.Registration _ = cancellation.onCancel(() -> stopped.complete(true))) {
            CompletableFuture.anyOf(connection, stopped).get();
            cancellation.check();
            return connection.get();
        } catch (InterruptedException e) {
            cancellation.check();
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "the call was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ToolException error) {
                throw new ToolException(error.code(), error.message(), error.details(), error.getCause());
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /// Ends the server. One that is starting is ended before this returns, too.
    @Override
    public void close() {
        CompletableFuture<Connected> open;
        Thread start;
        synchronized (this) {
            closed = true;
            open = current;
            current = null;
            start = starting;
        }
        if (start != null) {
            start.interrupt();
            join(start);
        }
        if (open == null || open.completeExceptionally(ToolException.unavailable("the connection was closed"))) {
            return;
        }
        if (!open.isCompletedExceptionally()) {
            open.join().client.close();
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
