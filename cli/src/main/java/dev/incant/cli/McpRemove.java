package dev.incant.cli;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.authorization.LoginFolder;
import dev.incant.mcp.remote.ServerFolder;
import java.nio.file.Files;

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
                "Forget an MCP server that was added, and the login there; its tokens are given back where that can be done.",
                "",
                new Help.Example("incant mcp remove me", "forgets it and its tools"),
                new Help.Example("incant mcp remove me --output json", "says so as JSON"));
    }

    @Override
    public int run(Invocation invocation) {
        String name = McpServers.name(invocation);
        Terminal terminal = invocation.terminal();
        ServerFolder servers = McpServers.folder(terminal);
        LoginFolder logins = new LoginFolder(McpServers.loginFolder(terminal));
        if (Files.exists(logins.file(name))) {
            try {
                McpServers.logout(terminal, servers.read(name).config());
            } catch (ToolException e) {
                // What is damaged or out of reach must not stay for ever.
                McpServers.note(terminal, "the tokens were not given back: " + e.message());
            }
        }
        servers.delete(name);
        logins.delete(name);
        if (invocation.settings().form() == Form.TEXT) {
            terminal.out().line("removed " + name);
        } else {
            new Report(terminal, Form.JSON).document(Values.map("removed", name));
        }
        return 0;
    }
}
