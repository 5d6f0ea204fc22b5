package dev.incant.mcp.transport;

import com.sun.net.httpserver.HttpServer;
import dev.incant.mcp.protocol.McpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Many clients over streamable HTTP: one endpoint, a request each POST. Each is answered on a virtual thread of its
/// own. A client that closes the connection while its request is being answered is found out within two seconds.
/// Source: "Streamable HTTP" of 2026-07-28 and "Transports" of 2025-11-25.
public final class HttpTransport implements AutoCloseable {
    private static final long BEAT_SECONDS = 1;

    /// Streams of changes need it only so that nothing between takes them for dead.
    private static final long STREAM_BEATS = 15;
    private static final long SWEEP_SECONDS = 60;
    private static final int MILLIS = 1000;

    /// How long ending the streams may take.
    private static final long STREAMS_MILLIS = 300;

    private final McpServer server;
    private final HttpServer http;
    private final Sessions sessions;
    private final SlowClients slow;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("incant-mcp-timer").factory());
    private final Set<HttpReply> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch ended = new CountDownLatch(1);
    /// Of the timer's thread.
    private long beats;

    private HttpTransport(McpServer server, HttpServer http, HttpSettings settings) {
        this.server = server;
        this.http = http;
        this.sessions = new Sessions(server, settings);
        this.slow = new SlowClients(settings.patience());
    }

    /// Begins to listen.
    ///
    /// @throws IOException when the address cannot be listened at
    public static HttpTransport open(McpServer server, HttpSettings settings) throws IOException {
        HttpServer http = HttpServer.create(settings.address(), 0);
        HttpTransport transport = new HttpTransport(server, http, settings);
        http.createContext("/", new HttpEndpoint(server, settings, transport.sessions, transport.slow, transport.open));
        http.setExecutor(transport.requests);
        transport.timer.scheduleAtFixedRate(transport::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
        long sweep = Math.clamp(settings.idle().toMillis() / 2, 1, SWEEP_SECONDS * MILLIS);
        transport.timer.scheduleAtFixedRate(
                () -> transport.requests.execute(transport.sessions::sweep), sweep, sweep, TimeUnit.MILLISECONDS);
        http.start();
        return transport;
    }

    /// Where clients reach it.
    public URI uri() {
        InetSocketAddress address = http.getAddress();
        String host = address.getAddress().isLoopbackAddress() ? "127.0.0.1" : address.getHostString();
        return URI.create("http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort()
                + HttpSettings.PATH);
    }

    /// How many clients something is kept for.
    int clients() {
        return sessions.count();
    }

    Sessions sessions() {
        return sessions;
    }

    /// How many requests and streams are open.
    int open() {
        return open.size();
    }

    /// How many exchanges are kept because a transfer failed.
    int failed() {
        return slow.failed();
    }

    /// Waits until none is, or the time is over.
    void awaitIdle(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (open) {
            try {
                long left = end - System.nanoTime();
                while (!open.isEmpty() && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(open, left);
                    left = end - System.nanoTime();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void beat() {
        // A write may have to wait for a slow reader, so it happens elsewhere.
        beats++;
        slow.check();
        for (HttpReply reply : open) {
            if (!reply.lasting() || beats % STREAM_BEATS == 0) {
                requests.execute(reply::beat);
            }
        }
    }

    /// Waits until it has been closed.
    public void await() throws InterruptedException {
        ended.await();
    }

    /// Ends sessions, streams and connections.
    @Override
    public void close() {
        server.endStreams();
        awaitIdle(STREAMS_MILLIS);
        sessions.close();
        timer.shutdownNow();
        http.stop(0);
        requests.shutdownNow();
        ended.countDown();
    }
}
