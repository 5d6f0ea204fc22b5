package dev.incant.cli;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.client.McpClient;
import dev.incant.mcp.client.RemoteTool;
import dev.incant.mcp.remote.PinChanges;
import dev.incant.mcp.remote.ServerFolder;
import dev.incant.mcp.remote.StoredServer;
import java.util.List;

/// `incant mcp refresh`.
final class McpRefresh implements Command {
    @Override
    public String name() {
        return "mcp refresh";
    }

    @Override
    public Flag[] flags() {
        return new Flag[] {Flag.YES};
    }

    @Override
    public Help help() {
        return Help.of(
                "NAME",
                "Show what has changed about an MCP server's tools, and accept it.",
                "Until then tools that changed are refused, and new ones are not there.",
                new Help.Example("incant mcp refresh me --yes", "shows the changes and accepts them"),
                new Help.Example("incant mcp refresh me --yes --output json", "names them as JSON"));
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        ServerFolder folder = McpServers.folder(terminal);
        StoredServer before = folder.read(McpServers.name(invocation));
        String name = before.config().name();
        try (Host host = McpServers.host(terminal)) {
            StoredServer now;
            PinChanges changes;
            // Asked anew what it speaks: that may have changed, too.
            try (McpClient client = McpServers.connect(invocation, host, before.config(), "")) {
                List<RemoteTool> tools = McpServers.tools(invocation, client, before.config());
                changes = PinChanges.between(before, tools);
                now = StoredServer.accepting(
                        before.config(),
                        client.facts(),
                        tools,
                        before,
                        host.clock().instant());
            }
            boolean text = invocation.settings().form() == Form.TEXT;
            if (text) {
                terminal.out().print(changes.none() ? name + ": nothing changed\n" : changes.text());
            }
            if (!changes.none() && !McpServers.agreed(invocation, "Accept this?")) {
                throw new ToolException(ErrorCode.CANCELLED, "nothing was accepted");
            }
            folder.write(now, host);
            if (!text) {
                new Report(terminal, Form.JSON)
                        .document(Values.map(
                                "name",
                                name,
                                "new",
                                changes.added(),
                                "changed",
                                changes.changed(),
                                "gone",
                                changes.gone()));
            } else if (!changes.none()) {
                terminal.out().line("accepted: " + changes.summary());
            }
        }
        return 0;
    }
}
