package dev.incant.kernel.capability;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/// TCP and TLS within the session's grants. A host name is looked up once, and the address that was checked is the one
/// connected to. What is open is closed when the call ends, and at once when it is cancelled.
///
/// A connection that cannot be made is `failed`, or `timeout`; `details.reason` says which of `unresolved`, `refused`,
/// `unreachable`, `timeout`, `tls` and `broken` it was.
public interface Sockets {
    /// A connection.
    interface Link extends AutoCloseable {
        InputStream input();

        OutputStream output();

        /// The address and port connected to, such as `127.0.0.1:25`.
        String remote();

        /// How long looking the host up took.
        Duration lookUp();

        /// How long connecting to its address took.
        Duration connecting();

        /// How long one read may wait before it ends with a `java.net.SocketTimeoutException`; 0 waits for ever.
        void readTimeout(Duration timeout);

        /// Goes on with TLS; [#input] and [#output] are those of TLS from then on.
        ///
        /// @param serverName the host that the certificate is for
        /// @param verify whether to fail when the certificate is not trusted or for another host
        Handshake startTls(String serverName, boolean verify, Duration timeout);

        @Override
        void close();
    }

    /// What a TLS handshake showed.
    ///
    /// @param protocol such as `TLSv1.3`
    /// @param chain the server's own certificate first
    /// @param trusted whether the chain leads to a known authority, is valid now and is for the host
    /// @param problem why it is not trusted, null when it is
    /// @param remote the address and port connected to
    record Handshake(
            String protocol,
            String cipher,
            List<Certificate> chain,
            boolean trusted,
            @Nullable String problem,
            String remote,
            Duration lookUp,
            Duration connecting,
            Duration handshake) {
        public Handshake {
            chain = List.copyOf(chain);
        }
    }

    /// An X.509 certificate.
    ///
    /// @param subject as RFC 2253 writes a name
    /// @param issuer as RFC 2253 writes a name
    /// @param names the host names and addresses that it is for
    /// @param serial the serial number in hex
    /// @param sha256 the fingerprint in hex
    record Certificate(
            String subject,
            String issuer,
            List<String> names,
            Instant notBefore,
            Instant notAfter,
            String serial,
            String sha256) {
        public Certificate {
            names = List.copyOf(names);
        }
    }

    /// The way to one host and port, for a library that makes its connections itself.
    interface Route extends AutoCloseable {
        /// Makes sockets that connect to the route's host and port, whatever address the library asks for, so that what
        /// it looked up, was redirected to or was told plays no part.
        SocketFactory factory();

        /// Breaks off all its connections at once, and makes no more.
        @Override
        void close();
    }

    /// Connects to a host.
    ///
    /// @param host a name or an address
    /// @param timeout of the look-up and of connecting together
    /// @throws dev.incant.kernel.error.ToolException `denied`, `failed`, `timeout`, `invalid_params`
    Link connect(String host, int port, Duration timeout);

    /// Makes sockets for libraries that insist on a factory. They connect as [#connect] does, whatever the library asks
    /// them to bind to; a refusal is thrown as the `ToolException` that it is.
    SocketFactory factory();

    /// The way to one host and port.
    ///
    /// @param outlasting whether it stays open when the call is cancelled, until the call has ended, so that a
    ///     server can be told to stop what it does for the call
    /// @throws dev.incant.kernel.error.ToolException `denied`, `invalid_params`
    Route route(String host, int port, boolean outlasting);

    /// Looks a host up; it must be granted, at whatever port.
    ///
    /// @return its addresses, in the order of preference
    List<String> resolve(String host, Duration timeout);

    /// Connects to a host and shakes hands, to see what it shows, trusted or not.
    ///
    /// @param serverName the host that the certificate should be for
    /// @param timeout of all together
    Handshake tls(String host, int port, String serverName, Duration timeout);
}
