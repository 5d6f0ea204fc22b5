package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A socket that connects only where its call may connect to. Whatever endpoint it is given, resolved or not, the host
/// is read from its name, looked up once by the kernel, and the connection is made to an address that was allowed.
/// Cancelling the call closes it at once; the end of the call closes what was forgotten.
final class GrantedSocket extends Socket {
    private final CallScope scope;
    private final Network network;
    private final GrantedSocketImpl impl;
    private final @Nullable Origin only;
    private final Cancellation.Registration registration;
    private Duration lookUp = Duration.ZERO;
    private Duration connecting = Duration.ZERO;

    private GrantedSocket(CallScope scope, Network network, GrantedSocketImpl impl, @Nullable Origin only)
            throws SocketException {
        super(impl);
        this.scope = scope;
        this.network = network;
        this.impl = impl;
        this.only = only;
        this.registration = scope.cancellation().onCancel(this::breakOff);
    }

    static GrantedSocket of(CallScope scope, Network network) throws SocketException {
        return of(scope, network, null);
    }

    /// @param only where it connects, null for wherever it is asked to
    static GrantedSocket of(CallScope scope, Network network, @Nullable Origin only) throws SocketException {
        scope.cancellation().check();
        return scope.resources().add(new GrantedSocket(scope, network, new GrantedSocketImpl(), only));
    }

    Duration lookUp() {
        return lookUp;
    }

    Duration connecting() {
        return connecting;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (!(endpoint instanceof InetSocketAddress to)) {
            throw new IllegalArgumentException("only internet addresses can be connected to");
        }
        Duration most = timeout == 0 ? scope.limits().timeout() : Duration.ofMillis(timeout);
        try {
            connect(only == null ? HostSockets.origin(to.getHostString(), to.getPort()) : only, most);
        } catch (ToolException e) {
            boolean late =
                    e.code() == ErrorCode.TIMEOUT && !scope.cancellation().cancelled();
            if (late) {
                throw (IOException) new SocketTimeoutException(e.message()).initCause(e);
            }
            throw e;
        }
    }

    /// Connects, with failures as the library of sockets says them.
    ///
    /// @throws ToolException `denied`, `timeout`, or why the call has to end
    void connect(Origin origin, Duration timeout) throws IOException {
        Exchange exchange = Exchange.start(scope, network, "connecting to " + origin.authority(), timeout);
        boolean done = false;
        try {
            long start = System.nanoTime();
            List<InetAddress> vetted =
                    exchange.vetted(new NetGrants(scope.grants().net()), origin);
            long found = System.nanoTime();
            lookUp = Duration.ofNanos(found - start);
            exchange.step(this::breakOff);
            impl.allow(vetted);
            super.connect(new InetSocketAddress(vetted.getFirst(), origin.port()), 0);
            connecting = Duration.ofNanos(System.nanoTime() - found);
            done = true;
        } catch (IOException e) {
            exchange.check();
            throw e;
        } finally {
            exchange.finish();
            if (!done) {
                close();
            }
        }
    }

    /// Connecting may choose any local address; a library that asks for one is not heard.
    @Override
    public void bind(SocketAddress local) {}

    @Override
    public void close() throws IOException {
        registration.close();
        scope.resources().remove(this);
        super.close();
    }

    private void breakOff() {
        try {
            super.close();
        } catch (IOException e) {
            // It is broken off as far as it can be.
        }
    }
}
