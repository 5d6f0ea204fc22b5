package dev.incant.kernel.capability;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// HTTP within the session's grants, by one pooled client. Every address that a host name resolves to is checked, at
/// each redirect again, so neither rebinding nor redirects lead outside.
public interface Http {
    /// Sends a request and returns when the head of the response is there. The caller closes the response; the
    /// call's end does too.
    ///
    /// @throws dev.incant.kernel.error.ToolException `denied` with the flag that would allow it; `invalid_params`
    ///     for a URL or header that cannot be sent; `failed` when the host refused, cannot be found or broke off;
    ///     `timeout`;
    ///     `limit_exceeded` for too many redirects or, while reading, too large a body
    Response send(Request request);

    /// One header; names compare without regard to case.
    record Header(String name, String value) {}

    /// What to send.
    ///
    /// @param body null for none
    /// @param timeout for the whole exchange up to the end of the body
    /// @param maxRedirects 0 to return redirects as they are
    /// @param maxBody bytes of the response's body after decompression; the session's `bodySize` bounds it too
    record Request(
            String method,
            URI uri,
            List<Header> headers,
            @Nullable Body body,
            Duration timeout,
            int maxRedirects,
            long maxBody) {
        public Request {
            headers = List.copyOf(headers);
        }

        public static Request get(URI uri) {
            return new Request("GET", uri, List.of(), null, Duration.ofSeconds(30), 5, Long.MAX_VALUE);
        }
    }

    /// What a request carries.
    sealed interface Body {
        /// Bytes at hand.
        record Bytes(byte[] content) implements Body {}

        /// A file within the `read` grants, streamed.
        record File(String path) implements Body {}

        /// `multipart/form-data` (RFC 7578); its content type is set by the client.
        record Multipart(List<Part> parts) implements Body {
            public Multipart {
                parts = List.copyOf(parts);
            }
        }
    }

    /// One part of a form: bytes, or a file within the `read` grants.
    ///
    /// @param fileName null for a plain field
    record Part(
            String name,
            Body content,
            @Nullable String fileName,
            @Nullable String contentType) {}

    /// What came back.
    interface Response extends AutoCloseable {
        int status();

        /// The reason phrase, empty where there is none.
        String reason();

        /// All headers in the order they came.
        List<Header> headers();

        /// The URI that answered, after redirects.
        URI uri();

        /// How many redirects were followed.
        int redirects();

        /// The body, decompressed, bounded by the request's limits.
        InputStream body();

        @Override
        void close();

        /// The first value of a header.
        default Optional<String> header(String name) {
            for (Header header : headers()) {
                if (header.name().equalsIgnoreCase(name)) {
                    return Optional.of(header.value());
                }
            }
            return Optional.empty();
        }
    }
}
