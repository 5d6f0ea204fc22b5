package dev.incant.tools.web;

import dev.incant.kernel.capability.Http;
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
import org.jspecify.annotations.Nullable;

/// One request of a test, and the report on its answer.
final class ApiCall {
    private final Args args;
    private final ToolContext context;

    ApiCall(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
    }

    Map<String, @Nullable Object> report() throws IOException {
        // Before anything is sent: a query or pattern that cannot be read is the caller's mistake.
        ApiExpectations expectations = ApiExpectations.of(args.map("expect"), context);
        URI uri = OutgoingRequest.uri(args);
        List<Http.Header> headers = new ArrayList<>(OutgoingRequest.headers(args));
        Http.Body body = args.given("body") ? OutgoingRequest.content(args.value("body"), headers) : null;
        Http.Request request = new Http.Request(
                args.string("method"),
                uri,
                headers,
                body,
                OutgoingRequest.timeout(args),
                args.intValue("max_redirects"),
                args.optionalInteger("max_size").orElse(Long.MAX_VALUE));
        Retries retries = args.given("retry") ? Retries.of(args.map("retry")) : Retries.NONE;
        Instant[] start = {context.clock().instant()};
        Retries.Sent sent =
                retries.send(request, context, () -> start[0] = context.clock().instant());
        try (Http.Response response = sent.response()) {
            Map<String, @Nullable Object> answer = IncomingResponse.read(response, context);
            long millis = Duration.between(start[0], context.clock().instant()).toMillis();
            List<@Nullable Object> assertions = expectations.check(answer, millis);
            return report(request, response, answer, assertions, millis);
        }
    }

    private static Map<String, @Nullable Object> report(
            Http.Request request,
            Http.Response response,
            Map<String, @Nullable Object> answer,
            List<@Nullable Object> assertions,
            long millis) {
        long failed = assertions.stream()
                .filter(each -> each instanceof Map<?, ?> map && Boolean.FALSE.equals(map.get("passed")))
                .count();
        return Values.map(
                "passed",
                failed == 0,
                "failed",
                failed,
                "assertions",
                assertions,
                "request",
                Values.map("method", request.method(), "url", request.uri().toString()),
                "response",
                Values.map(
                        "status_code",
                        response.status(),
                        "status_text",
                        response.reason(),
                        "is_success",
                        response.status() >= 200 && response.status() < 300,
                        "url",
                        response.uri().toString(),
                        "headers",
                        answer.get("headers"),
                        "body",
                        answer.get("body"),
                        "body_is_json",
                        "json".equals(answer.get("body_encoding"))),
                "timing",
                Values.map("duration_ms", millis, "duration_secs", millis / 1000.0));
    }
}
