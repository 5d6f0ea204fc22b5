package dev.incant.mcp.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;

/// How a server is reached over HTTP, and how long it waits for those who reach it.
///
/// @param address where it listens; port 0 for any that is free
/// @param tokens what clients prove themselves with, by token, and whom each stands for; none when empty
/// @param largest bytes of one message
/// @param patience how long a client may take to send a message, and to take one from the server, before its
///     connection is closed
/// @param idle how long what is kept for a client stays when nothing is heard of it and nothing runs for it
public record HttpSettings(
        InetSocketAddress address, Map<String, String> tokens, int largest, Duration patience, Duration idle) {
    /// The path of the endpoint.
    public static final String PATH = "/mcp";

    /// What is kept for a client that is not heard of.
    public static final Duration IDLE = Duration.ofMinutes(30);

    private static final int LARGEST = 16 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public HttpSettings {
        tokens = Map.copyOf(tokens);
        if (tokens.isEmpty() && !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("no token, and not on loopback: " + address);
        }
        if (!patience.isPositive() || !idle.isPositive()) {
            throw new IllegalArgumentException("times must be positive");
        }
    }

    /// On loopback, for those who know one of the tokens; for all on this machine when there are none.
    public static HttpSettings loopback(int port, Map<String, String> tokens) {
        return at(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), tokens);
    }

    /// At an address, for those who know one of the tokens.
    public static HttpSettings at(InetSocketAddress address, Map<String, String> tokens) {
        return new HttpSettings(address, tokens, LARGEST, PATIENCE, IDLE);
    }

    public HttpSettings waiting(Duration time) {
        return new HttpSettings(address, tokens, largest, time, idle);
    }

    public HttpSettings keeping(Duration time) {
        return new HttpSettings(address, tokens, largest, patience, time);
    }
}
