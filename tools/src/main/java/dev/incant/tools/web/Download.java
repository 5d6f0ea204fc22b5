package dev.incant.tools.web;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fetches a URL into a file. What is there already stays until the new content is whole.
///
/// With `resume`, what arrives is kept in `PATH.part`, and what the host said of its version in `PATH.part.version`, so
/// that a later call asks for the rest only; the host sends the whole again when the content has changed meanwhile
/// (`If-Range`, RFC 9110, section 13.1.5).
final class Download {
    private static final int PIECE = 1 << 18;

    private final Args args;
    private final ToolContext context;
    private final Files files;
    private final String path;

    Download(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
        this.files = context.files();
        this.path = args.string("path");
    }

    Map<String, @Nullable Object> run() throws IOException {
        if (!args.bool("overwrite") && files.exists(path)) {
            throw ToolException.conflict(path + " exists already; overwrite = true replaces it");
        }
        return args.bool("resume") ? resumable() : atOnce();
    }

    private Map<String, @Nullable Object> atOnce() throws IOException {
        try (Http.Response response = send(List.of());
                Files.Replacement file = files.replace(path)) {
            expectSuccess(response);
            byte[] piece = new byte[PIECE];
            long total = announced(response);
            long done = 0;
            InputStream body = response.body();
            for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
                context.checkCancelled();
                file.out().write(piece, 0, count);
                done += count;
                context.progress().report(done, total, path);
            }
            return result(response, file.commit(), 0);
        }
    }

    private Map<String, @Nullable Object> resumable() throws IOException {
        String part = path + ".part";
        String versionFile = part + ".version";
        String version = files.exists(part) && files.exists(versionFile) ? files.readText(versionFile) : "";
        long have = version.isEmpty() ? 0 : files.info(part).size();
        List<Http.Header> range = have == 0
                ? List.of()
                : List.of(new Http.Header("Range", "bytes=" + have + "-"), new Http.Header("If-Range", version));
        try (Http.Response response = send(range)) {
            if (response.status() == 416
                    && response.header("Content-Range").orElse("").equals("bytes */" + have)) {
                return finish(response, part, versionFile, have);
            }
            expectSuccess(response);
            boolean continues = response.status() == 206;
            if (continues && !response.header("Content-Range").orElse("").startsWith("bytes " + have + "-")) {
                throw ToolException.failed(response.uri() + ": sent another part than asked for: "
                        + response.header("Content-Range").orElse("no Content-Range"));
            }
            long from = continues ? have : 0;
            if (!continues) {
                files.write(part, new byte[0]);
                files.write(versionFile, version(response).getBytes(StandardCharsets.UTF_8));
            }
            append(response, part, from);
            return finish(response, part, versionFile, from);
        }
    }

    private void append(Http.Response response, String part, long from) throws IOException {
        byte[] piece = new byte[PIECE];
        long done = from;
        long total = announced(response) < 0 ? -1 : from + announced(response);
        InputStream body = response.body();
        int filled = 0;
        try {
            for (int count = body.read(piece); count >= 0; count = body.read(piece, filled, PIECE - filled)) {
                filled += count;
                done += count;
                if (filled == PIECE) {
                    files.append(part, piece);
                    filled = 0;
                    context.progress().report(done, total, path);
                }
            }
        } finally {
            // What came before a break is kept, unless the call has to stop at once.
            if (filled > 0 && !context.cancellation().cancelled()) {
                files.append(part, Arrays.copyOf(piece, filled));
            }
        }
        context.progress().report(done, total, path);
    }

    private Map<String, @Nullable Object> finish(
            Http.Response response, String part, String versionFile, long resumedFrom) {
        files.move(part, path, true);
        files.delete(versionFile, false);
        return result(response, files.info(path).size(), resumedFrom);
    }

    private Http.Response send(List<Http.Header> more) {
        List<Http.Header> headers = new ArrayList<>(OutgoingRequest.headers(args));
        if (args.bool("resume")) {
            // A part of a compressed body could not be continued.
            headers.removeIf(header -> header.name().equalsIgnoreCase("Accept-Encoding"));
            headers.add(new Http.Header("Accept-Encoding", "identity"));
        }
        headers.addAll(more);
        return Retries.of(args.map("retry"))
                .send(
                        new Http.Request(
                                "GET",
                                OutgoingRequest.uri(args),
                                headers,
                                null,
                                OutgoingRequest.timeout(args),
                                args.intValue("max_redirects"),
                                args.optionalInteger("max_size").orElse(Long.MAX_VALUE)),
                        context)
                .response();
    }

    private static void expectSuccess(Http.Response response) {
        if (response.status() != 200 && response.status() != 206) {
            throw ToolException.failed(response.uri() + " answered " + response.status() + " " + response.reason())
                    .with("status_code", (long) response.status());
        }
    }

    /// A strong validator to continue with, or nothing when there is none.
    private static String version(Http.Response response) {
        String tag = response.header("ETag").orElse("");
        return tag.startsWith("\"") ? tag : response.header("Last-Modified").orElse("");
    }

    private static long announced(Http.Response response) {
        String length = response.header("Content-Length").orElse("");
        boolean plain = response.header("Content-Encoding").isEmpty();
        return plain
                        && !length.isEmpty()
                        && length.length() < 19
                        && length.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Long.parseLong(length)
                : -1;
    }

    private Map<String, @Nullable Object> result(Http.Response response, long size, long resumedFrom) {
        return Values.map(
                "path",
                path,
                "bytes",
                size,
                "resumed_from",
                resumedFrom,
                "content_type",
                response.header("Content-Type").orElse(null),
                "url",
                response.uri().toString(),
                "status_code",
                response.status());
    }
}
