package dev.incant.kernel.host;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the [Content] of requests: bytes, files that are streamed, and forms (RFC 7578).
final class RequestContents {
    private final Files files;

    RequestContents(Files files) {
        this.files = files;
    }

    Content of(Http.Body body) {
        return switch (body) {
            case Http.Body.Bytes bytes -> new Bytes(bytes.content(), null);
            case Http.Body.File file ->
                new OfFile(files, file.path(), files.info(file.path()).size());
            case Http.Body.Multipart form -> form(form);
        };
    }

    private record Bytes(byte[] bytes, @Nullable String type) implements Content {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }

    private record OfFile(Files files, String path, long length) implements Content {
        @Override
        public @Nullable String type() {
            return null;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            byte[] piece = new byte[1 << 16];
            long left = length;
            try (InputStream in = files.open(path)) {
                while (left > 0) {
                    int read = in.read(piece, 0, (int) Math.min(piece.length, left));
                    if (read < 0) {
                        throw ToolException.conflict(path + ": became shorter while it was sent");
                    }
                    out.write(piece, 0, read);
                    left -= read;
                }
            }
        }
    }

    private record Joined(List<Content> contents, @Nullable String type) implements Content {
        @Override
        public long length() {
            long length = 0;
            for (Content content : contents) {
                length += content.length();
            }
            return length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            for (Content content : contents) {
                content.writeTo(out);
            }
        }
    }

    private Content form(Http.Body.Multipart form) {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String boundary = "incant-" + HexFormat.of().formatHex(random);
        List<Content> contents = new ArrayList<>();
        for (Http.Part part : form.parts()) {
            StringBuilder head = new StringBuilder("--").append(boundary).append("\r\n");
            head.append("Content-Disposition: form-data; name=\"")
                    .append(quoted(part.name()))
                    .append('"');
            if (part.fileName() != null) {
                head.append("; filename=\"").append(quoted(part.fileName())).append('"');
            }
            head.append("\r\n");
            if (part.contentType() != null) {
                head.append("Content-Type: ").append(RequestHeaders.value("content_type", part.contentType()));
                head.append("\r\n");
            }
            if (part.content() instanceof Http.Body.Multipart) {
                throw ToolException.invalidParams(part.name() + ": a part of a form cannot be a form");
            }
            contents.add(text(head.append("\r\n").toString()));
            contents.add(of(part.content()));
            contents.add(text("\r\n"));
        }
        contents.add(text("--" + boundary + "--\r\n"));
        return new Joined(List.copyOf(contents), "multipart/form-data; boundary=" + boundary);
    }

    private static Content text(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8), null);
    }

    /// As browsers write names into a form (WHATWG HTML, multipart/form-data).
    private static String quoted(String name) {
        return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }
}
