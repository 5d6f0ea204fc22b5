package dev.incant.tools.web.socket;

import dev.incant.kernel.capability.Sockets;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/// Reads and writes bytes until a moment, however slowly they come.
final class TimedLink implements AutoCloseable {
    private final URI uri;
    private final Sockets.Link link;
    private final Instant deadline;
    private final ToolContext context;
    private final byte[] buffer = new byte[8 << 10];
    private int at;
    private int end;

    private TimedLink(URI uri, Sockets.Link link, Instant deadline, ToolContext context) {
        this.uri = uri;
        this.link = link;
        this.deadline = deadline;
        this.context = context;
    }

    static TimedLink connect(WebSocketOpening opening, Instant deadline, ToolContext context) {
        String host = opening.uri().getHost();
        Sockets.Link link = context.sockets().connect(host, opening.port(), left(opening.uri(), deadline, context));
        if (opening.secure()) {
            link.startTls(host, true, left(opening.uri(), deadline, context));
        }
        return new TimedLink(opening.uri(), link, deadline, context);
    }

    private static Duration left(URI uri, Instant deadline, ToolContext context) {
        Duration left = Duration.between(context.clock().instant(), deadline);
        if (left.toMillis() < 1) {
            throw late(uri);
        }
        return left;
    }

    private static ToolException late(URI uri) {
        return new ToolException(ErrorCode.TIMEOUT, uri + " said nothing more in time");
    }

    int read() {
        if (at == end) {
            fill();
        }
        return buffer[at++] & 255;
    }

    /// Reads at least one byte, as many as there are.
    int read(byte[] bytes, int from, int length) {
        if (at == end) {
            fill();
        }
        int count = Math.min(length, end - at);
        System.arraycopy(buffer, at, bytes, from, count);
        at += count;
        return count;
    }

    private void fill() {
        context.checkCancelled();
        int read;
        try {
            link.readTimeout(left(uri, deadline, context));
            read = link.input().read(buffer);
        } catch (SocketTimeoutException e) {
            context.checkCancelled();
            throw late(uri);
        } catch (IOException e) {
            throw broken(e);
        }
        if (read < 0) {
            throw ToolException.failed(uri + " closed the connection without a word");
        }
        at = 0;
        end = read;
    }

    void write(byte[] bytes) {
        context.checkCancelled();
        try {
            link.output().write(bytes);
            link.output().flush();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private ToolException broken(IOException e) {
        context.checkCancelled();
        return ToolException.failed("the connection to " + uri + " broke: " + e.getMessage());
    }

    @Override
    public void close() {
        link.close();
    }
}
