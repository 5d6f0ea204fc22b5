package dev.incant.tools.web;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;

/// The parameters that tools share that send requests; [OutgoingRequest] and [Retries] read them.
final class RequestParameters {
    private RequestParameters() {}

    /// The URL, named as users of any of the tools expect it.
    static Parameter url() {
        return Parameter.text("url", "The URL, http or https.")
                .alias("input", "uri")
                .format("uri")
                .needs(Permission.NET);
    }

    /// The operation with the parameters of one request: headers, query, auth, retries and limits.
    ///
    /// @param seconds how long one attempt may take unless the caller says otherwise
    static Operation added(Operation operation, int seconds) {
        return fetching(operation, seconds)
                .optional(Parameter.map(
                        "query",
                        "Parameters to add to the URL; a list adds one for each item.",
                        Schema.any("The value, or a list of values.")));
    }

    /// As [#added], for a URL that is asked for as it is.
    static Operation fetching(Operation operation, int seconds) {
        return operation
                .optional(Parameter.map("headers", "Headers to send.", Schema.string("The value of a header.")))
                .optional(Parameter.schema("auth", auth()))
                .optional(Parameter.schema("retry", retry()))
                .optional(Parameter.number("timeout_seconds", "How long one attempt may take in seconds.")
                        .alias("timeout")
                        .between(0, 3600)
                        .otherwise((double) seconds))
                .optional(Parameter.integer("max_redirects", "How many redirects to follow at most.")
                        .between(0, 20)
                        .otherwise(5L))
                .optional(Parameter.integer("max_size", "How many bytes of the body to accept at most.")
                        .between(0, Long.MAX_VALUE));
    }

    /// Who asks: [OutgoingRequest#headers] makes headers of it.
    static Schema auth() {
        return Schema.object(
                "Who asks.",
                Field.of("type", Schema.oneOf("The kind.", "none", "basic", "bearer", "api_key", "custom")),
                Field.optional("username", Schema.string("The user, for basic.")),
                Field.optional("password", Schema.string("The password, for basic.")),
                Field.optional("token", Schema.string("The token, for bearer.")),
                Field.optional("key", Schema.string("The key, for api_key.")),
                Field.optional("header_name", Schema.string("The header for api_key; X-API-Key otherwise.")),
                Field.optional(
                        "headers", Schema.map("The headers, for custom.", Schema.string("The value of a header."))));
    }

    /// When to send again: [Retries#of] reads it.
    static Schema retry() {
        return Schema.object(
                "When to send again: on 429, 500, 502, 503 and 504; POST and PATCH on 429 and 503 only.",
                Field.optional("max_attempts", Schema.integer("How often to send at most; 3 otherwise.", 1, 10)),
                Field.optional("initial_delay_ms", Schema.integer("The first wait; 1000 otherwise.", 0, 600_000)),
                Field.optional(
                        "max_delay_ms",
                        Schema.integer("The longest wait, by Retry-After too; 30000 otherwise.", 0, 600_000)),
                Field.optional("max_delay", Schema.integer("Another name for max_delay_ms.", 0, 600_000)),
                Field.optional("backoff", new Schema.Num("What each wait is multiplied by; 2 otherwise.", 1, 10)));
    }
}
