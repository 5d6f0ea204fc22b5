package dev.incant.tools.web;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.tool.ToolContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// When a request is sent again: on 429, 500, 502, 503 and 504, after a time that grows by `factor`, or that the host
/// says in `Retry-After`. POST and PATCH are sent again on 429 and 503 only, which say that nothing was done.
///
/// @param attempts how often to send at most
/// @param longest the longest wait; a host that asks for more gets no second request
record Retries(int attempts, Duration first, Duration longest, double factor) {
    private static final Set<Integer> AGAIN = Set.of(429, 500, 502, 503, 504);
    private static final Set<Integer> NOTHING_DONE = Set.of(429, 503);

    /// Each request is sent once.
    static final Retries NONE = new Retries(1, Duration.ZERO, Duration.ZERO, 1);

    static Retries of(Map<String, @Nullable Object> said) {
        return new Retries(
                (int) number(said, "max_attempts", 3),
                Duration.ofMillis((long) number(said, "initial_delay_ms", 1000)),
                Duration.ofMillis((long) number(said, "max_delay_ms", number(said, "max_delay", 30_000))),
                number(said, "backoff", 2.0));
    }

    /// A response and how often the request was sent for it.
    record Sent(Http.Response response, int attempts) {}

    /// Sends a request, and again where that may help.
    Sent send(Http.Request request, ToolContext context) {
        return send(request, context, () -> {});
    }

    /// As the other, and does something before each time the request is sent.
    Sent send(Http.Request request, ToolContext context, Runnable before) {
        for (int attempt = 1; ; attempt++) {
            before.run();
            Http.Response response = context.http().send(request);
            Duration wait = before(attempt, request.method(), response, context);
            if (wait == null) {
                return new Sent(response, attempt);
            }
            response.close();
            pause(wait, context);
        }
    }

    private static double number(Map<String, @Nullable Object> said, String name, double otherwise) {
        return said.get(name) instanceof Number number ? number.doubleValue() : otherwise;
    }

    /// How long to wait before sending once more; null for not sending any more.
    ///
    /// @param attempt 1 for the first
    @Nullable Duration before(int attempt, String method, Http.Response response, ToolContext context) {
        boolean repeatable = !method.equals("POST") && !method.equals("PATCH");
        Set<Integer> statuses = repeatable ? AGAIN : NOTHING_DONE;
        if (attempt >= attempts || !statuses.contains(response.status())) {
            return null;
        }
        double millis = Math.min(first.toMillis() * Math.pow(factor, attempt - 1), longest.toMillis());
        Duration asked = asked(response, context);
        Duration wait = Duration.ofMillis((long) millis);
        if (asked == null || asked.compareTo(wait) <= 0) {
            return wait;
        }
        return asked.compareTo(longest) > 0 ? null : asked;
    }

    /// What `Retry-After` says: seconds or a date (RFC 9110, section 10.2.3).
    static @Nullable Duration asked(Http.Response response, ToolContext context) {
        String value = response.header("Retry-After").orElse("").trim();
        if (value.isEmpty()) {
            return null;
        }
        if (value.length() <= 9 && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            ZonedDateTime at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Duration.between(context.clock().instant(), at.toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// Waits, or ends with the call when that is cancelled.
    static void pause(Duration time, ToolContext context) {
        CountDownLatch over = new CountDownLatch(1);
        try (Cancellation.Registration registration = context.cancellation().onCancel(over::countDown)) {
            if (over.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS)) {
                context.checkCancelled();
            }
            assert registration != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        context.checkCancelled();
    }
}
