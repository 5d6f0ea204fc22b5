package dev.incant.kernel.client;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Envelope;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.value.Values;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Asks a kernel and waits for what it says: matches replies to requests by id, and hands events to whoever made the
/// request. Made of two halves that a transport joins: [#accept] takes what comes, and requests go to [#sendTo]. Safe
/// for use by many threads.
public final class KernelClient implements Consumer<Envelope> {
    private record Waiting(Pending reply, Consumer<Message.Event> events) {}

    private static final Consumer<Message.Event> IGNORED = event -> {};

    /// How long a thread looks for its reply before it sleeps, in nanoseconds. To be woken takes longer than most
    /// calls.
    private static final long LOOK = 20_000;

    /// How many threads may look at once: all processors but one, which the calls need.
    private static final int LOOKERS = Runtime.getRuntime().availableProcessors() - 1;

    private static final AtomicInteger LOOKING = new AtomicInteger();

    private final AtomicLong ids = new AtomicLong();
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable Consumer<Envelope> sender;

    /// One request on its way. Safe for use by many threads.
    public static final class Pending {
        private final String id;
        private volatile @Nullable Map<String, @Nullable Object> content;
        private volatile @Nullable ToolException error;

        private Pending(String id) {
            this.id = id;
        }

        /// The id that a [Message.CancelRequest] names.
        public String id() {
            return id;
        }

        /// Whether the reply is there.
        public boolean isDone() {
            return content != null || error != null;
        }

        /// Waits for the reply and returns its content.
        ///
        /// @throws ToolException the error that the kernel answered; `cancelled` when this thread was
        ///     interrupted
        public Map<String, @Nullable Object> await() {
            if (!isDone()) {
                look();
            }
            synchronized (this) {
                try {
                    while (!isDone()) {
                        wait();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ToolException(ErrorCode.CANCELLED, "interrupted while waiting for the kernel");
                }
            }
            ToolException failed = error;
            if (failed != null) {
                throw failed;
            }
            return Objects.requireNonNull(content);
        }

        /// Waits for a reply that comes at once. Not on a virtual thread, whose carrier others need.
        private void look() {
            if (Thread.currentThread().isVirtual()) {
                return;
            }
            if (LOOKING.incrementAndGet() <= LOOKERS) {
                long start = System.nanoTime();
                while (!isDone() && System.nanoTime() - start < LOOK) {
                    Thread.onSpinWait();
                }
            }
            LOOKING.decrementAndGet();
        }

        private synchronized void complete(Map<String, @Nullable Object> given) {
            if (!isDone()) {
                content = given;
                notifyAll();
            }
        }

        private synchronized void fail(ToolException failed) {
            if (!isDone()) {
                error = failed;
                notifyAll();
            }
        }
    }

    /// Says where requests go. Called once, before the first request.
    public void sendTo(Consumer<Envelope> transport) {
        sender = transport;
    }

    /// Sends a request.
    public Pending send(Message.Request request) {
        return send(request, IGNORED);
    }

    /// Sends a request; its events go to `events`, in order, on the thread that brings them, before the reply.
    public Pending send(Message.Request request, Consumer<Message.Event> events) {
        return send(id(), request, events);
    }

    /// An id for a request that is sent later, for those who have to know it before its first event.
    public String id() {
        return "c-" + ids.incrementAndGet();
    }

    /// Sends a request under an id from [#id].
    public Pending send(String id, Message.Request request, Consumer<Message.Event> events) {
        Consumer<Envelope> transport = sender;
        if (transport == null) {
            throw new IllegalStateException("not connected");
        }
        return send(id, request, events, transport);
    }

    /// Sends a request under an id from [#id] by a way of its own to the same kernel.
    public Pending send(
            String id, Message.Request request, Consumer<Message.Event> events, Consumer<Envelope> transport) {
        Pending reply = new Pending(id);
        waiting.put(id, new Waiting(reply, events));
        transport.accept(Envelope.request(id, request));
        return reply;
    }

    /// Sends a request and waits for its reply. Lists and maps in it may be shared, and then cannot be changed.
    ///
    /// @throws ToolException the error that the kernel answered
    public Map<String, @Nullable Object> ask(Message.Request request) {
        return send(request).await();
    }

    /// Calls a tool and returns its result.
    ///
    /// @throws ToolException the error that the kernel answered
    public @Nullable Object invoke(String tool, Map<String, @Nullable Object> params) {
        return ask(new Message.ToolInvoke(tool, params, null, false)).get("result");
    }

    /// Calls a tool with parameters given as name, value, name, value, ….
    public @Nullable Object invoke(String tool, @Nullable Object... pairs) {
        return invoke(tool, Values.map(pairs));
    }

    /// Answers a script's question; null ends its input.
    public void input(@Nullable String line) {
        Consumer<Envelope> transport = sender;
        if (transport != null) {
            transport.accept(Envelope.request(id(), new Message.InputReply(line)));
        }
    }

    /// Takes what the kernel sent.
    @Override
    public void accept(Envelope envelope) {
        String parent = envelope.parent();
        if (parent == null) {
            return;
        }
        Waiting request = waiting.get(parent);
        if (request == null) {
            return;
        }
        if (envelope.content() instanceof Message.Event event) {
            request.events().accept(event);
        } else if (envelope.content() instanceof Message.Done done) {
            // A subscription's events come after the reply.
            if (!done.type().equals("subscribe_reply")) {
                waiting.remove(parent);
            }
            request.reply().complete(done.content());
        } else if (envelope.content() instanceof Message.Failed failed) {
            waiting.remove(parent);
            request.reply().fail(failed.error());
        }
    }

    /// Fails all that waits, because the kernel is gone.
    public void disconnected(String why) {
        for (String id : waiting.keySet()) {
            Waiting request = waiting.remove(id);
            if (request != null) {
                request.reply().fail(ToolException.unavailable(why));
            }
        }
    }
}
