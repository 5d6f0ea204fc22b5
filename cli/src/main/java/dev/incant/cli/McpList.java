package dev.incant.cli;

import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.remote.ServerFolder;
import dev.incant.mcp.remote.Shown;
import dev.incant.mcp.remote.StoredServer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `incant mcp list`.
final class McpList implements Command {
    @Override
    public String name() {
        return "mcp list";
    }

    @Override
    public Help help() {
        return Help.of(
                "",
                "List the MCP servers that were added.",
                "",
                new Help.Example("incant mcp list", "lists them with what is run"),
                new Help.Example("incant mcp list --output json", "gives them with their tools as JSON"));
    }

    @Override
    public int run(Invocation invocation) {
        if (!invocation.words().isEmpty()) {
            throw Arguments.usage("'incant mcp list' takes no arguments", this);
        }
        Terminal terminal = invocation.terminal();
        List<ServerFolder.Entry> all = entries(McpServers.folder(terminal));
        if (invocation.settings().form() != Form.TEXT) {
            List<@Nullable Object> described = new ArrayList<>();
            for (ServerFolder.Entry entry : all) {
                StoredServer server = entry.server();
                described.add(
                        server == null
                                ? Values.map("name", entry.name(), "problem", entry.problem())
                                : McpServers.described(server));
            }
            new Report(terminal, Form.JSON).document(described);
            return 0;
        }
        if (all.isEmpty()) {
            terminal.out().line("no MCP servers; 'incant mcp add NAME -- COMMAND…' adds one");
            return 0;
        }
        Table table = new Table(terminal.colours(), List.of("NAME", "TOOLS", "SOFTWARE", "REACHED BY"));
        for (ServerFolder.Entry entry : all) {
            StoredServer server = entry.server();
            table.row(
                    server == null
                            ? List.of(entry.name(), "-", "-", String.valueOf(entry.problem()))
                            : List.of(
                                    entry.name(),
                                    String.valueOf(server.tools().size()),
                                    Shown.brief(server.software()),
                                    Shown.text(server.config().place().shown())));
        }
        StringBuilder text = new StringBuilder();
        table.appendTo(text);
        terminal.out().print(text.toString());
        return 0;
    }

    /// The servers; those whose names are a tool's have that as their problem.
    private static List<ServerFolder.Entry> entries(ServerFolder folder) {
        ComponentRegistry own = ComponentRegistry.of(Packs.ALL);
        List<ServerFolder.Entry> all = new ArrayList<>();
        for (ServerFolder.Entry entry : folder.all()) {
            all.add(
                    own.find(entry.name()) == null
                            ? entry
                            : new ServerFolder.Entry(entry.name(), null, McpServers.problem(folder, entry.name())));
        }
        return all;
    }
}
