package dev.incant.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// Where a server listens, as it is written: `HOST:PORT`, `PORT`, or nothing.
final class HttpAddress {
    private static final int PORT = 8420;

    private HttpAddress() {}

    /// Reads an address; loopback and the usual port for what is left out.
    ///
    /// @throws dev.incant.kernel.error.ToolException `invalid_params` for what is none
    static InetSocketAddress of(String text, Command command) {
        int colon = text.lastIndexOf(':');
        boolean bracket = text.indexOf(']') > colon;
        String host = bracket ? text : colon < 0 ? "" : text.substring(0, colon);
        String port = bracket ? "" : text.substring(colon + 1);
        int number = PORT;
        if (!port.isEmpty()) {
            try {
                number = Integer.parseInt(port);
            } catch (NumberFormatException _) {
                number = -1;
            }
            if (number < 0 || number > 65_535) {
                throw Arguments.usage(
                        "--http must be [HOST:]PORT, such as --http=127.0.0.1:8420, not '" + text + "'", command);
            }
        }
        if (host.isEmpty()) {
            return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), number);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), number);
        } catch (UnknownHostException _) {
            throw Arguments.usage("--http: no host " + host, command);
        }
    }
}
