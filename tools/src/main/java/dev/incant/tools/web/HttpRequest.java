package dev.incant.tools.web;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends HTTP requests, and fetches URLs into files.
public final class HttpRequest implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "http_request", Category.API, "Send an HTTP request, or download a URL into a file.")
            .aliases("http", "fetch")
            .tags(
                    "http",
                    "https",
                    "api",
                    "rest",
                    "url",
                    "get",
                    "post",
                    "download",
                    "curl",
                    "wget",
                    "fetch",
                    "put",
                    "headers",
                    "bearer token")
            .phrases(
                    "call a rest api",
                    "fetch a web page",
                    "send a POST request with a JSON body",
                    "save what is at a url to a file",
                    "upload a file with a form")
            .defaultOperation(request())
            .operation(download());

    private static Operation request() {
        Operation operation = Operation.of("request", "Send a request and return the response.")
                .main(RequestParameters.url())
                .optional(Parameter.text("method", "The method.")
                        .oneOf("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
                        .otherwise("GET"))
                .optional(Parameter.any("body", "The body: text as it is, anything else as JSON."))
                .optional(Parameter.path("body_file", "The file to send as the body.")
                        .needs(Permission.READ))
                .optional(Parameter.map(
                        "form", "Fields to send as a URL-encoded form.", Schema.string("The value of a field.")))
                .optional(Parameter.map(
                        "multipart",
                        "Fields and files to send as a form with parts.",
                        Schema.either(
                                "A field or a file.",
                                Schema.string("The value of a field."),
                                Schema.object(
                                        "A file.",
                                        Field.of("file", Schema.string("The path of the file.")),
                                        Field.optional("filename", Schema.string("The name to send.")),
                                        Field.optional("content_type", Schema.string("The media type to send."))))));
        return RequestParameters.added(operation, 30)
                .returns(
                        Schema.object(
                                "The response.",
                                Field.of("status_code", Schema.integer("The status.")),
                                Field.of("reason", Schema.string("The reason phrase, empty where there is none.")),
                                Field.of(
                                        "headers",
                                        Schema.map(
                                                "The headers by name in lower case; repeated ones joined by commas,"
                                                        + " cookies by lines.",
                                                Schema.string("The value."))),
                                Field.of("body", Schema.any("The body: parsed JSON, text, base64, or null.")),
                                Field.of(
                                        "body_encoding",
                                        Schema.oneOf("How body is written.", "json", "text", "base64", "none")),
                                Field.of(
                                        "bytes",
                                        Schema.integer(
                                                "The size of the body after decompression: gzip and deflate are asked for"
                                                        + " and undone, brotli and zstd are not.")),
                                Field.of("url", Schema.string("The URL that answered, after redirects.")),
                                Field.of("redirects", Schema.integer("How many redirects were followed.")),
                                Field.of("method", Schema.string("The method sent first.")),
                                Field.of("attempts", Schema.integer("How often the request was sent.")),
                                Field.of("timestamp", Schema.string("When the response was there.")),
                                Field.of("duration_ms", Schema.integer("How long it took, waits included."))),
                        "body")
                .effects(Effects.UNKNOWN)
                .timeout(Duration.ofMinutes(5))
                .example(Example.of("Read from an API.", Map.of("url", "${server}/users/1"))
                        .with(Fixture.json("GET /users/1", "{\"name\":\"Ada\"}"))
                        .givesAtLeast(Values.map(
                                "status_code",
                                200,
                                "body",
                                Map.of("name", "Ada"),
                                "body_encoding",
                                "json",
                                "bytes",
                                14,
                                "url",
                                "${server}/users/1",
                                "timestamp",
                                "2025-01-15T12:00:00Z")))
                .example(Example.of(
                                "Send JSON with a token.",
                                Values.map(
                                        "url",
                                        "${server}/users",
                                        "method",
                                        "POST",
                                        "body",
                                        Map.of("name", "Grace"),
                                        "auth",
                                        Map.of("type", "bearer", "token", "t0ken")))
                        .with(Fixture.NONE.andRoute(
                                "POST /users", new Fixture.Answer(201, Map.of("Content-Type", "text/plain"), "made")))
                        .givesAtLeast(
                                Values.map("status_code", 201, "body", "made", "body_encoding", "text", "attempts", 1)))
                .handledBy(HttpRequest::request);
    }

    private static Operation download() {
        Operation operation = Operation.of("download", "Fetch a URL into a file, whole or not at all.")
                .main(RequestParameters.url())
                .required(Parameter.path("path", "The file to write.")
                        .alias("output_file", "output_path")
                        .needs(Permission.WRITE))
                .optional(Parameter.bool("overwrite", "Whether to replace a file that is there.")
                        .otherwise(false))
                .optional(Parameter.bool("resume", "Whether to keep what arrives in PATH.part, and to go on from it.")
                        .otherwise(false));
        return RequestParameters.added(operation, 300)
                .returns(
                        Schema.object(
                                "What was written.",
                                Field.of("path", Schema.string("The file written.")),
                                Field.of("bytes", Schema.integer("Its size.")),
                                Field.of("resumed_from", Schema.integer("How many bytes were there before.")),
                                Field.of(
                                        "content_type",
                                        Schema.string("What the host says it is.")
                                                .orNull()),
                                Field.of("url", Schema.string("The URL that answered, after redirects.")),
                                Field.of("status_code", Schema.integer("The status."))),
                        "path")
                .effects(new Effects(false, true, true, true))
                .timeout(Duration.ofMinutes(10))
                .example(Example.of("Fetch a file.", Map.of("url", "${server}/data.json", "path", "data.json"))
                        .with(Fixture.json("GET /data.json", "[1,2,3]"))
                        .gives(Values.map(
                                "path",
                                "data.json",
                                "bytes",
                                7,
                                "resumed_from",
                                0,
                                "content_type",
                                "application/json",
                                "url",
                                "${server}/data.json",
                                "status_code",
                                200)))
                .example(Example.of(
                                "Replace a file.",
                                Values.map("url", "${server}/a.txt", "path", "a.txt", "overwrite", true))
                        .with(Fixture.file("a.txt", "old")
                                .andRoute(
                                        "GET /a.txt",
                                        new Fixture.Answer(200, Map.of("Content-Type", "text/plain"), "new one")))
                        .givesAtLeast(Values.map("path", "a.txt", "bytes", 7)))
                .handledBy((args, context) -> new Download(args, context).run());
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Map<String, @Nullable Object> request(Args args, ToolContext context) throws IOException {
        Instant start = context.clock().instant();
        Http.Request request = OutgoingRequest.of(args);
        Retries.Sent sent = Retries.of(args.map("retry")).send(request, context);
        try (Http.Response response = sent.response()) {
            Map<String, @Nullable Object> result = IncomingResponse.read(response, context);
            Instant end = context.clock().instant();
            result.put("method", request.method());
            result.put("attempts", (long) sent.attempts());
            result.put("timestamp", end.toString());
            result.put("duration_ms", Duration.between(start, end).toMillis());
            return result;
        }
    }
}
