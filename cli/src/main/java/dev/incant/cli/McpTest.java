package dev.incant.cli;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.client.McpClient;
import dev.incant.mcp.client.RemoteTool;
import dev.incant.mcp.remote.PinChanges;
import dev.incant.mcp.remote.Shown;
import dev.incant.mcp.remote.StoredServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `incant mcp test`.
final class McpTest implements Command {
    @Override
    public String name() {
        return "mcp test";
    }

    @Override
    public Help help() {
        return Help.of(
                "NAME",
                "Start an MCP server, list its tools, ask for a sign of life, and say how long each took.",
                "Ends with 0 if all went well and no tool that was accepted has changed or gone.",
                new Help.Example("incant mcp test me", "tries a server"),
                new Help.Example("incant mcp test me --output json", "gives the times as JSON"));
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        StoredServer server = McpServers.folder(terminal).read(McpServers.name(invocation));
        List<Step> steps = new ArrayList<>();
        PinChanges changes;
        String revision;
        try (Host host = McpServers.host(terminal)) {
            long began = System.nanoTime();
            try (McpClient client = McpServers.connect(invocation, host, server.config(), server.revision())) {
                steps.add(new Step("started", System.nanoTime() - began));
                revision = client.facts().revision();
                changes = tried(invocation, server, client, steps);
            }
        }
        report(invocation, server, revision, steps, changes);
        if (!changes.accepted()) {
            throw ToolException.conflict(server.config().name() + " is not as it was accepted: " + changes.summary()
                    + "; 'incant mcp refresh " + server.config().name() + "' shows the difference");
        }
        return 0;
    }

    private record Step(String name, long nanos) {
        double millis() {
            return nanos / 1000 / 1000.0;
        }
    }

    private static PinChanges tried(Invocation invocation, StoredServer server, McpClient client, List<Step> steps) {
        try {
            long began = System.nanoTime();
            List<RemoteTool> tools = McpServers.tools(invocation, client, server.config());
            steps.add(new Step("listed", System.nanoTime() - began));
            began = System.nanoTime();
            client.ping(server.config().timeout());
            steps.add(new Step("answered", System.nanoTime() - began));
            return PinChanges.between(server, tools);
        } catch (ToolException e) {
            List<String> words = client.lastWords();
            for (String word : words) {
                McpServers.note(invocation.terminal(), "  it said: " + word);
            }
            ErrorCode code = e.code();
            throw new ToolException(code, server.config().name() + ": " + e.message(), e.details(), e.getCause());
        }
    }

    private static void report(
            Invocation invocation, StoredServer server, String revision, List<Step> steps, PinChanges changes) {
        Terminal terminal = invocation.terminal();
        if (invocation.settings().form() != Form.TEXT) {
            Map<String, @Nullable Object> times = Values.map();
            steps.forEach(step -> times.put(step.name() + "_ms", step.millis()));
            if (changes.accepted()) {
                new Report(terminal, Form.JSON)
                        .document(Values.map(
                                "name",
                                server.config().name(),
                                "revision",
                                revision,
                                "tools",
                                server.tools().size(),
                                "times",
                                times,
                                "new",
                                changes.added()));
            }
            return;
        }
        for (Step step : steps) {
            terminal.out().line(String.format(Locale.ROOT, "%-9s %10.1f ms", step.name(), step.millis()));
        }
        terminal.out().line("tools     " + server.tools().size() + " accepted, protocol " + revision);
        if (!changes.added().isEmpty()) {
            terminal.out()
                    .line("new       " + Shown.text(String.join(", ", changes.added())) + "; 'incant mcp refresh "
                            + server.config().name() + "' takes them");
        }
    }
}
