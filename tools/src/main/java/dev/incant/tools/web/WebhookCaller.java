package dev.incant.tools.web;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.time.Duration;

/// Delivers webhooks: signed, with a key that lets the receiver see repetitions, and again where that may help.
public final class WebhookCaller implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "webhook_caller", Category.WEB, "Deliver a webhook, signed and with retries.")
            .aliases("webhook")
            .tags(
                    "webhook",
                    "http",
                    "hmac",
                    "signature",
                    "retry",
                    "idempotency",
                    "notify",
                    "callback",
                    "hook",
                    "slack",
                    "discord",
                    "event",
                    "deliver")
            .phrases(
                    "call a webhook",
                    "send an event to a url",
                    "post a signed payload",
                    "notify another service",
                    "retry a delivery with back-off")
            .defaultOperation(call());

    private static Operation call() {
        return Operation.of("call", "Deliver a payload; anything but a status from 200 to 299 is an error at the end.")
                .main(RequestParameters.url())
                .optional(Parameter.any("payload", "What to deliver: text as it is, anything else as JSON.")
                        .alias("body"))
                .optional(Parameter.text("method", "The method.")
                        .oneOf("POST", "PUT", "PATCH", "DELETE", "GET")
                        .otherwise("POST"))
                .optional(Parameter.map("headers", "Headers to send.", Schema.string("The value of a header.")))
                .optional(Parameter.schema("auth", RequestParameters.auth()))
                .optional(Parameter.integer(
                                "max_retries",
                                "How often to send again at most: on 408, 429 and 5xx, and when no answer comes.")
                        .between(0, 10)
                        .otherwise(3L))
                .optional(Parameter.integer("initial_delay_ms", "The wait before the first retry; doubled each time.")
                        .between(0, 600_000)
                        .otherwise(1000L))
                .optional(
                        Parameter.integer("max_delay_ms", "The longest wait; a Retry-After beyond it ends the retries.")
                                .between(0, 600_000)
                                .otherwise(60_000L))
                .optional(Parameter.number("jitter", "Which part of each wait is random.")
                        .between(0, 1)
                        .otherwise(0.5))
                .optional(Parameter.text("idempotency_key", "The key of this delivery; a random UUID otherwise.")
                        .matching("[\\x21-\\x7e]{1,255}"))
                .optional(Parameter.text("idempotency_header", "The header that carries the key; empty for none.")
                        .otherwise("Idempotency-Key"))
                .optional(Parameter.schema("signature", signature()))
                .optional(
                        Parameter.text("secret_variable", "The environment variable that holds the signature's secret.")
                                .needs(Permission.ENV))
                .optional(Parameter.number("timeout_seconds", "How long one attempt may take in seconds.")
                        .alias("timeout")
                        .between(0, 600)
                        .otherwise(30.0))
                .optional(Parameter.integer("max_redirects", "How many redirects to follow at most.")
                        .between(0, 20)
                        .otherwise(0L))
                .returns(result(), "response")
                .effects(Effects.UNKNOWN)
                .timeout(Duration.ofMinutes(10))
                .example(Example.of(
                                "Deliver an event as GitHub signs it.",
                                Values.map(
                                        "url",
                                        "${server}/hook",
                                        "payload",
                                        Values.map("event", "paid"),
                                        "idempotency_key",
                                        "order-17",
                                        "signature",
                                        Values.map("secret", "It's a Secret to Everybody", "format", "github")))
                        .with(Fixture.json("POST /hook", "{\"ok\":true}"))
                        .givesAtLeast(Values.map(
                                "status_code",
                                200,
                                "retry_count",
                                0,
                                "idempotency_key",
                                "order-17",
                                "response",
                                Values.map("ok", true))))
                .handledBy((args, context) -> new WebhookDelivery(args, context).run());
    }

    private static Schema signature() {
        return Schema.object(
                "How the body is signed, by HMAC.",
                Field.optional("secret", Schema.string("The secret, unless secret_variable names one.")),
                Field.of(
                        "format",
                        Schema.oneOf(
                                "Of github, sha256=HEX. stripe: t=TIME,v1=HEX over TIME.BODY. standard: Standard Webhooks"
                                        + " with webhook-id and webhook-timestamp. hex, base64: over the body alone.",
                                "github",
                                "stripe",
                                "standard",
                                "hex",
                                "base64")),
                Field.optional(
                        "header", Schema.string("The header that carries it; that of the format, or X-Signature.")),
                Field.optional(
                        "algorithm",
                        Schema.oneOf("The hash, for hex and base64; sha256 otherwise.", "sha1", "sha256", "sha512")));
    }

    private static Schema result() {
        return Schema.object(
                "The delivery.",
                Field.of("status_code", Schema.integer("The status.")),
                Field.of("url", Schema.string("The URL that answered.")),
                Field.of(
                        "headers",
                        Schema.map("The answer's headers by name in lower case.", Schema.string("A value."))),
                Field.of("response", Schema.any("The answer's body: parsed JSON, text, base64, or null.")),
                Field.of("response_time_ms", Schema.integer("How long the last attempt took.")),
                Field.of("retry_count", Schema.integer("How often it was sent again.")),
                Field.of("idempotency_key", Schema.string("The key of the delivery.")),
                Field.of(
                        "signed_by",
                        Schema.string("The header that carries the signature.").orNull()),
                Field.of("attempts", Schema.list("All attempts.", attempt())));
    }

    private static Schema attempt() {
        return Schema.object(
                "An attempt.",
                Field.of(
                        "status_code",
                        Schema.integer("The status; null when no answer came.").orNull()),
                Field.of("error", Schema.string("Why no answer came.").orNull()),
                Field.of("wait_ms", Schema.integer("How long was waited before it.")));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
