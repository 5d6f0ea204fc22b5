package dev.incant.mcp.conformance;

import dev.incant.mcp.protocol.Changes;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.protocol.Offer;
import dev.incant.mcp.transport.HttpSettings;
import dev.incant.mcp.transport.HttpTransport;
import dev.incant.mcp.transport.StdioTransport;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.Map;

/// The server that the suite tests: the product's protocol and transports with the suite's fixtures behind them.
///
/// `http` as the only argument listens on loopback and prints where; `stdio` talks over standard streams.
final class ConformanceServer {
    private ConformanceServer() {}

    static McpServer server() {
        Changes changes = new Changes();
        ConformanceTools tools = new ConformanceTools(changes);
        return McpServer.of(new Offer(
                "incant-conformance",
                "Incant with the fixtures of the conformance suite",
                "1.0.0",
                "For tests.",
                () -> tools,
                new ConformanceResources(),
                new ConformancePrompts(),
                true,
                changes));
    }

    public static void main(String[] args) throws Exception {
        try (McpServer server = server()) {
            if (args.length == 1 && args[0].equals("stdio")) {
                FileOutputStream out = new FileOutputStream(FileDescriptor.out);
                System.setOut(System.err);
                StdioTransport.open(
                                server,
                                new FileInputStream(FileDescriptor.in),
                                out,
                                Thread.ofPlatform().daemon().factory())
                        .serve();
                return;
            }
            try (HttpTransport http = HttpTransport.open(server, HttpSettings.loopback(0, Map.of()))) {
                System.out.println(http.uri());
                http.await();
            }
        }
    }
}
