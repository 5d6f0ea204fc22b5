package dev.incant.mcp.server;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Rules;
import dev.incant.mcp.agent.AgentTools;
import dev.incant.mcp.protocol.Changes;
import dev.incant.mcp.protocol.McpServer;
import dev.incant.mcp.protocol.Offer;
import dev.incant.mcp.protocol.TotalLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a kernel offers by MCP.
public final class KernelOffer {
    private KernelOffer() {}

    /// Makes a server of a kernel. The kernel stays the caller's.
    ///
    /// @param session what clients may do; resources are read with the same grants
    /// @param tools opens the tools of one client
    /// @param instructions for the model; what is granted is added
    /// @param prompts folders of prompts; no prompts are offered when empty
    /// @param problems takes a sentence for each thing that is left out
    public static McpServer server(
            Kernel kernel,
            String version,
            SessionOptions session,
            Supplier<AgentTools> tools,
            String instructions,
            List<Path> prompts,
            Consumer<String> problems) {
        return server(kernel, version, session, tools, instructions, prompts, problems, TotalLimits.STANDARD);
    }

    /// Makes a server of a kernel, likewise.
    ///
    /// @param limits what all clients may have together; its bytes of state are the caller's to share among the
    ///     tools of the clients
    public static McpServer server(
            Kernel kernel,
            String version,
            SessionOptions session,
            Supplier<AgentTools> tools,
            String instructions,
            List<Path> prompts,
            Consumer<String> problems,
            TotalLimits limits) {
        Changes changes = new Changes();
        Offer offer = new Offer(
                "incant",
                "Incant",
                version,
                instructions + " " + granted(session.grants()),
                () -> new AgentToolSource(tools.get(), changes),
                new KernelResources(kernel, session, changes),
                prompts.isEmpty() ? null : PromptFolders.open(prompts, changes, problems),
                true,
                changes);
        return McpServer.of(offer, limits);
    }

    /// What is granted, in a sentence.
    static String granted(Grants grants) {
        List<String> some = new ArrayList<>();
        for (Permission permission : Permission.values()) {
            Rules rules = grants.rules(permission);
            if (!rules.nothing()) {
                some.add(permission.word()
                        + (rules.all() ? "" : " (" + String.join(", ", rules.allowed()) + ")")
                        + (rules.denied().isEmpty() ? "" : " but not " + String.join(", ", rules.denied())));
            }
        }
        return some.isEmpty()
                ? "Nothing outside is granted: no files, hosts, programs or variables."
                : "Granted: " + String.join("; ", some) + ". Anything else is denied.";
    }
}
