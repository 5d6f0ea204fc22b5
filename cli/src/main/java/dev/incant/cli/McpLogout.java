package dev.incant.cli;

import dev.incant.kernel.value.Values;
import dev.incant.mcp.remote.ServerConfig;

/// `incant mcp logout`.
final class McpLogout implements Command {
    @Override
    public String name() {
        return "mcp logout";
    }

    @Override
    public Help help() {
        return Help.of(
                "NAME",
                "Forget the login at an MCP server, and give its tokens back where that can be done.",
                "",
                new Help.Example("incant mcp logout me", "forgets it"),
                new Help.Example("incant mcp logout me --output json", "says so as JSON"));
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        ServerConfig config =
                McpServers.folder(terminal).read(McpServers.name(invocation)).config();
        boolean givenBack = McpServers.logout(terminal, config);
        if (invocation.settings().form() == Form.TEXT) {
            terminal.out().line("logged out of " + config.name());
        } else {
            new Report(terminal, Form.JSON).document(Values.map("logged_out", config.name(), "given_back", givenBack));
        }
        return 0;
    }
}
