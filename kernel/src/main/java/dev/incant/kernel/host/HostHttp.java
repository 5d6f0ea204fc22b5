package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// HTTP within one call's grants.
///
/// Each request, and each redirect anew, goes this way: the host is read ([HostName]), looked up once, its addresses
/// are decided on ([NetGrants]), and the connection is made to one of those that were allowed ([HttpPool]).
/// Redirects are followed here: 303, and 301 and 302 after a POST, become GET; another origin sees only headers
/// that hold no secrets; from https to http is not followed.
final class HostHttp implements Http {
    private static final long DRAINED = 9_999;

    private final CallScope scope;
    private final HttpPool pool;

    HostHttp(CallScope scope, HttpPool pool) {
        this.scope = scope;
        this.pool = pool;
    }

    /// What is sent in one hop.
    private record Hop(
            URI uri,
            Origin origin,
            String method,
            List<Header> headers,
            @Nullable Content content) {}

    @Override
    public Response send(Request request) {
        Hop hop = first(request);
        String what = request.method() + " " + hop.origin().prefix() + hop.uri().getRawPath();
        Exchange exchange = Exchange.start(scope, pool.network(), what, request.timeout());
        try {
            NetGrants grants = new NetGrants(scope.grants().net());
            int redirects = 0;
            while (true) {
                HttpPool.Answer answer = answer(exchange, grants, hop);
                String location = location(answer);
                long most = Math.min(request.maxBody(), scope.limits().bodySize());
                if (location == null || request.maxRedirects() == 0) {
                    ResponseBody body =
                            ResponseBody.of(exchange, hop.origin().authority(), answer, answer.status() != 206, most);
                    return new HostResponse(
                            answer.status(), answer.reason(), answer.headers(), hop.uri(), redirects, body);
                }
                leave(exchange, hop, answer);
                if (++redirects > request.maxRedirects()) {
                    throw ToolException.limitExceeded("more than " + request.maxRedirects()
                                    + " redirects; the last leads from " + hop.uri() + " to " + location)
                            .with("limit", (long) request.maxRedirects());
                }
                hop = next(hop, answer.status(), location);
            }
        } catch (RuntimeException e) {
            exchange.close();
            throw e;
        }
    }

    /// Reads a short answer to its end, so that its connection can be used again; breaks a longer one off.
    private static void leave(Exchange exchange, Hop hop, HttpPool.Answer answer) {
        for (Header header : answer.headers()) {
            boolean isLength = header.name().equalsIgnoreCase("Content-Length");
            if (isLength && answer.body() != null && header.value().matches("[0-9]{1,4}")) {
                ResponseBody.of(exchange, hop.origin().authority(), answer, false, DRAINED)
                        .readAll();
                return;
            }
        }
        exchange.abort();
    }

    private Hop first(Request request) {
        String method = RequestHeaders.method(request.method());
        if (request.timeout().isZero() || request.timeout().isNegative() || request.maxRedirects() < 0) {
            throw ToolException.invalidParams("the timeout must be positive and the number of redirects not negative");
        }
        Origin origin = Origin.of(request.uri());
        List<Header> headers = RequestHeaders.checked(request.headers());
        Content content = request.body() == null ? null : new RequestContents(new HostFiles(scope)).of(request.body());
        if (content != null && content.type() != null && RequestHeaders.has(headers, "Content-Type")) {
            throw ToolException.invalidParams("the header Content-Type of a form is set by the client");
        }
        return new Hop(placed(origin, request.uri()), origin, method, headers, content);
    }

    /// The URI with the host as it was read.
    private static URI placed(Origin origin, URI uri) {
        return URI.create(origin.prefix() + Origin.target(uri));
    }

    private HttpPool.Answer answer(Exchange exchange, NetGrants grants, Hop hop) {
        Origin origin = hop.origin();
        List<InetAddress> vetted;
        try {
            vetted = exchange.vetted(grants, origin);
        } catch (IOException e) {
            throw failed(origin, e);
        }
        IOException last = null;
        for (InetAddress address : vetted) {
            try {
                return answer(exchange, hop, address);
            } catch (IOException e) {
                exchange.check();
                if (!HttpPool.unconnected(e)) {
                    throw failed(origin, e);
                }
                last = e;
            }
        }
        throw failed(origin, last == null ? new IOException("no address") : last);
    }

    private HttpPool.Answer answer(Exchange exchange, Hop hop, InetAddress address) throws IOException {
        int unanswered = 0;
        while (true) {
            try {
                return once(exchange, hop, address);
            } catch (IOException e) {
                exchange.check();
                // A connection kept alive may be closed just when it is used again; what does no harm twice is sent
                // again, once. A stale one is thrown away before anything is sent, so there are only as many as kept.
                boolean again =
                        HttpPool.stale(e) || HttpPool.unanswered(e) && repeatable(hop.method()) && ++unanswered == 1;
                if (!again) {
                    throw e;
                }
            }
        }
    }

    private HttpPool.Answer once(Exchange exchange, Hop hop, InetAddress address) throws IOException {
        HttpPool.Sending sending = pool.sending(
                hop.origin(), address, hop.method(), Origin.target(hop.uri()), hop.headers(), hop.content());
        exchange.step(sending::abort);
        try {
            return sending.answer();
        } catch (RuntimeException e) {
            exchange.check();
            throw e;
        }
    }

    private static boolean repeatable(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    private static ToolException failed(Origin origin, IOException failure) {
        String host = failure instanceof java.net.UnknownHostException
                ? "the host '" + origin.host().name() + "'"
                : origin.authority();
        return ToolException.failed(host + " " + HttpPool.words(failure))
                .with("reason", NetFailure.reason(failure))
                .with("host", origin.host().name())
                .with("port", (long) origin.port());
    }

    private static @Nullable String location(HttpPool.Answer answer) {
        switch (answer.status()) {
            case 301, 302, 303, 307, 308 -> {
                for (Header header : answer.headers()) {
                    if (header.name().equalsIgnoreCase("Location")) {
                        return header.value();
                    }
                }
                return null;
            }
            default -> {
                return null;
            }
        }
    }

    private static Hop next(Hop hop, int status, String location) {
        URI uri;
        try {
            uri = hop.uri().resolve(new URI(escaped(location)));
        } catch (URISyntaxException e) {
            throw ToolException.failed(hop.uri() + " redirects to '" + location + "', which is not a URL");
        }
        Origin origin;
        try {
            origin = Origin.of(uri);
        } catch (ToolException e) {
            throw ToolException.failed(hop.uri() + " redirects to where nothing can be sent: " + e.message());
        }
        if (hop.origin().secure() && !origin.secure()) {
            throw ToolException.failed(
                    "not following the redirect from " + hop.uri() + " to " + uri + ", which would leave https");
        }
        boolean toGet = status == 303 && !hop.method().equals("HEAD")
                || (status == 301 || status == 302) && hop.method().equals("POST");
        List<Header> headers =
                hop.origin().equals(origin) ? hop.headers() : RequestHeaders.withoutSecrets(hop.headers());
        return new Hop(
                placed(origin, uri),
                origin,
                toGet ? "GET" : hop.method(),
                toGet ? RequestHeaders.withoutBody(headers) : headers,
                toGet ? null : hop.content());
    }

    /// Servers send spaces and bytes beyond ASCII in places where a URL has none; those are escaped, each as its
    /// byte.
    private static String escaped(String location) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < location.length(); i++) {
            char c = location.charAt(i);
            if (c <= ' ' || c >= 0x7f || "\"<>\\^`{|}".indexOf(c) >= 0) {
                text.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII).length == text.length() ? text.toString() : location;
    }
}
