package dev.incant.mcp.transport;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Bounds how long the server waits for one client to send or to take what it should. The JDK's server has no time-outs
/// for that which an exchange could set; an interrupt of the thread that waits closes its channel. Safe for use by many
/// threads.
final class SlowClients {
    /// Reads from a client or writes to one.
    interface Transfer<T> {
        T run() throws IOException;
    }

    private static final class Waiting {
        private final Thread thread = Thread.currentThread();
        private final long since = System.nanoTime();
        private boolean over;
        private boolean interrupted;

        synchronized void interrupt(long now, long most) {
            if (!over && now - since > most) {
                interrupted = true;
                thread.interrupt();
            }
        }

        /// Ends it on its own thread; the interrupt was for the transfer alone.
        synchronized boolean end() {
            over = true;
            return interrupted && Thread.interrupted();
        }
    }

    private final long patience;
    private final Set<HttpExchange> broken = ConcurrentHashMap.newKeySet();
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    /// @param patience how long a transfer may take
    SlowClients(Duration patience) {
        this.patience = patience.toNanos();
    }

    /// Does a transfer.
    ///
    /// @throws IOException when it fails; also when it took too long, and then the connection is closed
    <T> T bounded(HttpExchange exchange, Transfer<T> transfer) throws IOException {
        Waiting one = new Waiting();
        waiting.add(one);
        try {
            return transfer.run();
        } catch (IOException e) {
            broken.add(exchange);
            throw e;
        } finally {
            waiting.remove(one);
            one.end();
        }
    }

    /// Ends an answer whose headers were sent. The exchange's own end would hide that this fails; see [#finish].
    static void close(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().close();
        exchange.getResponseBody().close();
    }

    /// Fails when a transfer of an exchange failed, or it has no answer. The JDK's server forgets a connection whose
    /// answer was not finished only when the handler throws; else it counts it among its connections for ever.
    void finish(HttpExchange exchange) throws IOException {
        if (broken.contains(exchange) || exchange.getResponseCode() < 0) {
            throw new IOException("the client is gone");
        }
    }

    /// Keeps nothing of an exchange whose handler ends.
    void forget(HttpExchange exchange) {
        broken.remove(exchange);
    }

    /// How many exchanges are kept because a transfer failed.
    int failed() {
        return broken.size();
    }

    /// Ends those that took too long; called again and again.
    void check() {
        long now = System.nanoTime();
        for (Waiting one : waiting) {
            one.interrupt(now, patience);
        }
    }
}
