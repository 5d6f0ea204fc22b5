package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Sockets;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A connection that a tool uses directly.
final class HostLink implements Sockets.Link {
    private final CallScope scope;
    private final Network network;
    private final Origin origin;
    private final GrantedSocket socket;
    private InputStream input;
    private OutputStream output;

    HostLink(CallScope scope, Network network, Origin origin, GrantedSocket socket) throws IOException {
        this.scope = scope;
        this.network = network;
        this.origin = origin;
        this.socket = socket;
        this.input = socket.getInputStream();
        this.output = socket.getOutputStream();
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public String remote() {
        InetAddress address = socket.getInetAddress();
        String text = address.getHostAddress();
        return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + ":" + socket.getPort();
    }

    @Override
    public Duration lookUp() {
        return socket.lookUp();
    }

    @Override
    public Duration connecting() {
        return socket.connecting();
    }

    @Override
    public void readTimeout(Duration timeout) {
        try {
            socket.setSoTimeout((int) Math.min(timeout.toMillis(), Integer.MAX_VALUE));
        } catch (IOException e) {
            scope.cancellation().check();
            throw NetFailure.of(origin, e);
        }
    }

    @Override
    public Sockets.Handshake startTls(String serverName, boolean verify, Duration timeout) {
        TlsTrust trust = new TlsTrust(verify);
        long start = System.nanoTime();
        Exchange exchange = Exchange.start(scope, network, "the TLS handshake with " + origin.authority(), timeout);
        boolean done = false;
        try {
            exchange.step(this::close);
            // Not closed apart from what it is layered over: saying goodbye could wait for a peer that does not read.
            SSLSocket secure = (SSLSocket) trust.sockets().createSocket(socket, serverName, origin.port(), false);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            input = secure.getInputStream();
            output = secure.getOutputStream();
            Sockets.Handshake shown = new Sockets.Handshake(
                    secure.getSession().getProtocol(),
                    secure.getSession().getCipherSuite(),
                    trust.chain(),
                    trust.problem() == null,
                    trust.problem(),
                    remote(),
                    lookUp(),
                    connecting(),
                    Duration.ofNanos(System.nanoTime() - start));
            done = true;
            return shown;
        } catch (IOException e) {
            throw failed(exchange, e);
        } finally {
            exchange.finish();
            if (!done) {
                close();
            }
        }
    }

    private ToolException failed(Exchange exchange, IOException failure) {
        try {
            exchange.check();
        } catch (ToolException e) {
            boolean step =
                    e.code() == ErrorCode.TIMEOUT && !scope.cancellation().cancelled();
            return step ? NetFailure.late(origin, e) : e;
        }
        return NetFailure.of(origin, failure);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed as far as it can be.
        }
    }
}
