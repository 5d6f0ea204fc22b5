package dev.incant.cli;

import dev.incant.kernel.value.Values;
import dev.incant.mcp.authorization.LoginFolder;

/// `incant mcp remove`.
final class McpRemove implements Command {
    @Override
    public String name() {
        return "mcp remove";
    }

    @Override
    public Help help() {
        return Help.of(
                "NAME",
                "Forget an MCP server that was added, and the login there.",
                "",
                new Help.Example("incant mcp remove me", "forgets it and its tools"),
                new Help.Example("incant mcp remove me --output json", "says so as JSON"));
    }

    @Override
    public int run(Invocation invocation) {
        String name = McpServers.name(invocation);
        McpServers.folder(invocation.terminal()).delete(name);
        new LoginFolder(McpServers.loginFolder(invocation.terminal())).delete(name);
        if (invocation.settings().form() == Form.TEXT) {
            invocation.terminal().out().line("removed " + name);
        } else {
            new Report(invocation.terminal(), Form.JSON).document(Values.map("removed", name));
        }
        return 0;
    }
}
