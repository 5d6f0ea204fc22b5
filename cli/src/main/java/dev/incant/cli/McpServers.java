package dev.incant.cli;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.AddressResolver;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.authorization.Authorizer;
import dev.incant.mcp.client.McpClient;
import dev.incant.mcp.client.RemoteTool;
import dev.incant.mcp.remote.Connections;
import dev.incant.mcp.remote.PinnedTool;
import dev.incant.mcp.remote.RemoteServers;
import dev.incant.mcp.remote.ServerConfig;
import dev.incant.mcp.remote.ServerFolder;
import dev.incant.mcp.remote.Shown;
import dev.incant.mcp.remote.StoredServer;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What the commands for other people's MCP servers share.
final class McpServers {
    /// Beside the user's `incant.toml`.
    static final String FOLDER = "mcp";

    private McpServers() {}

    /// The folder of what was added.
    ///
    /// @throws ToolException `unavailable` when the environment names no home
    static ServerFolder folder(Terminal terminal) {
        File user = Settings.userFile(terminal);
        if (user == null) {
            throw ToolException.unavailable("there is no place to remember servers: HOME is not set");
        }
        return new ServerFolder(user.toPath().resolveSibling(FOLDER));
    }

    /// Some packs and that of the servers that were added.
    ///
    /// @param aliases by which tools of those packs are called, too
    /// @param tell whether to say which servers are left out
    static List<ToolPack> with(List<ToolPack> packs, List<String> aliases, Terminal terminal, Host host, boolean tell) {
        List<String> taken = new ArrayList<>(aliases);
        for (ToolPack pack : packs) {
            taken.addAll(pack.names());
        }
        List<ToolPack> all = new ArrayList<>(packs);
        ServerFolder folder = folder(terminal);
        RemoteServers servers = RemoteServers.of(folder, connections(terminal, host), taken);
        for (String name : tell ? servers.leftOut() : List.<String>of()) {
            note(terminal, "warning: " + problem(folder, name));
        }
        all.add(servers);
        return all;
    }

    static Host host(Terminal terminal) {
        return new Host(new MachineClock(), null, terminal.variables(), AddressResolver.SYSTEM);
    }

    /// Why a server whose name is a tool's is left out, which its file alone can have brought about.
    static String problem(ServerFolder folder, String name) {
        return folder.file(name) + " is left out: '" + name + "' is a tool of Incant; 'incant mcp remove " + name
                + "' and add it by another name";
    }

    static Connections connections(Terminal terminal, Host host) {
        return new Connections(host, Version.CURRENT, loginFolder(terminal));
    }

    /// Where tokens are kept, apart from what was configured: `$XDG_DATA_HOME/incant/mcp`, `~/.local/share/incant/mcp`.
    static Path loginFolder(Terminal terminal) {
        String base = terminal.variable("XDG_DATA_HOME");
        String home = terminal.variable("HOME");
        if (base != null && base.startsWith("/")) {
            return Path.of(base, "incant", FOLDER);
        }
        return home != null && home.startsWith("/")
                ? Path.of(home, ".local", "share", "incant", FOLDER)
                : folder(terminal).path().resolve("logins");
    }

    /// Forgets the login at a server, and gives its tokens back where that can be done; says so where it cannot.
    ///
    /// @return whether they were given back
    /// @throws ToolException `not_found` where nobody is logged in
    static boolean logout(Terminal terminal, ServerConfig config) {
        String problem;
        try (Host host = host(terminal)) {
            Authorizer authorizer = connections(terminal, host).authorizer(config);
            if (authorizer == null || !authorizer.known()) {
                throw ToolException.notFound("nobody is logged in at '" + config.name() + "'");
            }
            Cancellation cancellation = new Cancellation();
            terminal.interrupts().onInterrupt(cancellation::cancel);
            problem = authorizer.logout(cancellation);
        }
        if (problem != null) {
            note(terminal, "the tokens were not given back: " + problem);
        }
        return problem == null;
    }

    /// The one name that a command takes.
    static String name(Invocation invocation) {
        List<String> words = invocation.words();
        Command command = invocation.command();
        if (words.size() != 1) {
            throw Arguments.usage(
                    words.isEmpty()
                            ? "name a server: incant " + command.name() + " NAME"
                            : "'" + words.get(1) + "' is one argument too many",
                    command);
        }
        return words.getFirst();
    }

    /// Connects, and tells a person who waits that it takes a while. Ctrl-C ends it.
    static McpClient connect(Invocation invocation, Host host, ServerConfig config, String revision) {
        Terminal terminal = invocation.terminal();
        Thread waiting = Thread.currentThread();
        AtomicBoolean stopped = new AtomicBoolean();
        terminal.interrupts().onInterrupt(() -> {
            stopped.set(true);
            waiting.interrupt();
        });
        boolean told = terminal.err().terminal();
        if (told) {
            terminal.err().print("starting '" + config.name() + "'…");
            terminal.err().flush();
        }
        try {
            return connections(terminal, host).connect(config, revision);
        } catch (ToolException e) {
            if (stopped.get()) {
                // The terminal interrupts a server that is a program, too; that it ends for it is no failure.
                throw new ToolException(ErrorCode.CANCELLED, config.name() + ": interrupted while connecting");
            }
            throw new ToolException(e.code(), config.name() + ": " + e.message(), e.details(), e.getCause());
        } finally {
            if (told) {
                terminal.err().print("\r\u001b[K");
            }
        }
    }

    /// What a server has, told of as it is read.
    static List<RemoteTool> tools(Invocation invocation, McpClient client, ServerConfig config) {
        return client.tools(config.timeout(), problem -> note(invocation.terminal(), problem));
    }

    static void note(Terminal terminal, String text) {
        terminal.err().line(Shown.text(text));
    }

    /// Asks a person; where there is none, only `--yes` is a yes.
    static boolean agreed(Invocation invocation, String question) {
        if (invocation.arguments().has(Flag.YES)) {
            return true;
        }
        Terminal terminal = invocation.terminal();
        if (!terminal.inTerminal()) {
            throw Arguments.usage("nobody is there to be asked; --yes agrees", invocation.command());
        }
        // Nobody hears of an interrupt while a line is read.
        terminal.interrupts().onInterruptEnd();
        terminal.out().flush();
        terminal.err().print(question + " [y/N] ");
        terminal.err().flush();
        String answer = TypedAnswer.read(terminal.in());
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }

    /// A tool in a line for people.
    static String line(PinnedTool pinned) {
        RemoteTool tool = pinned.tool();
        List<String> notes = new ArrayList<>();
        if (!tool.name().equals(pinned.operation())) {
            notes.add("its own name is " + Shown.text(tool.name()));
        }
        if (Boolean.TRUE.equals(tool.annotations().get("readOnlyHint"))) {
            notes.add("says it changes nothing");
        }
        String brief = Shown.brief(tool.description());
        return pinned.operation()
                + (brief.isEmpty() ? "" : ": " + brief)
                + (notes.isEmpty() ? "" : " (" + String.join("; ", notes) + ")");
    }

    /// A server as JSON tells of it, without secrets.
    static Map<String, @Nullable Object> described(StoredServer server) {
        ServerConfig config = server.config();
        List<@Nullable Object> tools = new ArrayList<>();
        for (PinnedTool tool : server.tools()) {
            tools.add(Values.map("name", tool.tool().name(), "operation", tool.operation(), "sha256", tool.sha256()));
        }
        Map<String, @Nullable Object> map = Values.map("name", config.name());
        switch (config.place()) {
            case ServerConfig.Place.Program program -> {
                map.put("command", new ArrayList<@Nullable Object>(program.line()));
                map.put("directory", program.directory().toString());
                List<@Nullable Object> variables =
                        new ArrayList<>(program.environment().keySet());
                variables.addAll(program.inherited());
                map.put("env", variables);
            }
            case ServerConfig.Place.Address address -> {
                map.put("url", address.url().toString());
                map.put(
                        "headers",
                        new ArrayList<@Nullable Object>(address.headers().keySet()));
                map.put("bearer_env", address.bearerVariable());
            }
        }
        map.put("timeout_ms", config.timeout().toMillis());
        map.put("software", server.software());
        map.put("revision", server.revision());
        map.put("accepted", server.accepted().toString());
        map.put("tools", tools);
        return map;
    }
}
