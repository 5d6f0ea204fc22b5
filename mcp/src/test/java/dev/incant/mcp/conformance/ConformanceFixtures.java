package dev.incant.mcp.conformance;

import dev.incant.mcp.protocol.McpServer;

/// The fixtures for tests of other packages.
public final class ConformanceFixtures {
    private ConformanceFixtures() {}

    /// A server of all fixtures.
    public static McpServer server() {
        return ConformanceServer.server();
    }
}
