package dev.incant.mcp.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/// How a server is reached over HTTP.
///
/// @param address where it listens; port 0 for any that is free
/// @param tokens what clients prove themselves with, by token, and whom each stands for; none when empty
/// @param largest bytes of one message
public record HttpSettings(InetSocketAddress address, Map<String, String> tokens, int largest) {
    /// The path of the endpoint.
    public static final String PATH = "/mcp";

    private static final int LARGEST = 16 << 20;

    public HttpSettings {
        tokens = Map.copyOf(tokens);
        if (tokens.isEmpty() && !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("no token, and not on loopback: " + address);
        }
    }

    /// On loopback, for those who know one of the tokens; for all on this machine when there are none.
    public static HttpSettings loopback(int port, Map<String, String> tokens) {
        return new HttpSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), tokens, LARGEST);
    }

    /// At an address, for those who know one of the tokens.
    public static HttpSettings at(InetSocketAddress address, Map<String, String> tokens) {
        return new HttpSettings(address, tokens, LARGEST);
    }
}
