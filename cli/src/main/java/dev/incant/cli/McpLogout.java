package dev.incant.cli;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.authorization.Authorizer;
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
        String problem;
        try (Host host = McpServers.host(terminal)) {
            Authorizer authorizer = McpServers.connections(terminal, host).authorizer(config);
            if (authorizer == null || !authorizer.known()) {
                throw ToolException.notFound("nobody is logged in at '" + config.name() + "'");
            }
            Cancellation cancellation = new Cancellation();
            terminal.interrupts().onInterrupt(cancellation::cancel);
            problem = authorizer.logout(cancellation);
        }
        if (problem != null) {
            McpServers.note(terminal, "the tokens were not given back: " + problem);
        }
        if (invocation.settings().form() == Form.TEXT) {
            terminal.out().line("logged out of " + config.name());
        } else {
            new Report(terminal, Form.JSON)
                    .document(Values.map("logged_out", config.name(), "given_back", problem == null));
        }
        return 0;
    }
}
