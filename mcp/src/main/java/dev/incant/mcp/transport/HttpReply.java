package dev.incant.mcp.transport;

import com.sun.net.httpserver.HttpExchange;
import dev.incant.mcp.protocol.Outlet;
import dev.incant.mcp.rpc.RpcMessage;
import dev.incant.mcp.rpc.RpcText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The answer to one HTTP request: one JSON document, or a stream of server-sent events once a message has to go out
/// before the answer. Safe for use by many threads.
final class HttpReply implements Outlet {
    private static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpExchange exchange;
    private final boolean mayStream;
    private final boolean lasting;
    private final Runnable lost;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable OutputStream stream;
    private boolean ended;

    /// @param mayStream whether the client takes a stream
    /// @param lasting whether it is a stream of changes, which has no end of its own
    /// @param lost run once when the client turns out to be gone
    HttpReply(HttpExchange exchange, boolean mayStream, boolean lasting, Runnable lost) {
        this.exchange = exchange;
        this.mayStream = mayStream;
        this.lasting = lasting;
        this.lost = lost;
    }

    boolean lasting() {
        return lasting;
    }

    @Override
    public void send(RpcMessage message) {
        lock.lock();
        try {
            if (mayStream && !ended) {
                event(message);
            }
        } catch (IOException _) {
            gone();
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
            if (mayStream && !ended) {
                OutputStream to = open();
                to.write(BEAT);
                to.flush();
            }
        } catch (IOException _) {
            gone();
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
            ended = true;
            if (stream == null && answer != null) {
                document(status, answer);
                return;
            }
            OutputStream to = open();
            if (answer != null) {
                write(to, answer);
            }
            to.close();
        } catch (IOException _) {
            gone();
        } finally {
            lock.unlock();
            exchange.close();
        }
    }

    private void document(int status, RpcMessage.Answer answer) throws IOException {
        byte[] body = RpcText.write(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /// Opens the stream now, for those who wait for its headers.
    void begin() {
        lock.lock();
        try {
            open().flush();
        } catch (IOException _) {
            gone();
        } finally {
            lock.unlock();
        }
    }

    private OutputStream open() throws IOException {
        OutputStream to = stream;
        if (to == null) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.getResponseHeaders().set("Cache-Control", "no-cache, no-transform");
            // Proxies must not hold events back.
            exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
            exchange.sendResponseHeaders(200, 0);
            to = exchange.getResponseBody();
            stream = to;
        }
        return to;
    }

    private void event(RpcMessage message) throws IOException {
        OutputStream to = open();
        write(to, message);
        to.flush();
    }

    private static void write(OutputStream to, RpcMessage message) throws IOException {
        // JSON on one line has no line's end that would have to be taken apart.
        to.write("event: message\ndata: "
                .concat(RpcText.write(message))
                .concat("\n\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private void gone() {
        ended = true;
        lost.run();
    }
}
