package dev.incant.mcp.client;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.protocol.Codes;
import dev.incant.mcp.protocol.Modern;
import dev.incant.mcp.protocol.Revision;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Finds out what a server speaks. Source: "Versioning and Compatibility" of 2026-07-28 and "Lifecycle" of 2025-11-25.
///
/// `server/discover` comes first, and anything but an answer of the stateless dialect means a handshake. A server on
/// standard streams that says nothing may be one that ignores what it does not know, or one that is still being
/// downloaded: after a while the handshake is sent too, and what is answered first counts.
final class Greeting {
    /// How long a server on standard streams may be silent before the handshake is tried too.
    private static final Duration SILENCE = Duration.ofSeconds(3);

    /// How long the answer of a server that has shaken hands is waited for that may speak the newer dialect, too: the
    /// two may be answered in any order.
    private static final Duration GRACE = Duration.ofSeconds(1);

    /// What was found out.
    record Agreed(ServerFacts facts, ClientDialect dialect) {}

    private final Conversation conversation;
    private final ClientOptions options;
    private final ClientDialect.Stateless modern;

    Greeting(Conversation conversation, ClientOptions options) {
        this.conversation = conversation;
        this.options = options;
        this.modern = new ClientDialect.Stateless(
                options.name(), options.version(), options.answers().capabilities());
    }

    /// Asks the server which dialect it speaks.
    ///
    /// @throws Conversation.LostException when the connection was lost instead
    Agreed probe() {
        Exchange discover = discover();
        try {
            boolean silent = !within(List.of(discover.answer()), first());
            if (!silent) {
                Agreed agreed = read(discover, true);
                return agreed == null ? shakeHands() : agreed;
            }
            if (conversation.channel().streams()) {
                throw late("server/discover");
            }
            return race(discover);
        } finally {
            conversation.forget(discover);
        }
    }

    private Duration first() {
        boolean streams = conversation.channel().streams();
        return streams || SILENCE.compareTo(options.patience()) > 0 ? options.patience() : SILENCE;
    }

    private Exchange discover() {
        return conversation.start(modern, "server/discover", Map.of(), Map.of(), Progress.SILENT);
    }

    private Agreed race(Exchange discover) {
        Exchange hello = hello();
        try {
            if (!within(List.of(discover.answer(), hello.answer()), options.patience())) {
                throw late("server/discover or initialize");
            }
            within(List.of(discover.answer()), GRACE);
            Agreed agreed = discover.answer().isDone() ? read(discover, true) : null;
            if (agreed != null) {
                return agreed;
            }
            if (!hello.answer().isDone() || !hello.answer().isCompletedExceptionally()) {
                RpcMessage.Answer answer = hello.await(options.patience(), new Cancellation());
                if (answer instanceof RpcMessage.Result || discover.answer().isDone()) {
                    return agreed(answer);
                }
            }
            // The handshake was refused before the other question was answered.
            within(List.of(discover.answer()), options.patience());
            Agreed late = read(discover, true);
            return late == null ? agreed(hello.await(options.patience(), new Cancellation())) : late;
        } finally {
            conversation.forget(hello);
        }
    }

    /// What an answer to `server/discover` says; null when it is none of the stateless dialect.
    ///
    /// @param again whether to ask once more where the server says it knows the revision but refused it
    private @Nullable Agreed read(Exchange discover, boolean again) {
        RpcMessage.Answer answer;
        try {
            answer = discover.await(Duration.ofMillis(1), new Cancellation());
        } catch (ToolException e) {
            ToolException lost = conversation.lost();
            if (lost != null) {
                throw new Conversation.LostException(lost);
            }
            // What HTTP answered with another status than a success, except that it wants to know who we are.
            if (e.details().get("http_status") instanceof Long && e.code() != ErrorCode.DENIED) {
                return null;
            }
            throw e;
        }
        if (answer instanceof RpcMessage.Failure failure) {
            return refused(failure.error(), again);
        }
        Map<String, @Nullable Object> result = ((RpcMessage.Result) answer).result();
        if (!(result.get("supportedVersions") instanceof List<?> versions)) {
            return null;
        }
        if (!versions.contains(Revision.MODERN)) {
            return handshakeOf(versions);
        }
        Object info = result.get("_meta") instanceof Map<?, ?> meta && meta.containsKey(Modern.SERVER)
                ? meta.get(Modern.SERVER)
                : result.get("serverInfo");
        return new Agreed(ServerFacts.of(Revision.MODERN, info, result.get("capabilities")), modern);
    }

    private @Nullable Agreed refused(RpcError error, boolean again) {
        if (error.code() == Codes.UNSUPPORTED_REVISION) {
            Object supported = error.data() instanceof Map<?, ?> data ? data.get("supported") : null;
            List<?> versions = supported instanceof List<?> list ? list : List.of();
            if (again && versions.contains(Revision.MODERN)) {
                Exchange retried = discover();
                try {
                    within(List.of(retried.answer()), options.patience());
                    return read(retried, false);
                } finally {
                    conversation.forget(retried);
                }
            }
            return handshakeOf(versions);
        }
        if (error.code() == Codes.HEADER_MISMATCH || error.code() == Codes.MISSING_CAPABILITY) {
            throw ClientErrors.of(error);
        }
        return null;
    }

    /// Null where a handshake will do.
    private static @Nullable Agreed handshakeOf(List<?> versions) {
        for (String each : Revision.HANDSHAKES) {
            if (versions.contains(each)) {
                return null;
            }
        }
        throw ToolException.unavailable("the server speaks none of our revisions of the protocol, "
                        + String.join(", ", Revision.ALL) + ", but " + versions)
                .with("supported", List.copyOf(versions));
    }

    /// Shakes hands.
    Agreed shakeHands() {
        Exchange hello = hello();
        try {
            return agreed(hello.await(options.patience(), new Cancellation()));
        } finally {
            conversation.forget(hello);
        }
    }

    private Exchange hello() {
        Map<String, @Nullable Object> params = Values.map(
                "protocolVersion",
                known(),
                "capabilities",
                options.answers().capabilities(),
                "clientInfo",
                Values.map("name", options.name(), "version", options.version()));
        ClientDialect dialect = new ClientDialect.Handshaken(known(), false);
        return conversation.start(dialect, "initialize", params, Map.of(), Progress.SILENT);
    }

    private String known() {
        String revision = options.revision();
        return revision != null && Revision.HANDSHAKES.contains(revision) ? revision : Revision.LEGACY;
    }

    private Agreed agreed(RpcMessage.Answer answer) {
        if (answer instanceof RpcMessage.Failure failure) {
            throw ClientErrors.of(failure.error());
        }
        Map<String, @Nullable Object> result = ((RpcMessage.Result) answer).result();
        if (!(result.get("protocolVersion") instanceof String revision)) {
            throw ClientErrors.broken("the result of initialize has no 'protocolVersion'");
        }
        if (!Revision.HANDSHAKES.contains(revision)) {
            handshakeOf(List.of(revision));
        }
        ClientDialect dialect = new ClientDialect.Handshaken(revision, true);
        conversation.tell(dialect, "notifications/initialized", options.patience());
        return new Agreed(ServerFacts.of(revision, result.get("serverInfo"), result.get("capabilities")), dialect);
    }

    private ToolException late(String method) {
        return new ToolException(
                        ErrorCode.TIMEOUT,
                        "the server did not answer " + method + " within "
                                + options.patience().toSeconds() + " s")
                .with("last_words", conversation.channel().lastWords());
    }

    /// Waits until one is done, whatever came of it; returns whether one was in time.
    private static boolean within(List<CompletableFuture<RpcMessage.Answer>> answers, Duration time) {
        CompletableFuture<?> first = CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new));
        try {
            first.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "interrupted while connecting to the server");
        }
    }
}
