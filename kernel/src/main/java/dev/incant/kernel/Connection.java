package dev.incant.kernel;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.event.EventBus;
import dev.incant.kernel.message.Envelope;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One client's end of a kernel: takes its messages and gives exactly one reply to every request. Requests that only
/// look something up and those that stop work are answered before [#send] returns; tool calls and scripts later, on
/// threads of their own. Sessions, requests and subscriptions belong to the connection that made them; no other sees
/// them. Safe for use by many threads.
public final class Connection implements AutoCloseable {
    /// Something that a request started and that can be stopped.
    interface Work {
        /// Stops it; returns whether it was not being stopped already.
        boolean cancel(ToolException why);
    }

    private final Kernel kernel;
    private final SessionOptions options;
    private final Consumer<Envelope> receiver;
    private final Map<String, Work> work = new ConcurrentHashMap<>();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Map<String, EventBus.Subscription> subscriptions = new HashMap<>();
    private final Object idle = new Object();
    private final AtomicLong ids = new AtomicLong();
    private volatile boolean closed;

    Connection(Kernel kernel, SessionOptions options, Consumer<Envelope> receiver) {
        this.kernel = kernel;
        this.options = options;
        this.receiver = receiver;
    }

    /// Takes a message. Never throws for what a client did wrong: that is answered.
    public void send(Envelope message) {
        send(message, null);
    }

    /// Takes a message as [#send] does, but runs what it starts on the calling thread, before this returns, unless
    /// it has to wait for others. A script may need a deep stack. What does not stop when it should is answered in
    /// time all the same, on another thread, while this one is held up.
    ///
    /// @param cancellation stops what runs here
    public void perform(Envelope message, Cancellation cancellation) {
        send(message, cancellation);
    }

    /// @param here stops what runs on this thread; null where nothing may
    private void send(Envelope message, @Nullable Cancellation here) {
        if (message.content() instanceof Message.Request request) {
            try {
                if (closed || kernel.closing()) {
                    throw ToolException.unavailable("the kernel is shutting down");
                }
                take(message, request, here);
            } catch (ToolException e) {
                fail(message, e);
            } catch (RuntimeException | Error e) {
                fail(message, kernel.problem(message.id(), request.type(), e));
            }
        } else if (message.content() instanceof Message.InputReply reply) {
            session(message.session()).input(reply.value());
        }
    }

    /// Tests of types instead of a switch over them: a switch makes a class when it is first used, which costs each
    /// start of the command line a millisecond or more. `RequestsTest` shows that no request is missing.
    private void take(Envelope message, Message.Request request, @Nullable Cancellation here) {
        if (request instanceof Message.ToolInvoke invoke) {
            invoke(message, invoke, here);
        } else if (request instanceof Message.ExecuteRequest execute) {
            session(message.session()).execute(message, execute, here);
        } else if (request instanceof Message.ToolRequest about) {
            takeToolRequest(message, about);
        } else {
            takeOther(message, request);
        }
    }

    private void takeToolRequest(Envelope message, Message.ToolRequest request) {
        if (request instanceof Message.ToolList list) {
            done(message, options.answers(kernel).list(list));
        } else if (request instanceof Message.ToolInfo info) {
            done(message, options.answers(kernel).info(info));
        } else if (request instanceof Message.ToolSearch search) {
            done(message, options.answers(kernel).search(search));
        } else if (request instanceof Message.ToolTest test) {
            test(message, test);
        } else {
            throw new IllegalStateException("no answer to " + request.type());
        }
    }

    private void takeOther(Envelope message, Message.Request request) {
        if (request instanceof Message.KernelInfoRequest) {
            done(message, kernel.info(options));
        } else if (request instanceof Message.CompleteRequest complete) {
            done(message, session(message.session()).complete(complete));
        } else if (request instanceof Message.InspectRequest inspect) {
            done(message, session(message.session()).inspect(inspect));
        } else if (request instanceof Message.IsCompleteRequest code) {
            done(message, session(message.session()).isComplete(code));
        } else if (request instanceof Message.HistoryRequest history) {
            done(message, session(message.session()).history(history));
        } else if (request instanceof Message.CancelRequest cancel) {
            done(message, Values.map("cancelled", cancel(cancel.request())));
        } else if (request instanceof Message.InterruptRequest) {
            done(message, Values.map("interrupted", session(message.session()).interrupt()));
        } else if (request instanceof Message.SubscribeRequest subscribe) {
            subscribe(message, subscribe);
        } else if (request instanceof Message.UnsubscribeRequest unsubscribe) {
            unsubscribe(message, unsubscribe);
        } else if (request instanceof Message.ShutdownRequest) {
            done(message, Map.of());
            Thread.ofPlatform().name("incant-shutdown").start(kernel::close);
        } else if (request instanceof Message.Unknown unknown) {
            deliver(
                    message,
                    new Message.Failed(
                            "unsupported",
                            ToolException.invalidParams(
                                    "the kernel knows no message of type '" + unknown.type() + "'")));
        } else {
            throw new IllegalStateException("no answer to " + request.type());
        }
    }

    private void invoke(Envelope message, Message.ToolInvoke invoke, @Nullable Cancellation here) {
        Session session = session(message.session());
        Duration timeout = timeout(invoke.timeoutMs());
        ToolCall call = new ToolCall(
                kernel,
                session.options(),
                message.id(),
                invoke.tool(),
                invoke.params(),
                timeout,
                invoke.progress()
                        ? (done, total, text) -> deliver(message, new Message.Progress(done, total, text))
                        : Progress.SILENT,
                session.options().limits().output(),
                (result, error, nanos) -> {
                    session.endCall();
                    if (error == null) {
                        finish(
                                message,
                                new Message.Done(
                                        "tool_reply",
                                        Values.map(
                                                "tool",
                                                invoke.tool(),
                                                "result",
                                                result,
                                                "duration_ms",
                                                nanos / 1000 / 1000.0)));
                    } else {
                        finish(message, new Message.Failed("tool_reply", error));
                    }
                },
                null);
        session.beginCall();
        if (!begin(message, call::cancel)) {
            session.endCall();
            return;
        }
        if (here == null) {
            kernel.threads().newThread(call).start();
            return;
        }
        try (var _ = here.onCancel(() -> call.cancel(reason(here)))) {
            call.run();
        }
    }

    private void test(Envelope message, Message.ToolTest test) {
        ToolTests tests = new ToolTests(
                kernel,
                test.name(),
                (content, error) -> finish(
                        message,
                        error == null
                                ? new Message.Done("tool_reply", content)
                                : new Message.Failed("tool_reply", error)));
        if (begin(message, tests)) {
            kernel.threads().newThread(tests).start();
        }
    }

    static @Nullable Duration timeout(@Nullable Long millis) {
        if (millis == null) {
            return null;
        }
        if (millis <= 0) {
            throw ToolException.invalidParams("timeout_ms must be positive, not " + millis);
        }
        return Duration.ofMillis(millis);
    }

    static ToolException reason(Cancellation cancellation) {
        ToolException reason = cancellation.reason();
        return reason == null ? new ToolException(ErrorCode.CANCELLED, "the call was cancelled") : reason;
    }

    /// The session of that name, made when first named.
    private Session session(String name) {
        return sessions.computeIfAbsent(name, _ -> new Session(kernel, this, name, options));
    }

    /// Notes what a request started; answers `conflict` when its id is in use.
    boolean begin(Envelope message, Work started) {
        if (work.putIfAbsent(message.id(), started) != null) {
            deliver(
                    message,
                    new Message.Failed(
                            ((Message.Request) message.content()).replyType(),
                            ToolException.conflict("a request with the id '" + message.id() + "' is running")));
            return false;
        }
        if (closed) {
            // Closing may have looked before this was noted.
            started.cancel(new ToolException(ErrorCode.CANCELLED, "the client is gone"));
        }
        return true;
    }

    /// Ends what a request started, with its reply.
    void finish(Envelope message, Message reply) {
        work.remove(message.id());
        deliver(message, reply);
        if (work.isEmpty()) {
            synchronized (idle) {
                idle.notifyAll();
            }
        }
    }

    private boolean cancel(String request) {
        Work started = work.get(request);
        return started != null && started.cancel(new ToolException(ErrorCode.CANCELLED, "the call was cancelled"));
    }

    private void subscribe(Envelope message, Message.SubscribeRequest request) {
        if (request.buffer() < 1 || request.buffer() > 100_000) {
            throw ToolException.invalidParams("buffer must be from 1 to 100000, not " + request.buffer());
        }
        String id = "sub-" + ids.incrementAndGet();
        EventBus.Subscription subscription = options.events(kernel).subscribe(request.pattern(), request.buffer());
        synchronized (subscriptions) {
            subscriptions.put(id, subscription);
        }
        done(message, Values.map("subscription", id));
        kernel.threads().newThread(() -> forward(message, id, subscription)).start();
    }

    private void forward(Envelope message, String id, EventBus.Subscription subscription) {
        try {
            for (EventBus.Event event = subscription.take(); event != null; event = subscription.take()) {
                deliver(message, new Message.Published(id, event.topic(), event.data(), event.dropped()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void unsubscribe(Envelope message, Message.UnsubscribeRequest request) {
        EventBus.Subscription subscription;
        synchronized (subscriptions) {
            subscription = subscriptions.remove(request.subscription());
        }
        if (subscription == null) {
            throw ToolException.notFound("no subscription '" + request.subscription() + "'");
        }
        subscription.close();
        done(message, Map.of());
    }

    private void done(Envelope message, Map<String, ? extends @Nullable Object> content) {
        String type = ((Message.Request) message.content()).replyType();
        deliver(message, new Message.Done(type, new LinkedHashMap<>(content)));
    }

    private void fail(Envelope message, ToolException error) {
        deliver(message, new Message.Failed(((Message.Request) message.content()).replyType(), error));
    }

    /// Hands a reply or an event to the client.
    void deliver(Envelope request, Message content) {
        receiver.accept(Envelope.answering(request, "k-" + ids.incrementAndGet(), content));
    }

    void cancelAll(ToolException why) {
        for (Work started : work.values()) {
            started.cancel(why);
        }
    }

    /// Waits until nothing runs, at most so long; returns whether nothing does.
    boolean awaitIdle(long timeout, TimeUnit unit) {
        long end = System.nanoTime() + unit.toNanos(timeout);
        synchronized (idle) {
            while (!work.isEmpty()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    idle.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    /// Ends the connection: what runs is cancelled, sessions and subscriptions are gone. Replies still come.
    @Override
    public void close() {
        closed = true;
        cancelAll(new ToolException(ErrorCode.CANCELLED, "the client is gone"));
        synchronized (subscriptions) {
            subscriptions.values().forEach(EventBus.Subscription::close);
            subscriptions.clear();
        }
        sessions.values().forEach(Session::close);
        kernel.disconnected(this);
    }
}
