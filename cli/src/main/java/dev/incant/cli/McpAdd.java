package dev.incant.cli;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.tool.Tool;
import dev.incant.mcp.authorization.Authorizer;
import dev.incant.mcp.authorization.LoginFolder;
import dev.incant.mcp.client.McpClient;
import dev.incant.mcp.remote.PinnedTool;
import dev.incant.mcp.remote.ServerConfig;
import dev.incant.mcp.remote.ServerConfig.Place;
import dev.incant.mcp.remote.ServerFolder;
import dev.incant.mcp.remote.Shown;
import dev.incant.mcp.remote.StoredServer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `incant mcp add`.
final class McpAdd implements Command {
    private static final int MOST_LOGINS = 2;

    @Override
    public String name() {
        return "mcp add";
    }

    @Override
    public Flag[] flags() {
        List<Flag> flags = new ArrayList<>(List.of(Flag.URL, Flag.ENV, Flag.HEADER, Flag.BEARER_ENV));
        flags.addAll(List.of(OAuthFlags.ALL));
        flags.addAll(List.of(Flag.INCLUDE, Flag.EXCLUDE, Flag.TIMEOUT, Flag.YES));
        return flags.toArray(Flag[]::new);
    }

    @Override
    public Help help() {
        return Help.of(
                "NAME -- COMMAND…",
                "Use the tools of another MCP server: they become NAME.tool.",
                """
                The command is shown, and started once you agree; with --url nothing is started. What the server says \
                of its tools is remembered, and a tool whose definition changes is refused until 'incant mcp refresh'. \
                The server starts when one of its tools is first called and ends with Incant. It runs with your rights: \
                grants bound who may call it (--allow-mcp), not what it does. It sees PATH, HOME and the like of the \
                environment, and what --env says. Its name is the prefix of its tools, so there is no other.""",
                new Help.Example(
                        "incant mcp add me --yes -- incant mcp serve --mode direct --tools calculator",
                        "adds a server that is a program"),
                new Help.Example(
                        "incant mcp add some --include 'text*' --timeout 20s --yes -- incant mcp serve --mode direct",
                        "adds some tools of it, each with 20 seconds a call"));
    }

    @Override
    public int run(Invocation invocation) {
        ServerConfig config = config(invocation);
        Terminal terminal = invocation.terminal();
        ServerFolder folder = McpServers.folder(terminal);
        refuseTaken(config.name(), folder);
        show(terminal, config);
        if (!McpServers.agreed(invocation, question(config))) {
            throw new ToolException(ErrorCode.CANCELLED, "nothing was added");
        }
        LoginFolder logins = new LoginFolder(McpServers.loginFolder(terminal));
        logins.delete(config.name());
        StoredServer server;
        boolean added = false;
        try (Host host = McpServers.host(terminal)) {
            server = accepted(invocation, host, config);
            folder.write(server, host);
            added = true;
        } finally {
            if (!added) {
                logins.delete(config.name());
            }
        }
        report(invocation, server);
        return 0;
    }

    /// What the server has; a person may have to log in first, once, and once more where it wants more for its list.
    private static StoredServer accepted(Invocation invocation, Host host, ServerConfig config) {
        for (int logins = 0; true; logins++) {
            try (McpClient client = McpServers.connect(invocation, host, config, "")) {
                return StoredServer.accepting(
                        config,
                        client.facts(),
                        McpServers.tools(invocation, client, config),
                        null,
                        host.clock().instant());
            } catch (ToolException e) {
                Authorizer authorizer =
                        McpServers.connections(invocation.terminal(), host).authorizer(config);
                if (authorizer == null || !Authorizer.wantsLogin(e) || logins == MOST_LOGINS) {
                    throw e;
                }
                if (!invocation.terminal().inTerminal()) {
                    throw ToolException.denied(config.name()
                            + ": the server wants you to log in, which takes a terminal: type the same there, or name"
                            + " a token with --bearer-env, or a --grant that needs nobody");
                }
                McpLogin.login(invocation, authorizer);
            }
        }
    }

    private ServerConfig config(Invocation invocation) {
        List<String> words = invocation.words();
        List<String> line = invocation.arguments().rest();
        Arguments arguments = invocation.arguments();
        if (words.size() != 1) {
            throw Arguments.usage(
                    words.isEmpty()
                            ? "name the server: incant mcp add NAME -- COMMAND…"
                            : "the command goes after --: incant mcp add " + words.getFirst() + " -- "
                                    + String.join(" ", words.subList(1, words.size())),
                    this);
        }
        String name = words.getFirst();
        if (!ServerFolder.isName(name)) {
            throw Arguments.usage(
                    "'" + name + "' is no name for a server: small letters, digits and _, a letter first, at most 40",
                    this);
        }
        String url = arguments.value(Flag.URL);
        if (line.isEmpty() == (url == null)) {
            throw Arguments.usage(
                    url == null
                            ? "say how the server is reached: -- COMMAND… or --url URL"
                            : "--url and a command exclude each other",
                    this);
        }
        Duration timeout = arguments.has(Flag.TIMEOUT) ? Bounds.timeout(invocation.settings()) : null;
        return new ServerConfig(
                name,
                url == null
                        ? program(invocation, line)
                        : address(arguments, url, invocation.terminal().directory()),
                timeout == null ? ServerConfig.TIMEOUT : timeout,
                patterns(arguments, Flag.INCLUDE),
                patterns(arguments, Flag.EXCLUDE));
    }

    private static List<String> patterns(Arguments arguments, Flag flag) {
        List<String> patterns = new ArrayList<>();
        for (String each : each(arguments, flag)) {
            patterns.addAll(Arguments.names(each));
        }
        return patterns;
    }

    private static List<String> each(Arguments arguments, Flag flag) {
        List<String> given = arguments.values(flag);
        return given == null ? List.of() : given;
    }

    private Place program(Invocation invocation, List<String> line) {
        Arguments arguments = invocation.arguments();
        Flag oauth = OAuthFlags.first(arguments);
        if (arguments.has(Flag.HEADER) || arguments.has(Flag.BEARER_ENV) || oauth != null) {
            String flag = oauth == null ? "header and --bearer-env go" : oauth.word() + " goes";
            throw Arguments.usage("--" + flag + " with --url", this);
        }
        Map<String, String> environment = new LinkedHashMap<>();
        List<String> inherited = new ArrayList<>();
        for (String each : each(arguments, Flag.ENV)) {
            int equals = each.indexOf('=');
            String variable = equals < 0 ? each : each.substring(0, equals);
            if (variable.isEmpty()) {
                throw Arguments.usage("--env must be NAME=VALUE or NAME, not '" + each + "'", this);
            }
            if (equals < 0) {
                inherited.add(variable);
            } else {
                environment.put(variable, each.substring(equals + 1));
            }
        }
        return new Place.Program(line, invocation.terminal().directory(), environment, inherited);
    }

    private Place address(Arguments arguments, String text, Path directory) {
        if (arguments.has(Flag.ENV)) {
            throw Arguments.usage("--env goes with a command; a server at a URL has its own environment", this);
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw Arguments.usage("--url must be a URL, not '" + text + "': " + e.getReason(), this);
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || url.getHost() == null) {
            throw Arguments.usage("--url must begin with http:// or https:// and a host, not '" + text + "'", this);
        }
        if (url.getUserInfo() != null || url.getFragment() != null) {
            throw Arguments.usage("--url must have no password and no #: --header and --bearer-env take secrets", this);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String each : each(arguments, Flag.HEADER)) {
            int colon = each.indexOf(':');
            if (colon < 1 || each.substring(colon + 1).isBlank()) {
                throw Arguments.usage("--header must be 'NAME: VALUE', not '" + each + "'", this);
            }
            headers.put(
                    each.substring(0, colon).strip(), each.substring(colon + 1).strip());
        }
        Place.Address place = new Place.Address(
                url, headers, arguments.value(Flag.BEARER_ENV), new OAuthFlags(arguments, directory, this).read());
        Flag oauth = OAuthFlags.first(arguments);
        if (place.identified() && oauth != null) {
            throw Arguments.usage("--" + oauth.word() + " and a token of your own exclude each other", this);
        }
        return place;
    }

    private static void refuseTaken(String name, ServerFolder folder) {
        if (folder.has(name)) {
            throw ToolException.conflict("there is an MCP server named '" + name + "' already; 'incant mcp remove "
                    + name + "' takes it away");
        }
        Tool own = ComponentRegistry.of(Packs.ALL).find(name);
        if (own != null) {
            throw ToolException.conflict(
                    "'" + name + "' is the tool " + own.spec().name() + " of Incant; give the server another name");
        }
    }

    /// What will happen, before it does.
    private static void show(Terminal terminal, ServerConfig config) {
        switch (config.place()) {
            case Place.Program program -> {
                List<String> words = new ArrayList<>();
                for (String word : program.line()) {
                    words.add(CommandWords.quoted(Shown.text(word)));
                }
                terminal.err().line("This program will be started, with your rights:");
                terminal.err().line("  " + String.join(" ", words));
                terminal.err().line("  in the folder " + program.directory());
                program.environment()
                        .keySet()
                        .forEach(name -> terminal.err().line("  with the variable " + name + ", whose value is kept"));
                program.inherited()
                        .forEach(name ->
                                terminal.err().line("  with the variable " + name + ", as it is at each start"));
            }
            case Place.Address address -> {
                terminal.err().line("This server will be asked:");
                terminal.err().line("  " + address.url());
                address.headers()
                        .keySet()
                        .forEach(name -> terminal.err().line("  with the header " + name + ", whose value is kept"));
                if (address.bearerVariable() != null) {
                    terminal.err().line("  with the token that is in the variable " + address.bearerVariable());
                }
            }
        }
    }

    private static String question(ServerConfig config) {
        return config.place() instanceof Place.Program ? "Start it and take its tools?" : "Ask it and take its tools?";
    }

    private static void report(Invocation invocation, StoredServer server) {
        Terminal terminal = invocation.terminal();
        if (invocation.settings().form() != Form.TEXT) {
            new Report(terminal, Form.JSON).document(McpServers.described(server));
            return;
        }
        String name = server.config().name();
        int count = server.tools().size();
        String software = server.software().isEmpty() ? "" : " (" + Shown.brief(server.software()) + ")";
        terminal.out().line("added " + name + software + ": " + count + (count == 1 ? " tool" : " tools"));
        for (PinnedTool tool : server.tools()) {
            terminal.out().line("  " + name + "." + McpServers.line(tool));
        }
        if (count > 0) {
            String first = name + "." + server.tools().getFirst().operation();
            terminal.err()
                    .line("'incant tool info " + first + "' describes one; scripts and agents need --allow-mcp="
                            + name);
        }
    }
}
