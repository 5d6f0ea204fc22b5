package dev.incant.mcp.client;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.ChildProgram;
import dev.incant.mcp.rpc.RpcException;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import dev.incant.mcp.rpc.RpcText;
import dev.incant.mcp.transport.MessageLines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A server that is a child process: a message a line over its standard input and output. What it writes there that is
/// no message is taken for its last words, as is what it writes to standard error. Owns the process. Threads of the
/// platform read and write, since a program may never read or write again.
public final class ChildChannel implements Channel {
    private static final byte[] END = {};

    /// How long a program whose output ended has to tell its exit code.
    private static final long DYING_MILLIS = 500;

    /// What to run.
    ///
    /// @param line the program and its arguments
    /// @param directory where it starts
    /// @param variables the environment of Incant
    /// @param environment what is added to the usual part of that
    /// @param longest bytes of one message
    public record Command(
            List<String> line,
            Path directory,
            Map<String, String> variables,
            Map<String, String> environment,
            int longest) {
        /// The largest message that is read unless something else is said.
        public static final int LONGEST = 64 << 20;

        public Command {
            line = List.copyOf(line);
        }
    }

    private final Command command;
    private final CountDownLatch errorsRead = new CountDownLatch(1);
    private final LastWords lastWords = new LastWords();
    private final LinkedBlockingQueue<byte[]> toSend = new LinkedBlockingQueue<>();
    private @Nullable ChildProgram program;
    private @Nullable Inbox inbox;
    private volatile boolean closed;

    public ChildChannel(Command command) {
        this.command = command;
    }

    @Override
    public synchronized void open(Inbox to) {
        ChildProgram started =
                ChildProgram.start(command.line(), command.directory(), command.variables(), command.environment());
        program = started;
        inbox = to;
        thread("errors", () -> {
            lastWords.readAll(started.errors());
            errorsRead.countDown();
        });
        thread("reader", () -> read(started, to));
        thread("writer", () -> write(started));
    }

    private static void thread(String name, Runnable work) {
        Thread.ofPlatform().daemon().name("incant-mcp-" + name).start(work);
    }

    private void read(ChildProgram from, Inbox to) {
        MessageLines lines = new MessageLines(from.output(), command.longest());
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (lines.tooLong()) {
                    tooLong(to, lines.remnant());
                } else if (line.length > 0) {
                    take(to, line);
                }
            }
        } catch (IOException e) {
            // The same as the end.
        }
        toSend.add(END);
        to.lost(gone(from));
    }

    private void take(Inbox to, byte[] line) {
        RpcMessage message;
        try {
            message = RpcText.read(line);
        } catch (RpcException e) {
            String text = new String(line, StandardCharsets.UTF_8);
            lastWords.add(text);
            RpcId id = text.stripLeading().startsWith("{") ? AnswerIds.in(text) : null;
            if (id != null) {
                to.failed(id, ClientErrors.broken(e.error().message()));
            }
            return;
        }
        to.received(message);
    }

    private void tooLong(Inbox to, String remnant) {
        RpcId id = AnswerIds.in(remnant);
        ToolException why = ToolException.limitExceeded(
                        "the server's answer is larger than " + command.longest() + " bytes")
                .with("limit", (long) command.longest());
        if (id == null) {
            lastWords.add(remnant);
        } else {
            to.failed(id, why);
        }
    }

    private ToolException gone(ChildProgram ended) {
        String how;
        try {
            ended.ended().get(DYING_MILLIS, TimeUnit.MILLISECONDS);
            how = "ended with " + ended.ending();
            // What it said last may still be on its way. A program that it left behind may keep the stream open.
            boolean _ = errorsRead.await(DYING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            how = "closed its output";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            how = "closed its output";
        }
        List<String> words = lastWords.lines();
        String said = words.isEmpty() ? "" : "; the last it said: " + String.join(" | ", tail(words));
        return ToolException.unavailable("the server '" + command.line().getFirst() + "' " + how + said)
                .with("last_words", words);
    }

    private static List<String> tail(List<String> words) {
        return words.subList(Math.max(0, words.size() - 3), words.size());
    }

    private void write(ChildProgram to) {
        OutputStream out = to.input();
        try {
            for (byte[] line = toSend.take(); line != END; line = toSend.take()) {
                out.write(line);
                if (toSend.isEmpty()) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            // It reads no more; that its output ends tells the rest.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public CompletableFuture<Void> send(RpcMessage message, Map<String, String> headers) {
        if (!closed) {
            toSend.add(RpcText.write(message).concat("\n").getBytes(StandardCharsets.UTF_8));
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void abandon(RpcId id) {}

    @Override
    public boolean streams() {
        return false;
    }

    /// The process; 0 before it is started.
    synchronized long pid() {
        return program == null ? 0 : program.pid();
    }

    @Override
    public List<String> lastWords() {
        return lastWords.lines();
    }

    @Override
    public void close() {
        closed = true;
        toSend.add(END);
        ChildProgram running;
        synchronized (this) {
            running = program;
        }
        if (running != null) {
            running.close();
            Objects.requireNonNull(inbox).lost(ToolException.unavailable("the connection was closed"));
        }
    }
}
