package dev.incant.kernel.host;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What carries a [GrantedSocket]: a plain socket for the address at hand. The JDK closes a socket that did not reach
/// its address, so each address of a host needs one of its own; options that were set before go to each.
final class GrantedSocketImpl extends SocketImpl {
    /// How long one of several addresses may take, so that one that is silent does not use up the time of all.
    private static final int ONE_OF_SEVERAL = 10_000;

    private final Map<Integer, Object> options = new LinkedHashMap<>();
    private List<InetAddress> candidates = List.of();
    private @Nullable Socket socket;
    private boolean closed;

    /// Says which addresses may be connected to; nothing is until then.
    void allow(List<InetAddress> addresses) {
        candidates = addresses;
    }

    @Override
    protected void create(boolean stream) {}

    @Override
    protected void connect(String host, int toPort) throws IOException {
        throw new SocketException("connect by address");
    }

    @Override
    protected void connect(InetAddress to, int toPort) throws IOException {
        throw new SocketException("connect by endpoint");
    }

    @Override
    protected void connect(SocketAddress endpoint, int timeout) throws IOException {
        int toPort = ((InetSocketAddress) endpoint).getPort();
        IOException last = null;
        for (InetAddress candidate : candidates) {
            try {
                Socket made = new Socket(Proxy.NO_PROXY);
                use(made);
                boolean several = candidates.size() > 1 && (timeout == 0 || timeout > ONE_OF_SEVERAL);
                made.connect(new InetSocketAddress(candidate, toPort), several ? ONE_OF_SEVERAL : timeout);
                address = candidate;
                port = toPort;
                localport = made.getLocalPort();
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last == null ? new ConnectException("no address may be connected to") : last;
    }

    private synchronized void use(Socket made) throws IOException {
        if (closed) {
            made.close();
            throw new SocketException("Socket closed");
        }
        socket = made;
        for (Map.Entry<Integer, Object> option : options.entrySet()) {
            set(made, option.getKey(), option.getValue());
        }
    }

    private synchronized Socket socket() throws SocketException {
        Socket made = socket;
        if (made == null) {
            throw new SocketException("not connected");
        }
        return made;
    }

    /// A client's socket leaves the choice of the local address to the system.
    @Override
    protected void bind(InetAddress host, int toPort) {}

    @Override
    protected void listen(int backlog) throws IOException {
        throw new SocketException("this socket does not listen");
    }

    @Override
    protected void accept(SocketImpl s) throws IOException {
        throw new SocketException("this socket does not listen");
    }

    @Override
    protected InputStream getInputStream() throws IOException {
        return socket().getInputStream();
    }

    @Override
    protected OutputStream getOutputStream() throws IOException {
        return socket().getOutputStream();
    }

    @Override
    protected int available() throws IOException {
        return socket().getInputStream().available();
    }

    @Override
    protected void close() throws IOException {
        Socket made;
        synchronized (this) {
            closed = true;
            made = socket;
        }
        if (made != null) {
            made.close();
        }
    }

    @Override
    protected void shutdownInput() throws IOException {
        socket().shutdownInput();
    }

    @Override
    protected void shutdownOutput() throws IOException {
        socket().shutdownOutput();
    }

    @Override
    protected boolean supportsUrgentData() {
        return false;
    }

    @Override
    protected void sendUrgentData(int data) throws IOException {
        throw new SocketException("urgent data is not supported");
    }

    @Override
    protected @Nullable FileDescriptor getFileDescriptor() {
        return null;
    }

    @Override
    public synchronized void setOption(int option, Object value) throws SocketException {
        options.put(option, value);
        Socket made = socket;
        if (made != null) {
            set(made, option, value);
        }
    }

    private static void set(Socket made, int option, Object value) throws SocketException {
        switch (option) {
            case SocketOptions.TCP_NODELAY -> made.setTcpNoDelay((Boolean) value);
            case SocketOptions.SO_KEEPALIVE -> made.setKeepAlive((Boolean) value);
            case SocketOptions.SO_REUSEADDR -> made.setReuseAddress((Boolean) value);
            case SocketOptions.SO_TIMEOUT -> made.setSoTimeout((Integer) value);
            case SocketOptions.SO_SNDBUF -> made.setSendBufferSize((Integer) value);
            case SocketOptions.SO_RCVBUF -> made.setReceiveBufferSize((Integer) value);
            case SocketOptions.IP_TOS -> made.setTrafficClass((Integer) value);
            case SocketOptions.SO_LINGER ->
                made.setSoLinger(value instanceof Integer, value instanceof Integer seconds ? seconds : 0);
            default -> throw new SocketException("the option " + option + " is not supported");
        }
    }

    @Override
    public synchronized Object getOption(int option) throws SocketException {
        Socket made = socket;
        if (made == null) {
            Object value = options.get(option);
            try (Socket usual = new Socket(Proxy.NO_PROXY)) {
                return value == null ? get(usual, option) : value;
            } catch (IOException e) {
                throw new SocketException(e.getMessage());
            }
        }
        return get(made, option);
    }

    private static Object get(Socket made, int option) throws SocketException {
        return switch (option) {
            case SocketOptions.TCP_NODELAY -> made.getTcpNoDelay();
            case SocketOptions.SO_KEEPALIVE -> made.getKeepAlive();
            case SocketOptions.SO_REUSEADDR -> made.getReuseAddress();
            case SocketOptions.SO_TIMEOUT -> made.getSoTimeout();
            case SocketOptions.SO_SNDBUF -> made.getSendBufferSize();
            case SocketOptions.SO_RCVBUF -> made.getReceiveBufferSize();
            case SocketOptions.IP_TOS -> made.getTrafficClass();
            case SocketOptions.SO_LINGER -> made.getSoLinger();
            case SocketOptions.SO_BINDADDR -> made.getLocalAddress();
            default -> throw new SocketException("the option " + option + " is not supported");
        };
    }
}
