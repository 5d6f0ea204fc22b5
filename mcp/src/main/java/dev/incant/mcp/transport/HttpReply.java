package dev.incant.mcp.transport;

import com.sun.net.httpserver.HttpExchange;
import dev.incant.mcp.protocol.Outlet;
import dev.incant.mcp.rpc.RpcMessage;
import dev.incant.mcp.rpc.RpcText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The answer to one HTTP request: one JSON document, or a stream of server-sent events once a message has to go out
/// before the answer. In a session, a stream that lost its connection goes on, and another request may resume it. Safe
/// for use by many threads.
final class HttpReply implements Outlet {
    private static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Kind kind;
    private final SlowClients slow;
    private final Runnable lost;
    private final @Nullable Replays replays;
    private final @Nullable EventLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private @Nullable HttpExchange exchange;
    private @Nullable OutputStream stream;
    private boolean primed;
    private volatile boolean connected = true;
    private volatile boolean ended;
    private volatile long since = System.nanoTime();

    /// What a client takes.
    ///
    /// @param mayStream whether it takes a stream
    /// @param lasting whether it is a stream of changes, which has no end of its own
    /// @param primed whether a stream begins with an event without a message
    record Kind(boolean mayStream, boolean lasting, boolean primed) {}

    /// @param lost run when the client turns out to be gone, and not to come back
    /// @param slow bounds how long a write may take
    /// @param replays of the session; null where streams cannot be resumed
    HttpReply(HttpExchange exchange, Kind kind, Runnable lost, SlowClients slow, @Nullable Replays replays) {
        this.exchange = exchange;
        this.kind = kind;
        this.lost = lost;
        this.slow = slow;
        this.replays = replays;
        this.log = replays == null ? null : replays.log();
    }

    boolean lasting() {
        return kind.lasting();
    }

    /// Whether there is a connection, as far as is known.
    boolean connected() {
        return connected;
    }

    boolean ended() {
        return ended;
    }

    /// Nanoseconds since it has no connection; 0 when it has one.
    long alone() {
        return connected && !ended ? 0 : System.nanoTime() - since;
    }

    /// The number of its stream in the session.
    long stream() {
        return log == null ? 0 : log.stream();
    }

    /// Bytes kept for a client that comes back.
    long kept() {
        return log == null ? 0 : log.bytes();
    }

    /// Keeps no events any more.
    void forget() {
        lock.lock();
        try {
            if (log != null) {
                log.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void send(RpcMessage message) {
        lock.lock();
        try {
            if (kind.mayStream() && !ended) {
                event(message);
            }
        } catch (IOException _) {
            disconnect();
        } finally {
            lock.unlock();
        }
    }

    /// Sends nothing, to find out whether the client is still there. Begins a stream.
    void beat() {
        // While another thread writes, it finds out.
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (kind.mayStream() && !ended && exchange != null) {
                put(open(), BEAT);
            }
        } catch (IOException _) {
            disconnect();
        } finally {
            lock.unlock();
        }
    }

    /// Ends with an answer.
    ///
    /// @param status for an answer that is no part of a stream
    /// @param answer null when there is none because the request was cancelled
    void end(int status, RpcMessage.@Nullable Answer answer) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            if (stream == null && exchange != null && answer != null) {
                document(exchange, status, answer);
            } else if (answer != null) {
                event(answer);
            } else if (exchange != null) {
                open();
            }
            close();
        } catch (IOException _) {
            disconnect();
        } finally {
            ended = true;
            since = System.nanoTime();
            moved.signalAll();
            lock.unlock();
        }
        if (replays != null) {
            replays.relieve();
        }
    }

    private void document(HttpExchange to, int status, RpcMessage.Answer answer) throws IOException {
        byte[] body = RpcText.write(answer).getBytes(StandardCharsets.UTF_8);
        to.getResponseHeaders().set("Content-Type", "application/json");
        slow.bounded(to, () -> {
            to.sendResponseHeaders(status, body.length);
            to.getResponseBody().write(body);
            SlowClients.close(to);
            return body;
        });
    }

    /// Opens the stream now, for those who wait for its headers.
    @Override
    public void begin() {
        lock.lock();
        try {
            open().flush();
        } catch (IOException _) {
            disconnect();
        } finally {
            lock.unlock();
        }
    }

    /// Goes on with the stream on another connection, and returns when that is over.
    ///
    /// @param after the number of the last event that the client has
    void resume(HttpExchange again, long after) {
        lock.lock();
        try {
            disconnect();
            exchange = again;
            connected = true;
            OutputStream to = open();
            if (log != null) {
                for (byte[] frame : log.after(after)) {
                    put(to, frame);
                }
            }
            if (ended) {
                close();
            }
            while (exchange == again) {
                moved.await();
                if (ended) {
                    return;
                }
            }
        } catch (IOException _) {
            if (exchange == again) {
                disconnect();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void letGo() {
        lock.lock();
        try {
            if (log != null && kind.mayStream() && kind.primed() && !ended && exchange != null) {
                open();
                disconnect();
            }
        } catch (IOException _) {
            disconnect();
        } finally {
            lock.unlock();
        }
    }

    /// Ends a stream that nobody resumed.
    void abandon() {
        if (!connected) {
            lost.run();
        }
    }

    private OutputStream open() throws IOException {
        OutputStream to = stream;
        HttpExchange over = exchange;
        if (to != null) {
            return to;
        }
        if (over == null) {
            throw new IOException("no connection");
        }
        over.getResponseHeaders().set("Content-Type", "text/event-stream");
        over.getResponseHeaders().set("Cache-Control", "no-cache, no-transform");
        // Proxies must not hold events back.
        over.getResponseHeaders().set("X-Accel-Buffering", "no");
        to = slow.bounded(over, () -> {
            over.sendResponseHeaders(200, 0);
            return over.getResponseBody();
        });
        stream = to;
        if (replays != null && log != null) {
            replays.keep(log.stream(), this);
            if (kind.primed() && !primed) {
                primed = true;
                put(to, log.prime());
            }
        }
        return to;
    }

    private void event(RpcMessage message) throws IOException {
        String json = RpcText.write(message);
        if (log == null) {
            // JSON on one line has no line's end that would have to be taken apart.
            put(open(), ("event: message\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
            return;
        }
        OutputStream to = exchange == null ? null : open();
        byte[] frame = log.add(json);
        if (to != null) {
            put(to, frame);
        }
    }

    private void put(OutputStream to, byte[] frame) throws IOException {
        HttpExchange over = exchange;
        if (over == null) {
            throw new IOException("no connection");
        }
        slow.bounded(over, () -> {
            to.write(frame);
            to.flush();
            return to;
        });
    }

    private void close() throws IOException {
        OutputStream to = stream;
        HttpExchange over = exchange;
        stream = null;
        exchange = null;
        connected = false;
        if (over != null) {
            slow.bounded(over, () -> {
                if (to != null) {
                    to.close();
                }
                over.close();
                return over;
            });
        }
    }

    /// Gives up the connection. Without a log there is nobody who could come back.
    private void disconnect() {
        since = System.nanoTime();
        try {
            close();
        } catch (IOException _) {
            // It was broken, and is closed now.
        }
        if (log == null) {
            ended = true;
            lost.run();
        }
        moved.signalAll();
    }
}
