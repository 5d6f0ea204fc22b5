package dev.incant.mcp.remote;

import dev.incant.mcp.client.RemoteTool;
import dev.incant.mcp.client.ServerFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A server and what was accepted of it.
///
/// @param revision the revision of the protocol that it spoke
/// @param software name and version of its software, as it says; empty when it does not
/// @param accepted when its tools were accepted
/// @param tools in the order of their operations' names
public record StoredServer(
        ServerConfig config, String revision, String software, Instant accepted, List<PinnedTool> tools) {
    public StoredServer {
        tools = List.copyOf(tools);
    }

    /// What a server has now, to be kept. Tools that are not wanted are left out.
    ///
    /// @param before what was accepted before, whose operations keep their names; null for nothing
    public static StoredServer accepting(
            ServerConfig config, ServerFacts facts, List<RemoteTool> live, @Nullable StoredServer before, Instant now) {
        Map<String, String> names = new HashMap<>();
        if (before != null) {
            for (PinnedTool tool : before.tools()) {
                names.put(tool.tool().name(), tool.operation());
            }
        }
        List<RemoteTool> wanted =
                live.stream().filter(tool -> config.wants(tool.name())).toList();
        Map<String, String> operations =
                OperationNames.of(wanted.stream().map(RemoteTool::name).toList(), names);
        List<PinnedTool> tools = new ArrayList<>();
        for (RemoteTool tool : wanted) {
            tools.add(PinnedTool.of(operations.getOrDefault(tool.name(), tool.name()), tool));
        }
        tools.sort((a, b) -> a.operation().compareTo(b.operation()));
        String software = facts.version().isEmpty() ? facts.name() : facts.name() + " " + facts.version();
        return new StoredServer(config, facts.revision(), software, now, tools);
    }

    /// The tool of that operation's name, or of its own name; null for none.
    public @Nullable PinnedTool find(String name) {
        for (PinnedTool tool : tools) {
            if (tool.operation().equals(name) || tool.tool().name().equals(name)) {
                return tool;
            }
        }
        return null;
    }
}
