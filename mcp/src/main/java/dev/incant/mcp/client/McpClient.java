package dev.incant.mcp.client;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.protocol.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Speaks to one server. Requests block, any number at once; owns its channel. Safe for use by many threads.
public final class McpClient implements AutoCloseable {
    /// More pages of tools than any server has.
    private static final int MOST_PAGES = 1_000;

    private static final int MOST_TOOLS = 10_000;

    private static final Duration LISTENING = Duration.ofSeconds(5);

    /// How often a server may ask back before a call is given up.
    private static final int MOST_ROUNDS = 10;

    private final Conversation conversation;
    private final ClientOptions options;
    private final ServerFacts facts;
    private final ClientDialect dialect;

    private McpClient(Conversation conversation, ClientOptions options, Greeting.Agreed agreed) {
        this.conversation = conversation;
        this.options = options;
        this.facts = agreed.facts();
        this.dialect = agreed.dialect();
    }

    /// Connects and finds out what the server speaks. May connect twice: some servers end at a first message that
    /// they do not know.
    ///
    /// @param channels makes a channel that is not open yet
    /// @throws ToolException `unavailable` when there is no server or none that we can speak with, `denied` when it
    ///     wants to know who we are, `timeout`, `cancelled`
    public static McpClient connect(Supplier<? extends Channel> channels, ClientOptions options) {
        String known = options.revision();
        if (known != null && Revision.HANDSHAKES.contains(known)) {
            return connect(channels.get(), options, true);
        }
        try {
            return connect(channels.get(), options, false);
        } catch (Conversation.LostException e) {
            return connect(channels.get(), options, true);
        }
    }

    private static McpClient connect(Channel channel, ClientOptions options, boolean handshake) {
        Conversation conversation = new Conversation(channel, options.answers());
        try {
            conversation.open();
            Greeting greeting = new Greeting(conversation, options);
            Greeting.Agreed agreed = handshake ? greeting.shakeHands() : greeting.probe();
            McpClient client = new McpClient(conversation, options, agreed);
            if (!options.answers().capabilities().isEmpty()
                    && !agreed.dialect().revision().equals(Revision.MODERN)) {
                client.awaitListening();
            }
            return client;
        } catch (RuntimeException e) {
            conversation.close();
            throw e;
        }
    }

    /// Waits until the server can ask us something: what it asks before that is lost.
    private void awaitListening() {
        try {
            conversation
                    .channel()
                    .listen(dialect.headers("", Map.of()))
                    .get(LISTENING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // It takes its time to say no, then.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "interrupted while connecting to the server");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public ServerFacts facts() {
        return facts;
    }

    /// What the server said beside the protocol, the last lines of it.
    public List<String> lastWords() {
        return conversation.channel().lastWords();
    }

    /// Whether the connection is gone; requests fail from then on.
    public boolean lost() {
        return conversation.lost() != null;
    }

    /// All tools, page by page, in the server's order. A tool whose definition no client may use over this channel
    /// is left out and told of.
    ///
    /// @throws ToolException when the server does not answer or breaks the protocol
    public List<RemoteTool> tools(Duration timeout, Consumer<String> problems) {
        List<RemoteTool> tools = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> cursors = new HashSet<>();
        Map<String, @Nullable Object> params = Map.of();
        for (int page = 0; page < MOST_PAGES; page++) {
            Map<String, @Nullable Object> result = ask("tools/list", params, timeout);
            if (!(result.get("tools") instanceof List<?> list)) {
                throw ClientErrors.broken("the result of tools/list has no list 'tools'");
            }
            for (Object each : list) {
                add(tools, names, each, problems);
            }
            if (!(result.get("nextCursor") instanceof String cursor) || cursor.isEmpty()) {
                return tools;
            }
            if (!cursors.add(cursor)) {
                throw ClientErrors.broken("tools/list goes round in circles at the cursor '" + cursor + "'");
            }
            params = Map.of("cursor", cursor);
        }
        throw ToolException.limitExceeded("the server's list of tools has more than " + MOST_PAGES + " pages");
    }

    private void add(List<RemoteTool> tools, Set<String> names, @Nullable Object each, Consumer<String> problems) {
        Map<String, @Nullable Object> definition = Results.object(each);
        if (!(definition.get("name") instanceof String name) || name.isEmpty()) {
            throw ClientErrors.broken("a tool in its list has no name");
        }
        if (tools.size() == MOST_TOOLS) {
            throw ToolException.limitExceeded("the server has more than " + MOST_TOOLS + " tools");
        }
        RemoteTool tool = new RemoteTool(name, definition);
        String problem = mirrors() ? ParamHeaders.problem(tool.inputSchema()) : null;
        if (problem != null) {
            problems.accept("the tool '" + name + "' is left out: " + problem);
        } else if (names.add(name)) {
            tools.add(tool);
        } else {
            problems.accept("the tool '" + name + "' is listed twice; the first counts");
        }
    }

    /// Whether arguments are repeated in headers.
    private boolean mirrors() {
        return dialect.revision().equals(Revision.MODERN)
                && conversation.channel().streams();
    }

    /// Asks for a sign of life.
    public void ping(Duration timeout) {
        // The stateless dialect has no ping; this is what its servers must answer at no cost.
        boolean modern = dialect.revision().equals(Revision.MODERN);
        ask(modern ? "server/discover" : "ping", Map.of(), timeout);
    }

    /// Calls a tool and waits. Cancelled, it returns at once and tells the server.
    ///
    /// @throws ToolException the server's error in the closed set; `unavailable` when the connection is lost or the
    ///     server asks for what is not offered; `timeout`; the cancellation's reason
    public CallOutcome call(
            RemoteTool tool,
            Map<String, @Nullable Object> arguments,
            Progress progress,
            Cancellation cancellation,
            Duration timeout) {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("name", tool.name());
        params.put("arguments", arguments);
        Map<String, String> headers = mirrors() ? ParamHeaders.of(tool.inputSchema(), arguments) : Map.of();
        Map<String, @Nullable Object> round = params;
        for (int i = 0; i < MOST_ROUNDS; i++) {
            Map<String, @Nullable Object> result =
                    conversation.ask(dialect, "tools/call", round, headers, timeout, progress, cancellation);
            Object type = result.get("resultType");
            if (type == null || type.equals("complete")) {
                return CallOutcome.of(result);
            }
            if (!type.equals("input_required")) {
                throw ClientErrors.broken("a result of the type '" + type + "', which was not asked for");
            }
            round = answered(params, result);
        }
        throw ToolException.limitExceeded("the server asked back more than " + MOST_ROUNDS + " times");
    }

    /// The parameters of the next round: what the server asked for, and its state as it is.
    private Map<String, @Nullable Object> answered(
            Map<String, @Nullable Object> params, Map<String, @Nullable Object> result) {
        Map<String, @Nullable Object> next = new LinkedHashMap<>(params);
        if (result.get("inputRequests") instanceof Map<?, ?> requests) {
            Map<String, @Nullable Object> responses = new LinkedHashMap<>();
            for (Map.Entry<?, ?> each : requests.entrySet()) {
                Map<String, @Nullable Object> request = Results.object(each.getValue());
                String method = String.valueOf(request.get("method"));
                Map<String, @Nullable Object> inner = Results.object(request.get("params"));
                Map<String, @Nullable Object> answer = options.answers().answer(method, inner);
                if (answer == null) {
                    Object message = inner.get("message");
                    throw ToolException.unavailable("the server asks its client (" + method
                            + (message instanceof String text ? ": " + text : "")
                            + "), which is not offered to servers");
                }
                responses.put(String.valueOf(each.getKey()), answer);
            }
            next.put("inputResponses", responses);
        }
        if (result.containsKey("requestState")) {
            next.put("requestState", result.get("requestState"));
        }
        return next;
    }

    Map<String, @Nullable Object> ask(String method, Map<String, @Nullable Object> params, Duration timeout) {
        return conversation.ask(dialect, method, params, Map.of(), timeout, Progress.SILENT, new Cancellation());
    }

    /// Runs `action`, on a thread of its own, each time the server says that its list of tools has changed; asks
    /// the server to say so where it can.
    public void onToolsChanged(Runnable action) {
        conversation.onToolsChanged(action);
        if (!facts.tellsOfTools()) {
            return;
        }
        if (dialect.revision().equals(Revision.MODERN)) {
            ChangeSubscription.begin(conversation, dialect, action);
        } else {
            conversation.channel().listen(dialect.headers("", Map.of()));
        }
    }

    /// Runs `action` once the connection is lost, at once if it is already; not when it is closed here.
    public void onLost(Consumer<ToolException> action) {
        conversation.onLost(action);
    }

    /// Ends the connection, and the server where that is a child process.
    @Override
    public void close() {
        conversation.close();
    }
}
