package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Sockets;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import javax.net.SocketFactory;

/// Sockets within one call's grants, decided as HTTP is: the host is read ([HostName]), looked up once, its addresses
/// are decided on ([NetGrants]), and the connection is made to one of those that were allowed ([GrantedSocket]).
final class HostSockets implements Sockets {
    private final CallScope scope;
    private final Network network;

    HostSockets(CallScope scope, Network network) {
        this.scope = scope;
        this.network = network;
    }

    /// Reads a host and a port.
    ///
    /// @throws ToolException `invalid_params`
    static Origin origin(String host, int port) {
        if (port < 1 || port > 65_535) {
            throw ToolException.invalidParams("a port is from 1 to 65535, not " + port);
        }
        return new Origin(false, hostName(host), port);
    }

    private static HostName hostName(String host) {
        try {
            return HostName.of(host);
        } catch (IllegalArgumentException e) {
            throw ToolException.invalidParams("cannot connect to '" + host + "': " + e.getMessage());
        }
    }

    private static void requirePositive(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw ToolException.invalidParams("the timeout must be positive");
        }
    }

    @Override
    public Link connect(String host, int port, Duration timeout) {
        return open(origin(host, port), timeout);
    }

    private HostLink open(Origin origin, Duration timeout) {
        requirePositive(timeout);
        try {
            GrantedSocket socket = GrantedSocket.of(scope, network);
            socket.connect(origin, timeout);
            return new HostLink(scope, network, origin, socket);
        } catch (IOException e) {
            scope.cancellation().check();
            throw NetFailure.of(origin, e);
        } catch (ToolException e) {
            throw reasoned(origin, e);
        }
    }

    /// Says so where a step, not the call, ran out of time.
    private ToolException reasoned(Origin origin, ToolException error) {
        boolean step =
                error.code() == ErrorCode.TIMEOUT && !scope.cancellation().cancelled();
        return step ? NetFailure.late(origin, error) : error;
    }

    @Override
    public SocketFactory factory() {
        return new GrantedSockets(scope, network);
    }

    @Override
    public Route route(String host, int port, boolean outlasting) {
        Origin origin = origin(host, port);
        new NetGrants(scope.grants().net()).requireName(origin);
        return HostRoute.to(origin, scope, network, outlasting);
    }

    @Override
    public List<String> resolve(String host, Duration timeout) {
        requirePositive(timeout);
        Origin origin = new Origin(false, hostName(host), 0);
        try {
            new NetGrants(scope.grants().net()).requireLookUp(origin.host());
            scope.used().use(Permission.NET, origin.host().name());
        } catch (ToolException e) {
            throw scope.used().refuse(e);
        }
        try (Exchange exchange = Exchange.start(scope, network, "looking up " + origin.authority(), timeout)) {
            return exchange.resolve(origin).stream()
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (IOException e) {
            throw NetFailure.of(origin, e);
        } catch (ToolException e) {
            throw reasoned(origin, e);
        }
    }

    @Override
    public Handshake tls(String host, int port, String serverName, Duration timeout) {
        long start = System.nanoTime();
        try (HostLink link = open(origin(host, port), timeout)) {
            Duration left = timeout.minusNanos(System.nanoTime() - start);
            return link.startTls(serverName, false, left.isPositive() ? left : Duration.ofMillis(1));
        }
    }
}
