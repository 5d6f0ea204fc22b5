package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/// Makes [GrantedSocket]s for libraries.
final class GrantedSockets extends SocketFactory {
    private final CallScope scope;
    private final Network network;

    GrantedSockets(CallScope scope, Network network) {
        this.scope = scope;
        this.network = network;
    }

    @Override
    public Socket createSocket() throws IOException {
        return GrantedSocket.of(scope, network);
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
