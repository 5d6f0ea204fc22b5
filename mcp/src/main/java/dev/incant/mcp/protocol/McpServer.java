package dev.incant.mcp.protocol;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentTool;
import dev.incant.mcp.agent.AnsweredElsewhere;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcException;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Answers messages, whatever transport brings them. Blocking: each request is answered on the thread that brings it.
/// Safe for use by many threads.
public final class McpServer implements AutoCloseable {
    /// A call that takes longer goes on as a task, if the client knows tasks.
    private static final Duration DETACH_AFTER = Duration.ofSeconds(5);

    private final Offer offer;
    private final Totals totals;
    private final InstantSource clock;
    private final StateSeal seal;
    private final Dialect modern;
    private final Dialect legacy = new Legacy();
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final Set<Subscription> streams = ConcurrentHashMap.newKeySet();
    private final Answering answering;
    private volatile boolean closed;

    private McpServer(Offer offer, TotalLimits limits, InstantSource clock) {
        this.offer = offer;
        this.totals = new Totals(limits);
        this.clock = clock;
        this.seal = new StateSeal(clock);
        this.modern = new Modern(Values.map("name", offer.name(), "version", offer.version()));
        this.answering = new Answering(offer, DETACH_AFTER);
    }

    /// A server of what is offered. It closes what is offered when it is closed.
    public static McpServer of(Offer offer) {
        return of(offer, TotalLimits.STANDARD);
    }

    /// A server of what is offered, to clients that together have at most so much.
    public static McpServer of(Offer offer, TotalLimits limits) {
        return of(offer, limits, InstantSource.system());
    }

    static McpServer of(Offer offer, TotalLimits limits, InstantSource clock) {
        return new McpServer(offer, limits, clock);
    }

    /// What its clients have together.
    public Totals totals() {
        return totals;
    }

    /// Lets a client in.
    ///
    /// @param principal who it is, as far as that was proved; clients with the same one are the same
    public Client open(String principal) {
        Client client = new Client(
                principal, offer.tools(), new Tasks(clock, offer.changes(), totals.tasks(), this::pruneTasks), totals);
        clients.add(client);
        client.atEnd(() -> clients.remove(client));
        if (closed) {
            client.close();
            throw ToolException.unavailable("the server is shutting down");
        }
        return client;
    }

    private void pruneTasks() {
        clients.forEach(each -> each.tasks().prune());
    }

    /// Answers a request.
    ///
    /// @param outlet where messages go that belong to the request
    /// @return null when the request was cancelled, which is not answered, or was answered by [Outlet#standby]
    public RpcMessage.@Nullable Answer answer(
            Client client, RpcMessage.Request request, Outlet outlet, Cancellation cancellation) {
        Dialect dialect = dialect(client, request);
        RpcMessage.Answer answer;
        try {
            Sender sender = dialect.sender(request, client);
            McpRequest asked = dialect.read(request, sender);
            McpResult result = asked instanceof McpRequest.Listen listen
                    ? listen(client, sender, request.id(), listen, outlet, cancellation)
                    : served(client, sender, asked, dialect, outlet, cancellation, standby(request, dialect, outlet));
            answer = new RpcMessage.Result(request.id(), dialect.write(result));
            if (closed && asked instanceof McpRequest.Listen) {
                // The end of a stream that the server ends is told, although all is being cancelled.
                return answer;
            }
        } catch (AnsweredElsewhere _) {
            return null;
        } catch (RpcException e) {
            answer = new RpcMessage.Failure(request.id(), e.error());
        } catch (ToolException e) {
            answer = new RpcMessage.Failure(request.id(), error(e));
        } catch (RuntimeException | Error e) {
            answer = new RpcMessage.Failure(request.id(), bug(request.method(), e));
        }
        return cancellation.cancelled() ? null : answer;
    }

    private static @Nullable Consumer<McpResult> standby(RpcMessage.Request request, Dialect dialect, Outlet outlet) {
        Consumer<RpcMessage.Answer> answered = outlet.standby();
        return answered == null
                ? null
                : result -> answered.accept(new RpcMessage.Result(request.id(), dialect.write(result)));
    }

    private Dialect dialect(Client client, RpcMessage.Request request) {
        // A session that began with a handshake stays with it, but for requests that say otherwise.
        boolean says = Modern.revision(request) != null;
        boolean onlyModern = request.method().equals("server/discover");
        boolean noHandshake = client.handshake() == null
                && !request.method().equals("initialize")
                && request.params().get("_meta") instanceof Map<?, ?> meta
                && meta.containsKey(Modern.CAPABILITIES);
        return says || onlyModern || noHandshake ? modern : legacy;
    }

    private McpResult served(
            Client client,
            Sender sender,
            McpRequest asked,
            Dialect dialect,
            Outlet outlet,
            Cancellation cancellation,
            @Nullable Consumer<McpResult> standby) {
        Map<String, @Nullable Object> known = Values.map();
        if (asked instanceof McpRequest.Repeated repeated && sender.modern()) {
            McpRequest.Answers answers = repeated.answers();
            // Only its writing takes time, and most requests come without.
            if (answers.state() != null) {
                known.putAll(seal.open(answers.state(), client.principal() + " " + repeated.binding()));
            }
            known.putAll(answers.responses());
        }
        try {
            return answering.answer(
                    new Answering.Asked(client, sender, asked, dialect, outlet, cancellation, known, standby));
        } catch (InputNeeded needed) {
            String binding = asked instanceof McpRequest.Repeated repeated ? repeated.binding() : "";
            return new McpResult.InputRequired(
                    needed.requests(), seal.seal(needed.known(), client.principal() + " " + binding));
        } catch (ToolException e) {
            if (asked instanceof McpRequest.ReadResource read && e.code() == ErrorCode.NOT_FOUND) {
                throw RpcException.of(dialect.noResource(read.uri(), e.message()));
            }
            throw e;
        }
    }

    /// The tools that a client sees.
    public List<AgentTool> tools(Client client) {
        return client.tools().list();
    }

    /// Takes a message that is not answered.
    public void hear(Client client, RpcMessage.Notification notification) {
        if (notification.method().equals("notifications/cancelled")) {
            RpcId id = RpcId.of(notification.params().get("requestId"));
            if (id != null) {
                client.cancel(
                        id,
                        notification.params().get("reason") instanceof String reason && !reason.isEmpty()
                                ? ": " + reason
                                : "");
            }
        }
    }

    /// Sends a client that made a handshake what changes, until it is cancelled (legacy).
    public void push(Client client, Outlet outlet, Cancellation cancellation) {
        Subscription stream = new Subscription(change -> client.handshake() != null && wanted(client, change));
        // Nothing may be missed from when the client knows that the stream is there.
        begin(stream);
        outlet.begin();
        carry(stream, outlet, null, cancellation);
    }

    private boolean wanted(Client client, Changes.Change change) {
        return switch (change) {
            case Changes.Change.Tools _ -> true;
            case Changes.Change.Prompts _ -> offer.prompts() != null;
            case Changes.Change.Resources resources -> client.owns(resources.owner());
            case Changes.Change.Updated updated -> client.owns(updated.owner()) && client.watches(updated.uri());
            case Changes.Change.TaskState state ->
                client.tasks().lookUp(state.task().id()) == state.task();
        };
    }

    private McpResult listen(
            Client client, Sender sender, RpcId id, McpRequest.Listen asked, Outlet outlet, Cancellation cancellation) {
        if (!asked.tasks().isEmpty() && !sender.has(Sender.TASKS)) {
            throw sender.lacksExtension(Sender.TASKS);
        }
        try (Listening listening = Listening.of(offer, client, asked)) {
            Subscription stream = new Subscription(listening::wants);
            // Nothing may be missed from the acknowledgement on, and nothing may come before it.
            begin(stream);
            outlet.send(new RpcMessage.Notification(
                    "notifications/subscriptions/acknowledged",
                    Values.map(
                            "_meta",
                            Values.map(Modern.SUBSCRIPTION, id.plain()),
                            "notifications",
                            listening.acknowledged())));
            carry(stream, outlet, id.plain(), cancellation);
        }
        if (outlet.shared() && (closed || !cancellation.cancelled())) {
            // Demanded by "Cancellation" of who ends a stream of changes; where it has a connection of its own, the
            // end of that says it.
            outlet.send(new RpcMessage.Notification(
                    "notifications/cancelled",
                    Values.map("requestId", id.plain(), "reason", "the server ends the stream of changes")));
        }
        return McpResult.Complete.of("_meta", Values.map(Modern.SUBSCRIPTION, id.plain()));
    }

    private void begin(Subscription stream) {
        offer.changes().add(stream);
        streams.add(stream);
        if (closed) {
            stream.end();
        }
    }

    private void carry(Subscription stream, Outlet outlet, @Nullable Object id, Cancellation cancellation) {
        try (var _ = cancellation.onCancel(stream::end)) {
            Changes.Change change = stream.next();
            while (change != null) {
                outlet.send(Subscription.message(change, id));
                change = stream.next();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            streams.remove(stream);
            offer.changes().remove(stream);
        }
    }

    /// What a refusal is on the wire; the error's own code is in its data.
    public static RpcError error(ToolException e) {
        int code = e.code() == ErrorCode.INVALID_PARAMS || e.code() == ErrorCode.NOT_FOUND
                ? RpcError.INVALID_PARAMS
                : RpcError.INTERNAL_ERROR;
        return new RpcError(code, e.message(), Values.map("code", e.code().code(), "details", e.details()));
    }

    /// Logs a bug and says so without what was inside.
    static RpcError bug(String method, Throwable e) {
        if (e instanceof VirtualMachineError) {
            return new RpcError(RpcError.INTERNAL_ERROR, method + ": not enough memory");
        }
        Logger.getLogger(McpServer.class.getName()).log(Level.SEVERE, "bug in " + method, e);
        return new RpcError(RpcError.INTERNAL_ERROR, method + ": a bug in Incant; its log says more");
    }

    /// Ends all streams of changes in order, so that clients hear it.
    public void endStreams() {
        streams.forEach(Subscription::end);
    }

    /// Ends all streams in order, cancels all that runs, and closes what was offered.
    @Override
    public void close() {
        closed = true;
        endStreams();
        clients.forEach(Client::close);
        if (offer.resources() != null) {
            offer.resources().close();
        }
        if (offer.prompts() != null) {
            offer.prompts().close();
        }
    }
}
