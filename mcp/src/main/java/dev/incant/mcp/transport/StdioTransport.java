package dev.incant.mcp.transport;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.mcp.protocol.Client;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcException;
import dev.incant.mcp.rpc.RpcMessage;
import dev.incant.mcp.rpc.RpcText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One client over two streams of bytes, one message a line. Each request is answered on a virtual thread of its own,
/// so answers come in any order. When the input ends, what runs has a moment to be answered, is then cancelled, and
/// [#serve] returns. Source: "stdio" of 2026-07-28.
public final class StdioTransport {
    /// The longest message that is read, in bytes.
    private static final int LONGEST = 16 << 20;

    /// How long requests may go on after the input ended. Long enough for those that `printf … | incant mcp serve`
    /// sends just before, too short for anybody to wait for the process to end.
    private static final long GRACE_MILLIS = 500;

    /// How long what was cancelled may take to end.
    private static final long CANCELLED_MILLIS = 2_000;

    private final McpServer server;
    private final Client client;
    private final InputStream in;
    private final OutputStream out;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock counting = new ReentrantLock();
    private final Condition fewer = counting.newCondition();
    private final AtomicInteger streams = new AtomicInteger();
    private final Cancellation ended = new Cancellation();
    private final CountDownLatch end = new CountDownLatch(1);
    private int busy;
    private boolean broken;

    private StdioTransport(McpServer server, InputStream in, OutputStream out) {
        this.server = server;
        this.in = in;
        this.out = out;
        this.client = server.open("stdio");
    }

    /// Opens the transport; nothing is read yet.
    public static StdioTransport open(McpServer server, InputStream in, OutputStream out) {
        return new StdioTransport(server, in, out);
    }

    /// Answers until the input ends or [#stop] is called.
    public void serve() throws InterruptedException {
        // A read cannot be interrupted, so it happens on a thread that nobody waits for.
        Thread.ofPlatform().daemon().name("incant-mcp-input").start(this::read);
        Thread.ofVirtual().name("incant-mcp-changes").start(() -> server.push(client, this::send, ended));
        end.await();
        await(GRACE_MILLIS, streams);
        client.close();
        ended.cancel();
        await(CANCELLED_MILLIS, new AtomicInteger());
    }

    /// Makes [#serve] return.
    public void stop() {
        end.countDown();
    }

    private void read() {
        try {
            MessageLines lines = new MessageLines(in, LONGEST);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (lines.tooLong()) {
                    send(new RpcMessage.Failure(
                            null,
                            new RpcError(RpcError.INVALID_REQUEST, "a message of more than " + LONGEST + " bytes")));
                } else if (!blank(line)) {
                    take(line);
                }
            }
        } catch (IOException _) {
            // The client is gone, which ends the session as the end of the stream does.
        } finally {
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

    private void take(byte[] line) {
        RpcMessage message;
        try {
            message = RpcText.read(line);
        } catch (RpcException e) {
            send(e.answer());
            return;
        }
        // Tests of types, as in RpcText.plain.
        if (message instanceof RpcMessage.Request request) {
            begin(request);
        } else if (message instanceof RpcMessage.Notification notification) {
            server.hear(client, notification);
        } else if (message instanceof RpcMessage.Answer answer) {
            client.answered(answer);
        }
    }

    private void begin(RpcMessage.Request request) {
        Cancellation cancellation = new Cancellation();
        Cancellation.Registration registration;
        try {
            registration = client.begin(request.id(), cancellation);
        } catch (RpcException e) {
            send(new RpcMessage.Failure(request.id(), e.error()));
            return;
        }
        boolean stream = request.method().equals("subscriptions/listen");
        count(1, stream);
        if (request.method().equals("initialize")) {
            // What follows depends on it.
            answer(request, cancellation, registration, stream);
        } else {
            Thread.ofVirtual()
                    .name("incant-mcp-request")
                    .start(() -> answer(request, cancellation, registration, stream));
        }
    }

    private void answer(
            RpcMessage.Request request,
            Cancellation cancellation,
            Cancellation.Registration registration,
            boolean stream) {
        try {
            RpcMessage.Answer answer = server.answer(client, request, this::send, cancellation);
            // The id is free from here on: the client may use it again when it has read the answer.
            registration.close();
            if (answer != null) {
                send(answer);
            }
        } finally {
            registration.close();
            count(-1, stream);
        }
    }

    private void count(int change, boolean stream) {
        if (stream) {
            streams.addAndGet(change);
        }
        counting.lock();
        try {
            busy += change;
            fewer.signalAll();
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
