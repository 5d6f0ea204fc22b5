package dev.incant.kernel.host;

import dev.incant.kernel.capability.Http.Header;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// The HTTP client that all calls of one kernel share, with its connections kept alive.
///
/// It knows nothing of grants and never looks a name up while connecting: each request says which address it goes to,
/// and kept-alive connections are kept by scheme, host, port *and address*. So a connection is used again only by a
/// call that was itself allowed to connect to that address. Cookies, redirects, authentication, retries, proxies
/// and decompression of the library are off.
final class HttpPool implements AutoCloseable {
    private static final int CONNECTIONS = 512;
    private static final int PER_ADDRESS = 128;
    private static final int LINE = 64 << 10;
    private static final int HEADERS = 500;
    private static final Timeout CONNECTING = Timeout.ofSeconds(10);

    /// One request to one address, which another thread may break off.
    final class Sending {
        private final HttpUriRequestBase request;
        private final HttpHost target;

        private Sending(HttpUriRequestBase request, HttpHost target) {
            this.request = request;
            this.target = target;
        }

        /// Sends it and returns when the head of the answer is there.
        Answer answer() throws IOException {
            ClassicHttpResponse response = client.executeOpen(target, request, HttpClientContext.create());
            List<Header> headers = new ArrayList<>();
            for (org.apache.hc.core5.http.Header header : response.getHeaders()) {
                headers.add(new Header(header.getName(), header.getValue() == null ? "" : header.getValue()));
            }
            HttpEntity entity = response.getEntity();
            InputStream body = entity == null ? null : entity.getContent();
            String reason = response.getReasonPhrase() == null ? "" : response.getReasonPhrase();
            return new Answer(response.getCode(), reason, headers, body, response);
        }

        /// Closes its connection at once, from any thread.
        void abort() {
            request.cancel();
        }
    }

    /// The head of an answer, and its body still to be read.
    ///
    /// @param body null where there is none
    /// @param connection closed when the body was read to its end, which keeps the connection alive
    record Answer(
            int status,
            String reason,
            List<Header> headers,
            @Nullable InputStream body,
            AutoCloseable connection) {}

    private final Network network;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;

    /// @param network not closed with the pool
    HttpPool(Network network) {
        this.network = network;
        this.connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(PER_ADDRESS)
                .setDnsResolver(new NoNames())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(LINE)
                                .setMaxHeaderCount(HEADERS)
                                .build())
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECTING)
                        .setSocketTimeout(Timeout.DISABLED)
                        .setValidateAfterInactivity(TimeValue.ofMilliseconds(100))
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .build())
                .build();
        this.client = HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setRequestExecutor(new Clean())
                .setRoutePlanner((host, _) ->
                        new HttpRoute(host, null, host.getSchemeName().equals("https")))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setProtocolUpgradeEnabled(false)
                        .setConnectionRequestTimeout(Timeout.DISABLED)
                        .setDefaultKeepAlive(30, TimeUnit.SECONDS)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableCookieManagement()
                .disableContentCompression()
                .disableConnectionState()
                .disableDefaultUserAgent()
                .build();
    }

    /// The addresses that connections are made to are always given.
    private static final class NoNames implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            throw new UnknownHostException(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /// A kept connection that cannot be used again; nothing was sent on it.
    private static final class StaleException extends IOException {
        private static final long serialVersionUID = 1L;

        StaleException(String message) {
            super(message);
        }
    }

    /// Sends nothing on a connection on which something came that nobody asked for: it would be taken for the
    /// answer.
    private static final class Clean extends HttpRequestExecutor {
        private static final Timeout GLANCE = Timeout.ofMilliseconds(1);

        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                @Nullable HttpResponseInformationCallback information,
                HttpContext context)
                throws IOException, HttpException {
            boolean used = connection.getEndpointDetails().getRequestCount() > 0;
            if (used && connection.isDataAvailable(GLANCE)) {
                throw new StaleException("more came than the last answer");
            }
            return super.execute(request, connection, information, context);
        }
    }

    /// The network that the pool is on.
    Network network() {
        return network;
    }

    /// How many connections are open and waiting to be used again.
    int idle() {
        return connections.getTotalStats().getAvailable();
    }

    /// How many connections are in use.
    int leased() {
        return connections.getTotalStats().getLeased();
    }

    /// Prepares a request to `address` and to nowhere else.
    ///
    /// @param target path and query as they stand in the request line
    Sending sending(
            Origin origin,
            InetAddress address,
            String method,
            String target,
            List<Header> headers,
            @Nullable Content content) {
        HttpUriRequestBase request = new HttpUriRequestBase(method, java.net.URI.create("/"));
        request.setScheme(origin.scheme());
        boolean usual = origin.port() == (origin.secure() ? 443 : 80);
        request.setAuthority(new URIAuthority(origin.host().name(), usual ? -1 : origin.port()));
        request.setPath(target);
        for (Header header : headers) {
            request.addHeader(header.name(), header.value());
        }
        if (content != null) {
            request.setEntity(new Carrier(content));
        }
        return new Sending(
                request, new HttpHost(origin.scheme(), address, origin.host().name(), origin.port()));
    }

    private static final class Carrier extends AbstractHttpEntity {
        private final Content content;

        Carrier(Content content) {
            super(content.type(), null);
            this.content = content;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public long getContentLength() {
            return content.length();
        }

        @Override
        public boolean isStreaming() {
            return false;
        }

        @Override
        public InputStream getContent() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            content.writeTo(out);
        }

        @Override
        public void close() {}
    }

    /// Whether an attempt failed before a connection was there, so that another address may be tried.
    static boolean unconnected(IOException failure) {
        return failure instanceof java.net.ConnectException
                || failure instanceof ConnectTimeoutException
                || failure instanceof NoRouteToHostException;
    }

    /// Whether nothing was sent, since the connection that was kept alive could not be used again.
    static boolean stale(IOException failure) {
        return failure instanceof StaleException;
    }

    /// Whether a connection that was kept alive was closed by the other side meanwhile.
    static boolean unanswered(IOException failure) {
        return failure instanceof NoHttpResponseException;
    }

    /// What went wrong, in plain words that follow the name of the host.
    static String words(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case UnknownHostException _ -> "cannot be found";
            case ConnectTimeoutException _ ->
                "does not answer: no connection within " + CONNECTING.getDuration() + " s";
            case NoRouteToHostException _ -> "cannot be reached: no route to it";
            case java.net.ConnectException _ ->
                message.contains("refused") ? "refused the connection" : "cannot be reached: " + message;
            case MessageConstraintException _ ->
                "sent more than " + HEADERS + " headers or a line longer than " + LINE + " bytes";
            case SSLException tls -> "failed at TLS: " + tls(tls);
            case NoHttpResponseException _ -> "closed the connection without an answer";
            case TruncatedChunkException _ -> "broke off in the middle of the body";
            case MalformedChunkCodingException _ -> "sent a body that is not well-formed: " + message;
            case ConnectionClosedException _ -> "broke off: " + message;
            case SocketException _ -> "broke off the connection: " + message;
            default ->
                failure.getCause() instanceof HttpException
                        ? "did not answer in HTTP: " + message
                        : "failed: " + message;
        };
    }

    private static String tls(SSLException failure) {
        if (failure instanceof SSLPeerUnverifiedException) {
            return "the certificate is for another host: " + failure.getMessage();
        }
        return TlsFailure.words(failure);
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
