package dev.incant.mcp.client;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.mcp.rpc.RpcException;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import dev.incant.mcp.rpc.RpcText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A server at a URL: each message is a POST, whose answer is one message or a stream of them. Source: "Streamable
/// HTTP" of 2026-07-28 and 2025-11-25. Connects to the URL's host and port only, wherever redirects lead. Each exchange
/// runs on a virtual thread of its own.
public final class HttpChannel implements Channel {
    private static final String SESSION = "Mcp-Session-Id";
    private static final String STREAM = "text/event-stream";
    private static final Duration FOREVER = Duration.ofDays(20);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final int MOST_REDIRECTS = 3;

    /// How long a stream is left alone before it is asked for again, where the server does not say.
    private static final long RETRY_MILLIS = 1_000;

    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private static final int MOST_RETRIES = 5;

    /// Where the server is.
    ///
    /// @param headers sent with each request, secrets among them
    /// @param longest bytes of one message
    public record Address(URI url, Map<String, String> headers, int longest) {}

    private final Host host;
    private final Address address;
    private final Admission admission;
    private final HttpRefusals refusals;
    private final Map<RpcId, Cancellation> running = new ConcurrentHashMap<>();
    private final Set<Cancellation> others = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Inbox inbox;
    private volatile @Nullable String session;
    private volatile boolean closed;
    private @Nullable CompletableFuture<Void> listening;

    /// @param host the machine's HTTP client; stays the caller's
    /// @param admission what lets us in
    public HttpChannel(Host host, Address address, Admission admission) {
        this.host = host;
        this.address = address;
        this.admission = admission;
        this.refusals = new HttpRefusals(address.url());
    }

    @Override
    public void open(Inbox to) {
        inbox = to;
    }

    private Inbox inbox() {
        Inbox open = inbox;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        return open;
    }

    @Override
    public CompletableFuture<Void> send(RpcMessage message, Map<String, String> headers) {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        Cancellation cancellation = new Cancellation();
        RpcId id = message instanceof RpcMessage.Request request ? request.id() : null;
        register(id, cancellation);
        Thread.ofVirtual().name("incant-mcp-post").start(() -> {
            try {
                post(message, id, headers, cancellation);
                taken.complete(null);
            } catch (ToolException | UncheckedIOException e) {
                ToolException told = e instanceof ToolException error
                        ? refusals.told(error)
                        : ToolException.unavailable("the server broke off: " + e.getMessage());
                taken.completeExceptionally(told);
                if (id != null) {
                    inbox().failed(id, told);
                }
            } finally {
                unregister(id, cancellation);
            }
        });
        return taken;
    }

    private void register(@Nullable RpcId id, Cancellation cancellation) {
        if (id == null) {
            others.add(cancellation);
        } else {
            running.put(id, cancellation);
        }
        if (closed) {
            cancellation.cancel();
        }
    }

    private void unregister(@Nullable RpcId id, Cancellation cancellation) {
        if (id == null) {
            others.remove(cancellation);
        } else {
            running.remove(id);
        }
    }

    /// Sends a request, again where that lets us in.
    private Http.Response exchange(
            String method, byte @Nullable [] body, Map<String, String> headers, Cancellation call, Duration time) {
        Admission.Attempt attempt = admission.attempt(call);
        while (true) {
            Map<String, String> all = new LinkedHashMap<>(headers);
            all.putAll(attempt.headers(method, address.url()));
            Http.Response response = sent(method, body, all, call, time);
            if (response.status() != 401 && response.status() != 403) {
                attempt.letIn(response.headers());
                return response;
            }
            boolean again;
            try {
                again = attempt.again(response.status(), response.headers());
            } catch (RuntimeException e) {
                response.close();
                throw e;
            }
            if (!again) {
                return response;
            }
            response.close();
        }
    }

    private Http.Response sent(
            String method, byte @Nullable [] body, Map<String, String> headers, Cancellation call, Duration time) {
        List<Http.Header> all = new ArrayList<>();
        all.add(new Http.Header("Accept", method.equals("GET") ? STREAM : "application/json, " + STREAM));
        if (body != null) {
            all.add(new Http.Header("Content-Type", "application/json"));
        }
        headers.forEach((name, value) -> all.add(new Http.Header(name, value)));
        String known = session;
        if (known != null) {
            all.add(new Http.Header(SESSION, known));
        }
        address.headers().forEach((name, value) -> all.add(new Http.Header(name, value)));
        Grants grants = Grants.NONE.allow(Permission.NET, authority(address.url()));
        Limits limits = Limits.GENEROUS.withBodySize(Long.MAX_VALUE);
        CallScope scope = new CallScope(grants, limits, Path.of("/"), call, new Resources());
        return host.http(scope)
                .send(new Http.Request(
                        method,
                        address.url(),
                        all,
                        body == null ? null : new Http.Body.Bytes(body),
                        time,
                        MOST_REDIRECTS,
                        Long.MAX_VALUE - 1));
    }

    /// `HOST:PORT`, as grants name it.
    private static String authority(URI url) {
        int usual = url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return url.getHost() + ":" + (url.getPort() >= 0 ? url.getPort() : usual);
    }

    private void post(RpcMessage message, @Nullable RpcId id, Map<String, String> headers, Cancellation call) {
        byte[] body = RpcText.write(message).getBytes(StandardCharsets.UTF_8);
        boolean hello = message instanceof RpcMessage.Request request
                && request.method().equals("initialize");
        try (Http.Response response = exchange("POST", body, headers, call, FOREVER)) {
            if (response.status() >= 300) {
                throw refused(response, id);
            }
            if (hello) {
                session = response.header(SESSION).orElse(null);
            }
            if (id == null) {
                return;
            }
            if (isStream(response)) {
                stream(response, id, headers, call);
            } else {
                single(response, id);
            }
        }
    }

    private static boolean isStream(Http.Response response) {
        return response.header("Content-Type")
                .orElse("")
                .strip()
                .toLowerCase(Locale.ROOT)
                .startsWith(STREAM);
    }

    /// An answer that is one message.
    private void single(Http.Response response, RpcId id) {
        byte[] body = body(response);
        if (body.length == 0) {
            throw ClientErrors.broken("HTTP " + response.status() + " without an answer to the request");
        }
        try {
            deliver(RpcText.read(body), id);
        } catch (RpcException e) {
            throw ClientErrors.broken(e.error().message() + ": " + HttpRefusals.shown(body));
        }
        // Where it answers another request, this one will not be answered any more.
        inbox().failed(id, ClientErrors.broken("its answer is not to this request"));
    }

    private byte[] body(Http.Response response) {
        try {
            byte[] body = response.body().readNBytes(address.longest() + 1);
            if (body.length > address.longest()) {
                throw ToolException.limitExceeded("the server's answer is larger than " + address.longest() + " bytes")
                        .with("limit", (long) address.longest());
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Hands a message on; an error that names no request is about the one that was sent.
    private void deliver(RpcMessage message, RpcId id) {
        inbox().received(
                        message instanceof RpcMessage.Failure failure && failure.id() == null
                                ? new RpcMessage.Failure(id, failure.error())
                                : message);
    }

    /// An answer that is a stream, which may break off and go on in another one.
    private void stream(Http.Response first, RpcId id, Map<String, String> headers, Cancellation call) {
        SseReader reader = new SseReader(first.body(), address.longest());
        String last = read(reader, id);
        for (int retry = 0; last != null && !last.isEmpty() && retry < MOST_RETRIES; retry++) {
            pause(reader.retryMillis(), call);
            Map<String, String> again = new LinkedHashMap<>(headers);
            again.put("Last-Event-ID", last);
            try (Http.Response next = exchange("GET", null, again, call, FOREVER)) {
                if (next.status() >= 300 || !isStream(next)) {
                    throw refused(next, id);
                }
                reader = new SseReader(next.body(), address.longest());
                String later = read(reader, id);
                last = later != null && later.isEmpty() ? last : later;
            }
        }
        if (last != null) {
            throw ToolException.unavailable("the server ended its stream without an answer");
        }
    }

    /// Reads a stream up to the answer.
    ///
    /// @return the id of the last event if it ended before that, empty for none; null when the answer is there
    private @Nullable String read(SseReader reader, RpcId id) {
        try {
            for (byte[] data = reader.next(); data != null; data = reader.next()) {
                RpcMessage message;
                try {
                    message = RpcText.read(data);
                } catch (RpcException e) {
                    if (id.equals(AnswerIds.in(new String(data, StandardCharsets.UTF_8)))) {
                        throw new ToolException(
                                ErrorCode.INTERNAL,
                                "",
                                Map.of(),
                                ClientErrors.broken(e.error().message()));
                    }
                    continue;
                }
                deliver(message, id);
                if (answers(message, id)) {
                    return null;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ToolException e) {
            if (e.getCause() instanceof ToolException broken && e.code() == ErrorCode.INTERNAL) {
                throw broken;
            }
            // A connection that broke in the middle is as good as one that was closed, if there is a way on.
            if (e.code() != ErrorCode.FAILED || reader.lastId().isEmpty()) {
                throw e;
            }
        }
        return reader.lastId();
    }

    private static boolean answers(RpcMessage message, RpcId id) {
        return message instanceof RpcMessage.Result result && result.id().equals(id)
                || message instanceof RpcMessage.Failure failure && (failure.id() == null || id.equals(failure.id()));
    }

    private static void pause(long asked, Cancellation call) {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        try (Cancellation.Registration _ = call.onCancel(() -> cancelled.complete(true))) {
            cancelled.get(asked < 0 ? RETRY_MILLIS : asked, TimeUnit.MILLISECONDS);
            call.check();
        } catch (TimeoutException e) {
            // That was the pause.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The error for a status that is no success. The body may be an answer nevertheless, which then is handed
    /// on.
    private ToolException refused(Http.Response response, @Nullable RpcId id) {
        byte[] body = body(response);
        boolean answer = HttpRefusals.isAnswer(body);
        if (session != null && response.status() == 404 && !answer) {
            session = null;
            inbox().lost(ToolException.unavailable("the server has ended the session")
                    .with("session_ended", true));
        }
        boolean stranger = response.status() == 401 || response.status() == 403;
        if (id != null && answer && !stranger) {
            try {
                deliver(RpcText.read(body), id);
            } catch (RpcException e) {
                // No answer after all.
            }
        }
        return refusals.of(response, body);
    }

    @Override
    public void abandon(RpcId id) {
        Cancellation call = running.get(id);
        if (call != null) {
            call.cancel();
        }
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public synchronized CompletableFuture<Void> listen(Map<String, String> headers) {
        CompletableFuture<Void> known = listening;
        if (known != null) {
            return known;
        }
        CompletableFuture<Void> there = new CompletableFuture<>();
        listening = there;
        Cancellation cancellation = new Cancellation();
        register(null, cancellation);
        Thread.ofVirtual().name("incant-mcp-listen").start(() -> {
            try {
                listen(headers, there, cancellation);
            } catch (ToolException | UncheckedIOException e) {
                // A server need not offer it; then changes are noticed at the next start.
            } finally {
                there.complete(null);
                unregister(null, cancellation);
            }
        });
        return there;
    }

    /// Reads the server's own stream, and asks for it again each time that it ends, after a pause that grows
    /// while streams are short.
    private void listen(Map<String, String> headers, CompletableFuture<Void> there, Cancellation cancellation) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        long pause = RETRY_MILLIS;
        while (true) {
            long began = System.nanoTime();
            SseReader reader;
            try (Http.Response response = exchange("GET", null, all, cancellation, FOREVER)) {
                there.complete(null);
                if (response.status() != 200 || !isStream(response)) {
                    return;
                }
                reader = new SseReader(response.body(), address.longest());
                // The id is that of no request: what comes here answers none.
                read(reader, new RpcId.Text(""));
            }
            if (!reader.lastId().isEmpty()) {
                all.put("Last-Event-ID", reader.lastId());
            }
            boolean longLived = System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(pause * 2);
            pause = longLived ? RETRY_MILLIS : pause;
            pause(reader.retryMillis() < 0 ? pause : reader.retryMillis(), cancellation);
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
        }
    }

    @Override
    public List<String> lastWords() {
        return List.of();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        running.values().forEach(Cancellation::cancel);
        others.forEach(Cancellation::cancel);
        if (session != null) {
            Cancellation goodbye = new Cancellation();
            CompletableFuture.delayedExecutor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(goodbye::cancel);
            try (Http.Response _ = exchange("DELETE", null, Map.of(), goodbye, GOODBYE)) {
                session = null;
            } catch (ToolException e) {
                // It forgets us by itself, sooner or later.
            }
        }
    }
}
