package dev.incant.tools.web;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One delivery of a webhook with all its attempts. Each attempt carries the same key and is signed anew, since some
/// signatures hold the time.
final class WebhookDelivery {
    private final Args args;
    private final ToolContext context;
    private final String key;
    private final @Nullable WebhookSignature signature;
    private final List<@Nullable Object> attempts = new ArrayList<>();

    WebhookDelivery(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
        this.key = args.optionalString("idempotency_key").orElseGet(this::randomKey);
        this.signature = args.given("signature") ? WebhookSignature.of(args, context) : null;
        if (args.given("secret_variable") && !args.given("signature")) {
            throw ToolException.invalidParams("secret_variable: is of use with signature only");
        }
    }

    /// A UUID of version 4 (RFC 9562).
    private String randomKey() {
        long high = context.random().nextLong() & ~0xf000L | 0x4000L;
        long low = context.random().nextLong() & ~(3L << 62) | 1L << 63;
        return new UUID(high, low).toString();
    }

    /// What one attempt came to.
    private record Outcome(
            int status,
            @Nullable Map<String, @Nullable Object> answer,
            @Nullable ToolException error,
            @Nullable Duration asked) {
        boolean delivered() {
            return status >= 200 && status < 300;
        }

        boolean retryable() {
            return error != null || status == 408 || status == 429 || status >= 500;
        }
    }

    Map<String, @Nullable Object> run() throws IOException {
        URI uri = OutgoingRequest.absolute(args.string("url"));
        long wait = 0;
        for (int retry = 0; ; retry++) {
            Instant start = context.clock().instant();
            Outcome outcome = attempt(uri, wait);
            if (outcome.delivered()) {
                return delivered(
                        outcome, retry, Duration.between(start, context.clock().instant()));
            }
            wait = retry < args.intValue("max_retries") && outcome.retryable() ? wait(retry, outcome.asked()) : -1;
            if (wait < 0) {
                throw undelivered(uri, outcome);
            }
            context.progress().report(retry + 1L, args.intValue("max_retries") + 1L, "waiting " + wait + " ms");
            Retries.pause(Duration.ofMillis(wait), context);
        }
    }

    private Outcome attempt(URI uri, long waited) throws IOException {
        try (Http.Response response = context.http().send(request(uri))) {
            Map<String, @Nullable Object> answer = IncomingResponse.read(response, context);
            attempts.add(Values.map("status_code", response.status(), "error", null, "wait_ms", waited));
            return new Outcome(response.status(), answer, null, Retries.asked(response, context));
        } catch (ToolException e) {
            context.checkCancelled();
            if (e.code() != ErrorCode.FAILED && e.code() != ErrorCode.TIMEOUT) {
                throw e;
            }
            attempts.add(Values.map("status_code", null, "error", e.message(), "wait_ms", waited));
            return new Outcome(0, null, e, null);
        }
    }

    private Http.Request request(URI uri) {
        List<Http.Header> headers = new ArrayList<>(OutgoingRequest.headers(args));
        Http.Body.Bytes body = args.given("payload")
                ? (Http.Body.Bytes) OutgoingRequest.content(args.value("payload"), headers)
                : null;
        String header = args.string("idempotency_header");
        if (!header.isEmpty()) {
            headers.add(new Http.Header(header, key));
        }
        if (signature != null) {
            byte[] content = body == null ? new byte[0] : body.content();
            headers.addAll(signature.headers(key, content, context.clock().instant()));
        }
        return new Http.Request(
                args.string("method"),
                uri,
                headers,
                body,
                OutgoingRequest.timeout(args),
                args.intValue("max_redirects"),
                Long.MAX_VALUE);
    }

    /// How long to wait in milliseconds; -1 when the host asks for longer than allowed.
    private long wait(int retry, @Nullable Duration asked) {
        long longest = args.integer("max_delay_ms");
        double full = Math.min(args.integer("initial_delay_ms") * Math.pow(2, retry), longest);
        long wait = (long) (full * (1 - args.number("jitter") * context.random().nextDouble()));
        if (asked == null || asked.toMillis() <= wait) {
            return wait;
        }
        return asked.toMillis() > longest ? -1 : asked.toMillis();
    }

    private Map<String, @Nullable Object> delivered(Outcome outcome, int retries, Duration time) {
        Map<String, @Nullable Object> answer = outcome.answer() == null ? Map.of() : outcome.answer();
        return Values.map(
                "status_code",
                outcome.status(),
                "url",
                answer.get("url"),
                "headers",
                answer.get("headers"),
                "response",
                answer.get("body"),
                "response_time_ms",
                time.toMillis(),
                "retry_count",
                retries,
                "idempotency_key",
                key,
                "signed_by",
                signature == null ? null : signature.header(),
                "attempts",
                attempts);
    }

    private ToolException undelivered(URI uri, Outcome outcome) {
        String last = outcome.error() == null
                ? "it answered " + outcome.status()
                : outcome.error().message();
        String times = attempts.size() == 1 ? "one attempt" : attempts.size() + " attempts";
        ErrorCode code =
                outcome.error() == null ? ErrorCode.FAILED : outcome.error().code();
        ToolException error = new ToolException(code, "not delivered to " + uri + " after " + times + ": " + last)
                .with("attempts", attempts)
                .with("idempotency_key", key);
        Map<String, @Nullable Object> answer = outcome.answer();
        return answer == null
                ? error
                : error.with("status_code", (long) outcome.status()).with("response", answer.get("body"));
    }
}
