package dev.incant.mcp.transport;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.protocol.Client;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.protocol.Outlet;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcException;
import dev.incant.mcp.rpc.RpcMessage;
import dev.incant.mcp.rpc.RpcText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One client over two streams of bytes, one message a line. A request that comes alone is answered on the thread that
/// has read it; those that come while it runs, on virtual threads of their own, so answers come in any order. When the
/// input ends, what runs has a moment to be answered, is then cancelled, and
/// [#serve] returns. Source: "stdio" of 2026-07-28.
public final class StdioTransport {
    /// The longest message that is read, in bytes.
    private static final int LONGEST = 16 << 20;

    /// How long requests may go on after the input ended. Long enough for those that `printf … | incant mcp serve`
    /// sends just before, too short for anybody to wait for the process to end.
    private static final long GRACE_MILLIS = 500;

    /// How long ending the streams of changes may take.
    private static final long STREAMS_MILLIS = 300;

    /// How long what was cancelled may take to end.
    private static final long CANCELLED_MILLIS = 2_000;

    private final McpServer server;
    private final Client client;
    private final InputStream in;
    private final OutputStream out;
    private final ThreadFactory threads;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock counting = new ReentrantLock();
    private final Condition fewer = counting.newCondition();
    private final AtomicInteger streams = new AtomicInteger();
    private final Cancellation ended = new Cancellation();
    private final CountDownLatch end = new CountDownLatch(1);
    private int busy;
    private boolean broken;

    private StdioTransport(McpServer server, InputStream in, OutputStream out, ThreadFactory threads) {
        this.server = server;
        this.in = in;
        this.out = out;
        this.threads = threads;
        this.client = server.open("stdio");
    }

    /// Opens the transport; nothing is read yet.
    ///
    /// @param threads makes the few that read and handle messages; they must not keep the process alive
    public static StdioTransport open(McpServer server, InputStream in, OutputStream out, ThreadFactory threads) {
        return new StdioTransport(server, in, out, threads);
    }

    /// Answers until the input ends or [#stop] is called.
    public void serve() throws InterruptedException {
        // A read cannot be interrupted, so it happens on threads that nobody waits for.
        Lead.start(new Input(), threads);
        Thread.ofVirtual().name("incant-mcp-changes").start(() -> server.push(client, this::send, ended));
        end.await();
        await(GRACE_MILLIS, streams);
        server.endStreams();
        await(STREAMS_MILLIS, new AtomicInteger());
        client.close();
        ended.cancel();
        await(CANCELLED_MILLIS, new AtomicInteger());
    }

    /// Makes [#serve] return.
    public void stop() {
        end.countDown();
    }

    /// The messages that come in.
    private final class Input implements Lead.Messages {
        private final MessageLines lines = new MessageLines(in, LONGEST);

        @Override
        public @Nullable Runnable next() throws IOException {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (lines.tooLong()) {
                    send(new RpcMessage.Failure(
                            null,
                            new RpcError(RpcError.INVALID_REQUEST, "a message of more than " + LONGEST + " bytes")));
                } else if (!blank(line)) {
                    Runnable handling = take(line);
                    if (handling != null) {
                        return handling;
                    }
                }
            }
            return null;
        }

        @Override
        public void end() {
            stop();
        }
    }

    private static boolean blank(byte[] line) {
        for (byte each : line) {
            if (each != ' ' && each != '\t') {
                return false;
            }
        }
        return true;
    }

    /// Takes a message; returns what is left to do, if that may take time.
    private @Nullable Runnable take(byte[] line) {
        RpcMessage message;
        try {
            message = RpcText.read(line);
        } catch (RpcException e) {
            send(e.answer());
            return null;
        }
        // Tests of types, as in RpcText.plain.
        if (message instanceof RpcMessage.Request request) {
            return begin(request);
        }
        if (message instanceof RpcMessage.Notification notification) {
            server.hear(client, notification);
        } else if (message instanceof RpcMessage.Answer answer) {
            client.answered(answer);
        }
        return null;
    }

    private @Nullable Runnable begin(RpcMessage.Request request) {
        Cancellation cancellation = new Cancellation();
        Cancellation.Registration registration;
        try {
            registration = client.begin(request.id(), cancellation);
        } catch (RpcException e) {
            send(new RpcMessage.Failure(request.id(), e.error()));
            return null;
        } catch (ToolException e) {
            send(new RpcMessage.Failure(request.id(), McpServer.error(e)));
            return null;
        }
        boolean stream = request.method().equals("subscriptions/listen");
        boolean alone = count(1, stream) == 1;
        if (request.method().equals("initialize")) {
            // What follows depends on it.
            new Answer(request, cancellation, registration, stream, false).run();
            return null;
        }
        Answer answer = new Answer(request, cancellation, registration, stream, alone && !stream);
        if (alone && !stream) {
            return answer;
        }
        Thread.ofVirtual().name("incant-mcp-request").start(answer);
        return null;
    }

    /// One request on its way to its answer.
    private final class Answer implements Runnable, Outlet {
        private final RpcMessage.Request request;
        private final Cancellation cancellation;
        private final Cancellation.Registration registration;
        private final boolean stream;
        private final boolean reading;
        private final AtomicBoolean ended = new AtomicBoolean();

        /// @param stream whether this is a stream of changes
        /// @param reading whether this runs on a thread that reads, for which another takes over in time
        Answer(
                RpcMessage.Request request,
                Cancellation cancellation,
                Cancellation.Registration registration,
                boolean stream,
                boolean reading) {
            this.request = request;
            this.cancellation = cancellation;
            this.registration = registration;
            this.stream = stream;
            this.reading = reading;
        }

        @Override
        public void run() {
            RpcMessage.Answer answer = null;
            try {
                answer = server.answer(client, request, this, cancellation);
            } finally {
                end(answer);
            }
        }

        private void end(RpcMessage.@Nullable Answer answer) {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            try {
                // The id is free from here on: the client may use it again when it has read the answer.
                registration.close();
                if (answer != null) {
                    send(answer);
                }
            } finally {
                count(-1, stream);
            }
        }

        @Override
        public void send(RpcMessage message) {
            StdioTransport.this.send(message);
        }

        @Override
        public boolean shared() {
            return true;
        }

        @Override
        public @Nullable Consumer<RpcMessage.Answer> standby() {
            return reading ? answer -> end(cancellation.cancelled() ? null : answer) : null;
        }
    }

    /// Counts requests; returns how many run but the streams of changes.
    private int count(int change, boolean stream) {
        int listening = stream ? streams.addAndGet(change) : streams.get();
        counting.lock();
        try {
            busy += change;
            fewer.signalAll();
            return busy - listening;
        } finally {
            counting.unlock();
        }
    }

    /// Waits until nothing runs but the streams of changes, or the time is over.
    private void await(long millis, AtomicInteger but) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        counting.lock();
        try {
            while (busy > but.get() && left > 0) {
                left = fewer.awaitNanos(left);
            }
        } finally {
            counting.unlock();
        }
    }

    private void send(RpcMessage message) {
        byte[] line = RpcText.write(message).concat("\n").getBytes(StandardCharsets.UTF_8);
        writing.lock();
        try {
            if (broken) {
                return;
            }
            out.write(line);
            out.flush();
        } catch (IOException _) {
            // Nobody reads any more.
            broken = true;
            stop();
        } finally {
            writing.unlock();
        }
    }
}
