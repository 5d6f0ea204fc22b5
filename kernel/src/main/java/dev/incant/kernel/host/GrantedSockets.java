package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/// Makes [GrantedSocket]s for libraries.
final class GrantedSockets extends SocketFactory {
    private final CallScope scope;
    private final Network network;
    private final @Nullable Origin only;

    GrantedSockets(CallScope scope, Network network) {
        this(scope, network, null);
    }

    /// @param only where all of them connect, null for wherever they are asked to
    GrantedSockets(CallScope scope, Network network, @Nullable Origin only) {
        this.scope = scope;
        this.network = network;
        this.only = only;
    }

    @Override
    public Socket createSocket() throws IOException {
        return GrantedSocket.of(scope, network, only);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        Socket socket = createSocket();
        socket.connect(InetSocketAddress.createUnresolved(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        Socket socket = createSocket();
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }
}
