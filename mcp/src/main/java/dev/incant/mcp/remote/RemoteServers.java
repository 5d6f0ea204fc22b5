package dev.incant.mcp.remote;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Tool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The servers of a folder as tools. Their definitions come from their files; a server is started when one of its tools
/// is first called, and ends when the pack is closed. Safe for use by many threads.
public final class RemoteServers implements ToolPack {
    private final ServerFolder folder;
    private final Connections connections;
    private final List<String> names;
    private final List<String> leftOut;
    private final List<LiveServer> live = new ArrayList<>();

    private RemoteServers(ServerFolder folder, Connections connections, List<String> names, List<String> leftOut) {
        this.folder = folder;
        this.connections = connections;
        this.names = names;
        this.leftOut = leftOut;
    }

    /// The servers of a folder.
    ///
    /// @param taken what other tools are called, which goes before a server's name
    public static RemoteServers of(ServerFolder folder, Connections connections, Collection<String> taken) {
        List<String> names = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (String name : folder.names()) {
            if (taken.contains(name)) {
                leftOut.add(name);
            } else {
                names.add(name);
            }
        }
        return new RemoteServers(folder, connections, names, List.copyOf(leftOut));
    }

    /// Servers that are no tools, since other tools are called so.
    public List<String> leftOut() {
        return leftOut;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Tool make(String name) {
        StoredServer server;
        try {
            server = folder.read(name);
        } catch (ToolException e) {
            return RemoteSpec.broken(name, e.message());
        }
        LiveServer connection =
                new LiveServer(server, () -> connections.connect(server.config(), server.revision()), System::nanoTime);
        synchronized (live) {
            live.add(connection);
        }
        return RemoteSpec.tool(server, (pinned, parameters) -> (args, context) -> {
            context.require(Permission.MCP, name);
            try {
                return ResultReading.of(connection.call(pinned, arguments(parameters, args), context));
            } catch (ToolException e) {
                context.cancellation().check();
                String message = name + "." + pinned.operation() + ": " + e.message();
                throw new ToolException(e.code(), message, e.details(), e.getCause()).with("server", name);
            }
        });
    }

    /// What was given, without the defaults, which are the server's to fill in.
    private static Map<String, @Nullable Object> arguments(List<Parameter> parameters, Args args) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            if (args.given(parameter.name())) {
                arguments.put(parameter.name(), args.value(parameter.name()));
            }
        }
        arguments.putAll(args.others());
        return arguments;
    }

    @Override
    public void close() {
        List<LiveServer> all;
        synchronized (live) {
            all = List.copyOf(live);
        }
        List<Thread> closing = new ArrayList<>();
        for (LiveServer each : all) {
            closing.add(Thread.ofVirtual().name("incant-mcp-close").start(each::close));
        }
        boolean interrupted = false;
        for (Thread each : closing) {
            while (each.isAlive()) {
                try {
                    each.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
