package dev.incant.cli;

import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.state.Quota;
import dev.incant.mcp.agent.AgentSettings;
import dev.incant.mcp.agent.AgentTools;
import dev.incant.mcp.agent.CatalogueTools;
import dev.incant.mcp.agent.DirectTools;
import dev.incant.mcp.audit.AuditLog;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.protocol.TotalLimits;
import dev.incant.mcp.server.KernelOffer;
import dev.incant.mcp.transport.HttpSettings;
import dev.incant.mcp.transport.HttpTransport;
import dev.incant.mcp.transport.StdioTransport;
import dev.incant.script.LuaScriptRuntime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `incant mcp serve`.
final class McpServe implements Command {
    private static final String CATALOGUE = "catalogue";
    private static final String DIRECT = "direct";
    private static final String NO_AUDIT = "none";

    @Override
    public String name() {
        return "mcp serve";
    }

    @Override
    public Flag[] flags() {
        Flag[] own = {
            Flag.MODE,
            Flag.TOOLS,
            Flag.PROMPTS,
            Flag.ASK_GRANTS,
            Flag.AUDIT_LOG,
            Flag.HTTP,
            Flag.TOKEN_FILE,
            Flag.NO_TOKEN,
            Flag.SESSION_IDLE
        };
        Flag[] all = new Flag[own.length + Flag.SESSION.length];
        System.arraycopy(own, 0, all, 0, own.length);
        System.arraycopy(Flag.SESSION, 0, all, own.length, Flag.SESSION.length);
        return all;
    }

    @Override
    public Help help() {
        return Help.of(
                "",
                "Serve the tools to an agent by the Model Context Protocol.",
                """
                An agent's program starts this and talks to it over standard input and output; it ends when its input \
                does. With --http it serves many at http://127.0.0.1:8420/mcp until Ctrl-C, each with a token. \
                The agent may do what is allowed here, by variables or in incant.toml, and nothing else. In the mode \
                catalogue it sees three tools: one finds tools, one describes them, one runs Lua that calls them.""",
                new Help.Example(
                        "echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}' | incant mcp serve --allow-read=.",
                        "serves over standard streams, and may read here"),
                new Help.Example(
                        "echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}' | incant mcp serve --mode direct --tools data",
                        "shows each tool for data to the agent"));
    }

    @Override
    public int run(Invocation invocation) {
        if (!invocation.words().isEmpty()) {
            throw Arguments.usage("'" + invocation.words().getFirst() + "' is one argument too many", this);
        }
        Settings settings = invocation.settings();
        HttpSettings http = invocation.arguments().has(Flag.HTTP) ? http(invocation) : null;
        if (http == null
                && (invocation.arguments().has(Flag.NO_TOKEN)
                        || invocation.arguments().has(Flag.TOKEN_FILE)
                        || invocation.arguments().has(Flag.SESSION_IDLE))) {
            throw Arguments.usage("--token-file, --no-token and --session-idle go with --http", this);
        }
        boolean direct = direct(settings);
        List<Path> prompts = prompts(invocation);
        try (AuditLog audit = audit(invocation);
                LocalKernel kernel = LocalKernel.ofScripts(invocation, new LuaScriptRuntime())) {
            SessionOptions session = new SessionOptions(
                    Bounds.grants(settings),
                    Bounds.limits(settings, Limits.STRICT),
                    invocation.terminal().directory());
            AgentSettings agent = agent(settings, audit);
            Supplier<AgentTools> tools = () -> direct
                    ? DirectTools.open(kernel.kernel(), session, agent)
                    : CatalogueTools.open(kernel.kernel(), session, agent);
            // Names of tools that are none are told now, not to the first client.
            tools.get().close();
            try (McpServer server = KernelOffer.server(
                    kernel.kernel(),
                    Version.CURRENT,
                    session,
                    tools,
                    instructions(direct, settings.on(Flag.ASK_GRANTS)),
                    prompts,
                    problem -> note(invocation.terminal(), problem))) {
                serve(invocation, server, http);
            }
        }
        return 0;
    }

    private static String instructions(boolean direct, boolean asks) {
        String asked = asks ? " When a call needs what is not granted, the person is asked, if your client can." : "";
        return instructions(direct) + asked;
    }

    private static String instructions(boolean direct) {
        return direct
                ? "Incant: tools for files, data, text, web and system."
                : "Incant: tools for files, data, text, web and system. search_tools finds them, describe_tool shows how"
                        + " one is called, run_script runs Lua that calls them as tools.NAME{…}; do several calls in one"
                        + " script.";
    }

    private static void serve(Invocation invocation, McpServer server, @Nullable HttpSettings http) {
        Terminal terminal = invocation.terminal();
        try {
            if (http == null) {
                StdioTransport stdio = StdioTransport.open(
                        server,
                        terminal.in(),
                        new OutputLines(terminal.out()),
                        LocalKernel.scriptThreads("incant-mcp-input"));
                terminal.interrupts().onInterrupt(stdio::stop);
                stdio.serve();
                return;
            }
            try (HttpTransport transport = HttpTransport.open(server, http)) {
                note(terminal, "serving at " + transport.uri() + "; Ctrl-C ends it");
                terminal.interrupts().onInterrupt(transport::close);
                transport.await();
            }
        } catch (IOException e) {
            throw ToolException.failed("cannot listen at "
                    + (http == null
                            ? ""
                            : http.address().getHostString() + ":"
                                    + http.address().getPort() + ": ")
                    + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void note(Terminal terminal, String text) {
        terminal.err().line("incant mcp: " + text);
        terminal.err().flush();
    }

    private static boolean direct(Settings settings) {
        String mode = settings.value(Flag.MODE);
        if (mode == null || mode.equals(CATALOGUE)) {
            return false;
        }
        if (mode.equals(DIRECT)) {
            return true;
        }
        throw settings.wrong(
                Flag.MODE,
                "must be catalogue or direct, not '" + mode + "'" + Nearest.hint(mode, List.of(CATALOGUE, DIRECT)));
    }

    private static AgentSettings agent(Settings settings, @Nullable AuditLog audit) {
        String tools = settings.value(Flag.TOOLS);
        AgentSettings agent = AgentSettings.STANDARD;
        if (tools != null && !tools.equals("all")) {
            agent = agent.seeing(Arguments.names(tools));
        }
        agent = agent.asking(settings.on(Flag.ASK_GRANTS)).sharing(new Quota(TotalLimits.STANDARD.kept()));
        return audit == null ? agent : agent.audited(audit);
    }

    private static @Nullable AuditLog audit(Invocation invocation) {
        String file = invocation.settings().value(Flag.AUDIT_LOG);
        Terminal terminal = invocation.terminal();
        if (NO_AUDIT.equals(file)) {
            return null;
        }
        Path path = file == null
                ? Repl.stateFolder(terminal).resolve("mcp-audit.jsonl")
                : terminal.directory().resolve(file);
        try {
            return AuditLog.open(
                    path, AuditLog.Options.STANDARD, InstantSource.system(), problem -> note(terminal, problem));
        } catch (IOException e) {
            throw ToolException.failed(
                    "cannot write the audit log " + path + ": " + e.getMessage() + "; --audit-log says where else");
        }
    }

    /// The folders of prompts: those that are named, and the user's own if there is one.
    private static List<Path> prompts(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        List<Path> folders = new ArrayList<>();
        String named = invocation.settings().value(Flag.PROMPTS);
        if (named != null) {
            for (String name : Arguments.names(named)) {
                Path folder = terminal.directory().resolve(name);
                if (!Files.isDirectory(folder)) {
                    throw invocation.settings().wrong(Flag.PROMPTS, "must name folders; there is none at " + folder);
                }
                folders.add(folder);
            }
        }
        java.io.File user = Settings.userFile(terminal);
        Path own = user == null ? null : user.toPath().resolveSibling("prompts");
        if (own != null && Files.isDirectory(own)) {
            folders.add(own);
        }
        return folders;
    }

    private HttpSettings http(Invocation invocation) {
        List<String> given = invocation.arguments().values(Flag.HTTP);
        String text = given == null || given.getLast().equals(Settings.EVERYTHING) ? "" : given.getLast();
        InetSocketAddress address = HttpAddress.of(text, this);
        boolean open = invocation.arguments().has(Flag.NO_TOKEN);
        if (open && !address.getAddress().isLoopbackAddress()) {
            throw Arguments.usage("--no-token is for this machine only; " + text + " is reached from others", this);
        }
        String file = invocation.settings().value(Flag.TOKEN_FILE);
        if (open && invocation.arguments().has(Flag.TOKEN_FILE)) {
            throw Arguments.usage("--no-token and --token-file exclude each other", this);
        }
        Map<String, String> tokens = Map.of();
        if (!open) {
            HttpTokens read = file == null
                    ? HttpTokens.fresh()
                    : HttpTokens.read(invocation.terminal().directory().resolve(file));
            if (read.note() != null) {
                note(invocation.terminal(), read.note());
            }
            tokens = read.tokens();
        }
        HttpSettings http = HttpSettings.at(address, tokens);
        Duration idle = Bounds.time(invocation.settings(), Flag.SESSION_IDLE);
        return idle == null ? http : http.keeping(idle);
    }
}
