package dev.incant.kernel.capability;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/// The sockets of a [Sockets.Route] for a library that makes its factory of sockets itself, by the name of this class:
/// those of the route that the thread at work goes through. Without one there are none.
public final class RouteSockets extends SocketFactory {
    private static final ScopedValue<Sockets.Route> CURRENT = ScopedValue.newInstance();

    /// Runs something on this thread whose factories of this class give the sockets of `route`.
    public static <T, X extends Throwable> T through(Sockets.Route route, ScopedValue.CallableOp<? extends T, X> work)
            throws X {
        return ScopedValue.where(CURRENT, route).<T, X>call(work::call);
    }

    private static SocketFactory current() throws IOException {
        if (!CURRENT.isBound()) {
            throw new IOException("no call's route is in force on this thread");
        }
        return CURRENT.get().factory();
    }

    @Override
    public Socket createSocket() throws IOException {
        return current().createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return current().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return current().createSocket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return current().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return current().createSocket(host, port, local, localPort);
    }
}
