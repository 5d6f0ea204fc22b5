package dev.incant.cli;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.authorization.Authorizer;
import dev.incant.mcp.client.McpClient;
import dev.incant.mcp.remote.Connections;
import dev.incant.mcp.remote.ServerConfig;
import dev.incant.mcp.remote.StoredServer;

/// `incant mcp login`.
final class McpLogin implements Command {
    @Override
    public String name() {
        return "mcp login";
    }

    @Override
    public Help help() {
        return Help.of(
                "NAME",
                "Log in at an MCP server that wants to know who you are.",
                """
                The page where you log in is shown, and opened in your browser where this is a terminal; the browser \
                comes back to a port of this machine. What the server gives is kept where only you can read it, and \
                renewed by itself. Logging in again asks for what was missing.""",
                new Help.Example("incant mcp login me", "shows where to log in, and waits"),
                new Help.Example("incant mcp login me --output json", "says so as JSON in the end"));
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        StoredServer server = McpServers.folder(terminal).read(McpServers.name(invocation));
        ServerConfig config = server.config();
        String name = config.name();
        try (Host host = McpServers.host(terminal)) {
            Connections connections = McpServers.connections(terminal, host);
            if (connections.authorizer(config) == null) {
                throw ToolException.invalidParams(
                        config.place() instanceof ServerConfig.Place.Program
                                ? "'" + name + "' is a program, and needs no login"
                                : "'" + name + "' is told who you are by what it was added with");
            }
            // What the server asks for is learnt by asking it.
            boolean asked = wantsLogin(invocation, host, server);
            Authorizer authorizer = connections.authorizer(config);
            if (authorizer == null || !asked && !authorizer.loggedIn()) {
                throw ToolException.conflict("'" + name + "' lets you in without a login");
            }
            login(invocation, authorizer);
            try (McpClient client = McpServers.connect(invocation, host, config, server.revision())) {
                McpServers.tools(invocation, client, config);
            }
        }
        if (invocation.settings().form() == Form.TEXT) {
            terminal.out().line("logged in at " + name);
        } else {
            new Report(terminal, Form.JSON).document(Values.map("logged_in", name));
        }
        return 0;
    }

    private static boolean wantsLogin(Invocation invocation, Host host, StoredServer server) {
        try (McpClient client = McpServers.connect(invocation, host, server.config(), server.revision())) {
            McpServers.tools(invocation, client, server.config());
            return false;
        } catch (ToolException e) {
            if (!Authorizer.wantsLogin(e)) {
                throw e;
            }
            return true;
        }
    }

    /// Lets the person log in; Ctrl-C ends it.
    static void login(Invocation invocation, Authorizer authorizer) {
        Terminal terminal = invocation.terminal();
        Cancellation cancellation = new Cancellation();
        terminal.interrupts().onInterrupt(cancellation::cancel);
        authorizer.login(new BrowserLogin(terminal), cancellation);
    }
}
